// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"
#include "Core/Transcription/FoundNote.h"
#include "Core/Transcription/NoteFindingSettings.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace unbraid::core
{

/** The note of General MIDI for a source with the name of a drum, such as `kick`; none for others. [any] */
std::optional<int> drumNote (std::string_view sourceName) noexcept;

/** Hits of drums out of the separated spectra, for any dictionary whose sources are named after drums. The level of a drum
    is the sum of its share of the magnitudes. A hit begins where that level rises, within two hundredths of a second, by a
    share of the drum's own loudest, by a share of all drums' loudest, and by more than half; it has the level at which it
    stops rising. Scaling the input changes nothing. */
class HitFinder
{
public:
    /** Whether a source is named after a drum and has no pitches. [any] */
    static bool canFind (const Dictionary& dictionary) noexcept;

    /** dictionary  valid; its sources that are not drums have no hits
        [worker] allocates */
    void prepare (const Dictionary& dictionary, const FrameGeometry& geometry,
                  const NoteFindingSettings& settings);

    /** Forgets all hits without ending them. [audio] */
    void reset() noexcept;

    /** On the scale of pitches: its default is that of drums, too. Out of range it is clamped. [audio] */
    void setThreshold (float threshold) noexcept;

    /** Takes the next frame.
        masks    [bins x sources]
        mixture  [bins x channels] spectra
        returns  what was found by it, in no order; valid until the next call
        [audio] real-time safe. */
    std::span<const FoundNote> find (const Eigen::MatrixXf& masks, const Eigen::MatrixXcf& mixture,
                                     bool isSilent) noexcept;

    /** The ends of all hits that still sound, as at the newest frame. [audio] */
    std::span<const FoundNote> endAll() noexcept;

    /** Samples from a hit to the newest input sample that is needed to find it, at most. [any] */
    [[nodiscard]] Eigen::Index delaySamples() const noexcept;

    /** The most that one call finds. [any] */
    [[nodiscard]] size_t mostFound() const noexcept { return 3 * drums.size(); }

private:
    struct Drum
    {
        Eigen::Index source = 0;
        int note = 0;
        float level = 0.0f;      // of the newest frame
        float loudest = 0.0f;    // of the last seconds
        Eigen::Index rising = 0; // frame in which the hit that still rises began; 0: none
        Eigen::Index struck = 0; // frame in which it last began; 0: never
        bool sounds = false;     // its end has not been told
        Eigen::Index endsAt = 0; // sample
    };

    void measure (const Eigen::MatrixXf& masks, const Eigen::MatrixXcf& mixture, bool isSilent) noexcept;
    void follow (size_t index) noexcept;
    [[nodiscard]] float lowestBefore (size_t index) const noexcept;
    [[nodiscard]] bool isStruck (size_t index) const noexcept;
    void tell (Drum& drum) noexcept;
    void end (Drum& drum, Eigen::Index position) noexcept;
    [[nodiscard]] Eigen::Index positionOf (Eigen::Index frame) const noexcept;

    std::vector<Drum> drums;
    FrameGeometry frames;
    Eigen::Index riseFrames = 1, gapFrames = 1;
    float share = 0.0f; // of the loudest, by which a level must rise
    float kept = 1.0f;  // of the loudest level, a frame
    float loudestOfAll = 0.0f;
    Eigen::VectorXf magnitudes; // [bins] of all channels
    Eigen::MatrixXf levels;     // [drums x riseFrames] of the last frames, a ring
    Eigen::Index numFrames = 0;
    std::vector<FoundNote> found;
};

} // namespace unbraid::core

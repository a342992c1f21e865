// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Interface/unbraid.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace unbraid::filter
{

/** The dictionaries that the filter's control chooses from. The control is a number that configurations keep: names are only
    ever added, at the end. */
constexpr std::array<const char*, 2> dictionaries{ "speech", "speech-light" };

constexpr float lowestReductionDb =
    -80.0f; // a quarter of the way up lies the default that LADSPA can name: -20 dB

/** A voice without the noise around it, for small hosts (LADSPA, LV2, OBS Studio): one separator for each dictionary, prepared at the start, so
    that the audio thread changes from one to the other without waiting for anything. */
class VoiceFilter
{
public:
    /** Ports, in the order that hosts know. Of a stereo filter the second channels stand behind the first ones. */
    enum Port : unsigned long
    {
        reduction,
        dictionary,
        latency,
        firstAudio // inputs, then outputs
    };

    /** [worker] null where a dictionary is missing or the rate is not served; then `problem` says why */
    static std::unique_ptr<VoiceFilter> make (double sampleRateHz, int numChannels, std::string& problem);

    /** [audio] */
    void connect (unsigned long port, float* data) noexcept;

    /** Begins anew with the dictionary that the control names now. [audio] */
    void activate() noexcept;

    /** Inputs and outputs may be the same memory. [audio] real-time safe. */
    void run (unsigned long numSamples) noexcept;

private:
    struct Free
    {
        void operator() (unbraid_separator* separator) const noexcept { unbraid_free (separator); }
    };

    [[nodiscard]] size_t wantedDictionary() const noexcept;
    void runPiece (unsigned long done, unsigned long count, float reductionDb) noexcept;
    void fade (unsigned long count) noexcept;

    std::array<std::unique_ptr<unbraid_separator, Free>, dictionaries.size()> separators;
    std::vector<float*> ports;
    std::vector<std::vector<float>>
        next;                         // [channels] of [samples]: what the dictionary plays that is faded to
    std::vector<const float*> inputs; // [channels] of a piece
    std::vector<float*> outputs;      // [channels] of a piece
    std::vector<float*> nextOutputs;  // [channels]
    size_t playing = 0;
    size_t coming = 0;          // the same while nothing is faded
    unsigned long elapsed = 0;  // samples since the change began
    unsigned long settling = 0; // samples before the fade: what comes has to fill its windows first
    unsigned long fading = 0;   // samples of the fade
};

} // namespace unbraid::filter

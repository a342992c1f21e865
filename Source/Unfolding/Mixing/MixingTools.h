// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/VoiceStatistics.h"
#include "Unfolding/Mixing/ClipReader.h"
#include "Unfolding/Mixing/MixingSettings.h"
#include "Unfolding/Mixing/SpectralFilter.h"

#include <memory>
#include <optional>

namespace unbraid::unfolding
{

/** Shared tools of all parts of a recipe. */
struct MixingTools
{
    MixingSettings settings;
    std::shared_ptr<const SoundCorpus> corpus;
    SpectralFilter filter;
    std::vector<std::vector<Eigen::Index>> wide; // of each source, the recordings that reach above 11 kHz
    std::vector<std::vector<Eigen::Index>> speakers{}; // of the first source: the recordings of each
    ClipReader clips{};
    core::VoiceStatistics voices{}; // where talkers are separated
};

/** For each source the recordings that are not narrower than the corpus. [worker] */
std::vector<std::vector<Eigen::Index>> wideSounds (const SoundCorpus& corpus);

/** The recordings of each speaker of the first source: those whose files have one name up to the last underscore.
    [worker] */
std::vector<std::vector<Eigen::Index>> speakersOf (const SoundCorpus& corpus);

/** Streams of random numbers, one for each part of a mixture. */
enum class Stream : std::uint64_t
{
    scene,
    voice,
    noise,
    stems // one per source from here on
};

inline Draws drawsFor (const MixingTools& tools, std::uint64_t number, Stream stream, Eigen::Index source = 0)
{
    return { tools.settings.seed, number,
             static_cast<std::uint64_t> (stream) + static_cast<std::uint64_t> (source) };
}

/** Number of attempts at drawing a clip that is not silent. */
constexpr int maxTrials = 8;

/** A curve whose points are drawn from -maxDb to maxDb. [worker] */
EqualiserCurve drawEqualiser (double maxDb, Draws& draws);

/** A room, with its probability. [worker] */
std::optional<RoomDraw> drawRoom (const RoomSettings& settings, double probability, Draws& draws);

/** A recording of a source, all equally likely.
    isWide  only of those that reach above 11 kHz, unless the source has none
    [worker] */
const Sound& drawSound (const MixingTools& tools, Eigen::Index source, Draws& draws, bool isWide = false);

/** A random position in a recording for a clip of this length; 0 if the recording is shorter.
    [worker] */
Eigen::Index drawPosition (const Sound& sound, Eigen::Index numTaken, Draws& draws);

/** Filters in place, and applies the room if there is one. [worker] */
void applyScene (MixingTools& tools, const FilterShape& shape, const std::optional<RoomDraw>& room,
                 Draws& draws, Eigen::VectorXf& samples);

/** A source's recording of a song; null if it has none. [any] */
const Sound* soundOf (const SoundCorpus& corpus, Eigen::Index song, Eigen::Index source) noexcept;

/** The energies of a song's stems added up, as an amplitude. [any] */
float songLevel (const SoundCorpus& corpus, Eigen::Index song) noexcept;

/** A mixture of that number without any sound yet: its level is drawn, its stems have room. [worker] */
Mixture emptyMixture (const MixingTools& tools, std::uint64_t number, Draws& draws);

/** Sums the stems of all channels. [worker] */
void addStems (Mixture& mixture);

/** Scales the stems to the level drawn, with every peak below 1, and sums them. [worker] */
void finish (Mixture& mixture);

} // namespace unbraid::unfolding

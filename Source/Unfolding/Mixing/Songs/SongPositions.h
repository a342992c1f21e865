// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"

#include <optional>

namespace unbraid::unfolding
{

/** Tempo and pitch of a played sound. */
struct Playing
{
    double speed = 1.0; // ratio of tempo
    double pitch = 1.0; // ratio of frequencies
};

/** A position in a song and how it is played from there. */
struct SongCut
{
    Eigen::Index song = 0;
    Eigen::Index first = 0; // sample of its recordings
    Playing playing{};
};

/** A ratio of frequencies. [any] */
double ratioOf (double semitones) noexcept;

/** True where a part of a recording is above -30 dB of its active parts. [any] */
bool plays (const Sound& sound, Eigen::Index first, Eigen::Index count);

/** Draws a song by its length and weight, and a position in it where at least half of its stems play; the last one drawn
    where there is none. [worker] */
SongCut drawSong (const MixingTools& tools, const Playing& playing, Draws& draws);

/** A position in another song in which this source plays, in tempo and key with `host`: as far into a bar of four
    beats as that, if each song starts with a bar. Songs of unknown tempo do not match; those of unknown key match every key.
    [worker] */
std::optional<SongCut> drawMatching (const MixingTools& tools, const SongCut& host, Eigen::Index source,
                                     Draws& draws);

/** The shift, -maxSemitones to maxSemitones, after which one scale has most of its notes in common with another; the
    smallest of equally good shifts; 0 where one is unknown.
    wanted, moved  as Song::pitchClasses
    [any] */
int keyChange (unsigned wanted, unsigned moved, int maxSemitones) noexcept;

} // namespace unbraid::unfolding

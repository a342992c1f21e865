// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/Draws.h"
#include "Unfolding/Mixing/MixingSettings.h"
#include "Unfolding/Mixing/Mixture.h"

#include <vector>

namespace unbraid::unfolding
{

/** Notes as two hands play them: melodies, chords, broken chords and repeated notes, mostly of one scale, staccato to
    legato, with or without the pedal; at times one note of a chord is brought out, or a softer accompaniment plays
    between the hands. They begin before the mixture does, so that some sound at its beginning; notes of
    one pitch do not overlap.
    seconds  of the mixture
    returns  in order of pitch, and of time
    [worker] */
std::vector<PlayedNote> drawPiece (const NoteMixing& settings, double seconds, Draws& draws);

} // namespace unbraid::unfolding

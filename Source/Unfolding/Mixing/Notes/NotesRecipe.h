// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/MixingTools.h"
#include "Unfolding/Mixing/Notes/NoteShelf.h"

namespace unbraid::unfolding
{

/** Mixture `number` of the recipe: the first source is an instrument that plays a random piece, detuned, equalised and in
    a room, the second everything else. The notes that were played are part of the mixture.
    [worker] */
Mixture makeNotesMixture (MixingTools& tools, const NoteShelf& shelf, std::uint64_t number);

} // namespace unbraid::unfolding

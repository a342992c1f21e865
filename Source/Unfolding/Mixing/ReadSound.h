// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/SoundCorpus.h"

namespace unbraid::unfolding
{

/** The error of a recording, or a folder of them, that mixtures cannot be made of. [any] */
core::Error cannotMix (const std::filesystem::path& path, std::string found, std::string allowed);

/** A recording as the corpus keeps it, from its cache where that has it.
    [worker] errors: as `readSounds` */
core::Result<Sound> readSound (const std::filesystem::path& path, const CorpusSpec& spec);

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Quality/Mixtures.h"

namespace unbraid::quality
{

using Mixtures = std::vector<Mixture>;

/** multitrack/nmfd_funky: kick, snare and hi-hat. [worker] */
core::Result<Mixtures> funkyDrums (const std::filesystem::path& data);

/** Drum loops rendered by Material/render_drums.py: kick, snare and hi-hat of eight kits. [worker] */
core::Result<Mixtures> renderedDrums (const std::filesystem::path& folder);

/** Which part of the material: what chooses settings, or what is only reported. */
enum class MaterialSet
{
    development,
    test
};

/** Pairs of single notes between C3 and C5, alto saxophone and piano at equal energy, that `piano-saxophone`
    is not trained on.
    [worker] */
core::Result<Mixtures> notePairs (const std::filesystem::path& data, MaterialSet set);

/** As `notePairs`, with the piano's notes of the set played together. [worker] */
core::Result<Mixtures> noteChords (const std::filesystem::path& data, MaterialSet set);

/** Scores of one ensemble composed and rendered by Material/render_material.py with instruments that train
    nothing: the first four choose settings, the rest is only reported.
    material     the folder that it wrote
    sourceNames  of the ensemble, in its order
    [worker] */
core::Result<Mixtures> ensembles (const std::filesystem::path& material,
                                  const std::vector<std::string>& sourceNames, MaterialSet set);

/** multitrack/mdb_*: songs of bass, drums, guitar and mostly a voice. Only those that hold all of `sourceNames`;
    where `onlyThese`, the mixture holds nothing else.
    [worker] */
core::Result<Mixtures> songs (const std::filesystem::path& data, const std::vector<std::string>& sourceNames,
                              bool onlyThese);

/** The singer of music_solo/voice_choral that trains nothing, segments of 8 s over the guitars of `ensembles`,
    at equal energy.
    [worker] */
core::Result<Mixtures> sungDuets (const std::filesystem::path& data, const std::filesystem::path& material,
                                  MaterialSet set);

/** The mixtures with one stem kept and all others added up under one name. */
Mixtures againstRest (const Mixtures& mixtures, const std::string& kept, const std::string& restName);

/** The mixtures as they sound without one stem. */
Mixtures without (const Mixtures& mixtures, const std::string& left);

} // namespace unbraid::quality

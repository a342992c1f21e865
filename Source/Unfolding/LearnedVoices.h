// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Unfolding/Mixing/SoundCorpus.h"
#include "Unfolding/UnfoldingSpec.h"

#include <functional>
#include <memory>

namespace unbraid::training
{
struct Discriminants;
}

namespace unbraid::unfolding
{

/** What tells the voices of a corpus apart: the discriminants of the statistics of their enrolments, of which those with two
    recordings or more give several, each taken by other microphones. People count alike, up to some thousand of them.
    goesOn  called now and then; false ends it
    [worker] errors: as MixtureMaker::create, nobody or one person with two recordings, cancelled */
core::Result<training::Discriminants> learnVoices (const UnfoldingSpec& spec,
                                                   std::shared_ptr<const SoundCorpus> corpus,
                                                   const std::function<bool()>& goesOn);

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixtureMaker.h"

#include "Unfolding/Mixing/Songs/SongsRecipe.h"
#include "Unfolding/Mixing/SpeechRecipe.h"
#include "Unfolding/Mixing/StemsRecipe.h"

#include <cassert>

namespace unbraid::unfolding
{

struct MixtureMaker::Parts
{
    MixingTools tools;
};

namespace
{
Mixture makeBy (MixingTools& tools, std::uint64_t number)
{
    switch (tools.settings.recipe)
    {
    case MixingRecipe::speech:
        return makeSpeechMixture (tools, number);
    case MixingRecipe::stems:
        return makeStemsMixture (tools, number);
    case MixingRecipe::songs:
        return makeSongsMixture (tools, number);
    }
    return {};
}
} // namespace

core::Result<MixtureMaker> MixtureMaker::create (const MixingSettings& settings,
                                                 std::shared_ptr<const SoundCorpus> corpus)
{
    assert (corpus != nullptr);
    if (auto checked = check (settings); ! checked.ok())
        return checked.error();
    if (corpus->sampleRateHz != settings.sampleRateHz)
        return core::Error{ "the corpus cannot be mixed", "sample rate",
                            core::numberText (corpus->sampleRateHz),
                            core::numberText (settings.sampleRateHz) + " Hz, as the mixtures" };
    if (settings.recipe == MixingRecipe::speech && corpus->numSources() != 2)
        return core::Error{ "the corpus cannot be mixed", "sources", std::to_string (corpus->numSources()),
                            "2, the voice first and the noise second" };
    if (settings.recipe == MixingRecipe::songs && corpus->songs.empty())
        return core::Error{ "the corpus cannot be mixed", "songs", "none", "one or more" };
    auto filter = SpectralFilter::create (settings.sampleRateHz, settings.numSamples(),
                                          longestRoom (settings.room, settings.sampleRateHz));
    if (! filter.ok())
        return filter.error();
    return MixtureMaker (
        std::make_unique<Parts> (Parts{ { settings, std::move (corpus), std::move (filter).value() } }));
}

MixtureMaker::MixtureMaker (std::unique_ptr<Parts> made)
    : parts (std::move (made))
{
}

MixtureMaker::~MixtureMaker() = default;
MixtureMaker::MixtureMaker (MixtureMaker&&) noexcept = default;
MixtureMaker& MixtureMaker::operator= (MixtureMaker&&) noexcept = default;

Mixture MixtureMaker::make (std::uint64_t number)
{
    auto& tools = parts->tools;
    tools.clips.forgetBands();
    auto mixture = makeBy (tools, number);
    mixture.recipe.bandHz = tools.clips.bandHz();
    return mixture;
}

} // namespace unbraid::unfolding

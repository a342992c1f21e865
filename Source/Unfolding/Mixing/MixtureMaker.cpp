// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixtureMaker.h"

#include "Unfolding/Mixing/Notes/NotesRecipe.h"
#include "Unfolding/Mixing/Songs/SongsRecipe.h"
#include "Unfolding/Mixing/SpeechRecipe.h"
#include "Unfolding/Mixing/StemsRecipe.h"
#include "Unfolding/Mixing/Talkers.h"

#include <cassert>
#include <optional>

namespace unbraid::unfolding
{

struct MixtureMaker::Parts
{
    MixingTools tools;
    std::optional<NoteShelf> shelf{}; // in the notes recipe
};

namespace
{
/** Settings as the recipe needs them: babble is made of the first source, which only speaks in the speech recipe. */
MixingSettings settingsFor (MixingSettings settings)
{
    if (settings.recipe == MixingRecipe::notes)
        settings.speech.babbleProbability = 0.0;
    return settings;
}

core::Status checkSources (const MixingSettings& settings, const SoundCorpus& corpus)
{
    const auto refuse = [] (const char* what, size_t found, const char* allowed) -> core::Status
    {
        return core::Error{ "the corpus cannot be mixed", what, found == 0 ? "none" : std::to_string (found),
                            allowed };
    };
    const auto numSources = static_cast<size_t> (corpus.numSources());
    if (settings.recipe == MixingRecipe::speech && numSources != 2)
        return refuse ("sources", numSources, "2, the voice first and the noise second");
    if (settings.recipe == MixingRecipe::notes && numSources != 2)
        return refuse ("sources", numSources, "2, the instrument first and everything else second");
    if (settings.recipe == MixingRecipe::songs && corpus.songs.empty())
        return refuse ("songs", corpus.songs.size(), "one or more");
    return core::Done{};
}

Mixture makeBy (MixingTools& tools, const std::optional<NoteShelf>& shelf, std::uint64_t number)
{
    switch (tools.settings.recipe)
    {
    case MixingRecipe::speech:
        return makeSpeechMixture (tools, number);
    case MixingRecipe::stems:
        return makeStemsMixture (tools, number);
    case MixingRecipe::songs:
        return makeSongsMixture (tools, number);
    case MixingRecipe::notes:
        return makeNotesMixture (tools, *shelf, number);
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
    if (auto checked = checkSources (settings, *corpus); ! checked.ok())
        return checked.error();
    std::optional<NoteShelf> shelf;
    if (settings.recipe == MixingRecipe::notes)
    {
        auto made = NoteShelf::create (*corpus, 0);
        if (! made.ok())
            return made.error();
        shelf = std::move (made).value();
    }
    auto filter =
        SpectralFilter::create (settings.sampleRateHz, settings.numSamples(), longestRoom (settings));
    if (! filter.ok())
        return filter.error();
    auto wide = wideSounds (*corpus);
    auto speakers = settings.speech.talkers.areSeparated ? speakersOf (*corpus)
                                                         : std::vector<std::vector<Eigen::Index>>{};
    auto parts = std::make_unique<Parts> (
        Parts{ { settingsFor (settings), std::move (corpus), std::move (filter).value(), std::move (wide),
                 std::move (speakers) },
               std::move (shelf) });
    if (settings.speech.talkers.areSeparated)
        if (auto ready = parts->tools.voices.prepare (settings.sampleRateHz); ! ready.ok())
            return ready.error();
    return MixtureMaker (std::move (parts));
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
    auto mixture = makeBy (tools, parts->shelf, number);
    mixture.recipe.bandHz = tools.clips.bandHz();
    return mixture;
}

Eigen::Index MixtureMaker::numSpeakers() const noexcept
{
    return static_cast<Eigen::Index> (parts->tools.speakers.size());
}

Eigen::VectorXf MixtureMaker::voiceOf (Eigen::Index speaker, std::uint64_t take)
{
    auto& tools = parts->tools;
    const auto pieces = drawTake (tools, speaker, take);
    return ! pieces.empty() ? tools.voices.of (pieces) : Eigen::VectorXf();
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SpeechRecipe.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/NoiseSide.h"
#include "Unfolding/Mixing/VoiceSide.h"

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index voice = 0, noise = 1, room = 2; // stems

/** Properties of the mixture as a whole. */
void drawScene (const MixingSettings& settings, Draws& draws, Recipe& recipe)
{
    const auto& speech = settings.speech;
    const auto maybe = [&] (double probability, auto draw) -> std::optional<double>
    { return draws.chance (probability) ? std::optional (draw()) : std::nullopt; };

    auto& scene = recipe.speech.emplace();
    recipe.levelDb = draws.uniform (settings.levelDb);
    const double kind = draws.uniform();
    scene.isSpeechAlone = kind < speech.speechAloneProbability;
    recipe.sources[voice].isPresent =
        scene.isSpeechAlone || kind >= speech.speechAloneProbability + speech.noiseAloneProbability;
    scene.snrDb = draws.uniform (draws.chance (speech.lowSnrShare) ? speech.lowSnrDb : speech.highSnrDb);
    if (scene.isSpeechAlone)
        scene.snrDb = draws.uniform (speech.speechAloneSnrDb);
    scene.clippedDb = maybe (speech.clippedProbability, [&] { return draws.uniform (speech.clippedDb); });
    scene.bandLimitHz =
        maybe (speech.bandLimitedProbability, [&] { return draws.logUniform (speech.bandLimitHz); });
    scene.highPassHz =
        maybe (speech.highPassProbability, [&] { return draws.logUniform (speech.highPassHz); });
    scene.narrowVoiceHz =
        maybe (speech.narrowVoiceProbability, [&] { return draws.logUniform (speech.narrowVoiceHz); });
    scene.isSteep = draws.chance (speech.steepProbability);
    scene.isWide = draws.chance (speech.wideProbability);
    const bool isFaint =
        draws.chance (speech.faintProbability); // drawn last: recipes without it stay as they were
    if (isFaint && ! scene.isSpeechAlone)
        scene.snrDb = draws.uniform (speech.faintSnrDb);
    scene.hasEvents = draws.chance (speech.eventsProbability);
}

void limitBand (double limitHz, bool isSteep, FilterShape& shape)
{
    if (isSteep)
        shape.endAt (limitHz);
    else
        shape.lowPass (limitHz);
}

FilterShape shapeOf (const MixingTools& tools, const SourceDraw& draw, const SpeechDraw& scene)
{
    FilterShape shape (tools.settings.sampleRateHz);
    shape.equalise (draw.equaliserDb);
    if (scene.bandLimitHz)
        limitBand (*scene.bandLimitHz, scene.isSteep, shape);
    return shape;
}

/** The voice as it arrives. late  receives what the room returns of it too late */
Eigen::VectorXf makeVoice (MixingTools& tools, const SpeechDraw& scene, Draws& draws, SourceDraw& draw,
                           Eigen::VectorXf& late)
{
    const auto& settings = tools.settings;
    draw.equaliserDb = drawEqualiser (settings.speech.equaliserDb, draws);
    draw.room = drawRoom (settings.room, scene.isSpeechAlone ? 0.0 : settings.room.probability, draws);
    auto samples = drawVoice (tools, draws, draw, scene.isWide);
    auto shape = shapeOf (tools, draw, scene);
    if (scene.highPassHz)
        shape.highPass (*scene.highPassHz);
    if (scene.narrowVoiceHz)
        limitBand (*scene.narrowVoiceHz, scene.isSteep, shape);
    if (draw.room)
        tools.filter.applySplit (shape, roomResponse (*draw.room, settings.sampleRateHz, draws), samples,
                                 late);
    else
        tools.filter.apply (shape, samples);
    return samples;
}

Eigen::VectorXf makeNoise (MixingTools& tools, SpeechDraw& scene, Draws& draws, SourceDraw& draw)
{
    const auto& settings = tools.settings;
    draw.equaliserDb = drawEqualiser (settings.speech.noiseEqualiserDb, draws);
    draw.room = drawRoom (settings.room, settings.speech.noiseRoomProbability, draws);
    auto samples = drawNoise (tools, draws, draw, scene);
    applyScene (tools, shapeOf (tools, draw, scene), draw.room, draws, samples);
    return samples;
}

/** Cuts the peaks of the mixture off; the noise takes what is lost. */
void clip (double clippedDb, Eigen::MatrixXf& stems)
{
    const Eigen::ArrayXf sum = stems.rowwise().sum();
    const float ceiling = sum.abs().maxCoeff() * amplitudeOf (-clippedDb);
    const Eigen::ArrayXf others = sum - stems.col (noise).array();
    stems.col (noise) = sum.min (ceiling).max (-ceiling) - others;
}
} // namespace

Mixture makeSpeechMixture (MixingTools& tools, std::uint64_t number)
{
    Mixture mixture;
    auto& recipe = mixture.recipe;
    recipe.number = number;
    recipe.sources.resize (2);
    auto sceneDraws = drawsFor (tools, number, Stream::scene);
    drawScene (tools.settings, sceneDraws, recipe);

    const Index numSamples = tools.settings.numSamples();
    const bool separatesRoom = tools.settings.speech.separatesRoom;
    mixture.stems = Eigen::MatrixXf::Zero (numSamples, separatesRoom ? 3 : 2);
    Eigen::VectorXf late = Eigen::VectorXf::Zero (numSamples);
    auto voiceDraws = drawsFor (tools, number, Stream::voice);
    if (recipe.sources[voice].isPresent)
        mixture.stems.col (voice) =
            makeVoice (tools, *recipe.speech, voiceDraws, recipe.sources[voice], late);
    auto noiseDraws = drawsFor (tools, number, Stream::noise);
    mixture.stems.col (noise) = makeNoise (tools, *recipe.speech, noiseDraws, recipe.sources[noise]);

    const float voiceLevel = activeRms (mixture.stems.col (voice), tools.settings.sampleRateHz);
    const float noiseLevel = plainRms (mixture.stems.col (noise));
    recipe.sources[voice].isPresent = voiceLevel > 0.0f;
    recipe.sources[noise].isPresent = noiseLevel > 0.0f;
    if (voiceLevel > 0.0f && noiseLevel > 0.0f)
        mixture.stems.col (noise) *= voiceLevel / noiseLevel * amplitudeOf (-recipe.speech->snrDb);
    mixture.stems.col (separatesRoom ? room : noise) += late;
    if (recipe.speech->clippedDb)
        clip (*recipe.speech->clippedDb, mixture.stems);
    finish (mixture);
    return mixture;
}

} // namespace unbraid::unfolding

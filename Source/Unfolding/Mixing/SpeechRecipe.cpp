// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SpeechRecipe.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/NoiseSide.h"
#include "Unfolding/Mixing/Talkers.h"
#include "Unfolding/Mixing/VoiceSide.h"

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index voice = 0, noise = 1; // stems; room and others follow as far as they are separated

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
    scene.isDuet = speech.talkers.areSeparated && draws.chance (speech.talkers.duetProbability);
    if (scene.isDuet)
        scene.snrDb = draws.uniform (speech.speechAloneSnrDb);
    recipe.sources[voice].isPresent = recipe.sources[voice].isPresent || scene.isDuet;
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

/** A voice as it arrives. */
struct ArrivingVoice
{
    Eigen::VectorXf voice;
    Eigen::VectorXf late;  // what the room returns of it too late
    Eigen::VectorXf floor; // the background of its pauses, where it was taken off
};

ArrivingVoice makeVoice (MixingTools& tools, const SpeechDraw& scene, const VoicePool& pool, Draws& draws,
                         SourceDraw& draw)
{
    const auto& settings = tools.settings;
    draw.equaliserDb = drawEqualiser (settings.speech.equaliserDb, draws);
    draw.room = drawRoom (settings.room, scene.isSpeechAlone ? 0.0 : settings.room.probability, draws);
    ArrivingVoice arriving;
    arriving.voice = drawVoice (tools, draws, draw, pool, arriving.floor);
    arriving.late = Eigen::VectorXf::Zero (arriving.voice.size());
    auto shape = shapeOf (tools, draw, scene);
    if (scene.highPassHz)
        shape.highPass (*scene.highPassHz);
    if (scene.narrowVoiceHz)
        limitBand (*scene.narrowVoiceHz, scene.isSteep, shape);
    const bool hasFloor = ! arriving.floor.isZero (0.0f);
    if (draw.room)
    {
        const auto response = roomResponse (*draw.room, settings.sampleRateHz, draws);
        tools.filter.applySplit (shape, response, arriving.voice, arriving.late);
        if (hasFloor)
            tools.filter.apply (shape, response, arriving.floor);
    }
    else
    {
        tools.filter.apply (shape, arriving.voice);
        if (hasFloor)
            tools.filter.apply (shape, arriving.floor);
    }
    return arriving;
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

/** Voices and where they go. */
struct Voices
{
    Eigen::VectorXf voice; // [samples], silent where there is none
    Eigen::VectorXf others;
    Eigen::VectorXf late; // reverberation of the voice, and of others where they are no source of their own
    Eigen::VectorXf lateOfOthers;
    Eigen::VectorXf floor; // the backgrounds of all voices' pauses, where they were taken off
};

/** The others, together at a level over the voice, or at a level of one without it. */
void addOthers (MixingTools& tools, const SpeechDraw& scene, const Cast& cast, std::uint64_t number,
                Voices& voices)
{
    auto draws = drawsFor (tools, number, Stream::stems);
    const auto& talkers = tools.settings.speech.talkers;
    const double levelDb = draws.uniform (scene.isDuet ? talkers.duetLevelDb : talkers.levelDb);
    Eigen::VectorXf floor = Eigen::VectorXf::Zero (voices.others.size());
    for (const auto& pool : cast.others)
    {
        SourceDraw draw;
        const auto other = makeVoice (tools, scene, pool, draws, draw);
        voices.others += other.voice;
        voices.lateOfOthers += other.late;
        floor += other.floor;
    }
    const double rateHz = tools.settings.sampleRateHz;
    const float level = activeRms (voices.others, rateHz), own = activeRms (voices.voice, rateHz);
    if (level == 0.0f)
        return;
    const float gain = (own > 0.0f ? own * amplitudeOf (levelDb) : 1.0f) / level;
    voices.others *= gain;
    voices.lateOfOthers *= gain;
    voices.floor += gain * floor;
}

Voices makeVoices (MixingTools& tools, const Cast& cast, Recipe& recipe)
{
    const Index numSamples = tools.settings.numSamples();
    const Eigen::VectorXf silence = Eigen::VectorXf::Zero (numSamples);
    Voices voices{ silence, silence, silence, silence, silence };
    auto draws = drawsFor (tools, recipe.number, Stream::voice);
    auto& draw = recipe.sources[voice];
    draw.isPresent = draw.isPresent && cast.hasVoice;
    if (draw.isPresent)
    {
        auto own = makeVoice (tools, *recipe.speech, cast.voice, draws, draw);
        voices.voice = std::move (own.voice);
        voices.late = std::move (own.late);
        voices.floor = std::move (own.floor);
    }
    if (! cast.others.empty())
        addOthers (tools, *recipe.speech, cast, recipe.number, voices);
    return voices;
}

/** Where nothing tells the voice, all of them are the first source. */
void joinVoices (Voices& voices)
{
    voices.voice += voices.others;
    voices.late += voices.lateOfOthers;
    voices.others.setZero();
    voices.lateOfOthers.setZero();
}

/** The level that noise is measured against. */
float levelOf (const Voices& voices, double sampleRateHz)
{
    const float own = activeRms (voices.voice, sampleRateHz);
    return own > 0.0f ? own : activeRms (voices.others, sampleRateHz);
}

Cast castOf (const MixingTools& tools, const Recipe& recipe)
{
    Cast cast;
    if (tools.settings.speech.talkers.areSeparated)
    {
        auto draws = drawsFor (tools, recipe.number, Stream::stems, 1);
        cast = drawCast (tools, recipe.speech->isDuet, draws);
    }
    cast.voice.isWide = recipe.speech->isWide;
    return cast;
}

/** The stems in their order. */
Eigen::MatrixXf stemsOf (const SpeechMixing& speech, const Voices& voices, const Eigen::VectorXf& sounds)
{
    Eigen::MatrixXf stems (voices.voice.size(),
                           2 + (speech.separatesRoom ? 1 : 0) + (speech.talkers.areSeparated ? 1 : 0));
    stems.col (voice) = voices.voice;
    stems.col (noise) = sounds + voices.lateOfOthers + voices.floor;
    Index next = 2;
    if (speech.separatesRoom)
        stems.col (next++) = voices.late;
    else
        stems.col (noise) += voices.late;
    if (speech.talkers.areSeparated)
        stems.col (next) = voices.others;
    return stems;
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
    const Cast cast = castOf (tools, recipe);
    Voices voices = makeVoices (tools, cast, recipe);
    if (! cast.isTold)
        joinVoices (voices);
    auto noiseDraws = drawsFor (tools, number, Stream::noise);
    auto sounds = makeNoise (tools, *recipe.speech, noiseDraws, recipe.sources[noise]);

    const double rateHz = tools.settings.sampleRateHz;
    const float voiceLevel = levelOf (voices, rateHz), noiseLevel = plainRms (sounds);
    recipe.sources[voice].isPresent = activeRms (voices.voice, rateHz) > 0.0f;
    recipe.sources[noise].isPresent = noiseLevel > 0.0f;
    if (voiceLevel > 0.0f && noiseLevel > 0.0f)
        sounds *= voiceLevel / noiseLevel * amplitudeOf (-recipe.speech->snrDb);
    mixture.stems = stemsOf (tools.settings.speech, voices, sounds);
    if (recipe.speech->clippedDb)
        clip (*recipe.speech->clippedDb, mixture.stems);
    finish (mixture);
    if (cast.isTold)
    {
        auto enrolmentDraws = drawsFor (tools, number, Stream::stems, 2);
        mixture.enrolment = drawEnrolment (tools, enrolmentDraws, recipe.sources[voice].ratio, cast.enrolled);
        mixture.voice = tools.voices.of (mixture.enrolment);
    }
    return mixture;
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/NoiseSide.h"

#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/SyntheticNoise.h"

#include <array>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index voice = 0, noise = 1;                      // sources
constexpr std::array<double, 4> coloursDb{ 0, -3, -6, 3 }; // an octave: white, pink, brown, hiss
constexpr double colourChangeDb = 1.0;                     // up or down, an octave
constexpr double colourEqualiserDb = 6.0;
constexpr std::array<double, 2> mainsHz{ 50.0, 60.0 };
constexpr Range babbleDistanceDb{ -12.0, 6.0 }; // direct sound of each voice

/** Adds up sounds at random levels. */
class NoiseSum
{
public:
    NoiseSum (const MixingSettings& mixingSettings, Draws& noiseDraws)
        : settings (mixingSettings)
        , draws (noiseDraws)
        , sum (Eigen::VectorXf::Zero (mixingSettings.numSamples()))
    {
    }

    void add (const Eigen::VectorXf& sound)
    {
        const float gain = amplitudeOf (draws.upOrDown (settings.speech.noiseLevelDb));
        if (const float level = activeRms (sound, settings.sampleRateHz); level > 0.0f)
            sum += sound * (gain / level);
    }

    /** Adds what `make` adds to silence. */
    template <class Make>
    void addMade (const Make& make)
    {
        Eigen::VectorXf sound = Eigen::VectorXf::Zero (sum.size());
        make (sound);
        add (sound);
    }

    Eigen::VectorXf take() { return std::move (sum); }

private:
    const MixingSettings& settings;
    Draws& draws;
    Eigen::VectorXf sum;
};

Index drawCount (const std::array<double, 3>& probabilities, Draws& draws)
{
    const double drawn = draws.uniform();
    return drawn < probabilities[0] ? 1 : drawn < probabilities[0] + probabilities[1] ? 2 : 3;
}

/** A piece of a recorded noise; another one where it is silent. */
Eigen::VectorXf drawRecorded (MixingTools& tools, Draws& draws, bool isWide, double& ratio)
{
    const auto& settings = tools.settings;
    Eigen::VectorXf piece;
    for (int trial = 0; trial < maxTrials; ++trial)
    {
        const Sound& sound = drawSound (tools, noise, draws, isWide);
        ratio = SpeedChange::nearest (draws.logUniform (settings.speech.noiseRatio));
        const Index numTaken = ClipReader::numTaken (settings.numSamples(), ratio);
        const bool isShort = static_cast<Index> (sound.samples.size()) < numTaken;
        const Index first = drawPosition (sound, isShort ? 0 : numTaken, draws);
        const bool isReversed = draws.chance (settings.speech.reversedProbability);
        piece = tools.clips.read (sound, { first, ratio, isShort, isReversed }, settings.numSamples());
        if (plainRms (piece) > 0.0f)
            break;
    }
    return piece;
}

/** Other people, all in one room, each at a distance, speed and pitch of their own. */
Eigen::VectorXf drawBabble (MixingTools& tools, Draws& draws, bool isWide, int numVoices)
{
    const auto& settings = tools.settings;
    Eigen::VectorXf near = Eigen::VectorXf::Zero (settings.numSamples());
    Eigen::VectorXf far = near;
    for (int i = 0; i < numVoices; ++i)
    {
        const Sound& sound = drawSound (tools, voice, draws, isWide);
        const double ratio = SpeedChange::nearest (draws.logUniform (settings.speech.ratio));
        const Clip clip{ drawPosition (sound, 0, draws), ratio, true };
        const Eigen::VectorXf spoken =
            tools.clips.read (sound, clip, settings.numSamples()) *
            (amplitudeOf (draws.upOrDown (settings.speech.noiseLevelDb)) / sound.activeRms);
        near += spoken * amplitudeOf (draws.uniform (babbleDistanceDb));
        far += spoken;
    }
    auto room = roomResponse (drawRoom (settings.room, draws), settings.sampleRateHz, draws);
    room.samples[0] = 0.0f;
    tools.filter.apply (FilterShape (settings.sampleRateHz), room, far);
    return near + far;
}

/** Noise whose spectrum stays as it is. */
Eigen::VectorXf drawStationary (MixingTools& tools, Draws& draws)
{
    FilterShape shape (tools.settings.sampleRateHz);
    shape.tilt (coloursDb[static_cast<size_t> (draws.index (coloursDb.size()))] +
                draws.upOrDown (colourChangeDb));
    shape.equalise (drawEqualiser (colourEqualiserDb, draws));
    Eigen::VectorXf made (tools.settings.numSamples());
    tools.filter.makeNoise (shape, draws, made);
    return made;
}

/** Something of a random kind and colour. */
Eigen::VectorXf drawTexture (MixingTools& tools, Draws& draws,
                             void (*make) (double, Draws&, Eigen::VectorXf&))
{
    const auto& settings = tools.settings;
    Eigen::VectorXf made = Eigen::VectorXf::Zero (settings.numSamples());
    make (settings.sampleRateHz, draws, made);
    FilterShape shape (settings.sampleRateHz);
    shape.equalise (drawEqualiser (settings.speech.noiseEqualiserDb, draws));
    tools.filter.apply (shape, made);
    return made;
}

/** Synthetic noises. */
void addSynthetic (MixingTools& tools, Draws& draws, SpeechDraw& scene, NoiseSum& sum)
{
    const auto& speech = tools.settings.speech;
    const double rateHz = tools.settings.sampleRateHz;
    if (draws.chance (speech.rumbleProbability))
    {
        scene.rumbleCornerHz = draws.logUniform (speech.rumbleCornerHz);
        sum.addMade ([&] (auto& sound) { addRumble (*scene.rumbleCornerHz, rateHz, draws, sound); });
    }
    if (draws.chance (speech.humProbability))
    {
        scene.humHz = mainsHz[static_cast<size_t> (draws.index (mainsHz.size()))];
        sum.addMade ([&] (auto& sound) { addHum (*scene.humHz, rateHz, draws, sound); });
    }
    scene.hasStationary = draws.chance (speech.stationaryProbability);
    if (scene.hasStationary)
        sum.add (drawStationary (tools, draws));
    scene.hasClicks = draws.chance (speech.clicksProbability);
    if (scene.hasClicks)
        sum.addMade ([&] (auto& sound) { addClicks (rateHz, draws, sound); });
    for (const auto make : { addStrokes, addChirps, addSurges })
        if (draws.chance (speech.texturesProbability))
            sum.add (drawTexture (tools, draws, make));
}
} // namespace

Eigen::VectorXf drawNoise (MixingTools& tools, Draws& draws, SourceDraw& draw, SpeechDraw& scene)
{
    const auto& speech = tools.settings.speech;
    NoiseSum sum (tools.settings, draws);
    scene.numNoises = static_cast<int> (drawCount (speech.noiseCounts, draws));
    for (int i = 0; i < scene.numNoises; ++i)
    {
        double ratio = 1.0;
        auto recorded = drawRecorded (tools, draws, scene.isWide, ratio);
        if (scene.hasEvents)
            leaveEvents (tools.settings.sampleRateHz, draws, recorded);
        sum.add (recorded);
        draw.ratio = i == 0 ? ratio : draw.ratio;
    }
    if (scene.hasEvents) // in silence, else they would not stand out
        return sum.take();
    if (draws.chance (speech.babbleProbability))
    {
        scene.numBabbleVoices = draws.wholeNumber (speech.babbleVoices);
        sum.add (drawBabble (tools, draws, scene.isWide, scene.numBabbleVoices));
    }
    addSynthetic (tools, draws, scene, sum);
    auto all = sum.take();
    scene.hasLevelChange = draws.chance (speech.levelChangeProbability);
    if (scene.hasLevelChange)
        changeLevel (speech.levelChangeDb, tools.settings.sampleRateHz, draws, all);
    return all;
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/DictionaryInfo.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Models/GuidedDictionary.h"
#include "Core/Transcription/Transcriber.h"
#include "Plugin/Loading/PresetMixer.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

namespace
{
juce::String divergenceText (float beta)
{
    return beta == 0.0f ? "Itakura-Saito" : beta == 1.0f ? "Kullback-Leibler" : "beta " + juce::String (beta);
}

double roundedTo (int decimals, double value)
{
    const double scale = std::pow (10.0, decimals);
    return std::round (value * scale) / scale;
}

juce::String summaryOf (const core::Dictionary& dictionary)
{
    const juce::String kind = core::modelKind (dictionary).summary;
    const double windowMs = 1000.0 * static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    return juce::String (static_cast<int> (dictionary.numAtoms())) + " atoms, window " +
           juce::String (juce::roundToInt (windowMs)) + " ms, " + divergenceText (dictionary.divergenceBeta) +
           (kind.isEmpty() ? juce::String() : ", " + kind) + ", to " +
           juce::String (0.001 * static_cast<double> (dictionary.frequenciesHz[dictionary.numBins() - 1]),
                         1) +
           " kHz";
}

/** Sample rate, window and hop: "16 kHz, 32 ms window, 8 ms hop". */
juce::String geometryOf (const core::Dictionary& dictionary)
{
    const auto milliseconds = [&] (Eigen::Index samples) {
        return juce::String (roundedTo (1, 1000.0 * static_cast<double> (samples) / dictionary.sampleRateHz));
    };
    return juce::String (roundedTo (2, 0.001 * dictionary.sampleRateHz)) + " kHz, " +
           milliseconds (dictionary.window) + " ms window, " + milliseconds (dictionary.hop) + " ms hop";
}

/** Of a part that notes guide, or a residual: below another source as that source. */
bool isTargetIn (const core::Dictionary& dictionary, const std::string& part)
{
    const auto parent =
        std::find_if (dictionary.sources.begin(), dictionary.sources.end(),
                      [&part] (const core::Source& each) { return part.starts_with (each.name + "."); });
    return parent == dictionary.sources.end() ? part != "residual" : parent->isTarget;
}

/** Those of the engine, in its order; before there is one, those of the dictionary. */
std::vector<core::Source> sourcesOf (const core::Dictionary& dictionary,
                                     const std::vector<std::string>& names)
{
    const auto leaves = core::leavesOf (dictionary);
    if (names.empty())
        return leaves;
    std::vector<core::Source> found;
    for (const auto& name : names)
    {
        const auto source = std::find_if (leaves.begin(), leaves.end(),
                                          [&name] (const core::Source& each) { return each.name == name; });
        if (source != leaves.end())
            found.push_back (*source);
        else
            found.push_back ({ name, 0, 0, {}, {}, isTargetIn (dictionary, name) });
    }
    return found;
}
} // namespace

bool isOfSpeech (const core::Dictionary& dictionary)
{
    return ! dictionary.sources.empty() && dictionary.sources.front().name == "speech";
}

DictionaryInfo describe (const PlayingEngine& playing, const SourceColours& colours)
{
    DictionaryInfo info;
    info.number = playing.number;
    const auto& loaded = playing.dictionary;
    if (loaded.shared == nullptr)
        return info;
    const auto& dictionary = loaded.shared->content;
    info.name = loaded.name;
    info.isFactory = loaded.isFactory;
    info.isChanged = loaded.isChanged;
    const auto traits = core::modelTraits (dictionary);
    info.areUpdatesTrained = ! traits.takesUpdates;
    info.canBeTaught = traits.isExtensible;
    info.learnsVoices = core::learnsVoices (dictionary);
    info.offersVoice = info.learnsVoices || isOfSpeech (dictionary);
    info.knowsVoice = core::knowsVoice (dictionary);
    info.hasNotes = core::guidedNode (dictionary).has_value();
    info.tellsNotes = core::Transcriber::tellingNode (dictionary).has_value();
    for (const auto& source : sourcesOf (dictionary, playing.sourceNames))
        info.sources.push_back ({ source.name, source.isTarget, static_cast<int> (source.numAtoms),
                                  colours.of (source, info.sources.size()) });
    for (const auto& mode : core::servedModes (dictionary))
        info.modes.add (mode);
    info.summary = summaryOf (dictionary);
    info.licence = dictionary.licence;
    info.trainedOn =
        juce::String::fromUTF8 ((loaded.trainedOn.empty() ? dictionary.trainedOn : loaded.trainedOn).c_str());
    info.divergence = divergenceText (dictionary.divergenceBeta);
    info.geometry = geometryOf (dictionary);
    info.command = dictionary.command;
    info.numAtoms = static_cast<int> (dictionary.numAtoms());
    info.reductionDb = presetReductionDb (dictionary);
    if (const juce::File file (loaded.file.string()); ! loaded.file.empty() && file.existsAsFile())
        info.file = file;
    return info;
}

LoadedDictionary asLearned (const LoadedDictionary& before, core::Dictionary learned,
                            const LearnOptions& options)
{
    const bool isOwn = options.as == LearnAs::newDictionary || options.as == LearnAs::voice ||
                       options.as == LearnAs::kit || before.shared == nullptr;
    auto named = dictionaries::share (std::move (learned), isOwn ? options.name.toStdString() : before.name);
    named.isChanged = true;
    return named;
}

} // namespace unbraid::plugin

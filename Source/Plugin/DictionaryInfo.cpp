// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/DictionaryInfo.h"

#include "Core/Guidance/GuidedDictionary.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Plugin/PresetMixer.h"

#include <algorithm>
#include <cctype>

namespace unbraid::plugin
{

namespace
{
juce::String divergenceText (float beta)
{
    return beta == 0.0f ? "Itakura-Saito" : beta == 1.0f ? "Kullback-Leibler" : "beta " + juce::String (beta);
}

juce::String summaryOf (const core::Dictionary& dictionary)
{
    const double windowMs = 1000.0 * static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    return juce::String (static_cast<int> (dictionary.numAtoms())) + " atoms, window " +
           juce::String (juce::roundToInt (windowMs)) + " ms, " + divergenceText (dictionary.divergenceBeta) +
           (dictionary.unfolding ? ", unfolded" : "") + (dictionary.tails.empty() ? "" : ", convolutive") +
           ", to " +
           juce::String (0.001 * static_cast<double> (dictionary.frequenciesHz[dictionary.numBins() - 1]),
                         1) +
           " kHz";
}

/** Names of files that every system can hold and a command line can ask for. */
bool isFileName (const std::string& name)
{
    constexpr size_t longest = 64;
    return ! name.empty() && name.size() <= longest &&
           std::all_of (name.begin(), name.end(),
                        [] (unsigned char c)
                        { return std::isalnum (c) != 0 || c == '-' || c == '_' || c == ' '; });
}

/** Those of the engine, in its order; before there is one, those of the dictionary. */
std::vector<SourceInfo> sourcesOf (const core::Dictionary& dictionary, const std::vector<std::string>& names)
{
    std::vector<SourceInfo> found;
    if (names.empty())
        for (const auto& source : dictionary.sources)
            found.push_back ({ source.name, source.isTarget, static_cast<int> (source.numAtoms) });
    for (const auto& name : names)
    {
        const auto source = std::find_if (dictionary.sources.begin(), dictionary.sources.end(),
                                          [&name] (const core::Source& each) { return each.name == name; });
        if (source != dictionary.sources.end())
            found.push_back ({ name, source->isTarget, static_cast<int> (source->numAtoms) });
        else
            found.push_back ({ name, name != "residual", 0 });
    }
    return found;
}
} // namespace

DictionaryInfo describe (const LoadedDictionary& loaded, const std::vector<std::string>& sourceNames)
{
    DictionaryInfo info;
    if (loaded.shared == nullptr)
        return info;
    const auto& dictionary = loaded.shared->content;
    info.name = loaded.name;
    info.isFactory = loaded.isFactory;
    info.isChanged = loaded.isChanged;
    info.isUnfolded = dictionary.unfolding.has_value();
    info.canBeTaught = dictionary.isPlain();
    info.hasNotes = core::canBeGuided (dictionary);
    info.sources = sourcesOf (dictionary, sourceNames);
    for (const auto& mode : dictionary.modes)
        info.modes.add (mode);
    if (info.modes.isEmpty())
        info.modes = { "low", "balanced", "high" };
    info.summary = summaryOf (dictionary);
    info.licence = dictionary.licence;
    info.trainedOn = dictionary.trainedOn;
    return info;
}

LoadedDictionary asLearned (const LoadedDictionary& before, core::Dictionary learned,
                            const LearnOptions& options)
{
    const bool isOwn = options.as == LearnAs::newDictionary || before.shared == nullptr;
    auto named = dictionaries::share (std::move (learned), isOwn ? options.name.toStdString() : before.name);
    named.isChanged = true;
    return named;
}

core::Result<LoadedDictionary> saveAmongUsers (const LoadedDictionary& loaded, const Parameters& parameters,
                                               const std::string& name)
{
    const auto cannot = [] (const std::string& where, const std::string& found, const std::string& allowed) {
        return core::Error{ "the preset cannot be saved", where, found, allowed };
    };
    if (loaded.shared == nullptr)
        return cannot ("dictionary", "none", "one that plays");
    if (! isFileName (name))
        return cannot ("name", '"' + name.substr (0, 40) + '"', "1 to 64 letters, digits, spaces, - and _");
    const auto folder = files::userDictionaryFolder();
    std::error_code failure;
    if (! folder.empty())
        std::filesystem::create_directories (folder, failure);
    if (folder.empty() || failure)
        return cannot ("folder " + folder.string(), failure.message(), "one that can be written");
    auto dictionary = loaded.shared->content;
    storePreset (parameters, dictionary);
    if (auto saved = files::saveDictionary (folder / (name + ".safetensors"), dictionary); ! saved.ok())
        return saved.error();
    return dictionaries::share (std::move (dictionary), name);
}

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/PresetMixer.h"

#include "Core/SeparatorSettings.h"
#include "Plugin/Session/MixerKey.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
constexpr auto reductionKey = "reduction_db";

constexpr auto pan = "pan", gain = "gain"; // see mixerKey

double valueOf (const core::Dictionary& dictionary, const std::string& key, double otherwise)
{
    const auto found = dictionary.mixer.find (key);
    return found == dictionary.mixer.end() ? otherwise : found->second;
}

void setTo (juce::RangedAudioParameter& parameter, float value)
{
    const auto wanted =
        parameter.convertTo0to1 (parameter.getNormalisableRange().getRange().clipValue (value));
    if (wanted != parameter.getValue())
        parameter.setValueNotifyingHost (wanted);
}

void setTo (juce::AudioParameterBool& parameter, bool value)
{
    setTo (static_cast<juce::RangedAudioParameter&> (parameter), value ? 1.0f : 0.0f);
}

/** Adaptation means noise tracking where the dictionary tracks its noise: on, and with its memory. */
void applyEngine (const core::Dictionary& dictionary, Parameters& parameters)
{
    auto settings = core::settingsFromMixer (dictionary);
    if (settings.noiseTracking.enabled)
        settings.adaptation = { true, settings.adaptation.trustSeconds,
                                settings.noiseTracking.memorySeconds };
    for (const auto& [setting, parameter, numberOf] : parameters.engine())
        setTo (*parameter, setting->knob.toUnit * setting->get (settings));
    setTo (*parameters.freeze, false);
}

void storeEngine (const Parameters& parameters, core::Dictionary& dictionary)
{
    const bool tracks = core::settingsFromMixer (dictionary).noiseTracking.enabled;
    for (const auto& [setting, parameter, numberOf] : parameters.engine())
    {
        const double value =
            1.0 / static_cast<double> (setting->knob.toUnit) * static_cast<double> (numberOf (*parameter));
        if (tracks && parameter == parameters.adaptationSeconds)
            dictionary.mixer["noise_memory_seconds"] = value;
        else if (! tracks || parameter != parameters.adaptation)
            dictionary.mixer[setting->key] = value;
    }
}

/** What a strip stands at; as it is made, what one without a source does. */
struct StripValues
{
    float gainDb = 0.0f, pan = 0.0f;
    bool isMuted = false, isSoloed = false, isOpen = true;
};

StripValues valuesOf (const StripParameters& strip)
{
    return { strip.gainDb->get(), strip.pan->get(), strip.mute->get(), strip.solo->get(), strip.gate->get() };
}

void set (const StripValues& values, StripParameters& strip)
{
    setTo (*strip.gainDb, values.gainDb);
    setTo (*strip.pan, values.pan);
    setTo (*strip.mute, values.isMuted);
    setTo (*strip.solo, values.isSoloed);
    setTo (*strip.gate, values.isOpen);
}

/** source  null: the strip is not used */
void applyStrip (const core::Dictionary& dictionary, const core::Source* source, StripParameters& strip)
{
    if (source == nullptr)
        return set ({}, strip);
    const auto start = [&] (const char* what, float otherwise)
    {
        return static_cast<float> (
            valueOf (dictionary, mixerKey (what, *source), static_cast<double> (otherwise)));
    };
    set ({ .gainDb = start (gain, source->defaultGainDb), .pan = start (pan, 0.0f) }, strip);
}

/** Of a source of the dictionary itself it is a field of that; of one of a branch, which has none there, a value of the mixer. */
void storeGain (const core::Source& leaf, float gainDb, core::Dictionary& dictionary)
{
    const auto own = std::find_if (dictionary.sources.begin(), dictionary.sources.end(),
                                   [&leaf] (const core::Source& each) { return each.name == leaf.name; });
    if (own != dictionary.sources.end())
        own->defaultGainDb = gainDb;
    else
        dictionary.mixer[mixerKey (gain, leaf)] = static_cast<double> (gainDb);
}

/** Where a source was: itself, the one that it is a part of, or the first of its parts; beyond the last where nowhere. */
size_t placeOf (const std::string& name, const std::vector<core::Source>& sources)
{
    const auto isThat = [&name] (const core::Source& each)
    { return each.name == name || name.starts_with (each.name + ".") || each.name.starts_with (name + "."); };
    return static_cast<size_t> (std::find_if (sources.begin(), sources.end(), isThat) - sources.begin());
}
} // namespace

float presetReductionDb (const core::Dictionary& dictionary)
{
    return static_cast<float> (valueOf (dictionary, reductionKey, 0.0));
}

void applyPreset (const core::Dictionary& dictionary, Parameters& parameters)
{
    setTo (*parameters.reductionDb, presetReductionDb (dictionary));
    applyEngine (dictionary, parameters);
    const auto sources = core::leavesOf (dictionary);
    for (size_t index = 0; index < parameters.strips.size(); ++index)
        applyStrip (dictionary, index < sources.size() ? &sources[index] : nullptr, parameters.strips[index]);
}

void storePreset (const Parameters& parameters, core::Dictionary& dictionary)
{
    auto& mixer = dictionary.mixer;
    mixer[reductionKey] = static_cast<double> (parameters.reductionDb->get());
    storeEngine (parameters, dictionary);
    const auto leaves = core::leavesOf (dictionary);
    for (size_t index = 0; index < std::min (parameters.strips.size(), leaves.size()); ++index)
    {
        const auto& strip = parameters.strips[index];
        mixer[mixerKey (pan, leaves[index])] = static_cast<double> (strip.pan->get());
        storeGain (leaves[index], strip.gainDb->get(), dictionary);
    }
}

void moveStrips (const std::vector<core::Source>& before, const std::vector<core::Source>& after,
                 Parameters& parameters)
{
    std::vector<StripValues> values;
    for (const auto& strip : parameters.strips)
        values.push_back (valuesOf (strip));
    for (size_t index = 0; index < parameters.strips.size(); ++index)
    {
        const auto from = index < after.size() ? placeOf (after[index].name, before) : before.size();
        set (from < values.size() ? values[from] : StripValues{}, parameters.strips[index]);
    }
}

} // namespace unbraid::plugin

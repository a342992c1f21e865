// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/PresetMixer.h"

#include "Core/SeparatorSettings.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
constexpr auto reductionKey = "reduction_db";

/** Names of mixer values know no '-'. */
std::string panKey (const core::Source& source)
{
    auto key = "pan_" + source.name;
    std::replace (key.begin(), key.end(), '-', '_');
    return key;
}

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

void applyStrip (const core::Dictionary& dictionary, size_t index, StripParameters& strip)
{
    const bool isUsed = index < dictionary.sources.size();
    setTo (*strip.gainDb, isUsed ? dictionary.sources[index].defaultGainDb : 0.0f);
    setTo (*strip.pan,
           isUsed ? static_cast<float> (valueOf (dictionary, panKey (dictionary.sources[index]), 0.0))
                  : 0.0f);
    setTo (*strip.mute, false);
    setTo (*strip.solo, false);
    setTo (*strip.gate, true);
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
    for (size_t index = 0; index < parameters.strips.size(); ++index)
        applyStrip (dictionary, index, parameters.strips[index]);
}

void storePreset (const Parameters& parameters, core::Dictionary& dictionary)
{
    auto& mixer = dictionary.mixer;
    mixer[reductionKey] = static_cast<double> (parameters.reductionDb->get());
    storeEngine (parameters, dictionary);
    const auto numUsed = std::min (parameters.strips.size(), dictionary.sources.size());
    for (size_t index = 0; index < numUsed; ++index)
    {
        auto& source = dictionary.sources[index];
        source.defaultGainDb = parameters.strips[index].gainDb->get();
        mixer[panKey (source)] = static_cast<double> (parameters.strips[index].pan->get());
    }
}

} // namespace unbraid::plugin

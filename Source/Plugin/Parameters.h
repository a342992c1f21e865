// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/EngineSettings.h"
#include "Core/Spectral/LatencyMode.h"
#include "JuceHeader.h"
#include "Plugin/Audio/Controls.h"

#include <map>
#include <string>
#include <vector>

namespace unbraid::plugin
{

struct EngineChoice;

/** The parameters of one source's strip. */
struct StripParameters
{
    juce::AudioParameterFloat* gainDb = nullptr; // at its lowest: silent
    juce::AudioParameterFloat* pan = nullptr;
    juce::AudioParameterBool* mute = nullptr;
    juce::AudioParameterBool* solo = nullptr;
    juce::AudioParameterBool* gate = nullptr; // on: open
};

/** A parameter that is a setting of the engine. */
struct EngineKnob
{
    const core::EngineSetting* setting = nullptr;
    juce::RangedAudioParameter* parameter = nullptr;
    float (*numberOf) (const juce::RangedAudioParameter&) noexcept =
        nullptr; // in the parameter's unit, exact
};

/** All parameters of the plugin. Their ids are frozen: hosts' sessions and automation hold on to them. They belong to
    the processor; this is where they are found by name. */
class Parameters
{
public:
    /** Makes the parameters and gives them to the processor. [message] */
    explicit Parameters (juce::AudioProcessor& processor);

    std::array<StripParameters, numStrips> strips;
    juce::AudioParameterFloat* reductionDb = nullptr; // at its lowest: silent
    juce::AudioParameterFloat* wet = nullptr;         // percent
    juce::AudioParameterInt* updates = nullptr;
    juce::AudioParameterFloat* sparsity = nullptr;
    juce::AudioParameterFloat* smoothingMs = nullptr;
    juce::AudioParameterChoice* dynamics = nullptr; // none, is, gamma
    juce::AudioParameterBool* adaptation = nullptr;
    juce::AudioParameterFloat* adaptationSeconds = nullptr;
    juce::AudioParameterBool* freeze = nullptr;
    juce::AudioParameterChoice* latency = nullptr; // low, balanced, high
    juce::AudioParameterBool* delta = nullptr;
    juce::AudioParameterBool* stereoLink = nullptr;
    juce::AudioParameterBool* bypass = nullptr;
    juce::AudioParameterChoice* guide = nullptr; // off, channels, split
    juce::AudioParameterInt* split = nullptr;    // MIDI note
    juce::AudioParameterBool* midiOut = nullptr;
    juce::AudioParameterFloat* noteThreshold = nullptr; // percent
    juce::AudioParameterBool* spatialFilter = nullptr;
    juce::AudioParameterFloat* quieterPauses = nullptr;

    /** All of them, in the order in which hosts list them. */
    [[nodiscard]] const std::vector<juce::RangedAudioParameter*>& all() const noexcept { return inOrder; }

    /** Those that are settings of the engine. [any] */
    [[nodiscard]] const std::vector<EngineKnob>& engine() const noexcept { return knobs; }

    /** The one of a setting that is a number, by its key; it is there. [any] */
    [[nodiscard]] juce::AudioParameterFloat& number (const char* key) const;

    /** Their values, modulated. [audio] */
    [[nodiscard]] Controls read() const noexcept;

    /** True for those that are continuous. index  in `all`; [any] */
    [[nodiscard]] bool canBeModulated (size_t index) const noexcept;

    /** Moves what `read` gives of a continuous parameter away from its value, which itself stays.
        index   in `all`
        amount  share of the way from the lowest to the highest position; 0: none
        [audio] real-time safe */
    void modulate (size_t index, float amount) noexcept { modulation[index] = amount; }

    /** [any] */
    [[nodiscard]] core::LatencyMode latencyMode() const noexcept;
    [[nodiscard]] GuideMode guideMode() const noexcept;

    /** Specification of the engine: as they are, or with a session's values, see `setValues`. [any but audio] */
    [[nodiscard]] EngineChoice engineChoice() const;
    [[nodiscard]] EngineChoice engineChoice (const std::map<std::string, float>& values) const;

private:
    template <class Parameter, class... Arguments>
    Parameter* add (juce::AudioProcessorParameterGroup& group, Arguments&&... arguments);
    template <class Parameter, class... Arguments>
    Parameter* addKnob (juce::AudioProcessorParameterGroup& group, const char* key, Arguments&&... arguments);
    juce::AudioParameterFloat* addNumber (juce::AudioProcessorParameterGroup& group, const char* key);
    juce::AudioParameterBool* addSwitch (juce::AudioProcessorParameterGroup& group, const char* key);
    void addMain (juce::AudioProcessor& processor);
    void addEngine (juce::AudioProcessor& processor);
    void addSpatialFilter (juce::AudioProcessor& processor);
    void addPauses (juce::AudioProcessor& processor);
    void addGuide (juce::AudioProcessor& processor);
    void addStrips (juce::AudioProcessor& processor);
    [[nodiscard]] float modulated (const juce::RangedAudioParameter& parameter, float value) const noexcept;
    [[nodiscard]] float modulated (const juce::AudioParameterFloat* parameter) const noexcept;

    std::vector<float> modulation; // [parameters] share of the way, 0: none; [audio]
    std::vector<juce::RangedAudioParameter*> inOrder;
    std::vector<EngineKnob> knobs;
};

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Parameters.h"

#include "Plugin/Audio/EngineChoice.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

namespace
{
using juce::String;
using FloatAttributes = juce::AudioParameterFloatAttributes;

constexpr int version = 1;         // of the ids, for hosts that sort by it
constexpr float silentDb = -60.0f; // and below: silence
constexpr float loudestDb = 12.0f;
constexpr float firstReductionDb = -20.0f; // of the dictionary that a new instance has
constexpr int middleC = 60;
constexpr int octaveOfMiddleC = 4;

juce::ParameterID idOf (const String& name)
{
    return { name, version };
}

String dbText (float db, int)
{
    return db <= silentDb ? String ("-inf dB") : String (db, 1) + " dB";
}

float dbValue (const String& text)
{
    return text.trim().startsWithIgnoreCase ("-inf") ? silentDb : text.getFloatValue();
}

FloatAttributes decibels()
{
    return FloatAttributes().withStringFromValueFunction (dbText).withValueFromStringFunction (dbValue);
}

/** A number with its unit, with as many digits as say something. */
FloatAttributes withUnit (const String& unit)
{
    return FloatAttributes().withStringFromValueFunction (
        [unit] (float value, int)
        {
            const bool isWhole = value < 0.0005f || value >= 100.0f;
            const auto number =
                isWhole ? String (juce::roundToInt (value)) : String (value, value < 1.0f ? 3 : 2);
            return number + (unit.isEmpty() ? "" : " " + unit);
        });
}

String panText (float pan, int)
{
    const int percent = juce::roundToInt (100.0f * std::abs (pan));
    return percent == 0 ? String ("C") : (pan < 0.0f ? "L" : "R") + String (percent);
}

float panValue (const String& text)
{
    const auto trimmed = text.trim();
    const auto side = trimmed.startsWithIgnoreCase ("L") ? -0.01f : 0.01f;
    return trimmed.startsWithIgnoreCase ("C")       ? 0.0f
           : trimmed.containsOnly ("+-.0123456789") ? trimmed.getFloatValue()
                                                    : side * trimmed.substring (1).getFloatValue();
}

/** A range that is spread by ratios: half of the way is the geometric mean. */
juce::NormalisableRange<float> logarithmic (float low, float high)
{
    return { low, high,
             [] (float start, float end, float share) { return start * std::pow (end / start, share); },
             [] (float start, float end, float value)
             { return std::log (value / start) / std::log (end / start); } };
}

juce::NormalisableRange<float> skewed (float low, float high, float centre)
{
    juce::NormalisableRange<float> range (low, high);
    range.setSkewForCentre (centre);
    return range;
}

juce::AudioParameterBoolAttributes switchText (const char* on, const char* off)
{
    return juce::AudioParameterBoolAttributes()
        .withStringFromValueFunction ([on, off] (bool value, int) { return String (value ? on : off); })
        .withValueFromStringFunction (
            [on] (const String& text)
            { return text.trim().equalsIgnoreCase (on) || text.getIntValue() != 0; });
}

float gainFrom (float db)
{
    return db <= silentDb ? 0.0f : std::pow (10.0f, 0.05f * db);
}

String noteText (int note, int)
{
    return juce::MidiMessage::getMidiNoteName (note, true, true, octaveOfMiddleC);
}

int noteValue (const String& text)
{
    for (int note = 0; note < 128; ++note)
        if (text.trim().equalsIgnoreCase (noteText (note, 0)))
            return note;
    return text.getIntValue();
}

float exactValue (const juce::AudioParameterFloat& parameter) noexcept
{
    return parameter.get();
}

float exactValue (const juce::AudioParameterInt& parameter) noexcept
{
    return static_cast<float> (parameter.get());
}

float exactValue (const juce::AudioParameterBool& parameter) noexcept
{
    return parameter.get() ? 1.0f : 0.0f;
}

float exactValue (const juce::AudioParameterChoice& parameter) noexcept
{
    return static_cast<float> (parameter.getIndex());
}

std::unique_ptr<juce::AudioProcessorParameterGroup> group (const String& id, const String& name)
{
    return std::make_unique<juce::AudioProcessorParameterGroup> (id, name, " ");
}
} // namespace

template <class Parameter, class... Arguments>
Parameter* Parameters::add (juce::AudioProcessorParameterGroup& target, Arguments&&... arguments)
{
    auto parameter = std::make_unique<Parameter> (std::forward<Arguments> (arguments)...);
    auto* added = parameter.get();
    inOrder.push_back (added);
    target.addChild (std::move (parameter));
    return added;
}

template <class Parameter, class... Arguments>
Parameter* Parameters::addKnob (juce::AudioProcessorParameterGroup& target, const char* key,
                                Arguments&&... arguments)
{
    const auto& setting = core::engineSetting (key);
    auto* added = add<Parameter> (target, idOf (setting.knob.id), setting.knob.name,
                                  std::forward<Arguments> (arguments)...);
    knobs.push_back ({ &setting, added, [] (const juce::RangedAudioParameter& parameter) noexcept {
                          return exactValue (static_cast<const Parameter&> (parameter));
                      } });
    return added;
}

juce::AudioParameterFloat* Parameters::addNumber (juce::AudioProcessorParameterGroup& target, const char* key)
{
    const auto& setting = core::engineSetting (key);
    const auto& knob = setting.knob;
    const auto range =
        knob.centre > 0.0f ? skewed (knob.low, knob.high, knob.centre) : logarithmic (knob.low, knob.high);
    return addKnob<juce::AudioParameterFloat> (
        target, key, range, knob.toUnit * setting.get (core::SeparatorSettings()), withUnit (knob.unit));
}

juce::AudioParameterBool* Parameters::addSwitch (juce::AudioProcessorParameterGroup& target, const char* key)
{
    const bool isOn = core::engineSetting (key).get (core::SeparatorSettings()) > 0.5f;
    return addKnob<juce::AudioParameterBool> (target, key, isOn, switchText ("on", "off"));
}

Parameters::Parameters (juce::AudioProcessor& processor)
{
    addMain (processor);
    addEngine (processor);
    addStrips (processor);
    addGuide (processor);
    addSpatialFilter (processor);
    addPauses (processor);
    modulation.resize (inOrder.size());
}

void Parameters::addMain (juce::AudioProcessor& processor)
{
    using Float = juce::AudioParameterFloat;
    using Bool = juce::AudioParameterBool;
    auto main = group ("main", "Main");
    reductionDb = add<Float> (*main, idOf ("reduction"), "Reduction",
                              juce::NormalisableRange<float> (silentDb, 0.0f), firstReductionDb, decibels());
    wet = add<Float> (*main, idOf ("wet"), "Dry/Wet", juce::NormalisableRange<float> (0.0f, 100.0f), 100.0f,
                      withUnit ("%"));
    latency = add<juce::AudioParameterChoice> (*main, idOf ("latency"), "Latency",
                                               juce::StringArray{ "low", "balanced", "high" }, 1);
    delta = add<Bool> (*main, idOf ("delta"), "Removed", false, switchText ("on", "off"));
    stereoLink = add<Bool> (*main, idOf ("stereo_link"), "Stereo Link", true, switchText ("linked", "apart"));
    bypass = add<Bool> (*main, idOf ("bypass"), "Bypass", false, switchText ("bypassed", "active"));
    processor.addParameterGroup (std::move (main));
}

void Parameters::addEngine (juce::AudioProcessor& processor)
{
    using Bool = juce::AudioParameterBool;
    auto engine = group ("engine", "Engine");
    const auto& steps = core::engineSetting ("updates").knob;
    updates =
        addKnob<juce::AudioParameterInt> (*engine, "updates", static_cast<int> (steps.low),
                                          static_cast<int> (steps.high), core::SolverSettings().updates);
    sparsity = addNumber (*engine, "sparsity");
    smoothingMs = addNumber (*engine, "smoothing_seconds");
    dynamics = addKnob<juce::AudioParameterChoice> (*engine, "dynamics",
                                                    juce::StringArray{ "none", "is", "gamma" }, 0);
    addNumber (*engine, "dynamics_strength");
    adaptation = addSwitch (*engine, "adaptation");
    adaptationSeconds = addNumber (*engine, "memory_seconds");
    freeze = add<Bool> (*engine, idOf ("freeze"), "Freeze", false, switchText ("frozen", "adapting"));
    processor.addParameterGroup (std::move (engine));
}

void Parameters::addStrips (juce::AudioProcessor& processor)
{
    using Float = juce::AudioParameterFloat;
    using Bool = juce::AudioParameterBool;
    for (int index = 0; index < numStrips; ++index)
    {
        const auto id = "source_" + String (index + 1) + "_";
        const auto name = "Source " + String (index + 1) + " ";
        auto strip = group (id + "strip", name.trim());
        auto& made = strips[static_cast<size_t> (index)];
        made.gainDb = add<Float> (*strip, idOf (id + "gain"), name + "Gain",
                                  skewed (silentDb, loudestDb, -12.0f), 0.0f, decibels());
        made.pan = add<Float> (
            *strip, idOf (id + "pan"), name + "Pan", juce::NormalisableRange<float> (-1.0f, 1.0f), 0.0f,
            FloatAttributes().withStringFromValueFunction (panText).withValueFromStringFunction (panValue));
        made.mute =
            add<Bool> (*strip, idOf (id + "mute"), name + "Mute", false, switchText ("muted", "heard"));
        made.solo = add<Bool> (*strip, idOf (id + "solo"), name + "Solo", false, switchText ("solo", "off"));
        made.gate =
            add<Bool> (*strip, idOf (id + "gate"), name + "Gate", true, switchText ("open", "closed"));
        processor.addParameterGroup (std::move (strip));
    }
}

void Parameters::addGuide (juce::AudioProcessor& processor)
{
    auto notes = group ("guide", "Guide");
    guide = add<juce::AudioParameterChoice> (*notes, idOf ("midi_guide"), "MIDI Guide",
                                             juce::StringArray{ "off", "channels", "split" }, 0);
    split = add<juce::AudioParameterInt> (*notes, idOf ("split_note"), "Split Note", 0, 127, middleC,
                                          juce::AudioParameterIntAttributes()
                                              .withStringFromValueFunction (noteText)
                                              .withValueFromStringFunction (noteValue));
    midiOut = add<juce::AudioParameterBool> (*notes, idOf ("midi_out"), "MIDI Out", false,
                                             switchText ("on", "off"));
    noteThreshold = add<juce::AudioParameterFloat> (
        *notes, idOf ("note_threshold"), "Note Threshold",
        juce::NormalisableRange<float> (1.0f, 100.0f, 1.0f),
        std::round (100.0f * core::NoteFindingSettings().threshold),
        FloatAttributes().withStringFromValueFunction (
            [] (float percent, int) { return String (juce::roundToInt (percent)) + " %"; }));
    processor.addParameterGroup (std::move (notes));
}

void Parameters::addSpatialFilter (juce::AudioProcessor& processor)
{
    auto stereo = group ("stereo", "Stereo");
    spatialFilter = addSwitch (*stereo, "place");
    processor.addParameterGroup (std::move (stereo));
}

void Parameters::addPauses (juce::AudioProcessor& processor)
{
    auto pauses = group ("pauses", "Pauses");
    quieterPauses = addNumber (*pauses, "quieter_pauses_db");
    processor.addParameterGroup (std::move (pauses));
}

juce::AudioParameterFloat& Parameters::number (const char* key) const
{
    const auto found =
        std::find_if (knobs.begin(), knobs.end(),
                      [key] (const EngineKnob& knob) { return knob.setting == &core::engineSetting (key); });
    jassert (found != knobs.end());
    return *static_cast<juce::AudioParameterFloat*> (found->parameter);
}

GuideMode Parameters::guideMode() const noexcept
{
    return static_cast<GuideMode> (guide->getIndex());
}

core::LatencyMode Parameters::latencyMode() const noexcept
{
    return static_cast<core::LatencyMode> (latency->getIndex());
}

EngineChoice Parameters::engineChoice() const
{
    return { latencyMode(), stereoLink->get(), guideMode() != GuideMode::off };
}

EngineChoice Parameters::engineChoice (const std::map<std::string, float>& values) const
{
    const auto valueOf = [&] (const juce::RangedAudioParameter& parameter)
    {
        const auto found = values.find (parameter.getParameterID().toStdString());
        return found != values.end() ? found->second
                                     : parameter.convertFrom0to1 (parameter.getDefaultValue());
    };
    return { static_cast<core::LatencyMode> (juce::roundToInt (valueOf (*latency))),
             valueOf (*stereoLink) >= 0.5f,
             static_cast<GuideMode> (juce::roundToInt (valueOf (*guide))) != GuideMode::off };
}

bool Parameters::canBeModulated (size_t index) const noexcept
{
    return dynamic_cast<const juce::AudioParameterFloat*> (inOrder[index]) != nullptr;
}

/** value  of the parameter, in its unit */
float Parameters::modulated (const juce::RangedAudioParameter& parameter, float value) const noexcept
{
    const float amount = modulation[static_cast<size_t> (parameter.getParameterIndex())];
    if (amount == 0.0f)
        return value;
    return parameter.convertFrom0to1 (std::clamp (parameter.getValue() + amount, 0.0f, 1.0f));
}

float Parameters::modulated (const juce::AudioParameterFloat* parameter) const noexcept
{
    return modulated (*parameter, parameter->get());
}

Controls Parameters::read() const noexcept
{
    Controls controls;
    for (size_t index = 0; index < strips.size(); ++index)
    {
        const auto& strip = strips[index];
        controls.strips[index] = { gainFrom (modulated (strip.gainDb)), modulated (strip.pan),
                                   strip.mute->get(), strip.solo->get(), strip.gate->get() };
    }
    for (const auto& [setting, parameter, numberOf] : knobs)
        setting->set (controls.engine.settings,
                      setting->knob.fromUnit * modulated (*parameter, numberOf (*parameter)));
    controls.engine.settings.frozen = freeze->get();
    controls.engine.noteThreshold = 0.01f * modulated (noteThreshold);
    controls.reduction = gainFrom (modulated (reductionDb));
    controls.wet = 0.01f * modulated (wet);
    controls.isDelta = delta->get();
    controls.isBypassed = bypass->get();
    return controls;
}

} // namespace unbraid::plugin

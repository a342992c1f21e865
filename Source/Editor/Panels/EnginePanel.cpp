// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/EnginePanel.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"

#include <algorithm>

namespace unbraid::editor
{

namespace
{
constexpr int numColumns = 6;
constexpr int columnGap = 16;
constexpr int titleHeight = 24;
constexpr int rowHeight = 92;
constexpr int top = 8;

const std::array<const char*, 4> titles{ "Factorisation", "Adaptation", "Latency, stereo and pauses",
                                         "Notes" };

juce::String textOf (const juce::RangedAudioParameter& parameter)
{
    return parameter.getCurrentValueAsText();
}
} // namespace

EnginePanel::EnginePanel (plugin::Parameters& parameters)
    : updates (*parameters.updates, "Updates / frame",
               "Updates of the activations per frame: more separate better and take more CPU time.")
    , sparsity (*parameters.sparsity, "Sparsity",
                "Favours few active atoms: less leakage between sources; too much thins them out.")
    , smoothing (*parameters.smoothingMs, "Smoothing",
                 "Smooths the masks over time: less musical noise, softer onsets.")
    , strength (parameters.number ("dynamics_strength"), "Strength",
                "Weight of the dynamics prior relative to the current frame.")
    , adaptationTime (*parameters.adaptationSeconds, "Time",
                      "Time constant of the adaptation: short follows quickly, long is steadier.")
    , quieterPauses (*parameters.quieterPauses, "Pauses",
                     "Lowers what is left of the noise, in the pauses of a voice above all, by so much at "
                     "most. 0 dB: off. Some of a clean voice goes too. Dimmed: the dictionary has no noise.")
    , split (*parameters.split, "Split",
             "With the MIDI guide on split: the lowest note of Source 1; lower notes are Source 2.")
    , noteThreshold (
          *parameters.noteThreshold, "Threshold",
          "How far a pitch must rise to count as a note, relative to the loudest: higher finds fewer notes.")
    , dynamics (*parameters.dynamics, "Dynamics",
                "Predicts each frame from the one before. IS: Itakura-Saito penalty, Gamma: Gamma prior.")
    , latency (*parameters.latency, "Latency mode",
               "Delay of all outputs: the longer it is, the better the separation. Dimmed: not supported "
               "by the dictionary.")
    , guide (*parameters.guide, "MIDI guide",
             "The MIDI input says which notes are playing. Channels: MIDI channels 1 to 7 are Source 1 to "
             "7. Split: high and low notes are Source 1 and 2. Everything else is Source 8. Dimmed: the "
             "dictionary has no notes.")
    , adaptation (*parameters.adaptation, "Adaptation",
                  "Adapts the noise or residual atoms to the current sound.")
    , freeze (*parameters.freeze, "Freeze", "Holds the adapted noise or residual atoms as they are now.")
    , stereoLink (*parameters.stereoLink, "Stereo link",
                  "Linked: both channels share their masks, and the stereo image stays stable. Unlinked: "
                  "each channel has its own.")
    , spatialFilter (
          *parameters.spatialFilter, "Place",
          "Also separates by stereo position, which it learns while playing. For dry, panned sources; "
          "needs two channels and Stereo link.")
    , midiOut (*parameters.midiOut, "MIDI out",
               "Sends the detected notes to the MIDI output, hits of drums on channel 10. Off while MIDI "
               "guides the separation. Dimmed: the dictionary has neither notes nor drums.")
{
    for (auto* control : std::initializer_list<juce::Component*>{
             &updates, &sparsity, &smoothing, &dynamics, &strength, &adaptation, &adaptationTime, &freeze,
             &quieterPauses, &latency, &stereoLink, &spatialFilter, &guide, &split, &midiOut,
             &noteThreshold })
        addAndMakeVisible (control);
    setTitle ("Engine");
    setSize (width, height);
}

void EnginePanel::show (const plugin::DictionaryInfo& dictionary)
{
    for (auto* control : std::initializer_list<juce::Component*>{ &updates, &sparsity, &dynamics, &strength,
                                                                  &adaptation, &adaptationTime, &freeze })
        control->setEnabled (! dictionary.areUpdatesTrained);
    for (auto* control : std::initializer_list<juce::Component*>{ &guide, &split })
        control->setEnabled (dictionary.hasNotes);
    for (auto* control : std::initializer_list<juce::Component*>{ &midiOut, &noteThreshold })
        control->setEnabled (dictionary.tellsNotes);
    quieterPauses.setEnabled (std::any_of (dictionary.sources.begin(), dictionary.sources.end(),
                                           [] (const auto& source) { return source.name == "noise"; }));
    latency.offerOnly (dictionary.modes);
    const juce::String fixed = dictionary.areUpdatesTrained ? "Fixed: trained into this dictionary" : "";
    const bool hasAllModes = dictionary.modes.isEmpty() || dictionary.modes.size() == 3;
    reasons = { fixed, fixed,
                hasAllModes
                    ? juce::String()
                    : "This dictionary is for " + dictionary.modes.joinIntoString (" and ") + " latency",
                dictionary.hasNotes     ? ""
                : dictionary.tellsNotes ? "Guide: for dictionaries with notes, such as piano"
                                        : "For dictionaries with notes, such as piano" };
    repaint();
}

void EnginePanel::resized()
{
    const float column =
        static_cast<float> (getWidth() - 2 * measures::margin - (numColumns - 1) * columnGap) / numColumns;
    const auto put = [&] (juce::Component& control, int row, int first, int span = 1)
    {
        const float left =
            static_cast<float> (measures::margin) + static_cast<float> (first) * (column + columnGap);
        const float wide = static_cast<float> (span) * (column + columnGap) - columnGap;
        control.setBounds (juce::roundToInt (left), top + row * rowHeight + titleHeight,
                           juce::roundToInt (wide), ValueBar::height);
    };
    put (updates, 0, 0);
    put (sparsity, 0, 1);
    put (smoothing, 0, 2);
    put (dynamics, 0, 3, 2);
    put (strength, 0, 5);
    put (adaptation, 1, 0);
    put (adaptationTime, 1, 1);
    put (freeze, 1, 2);
    put (latency, 2, 0, 2);
    put (stereoLink, 2, 2);
    put (spatialFilter, 2, 3);
    put (quieterPauses, 2, 4);
    put (guide, 3, 0, 2);
    put (split, 3, 2);
    put (midiOut, 3, 3);
    put (noteThreshold, 3, 4);
}

void EnginePanel::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    for (size_t row = 0; row < titles.size(); ++row)
    {
        const auto area = juce::Rectangle<int> (measures::margin, top + static_cast<int> (row) * rowHeight,
                                                getWidth() - 2 * measures::margin, titleHeight)
                              .toFloat();
        graphics.setColour (theme.text);
        fonts::drawText (graphics, titles[row], area.withTrimmedBottom (4.0f), fonts::name());
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, reasons[static_cast<int> (row)], area.withTrimmedBottom (4.0f),
                         fonts::label(), juce::Justification::centredRight);
        graphics.setColour (theme.line);
        if (row > 0)
            graphics.fillRect (area.withTrimmedTop (-4.0f).withHeight (1.0f));
    }
}

juce::String engineSummary (const plugin::Parameters& parameters, const plugin::DictionaryInfo& dictionary,
                            const plugin::EngineNumbers& numbers)
{
    juce::StringArray words;
    if (dictionary.areUpdatesTrained)
        words.add (juce::String (numbers.updates) + " trained updates");
    else
    {
        words.add (textOf (*parameters.updates) + " updates");
        words.add ("sparsity " + textOf (*parameters.sparsity));
    }
    words.add ("smoothing " + textOf (*parameters.smoothingMs));
    if (! dictionary.areUpdatesTrained)
        words.add (parameters.freeze->get()       ? "frozen"
                   : parameters.adaptation->get() ? "adapting"
                                                  : "adapt off");
    words.add (textOf (*parameters.latency));
    if (dictionary.hasNotes && parameters.guideMode() != plugin::GuideMode::off)
        words.add ("guided by " + textOf (*parameters.guide));
    return words.joinIntoString (dot());
}

} // namespace unbraid::editor

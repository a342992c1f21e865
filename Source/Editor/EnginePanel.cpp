// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EnginePanel.h"

#include "Editor/Fonts.h"
#include "Editor/Measures.h"
#include "Editor/Words.h"

namespace unbraid::editor
{

namespace
{
constexpr int numColumns = 6;
constexpr int columnGap = 16;
constexpr int titleHeight = 24;
constexpr int rowHeight = 92;
constexpr int top = 8;

const std::array<const char*, 4> titles{ "Factorisation", "Adaptation", "Latency and stereo", "Notes" };

juce::String textOf (const juce::RangedAudioParameter& parameter)
{
    return parameter.getCurrentValueAsText();
}
} // namespace

EnginePanel::EnginePanel (plugin::Parameters& parameters)
    : updates (*parameters.updates, "Updates / frame",
               "How often the activations are improved per frame: more separates better and costs time.")
    , sparsity (*parameters.sparsity, "Sparsity",
                "Prefers few atoms at a time: sources leak less into each other, too much thins them.")
    , smoothing (*parameters.smoothingMs, "Smoothing",
                 "Smooths the masks over time: less musical noise, softer onsets.")
    , strength (*parameters.dynamicsStrength, "Strength",
                "How much the dynamics prior counts against the sound of the frame itself.")
    , adaptationTime (*parameters.adaptationSeconds, "Time",
                      "How long the adaptation remembers: short follows quickly, long is steady.")
    , split (*parameters.split, "Split",
             "With the guide on split: the lowest note of Source 1; those below are Source 2.")
    , noteThreshold (*parameters.noteThreshold, "Threshold",
                     "How far a pitch must rise to be a note, of the loudest: higher finds fewer notes.")
    , dynamics (
          *parameters.dynamics, "Dynamics",
          "Lets a frame expect what the frame before it held. IS: Itakura-Saito penalty, Gamma: Gamma prior.")
    , latency (*parameters.latency, "Latency mode",
               "How long the sound is held back: longer hears finer and separates better. Dim: the "
               "dictionary cannot.")
    , guide (*parameters.guide, "MIDI guide",
             "Notes on the MIDI input say what sounds. Channels: MIDI channels 1 to 7 are Source 1 to 7; "
             "Split: high and "
             "low notes are Source 1 and 2. All else is Source 8. Dim: the dictionary has no notes.")
    , adaptation (*parameters.adaptation, "Adaptation",
                  "Lets the noise or residual adapt to the sound that plays.")
    , freeze (*parameters.freeze, "Freeze", "Holds the adapted noise or residual as it is now.")
    , stereoLink (*parameters.stereoLink, "Stereo link",
                  "Linked, both channels share one set of masks and the stereo image stands still; apart, "
                  "each has its own.")
    , place (*parameters.place, "Place",
             "Learns where the sources stand between left and right, and tells them apart by that as well. "
             "Needs two "
             "channels and Stereo link.")
    , midiOut (
          *parameters.midiOut, "MIDI out",
          "Sends the notes that are heard to the MIDI output. Off while notes guide the separation. Dim: the "
          "dictionary has no notes.")
{
    for (auto* control : std::initializer_list<juce::Component*>{
             &updates, &sparsity, &smoothing, &dynamics, &strength, &adaptation, &adaptationTime, &freeze,
             &latency, &stereoLink, &place, &guide, &split, &midiOut, &noteThreshold })
        addAndMakeVisible (control);
    setTitle ("Engine");
    setSize (width, height);
}

void EnginePanel::show (const plugin::DictionaryInfo& dictionary)
{
    for (auto* control : std::initializer_list<juce::Component*>{ &updates, &sparsity, &dynamics, &strength,
                                                                  &adaptation, &adaptationTime, &freeze })
        control->setEnabled (! dictionary.isUnfolded);
    for (auto* control : std::initializer_list<juce::Component*>{ &guide, &split, &midiOut, &noteThreshold })
        control->setEnabled (dictionary.hasNotes);
    latency.offerOnly (dictionary.modes);
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
    put (place, 2, 3);
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
        graphics.setColour (theme.line);
        if (row > 0)
            graphics.fillRect (area.withTrimmedTop (-4.0f).withHeight (1.0f));
    }
}

juce::String engineSummary (const plugin::Parameters& parameters, const plugin::DictionaryInfo& dictionary,
                            const plugin::EngineNumbers& numbers)
{
    juce::StringArray words;
    if (dictionary.isUnfolded)
        words.add (juce::String (numbers.updates) + " trained updates");
    else
    {
        words.add (textOf (*parameters.updates) + " updates");
        words.add ("sparsity " + textOf (*parameters.sparsity));
    }
    words.add ("smoothing " + textOf (*parameters.smoothingMs));
    if (! dictionary.isUnfolded)
        words.add (parameters.freeze->get()       ? "frozen"
                   : parameters.adaptation->get() ? "adapting"
                                                  : "adapt off");
    words.add (textOf (*parameters.latency));
    if (dictionary.hasNotes && parameters.guideMode() != plugin::GuideMode::off)
        words.add ("guided by " + textOf (*parameters.guide));
    return words.joinIntoString (dot());
}

} // namespace unbraid::editor

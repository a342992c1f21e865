// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/VoiceButton.h"

namespace unbraid::editor
{

namespace
{
using Stage = plugin::LearnStatus::Stage;
} // namespace

VoiceButton::VoiceButton (plugin::PluginModel& modelToTeach)
    : FlatButton ("Learn my voice", FlatButton::Style::normal)
    , model (modelToTeach)
{
    onClick = [this] { act(); };
}

void VoiceButton::show (const plugin::DictionaryInfo& dictionary)
{
    playing = dictionary;
    setVisible (playing.offersVoice || playing.knowsVoice);
    introduce (
        "voice_button", playing.knowsVoice ? "Delete my voice" : "Learn my voice",
        playing.knowsVoice
            ? "Deletes what was learned of the voice, for good. It lies on this computer alone."
            : "Speak alone for 20 seconds where it is quiet, as on a call; from then on this voice is kept "
              "and "
              "voices unlike it are turned down. Where nobody else talks, speech takes more noise. A click "
              "ends it earlier.");
    poll();
}

void VoiceButton::poll()
{
    if (! isVisible())
        return;
    status = model.learning().progress();
    if (status.stage == Stage::capturing && status.capturedSeconds >= enoughSeconds)
        model.learning().finishCapture();
    setEnabled (status.stage != Stage::training);
    setButtonText (words());
}

juce::String VoiceButton::words() const
{
    if (status.stage == Stage::capturing)
        return "Speak on: " + juce::String (juce::roundToInt (status.capturedSeconds)) + " of " +
               juce::String (juce::roundToInt (enoughSeconds)) + " s";
    if (status.stage == Stage::training)
        return "Learning...";
    return playing.knowsVoice ? "Delete my voice" : "Learn my voice";
}

void VoiceButton::act()
{
    if (status.stage == Stage::capturing)
        model.learning().finishCapture();
    else if (playing.knowsVoice)
        model.dictionaries().deleteVoice();
    else
    {
        plugin::LearnOptions options;
        options.as = plugin::LearnAs::voice;
        options.name = plugin::ownVoice;
        model.learning().startCapture (options);
    }
    poll();
}

} // namespace unbraid::editor

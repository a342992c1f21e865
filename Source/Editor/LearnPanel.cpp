// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/LearnPanel.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
using Stage = plugin::LearnStatus::Stage;

constexpr int buttonWidth = 136;
constexpr int statusHeight = 24;
constexpr int barHeight = palette::unit;
constexpr int divergenceDigits = 4;

juce::String captureText (const plugin::LearnStatus& status)
{
    if (! (status.capturedSeconds > 0.0))
        return "Waiting for sound: let the transport run.";
    const auto peak = juce::Decibels::toString (juce::Decibels::gainToDecibels (status.capturedPeak), 1);
    return "Capturing: " + juce::String (status.capturedSeconds, 1) + " s of at most " +
           juce::String (status.mostSeconds, 0) + " s, peak " + peak + ".";
}

juce::String textOf (const plugin::LearnStatus& status, bool isComplete)
{
    if (status.stage == Stage::capturing)
        return captureText (status);
    if (status.stage == Stage::training)
        return "Training: " + juce::String (juce::roundToInt (100.0 * status.progress)) + " %, divergence " +
               juce::String (status.divergence, divergenceDigits) + ".";
    return isComplete ? "Keeps the sound while the transport runs, then trains on it. What plays goes on."
                      : "Give the source a name: lower-case words joined by '-'.";
}

double shareOf (const plugin::LearnStatus& status)
{
    if (status.stage == Stage::training)
        return status.progress;
    return status.mostSeconds > 0.0 ? status.capturedSeconds / status.mostSeconds : 0.0;
}
} // namespace

LearnPanel::LearnPanel (plugin::PluginModel& modelToTeach)
    : Panel ("Learn")
    , model (modelToTeach)
    , start ("Start capture")
    , finish ("Finish and train")
    , stop ("Stop here and use")
    , cancel ("Cancel")
{
    status.setComponentID ("learn_status");
    status.setFont (status.getFont().withHeight (palette::captionType));
    status.setColour (juce::Label::textColourId, palette::secondText);
    status.setBorderSize ({});
    status.setMinimumHorizontalScale (1.0f);
    bar.setComponentID ("learn_progress");
    bar.setTitle ("Learning progress");
    bar.setTooltip ("How much of the longest capture is kept, then how far the training is.");
    bar.setPercentageDisplay (false);
    addAndMakeVisible (form);
    addAndMakeVisible (status);
    addChildComponent (bar);
    addButton (start, "learn_start", "Begins to keep the sound while the transport runs. What plays goes on.",
               [this] { model.startCapture (form.options()); });
    addButton (finish, "learn_finish", "Ends the capture and trains on it in the background.",
               [this] { model.finishCapture(); });
    addButton (stop, "learn_stop", "Ends the training now and uses what there is.",
               [this] { model.finishTraining(); });
    addButton (cancel, "learn_cancel", "Ends learning and leaves everything as it was.",
               [this] { model.cancelLearning(); });
    form.onChange = [this] { poll(); };
    showStage (stage);
    poll();
}

void LearnPanel::addButton (juce::TextButton& button, const juce::String& id, const juce::String& hint,
                            std::function<void()> click)
{
    button.setComponentID (id);
    button.setTitle (button.getButtonText() + (id == "learn_cancel" ? " learning" : ""));
    button.setTooltip (hint);
    button.setMouseClickGrabsKeyboardFocus (false);
    button.onClick = [this, action = std::move (click)]
    {
        action();
        poll();
    };
    addChildComponent (button);
}

void LearnPanel::poll()
{
    const auto now = model.learning();
    if (now.stage != stage)
        showStage (now.stage);
    progress = shareOf (now);
    start.setEnabled (form.isComplete());
    status.setText (textOf (now, form.isComplete()), juce::dontSendNotification);
}

void LearnPanel::showStage (Stage newStage)
{
    stage = newStage;
    const bool isIdle = stage == Stage::idle;
    form.setEnabled (isIdle);
    bar.setVisible (! isIdle);
    start.setVisible (isIdle);
    finish.setVisible (stage == Stage::capturing);
    stop.setVisible (stage == Stage::training);
    cancel.setVisible (! isIdle);
}

void LearnPanel::resized()
{
    auto area = content();
    form.setBounds (area.removeFromTop (palette::cellHeight));
    area.removeFromTop (palette::unit);
    status.setBounds (area.removeFromTop (statusHeight));
    bar.setBounds (area.removeFromTop (barHeight));
    area.removeFromTop (palette::unit);
    auto buttons = area.removeFromTop (palette::controlHeight);
    const auto left = buttons.removeFromLeft (buttonWidth);
    for (auto* button : { &start, &finish, &stop })
        button->setBounds (left);
    buttons.removeFromLeft (palette::unit);
    cancel.setBounds (buttons.removeFromLeft (buttonWidth));
}

} // namespace unbraid::editor

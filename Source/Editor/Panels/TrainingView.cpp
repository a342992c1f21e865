// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/TrainingView.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Look/Words.h"

namespace unbraid::editor
{

namespace
{
constexpr int headTop = 4, headHeight = 18;
constexpr int barTop = headTop + headHeight + 4, barHeight = 4;
constexpr int progressTop = barTop + barHeight + 6, progressHeight = 16;
constexpr int aboveHeight = progressTop + progressHeight + 6;
constexpr int figureHeight = 18, figureStep = 20;
constexpr int goesOnHeight = 2 * 16;
constexpr int belowHeight = 6 + 2 * figureStep;
constexpr int heightForAll = 200; // below: the curve needs the room of what goes without saying

juce::String trainingText (const plugin::LearnStatus& status)
{
    if (status.iteration == 0)
        return "reading";
    auto text = "iteration " + juce::String (status.iteration) + " of " + juce::String (status.numIterations);
    if (status.secondsLeft >= 1.0)
        text += dot() + "about " + durationText (status.secondsLeft) + " left";
    return text;
}
} // namespace

TrainingView::TrainingView()
    : progress ("learn_progress", juce::Justification::centredLeft)
    , goesOn ("learn_goes_on", juce::Justification::centredLeft)
{
    goesOn.setWrapping (true);
    goesOn.say ("You can keep playing: what plays is untouched until this is done.");
    for (auto* child : std::initializer_list<juce::Component*>{ &plot, &progress, &goesOn })
        addAndMakeVisible (child);
}

void TrainingView::show (const plugin::LearnStatus& newest, int ofSource)
{
    status = newest;
    colour = ofSource;
    plot.show (status, colour);
    progress.say (trainingText (status));
    if (std::exchange (shownIteration, status.iteration) != status.iteration)
        repaint();
}

void TrainingView::resized()
{
    auto area = getLocalBounds();
    progress.setBounds (area.withTop (progressTop).withHeight (progressHeight));
    goesOn.setVisible (getHeight() >= heightForAll);
    if (goesOn.isVisible())
        goesOn.setBounds (area.removeFromBottom (goesOnHeight));
    plot.setBounds (area.withTrimmedTop (aboveHeight).withTrimmedBottom (belowHeight));
}

void TrainingView::paintProgress (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto head = getLocalBounds().withTrimmedTop (headTop).withHeight (headHeight).toFloat();
    graphics.setColour (theme.text);
    fonts::drawText (graphics, status.isFit ? "Fitting to the marks" : "Training", head, fonts::name());
    const auto bar = getLocalBounds().withTop (barTop).withHeight (barHeight).toFloat();
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (bar, 2.0f);
    graphics.setColour (theme.source (colour));
    graphics.fillRoundedRectangle (bar.withWidth (bar.getWidth() * static_cast<float> (status.progress)),
                                   2.0f);
}

void TrainingView::paintFigures (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto below = plot.getBounds().withTop (plot.getBottom() + 6).withHeight (figureHeight).toFloat();
    const auto line = [&] (const juce::String& what, double divergence)
    {
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, what, below, fonts::body());
        graphics.setColour (theme.text);
        fonts::drawNumber (graphics, juce::String (divergence, 3), below, fonts::value());
    };
    line ("Divergence per bin", status.divergence);
    if (status.heldOutByIteration.empty())
        return;
    below = below.translated (0.0f, figureStep);
    line ("Of held-out sound (dashed)", static_cast<double> (status.heldOutByIteration.back()));
}

void TrainingView::paint (juce::Graphics& graphics)
{
    paintProgress (graphics);
    paintFigures (graphics);
}

} // namespace unbraid::editor

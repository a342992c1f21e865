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
constexpr int aboveHeight = headTop + headHeight + 22; // head, bar and a gap
constexpr int belowHeight = 72;

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
{
    addAndMakeVisible (plot);
}

void TrainingView::show (const plugin::LearnStatus& newest, int ofSource)
{
    status = newest;
    colour = ofSource;
    plot.show (status, colour);
    if (auto words = trainingText (status); std::exchange (shownWords, words) != words)
        repaint();
}

void TrainingView::resized()
{
    plot.setBounds (getLocalBounds().withTrimmedTop (aboveHeight).withTrimmedBottom (belowHeight));
}

void TrainingView::paintProgress (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto head = getLocalBounds().withTrimmedTop (headTop).withHeight (headHeight).toFloat();
    graphics.setColour (theme.text);
    fonts::drawText (graphics, status.isFit ? "Fitting to the marks" : "Training", head, fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawNumber (graphics, trainingText (status), head, fonts::label());
    const auto bar = head.withTop (head.getBottom() + 8.0f).withHeight (4.0f);
    graphics.setColour (theme.track);
    graphics.fillRoundedRectangle (bar, 2.0f);
    graphics.setColour (theme.source (colour));
    graphics.fillRoundedRectangle (bar.withWidth (bar.getWidth() * static_cast<float> (status.progress)),
                                   2.0f);
}

void TrainingView::paintFigures (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    auto below =
        plot.getBounds().toFloat().withTop (static_cast<float> (plot.getBottom()) + 6.0f).withHeight (18.0f);
    const auto line = [&] (const juce::String& what, double divergence)
    {
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, what, below, fonts::body());
        graphics.setColour (theme.text);
        fonts::drawNumber (graphics, juce::String (divergence, 3), below, fonts::value());
    };
    line ("Divergence per bin", status.divergence);
    if (! status.heldOutByIteration.empty())
    {
        below = below.translated (0.0f, 20.0f);
        line ("Of sound kept back (dashed)", static_cast<double> (status.heldOutByIteration.back()));
    }
    fonts::drawParagraph (graphics, "You can keep playing: what plays is untouched until this is done.",
                          below.translated (0.0f, 22.0f).withHeight (34.0f), fonts::label(),
                          theme.secondText);
}

void TrainingView::paint (juce::Graphics& graphics)
{
    paintProgress (graphics);
    paintFigures (graphics);
}

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Widgets/Segments.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/SpokenValue.h"

namespace unbraid::editor
{

namespace
{
constexpr float inset = 2.0f;
constexpr int padding = 12;
constexpr int radioGroup = 1; // of the parts, within their parent

juce::Font chosenFont()
{
    return fonts::name().withPointHeight (12.0f);
}
} // namespace

class Segments::Part : public juce::Button
{
public:
    Part (Segments& ownerToServe, int partIndex)
        : juce::Button (ownerToServe.faces[partIndex])
        , owner (ownerToServe)
        , index (partIndex)
    {
        setTitle (owner.faces[index]);
        setWantsKeyboardFocus (false);
        setRadioGroupId (radioGroup, juce::dontSendNotification);
        onClick = [this] { owner.choose (index); };
    }

    void paintButton (juce::Graphics& graphics, bool isHovered, bool isPressed) override
    {
        const auto& theme = themeOf (*this);
        const bool isChosen = owner.current == index;
        const float alpha = isEnabled() ? 1.0f : measures::disabledAlpha;
        auto area = getLocalBounds().toFloat().reduced (inset);
        graphics.setColour (isChosen    ? theme.segment
                            : isPressed ? theme.controlPressed
                            : isHovered ? theme.controlHovered
                                        : juce::Colours::transparentBlack);
        graphics.fillRoundedRectangle (area, measures::corner - 1.0f);
        const auto font = isChosen ? chosenFont() : fonts::value();
        graphics.setColour ((isChosen ? theme.text : theme.secondText).withMultipliedAlpha (alpha));
        fonts::drawText (graphics, getName(), area.translated (0.0f, -1.0f), font,
                         juce::Justification::centred);
        if (! isChosen)
            return;
        const float width = juce::jmin (area.getWidth(), fonts::widthOf (getName(), font) + 4.0f);
        graphics.setColour (theme.text);
        graphics.fillRect (area.removeFromBottom (inset).withSizeKeepingCentre (width, inset));
    }

private:
    Segments& owner;
    int index;
};

Segments::Segments (const juce::String& id, const juce::String& title, const juce::StringArray& choices,
                    const juce::String& tooltip)
    : faces (choices)
{
    setComponentID (id);
    setTitle (title);
    setTooltip (tooltip);
    setWantsKeyboardFocus (true);
    setMouseClickGrabsKeyboardFocus (false);
    for (int index = 0; index < faces.size(); ++index)
        addAndMakeVisible (parts.add (new Part (*this, index)));
    choose (0, juce::dontSendNotification);
}

Segments::~Segments() = default;

void Segments::choose (int index, juce::NotificationType notification)
{
    if (! juce::isPositiveAndBelow (index, faces.size()) || ! isOffered (index))
        return;
    const bool isNew = std::exchange (current, index) != index;
    static_cast<juce::Button*> (parts[index])->setToggleState (true, juce::dontSendNotification);
    if (isNew && notification != juce::dontSendNotification)
    {
        if (auto* handler = getAccessibilityHandler())
            handler->notifyAccessibilityEvent (juce::AccessibilityEvent::valueChanged);
        if (onChange != nullptr)
            onChange (index);
    }
    repaint();
}

void Segments::offerOnly (const juce::StringArray& choices)
{
    offered = choices;
    for (int index = 0; index < faces.size(); ++index)
        parts[index]->setEnabled (isOffered (index));
}

bool Segments::isOffered (int index) const
{
    return offered.isEmpty() || offered.contains (faces[index], true);
}

int Segments::wantedWidth() const
{
    float width = 0.0f;
    for (const auto& face : faces)
        width += std::ceil (fonts::widthOf (face, chosenFont())) + 2.0f * padding;
    return juce::roundToInt (width);
}

void Segments::moveBy (int step)
{
    for (int index = current + step; juce::isPositiveAndBelow (index, faces.size()); index += step)
        if (isOffered (index))
            return choose (index);
}

bool Segments::keyPressed (const juce::KeyPress& key)
{
    if (key == juce::KeyPress::leftKey || key == juce::KeyPress::upKey)
        moveBy (-1);
    else if (key == juce::KeyPress::rightKey || key == juce::KeyPress::downKey)
        moveBy (1);
    else if (key == juce::KeyPress::homeKey)
        choose (0);
    else if (key == juce::KeyPress::endKey)
        choose (faces.size() - 1);
    else
        return false;
    return true;
}

void Segments::paint (juce::Graphics& graphics)
{
    graphics.setColour (
        themeOf (*this).control.withMultipliedAlpha (isEnabled() ? 1.0f : measures::disabledAlpha));
    graphics.fillRoundedRectangle (getLocalBounds().toFloat(), measures::corner);
}

void Segments::resized()
{
    float total = 0.0f;
    std::vector<float> widths;
    for (const auto& face : faces)
        total += widths.emplace_back (fonts::widthOf (face, chosenFont()) + 2.0f * padding);
    float x = 0.0f;
    for (int index = 0; index < faces.size(); ++index)
    {
        const float end = x + widths[static_cast<size_t> (index)] * static_cast<float> (getWidth()) / total;
        parts[index]->setBounds (juce::Rectangle<int>::leftTopRightBottom (
            juce::roundToInt (x), 0, juce::roundToInt (end), getHeight()));
        x = end;
    }
}

std::unique_ptr<juce::AccessibilityHandler> Segments::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::comboBox, [this] { return faces[current]; });
}

} // namespace unbraid::editor

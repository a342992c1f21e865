// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/FocusRing.h"

#include "Editor/Look/Measures.h"

namespace unbraid::editor
{

namespace
{
constexpr float thickness = 2.0f;
constexpr int reach = 4;              // gap and ring
constexpr juce::uint32 mouseMs = 250; // a change of focus so soon after a click is the click's
} // namespace

FocusRing::FocusRing (juce::Component& pageToRing)
    : page (pageToRing)
{
    setInterceptsMouseClicks (false, false);
    setAccessible (false);
    setAlwaysOnTop (true);
    page.addMouseListener (this, true);
    page.addChildComponent (*this);
    juce::Desktop::getInstance().addFocusChangeListener (this);
}

FocusRing::~FocusRing()
{
    juce::Desktop::getInstance().removeFocusChangeListener (this);
    page.removeMouseListener (this);
}

void FocusRing::mouseDown (const juce::MouseEvent&)
{
    mouseAtMs = juce::Time::getMillisecondCounter();
    setVisible (false);
}

void FocusRing::globalFocusChanged (juce::Component* focused)
{
    const bool isByMouse = juce::Time::getMillisecondCounter() - mouseAtMs < mouseMs;
    const bool isField = dynamic_cast<juce::TextEditor*> (focused) != nullptr; // it shows it itself
    const bool isOurs = focused != nullptr && focused != &page && page.isParentOf (focused);
    target = isOurs && ! isField && ! isByMouse ? focused : nullptr;
    follow();
}

void FocusRing::follow()
{
    const bool isShown = target != nullptr && target->isShowing() && target->hasKeyboardFocus (false);
    if (isShown)
        setBounds (page.getLocalArea (target, target->getLocalBounds()).expanded (reach));
    setVisible (isShown);
}

void FocusRing::paint (juce::Graphics& graphics)
{
    graphics.setColour (themeOf (*this).focus);
    graphics.drawRoundedRectangle (getLocalBounds().toFloat().reduced (0.5f * thickness),
                                   measures::corner + 2.0f, thickness);
}

} // namespace unbraid::editor

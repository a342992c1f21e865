// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EditorKeys.h"

namespace unbraid::editor
{

namespace
{
constexpr juce::uint32 holdMs = 300; // a key held longer is momentary

void flip (juce::AudioParameterBool& parameter)
{
    parameter.beginChangeGesture();
    parameter.setValueNotifyingHost (parameter.get() ? 0.0f : 1.0f);
    parameter.endChangeGesture();
}

bool isTyping()
{
    return dynamic_cast<juce::TextEditor*> (juce::Component::getCurrentlyFocusedComponent()) != nullptr;
}

juce::KeyPress command (juce::juce_wchar letter, int more = 0)
{
    return { static_cast<int> (letter), juce::ModifierKeys::commandModifier | more, 0 };
}
} // namespace

EditorKeys::EditorKeys (plugin::PluginModel& modelToChange, PictureArea& pictureToMove, bool hasHost)
    : model (modelToChange)
    , picture (pictureToMove)
    , isHosted (hasHost)
{
}

bool EditorKeys::press (const juce::KeyPress& key, FullView* full)
{
    if (pressCommand (key, full))
        return true;
    if (isTyping() || (full != nullptr && full->isBrowsing()))
        return false;
    return pressOfMix (key) || (full != nullptr && (soloOrMute (key, *full) || pressOfPicture (key, *full)));
}

bool EditorKeys::pressCommand (const juce::KeyPress& key, FullView* full)
{
    if (key == command ('z'))
        full != nullptr ? full->undo() : model.history().undo();
    else if (key == command ('z', juce::ModifierKeys::shiftModifier))
        full != nullptr ? full->redo() : model.history().redo();
    else if (key == command ('f') && full != nullptr)
        full->openBrowser (true);
    else if (key == juce::KeyPress::escapeKey && full != nullptr && full->isBrowsing())
        full->openBrowser (false);
    else
        return false;
    return true;
}

bool EditorKeys::pressOfMix (const juce::KeyPress& key)
{
    if (key.getTextCharacter() == 'b')
        flip (*model.parameters().bypass);
    else if (key.getTextCharacter() != 'd')
        return false;
    else if (! std::exchange (isDeltaHeld, true)) // it repeats while it is held
    {
        deltaDownMs = juce::Time::getMillisecondCounter();
        flip (*model.parameters().delta);
    }
    return true;
}

bool EditorKeys::soloOrMute (const juce::KeyPress& key, FullView& full)
{
    const int strip = key.getKeyCode() - '1';
    if (! juce::isPositiveAndBelow (strip, plugin::numStrips) || key.getModifiers().isCommandDown() ||
        key.getModifiers().isAltDown())
        return false;
    if (key.getModifiers().isShiftDown())
        full.sources.toggleMute (strip);
    else
        full.sources.toggleSolo (strip);
    return true;
}

bool EditorKeys::pressOfPicture (const juce::KeyPress& key, FullView& full)
{
    if (key == juce::KeyPress::spaceKey && ! isHosted)
        full.setFrozen (! picture.isFrozen());
    else if (key.getTextCharacter() == 'z')
        picture.fit();
    else if (key.getTextCharacter() == '+' || key.getTextCharacter() == '=')
        full.views.onSpan (1);
    else if (key.getTextCharacter() == '-')
        full.views.onSpan (-1);
    else
        return false;
    return true;
}

/** Delta is on for as long as its key is held; a short touch leaves it. */
bool EditorKeys::release()
{
    if (! isDeltaHeld || juce::KeyPress::isKeyCurrentlyDown ('d') || juce::KeyPress::isKeyCurrentlyDown ('D'))
        return false;
    isDeltaHeld = false;
    if (juce::Time::getMillisecondCounter() - deltaDownMs < holdMs)
        return false;
    flip (*model.parameters().delta);
    return true;
}

} // namespace unbraid::editor

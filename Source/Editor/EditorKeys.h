// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/FullView.h"

namespace unbraid::editor
{

/** Actions of the window's keys, where no control takes them. Keys without a modifier act only while nothing is typed. */
class EditorKeys
{
public:
    /** isHosted  Space starts the host's transport
        [message] */
    EditorKeys (plugin::PluginModel& model, PictureArea& picture, bool isHosted);

    /** full  the view that is shown; null: another
        True: the key was for it. [message] */
    bool press (const juce::KeyPress& key, FullView* full);

    /** Some key went down or up. [message] */
    bool release();

private:
    bool pressCommand (const juce::KeyPress& key, FullView* full);
    bool pressOfMix (const juce::KeyPress& key);
    static bool soloOrMute (const juce::KeyPress& key, FullView& full);
    bool pressOfPicture (const juce::KeyPress& key, FullView& full);

    plugin::PluginModel& model;
    PictureArea& picture;
    const bool isHosted;
    bool isDeltaHeld = false;
    juce::uint32 deltaDownMs = 0;
};

} // namespace unbraid::editor

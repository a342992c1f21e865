// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::test
{

/** A peer that draws nothing: what is on it counts as showing, without any display. */
class HeadlessPeer : public juce::ComponentPeer
{
public:
    HeadlessPeer (juce::Component& content, int flags)
        : juce::ComponentPeer (content, flags)
    {
    }

    void* getNativeHandle() const override
    {
        return const_cast<HeadlessPeer*> (this);
    } // accessibility asks for one
    void setVisible (bool) override {}
    void setTitle (const juce::String&) override {}
    void setBounds (const juce::Rectangle<int>& area, bool) override { bounds = area; }
    juce::Rectangle<int> getBounds() const override { return bounds; }
    juce::Point<float> localToGlobal (juce::Point<float> point) override { return point; }
    juce::Point<float> globalToLocal (juce::Point<float> point) override { return point; }
    void setMinimised (bool shouldBe) override { minimised = shouldBe; }
    bool isMinimised() const override { return minimised; }
    bool isShowing() const { return ! minimised; } // asked by JUCE 8 alone
    void setFullScreen (bool) override {}
    bool isFullScreen() const override { return false; }
    void setIcon (const juce::Image&) override {}
    bool contains (juce::Point<int> point, bool) const override
    {
        return bounds.withZeroOrigin().contains (point);
    }
    OptionalBorderSize getFrameSizeIfPresent() const override { return {}; }
    juce::BorderSize<int> getFrameSize() const override { return {}; }
    bool setAlwaysOnTop (bool) override { return true; }
    void toFront (bool) override {}
    void toBehind (juce::ComponentPeer*) override {}
    bool isFocused() const override { return false; }
    void grabFocus() override {}
    void repaint (const juce::Rectangle<int>&) override {}
    void performAnyPendingRepaintsNow() override {}
    void setAlpha (float) override {}
    juce::StringArray getAvailableRenderingEngines() override { return { "none" }; }
    void textInputRequired (juce::Point<int>, juce::TextInputTarget&) override {}

private:
    juce::Rectangle<int> bounds;
    bool minimised = false;
};

/** A window that shows one component without any display. */
class HeadlessWindow : public juce::Component
{
public:
    /** content  must outlive the window */
    explicit HeadlessWindow (juce::Component& content)
    {
        addAndMakeVisible (content);
        setSize (content.getWidth(), content.getHeight());
        setVisible (true);
        addToDesktop (0);
    }
    ~HeadlessWindow() override
    {
        removeFromDesktop();
        removeAllChildren();
    }

protected:
    juce::ComponentPeer* createNewPeer (int windowFlags, void*) override
    {
        return new HeadlessPeer (*this, windowFlags);
    }
};

} // namespace unbraid::test

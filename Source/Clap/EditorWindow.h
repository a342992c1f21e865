// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "JuceHeader.h"

#include <memory>

namespace unbraid::clap
{

/** The processor's editor inside a host's window. Sizes are the host's: pixels, on macOS points. All functions are called with the
    lock of JUCE's messages held. [main] */
class EditorWindow : private juce::ComponentListener
{
public:
    /** The window system of this machine, as CLAP calls it. */
#if JUCE_WINDOWS
    static constexpr auto api = abi::Window::win32;
#elif JUCE_MAC
    static constexpr auto api = abi::Window::cocoa;
#else
    static constexpr auto api = abi::Window::x11;
#endif

    /** Makes the editor, with no window yet.
        host, processor  outlive this */
    EditorWindow (const abi::Host& host, juce::AudioProcessor& processor);
    ~EditorWindow() override;

    [[nodiscard]] juce::Rectangle<int> size() const;
    [[nodiscard]] abi::ResizeHints resizeHints() const;

    /** The nearest size that the editor can have. */
    [[nodiscard]] juce::Rectangle<int> fitted (juce::Rectangle<int> size) const;
    void setSize (juce::Rectangle<int> size);

    /** Puts it into the host's window. False: there is no display, or no window. */
    bool setParent (const abi::Window& window);
    void setVisible (bool shouldBeVisible)
    {
        editor->setVisible (shouldBeVisible);
    }

private:
    void componentMovedOrResized (juce::Component&, bool, bool wasResized) override;
    [[nodiscard]] double scale() const;

    const abi::Host& host;
    const std::unique_ptr<juce::AudioProcessorEditor> editor;
    juce::Rectangle<int> known; // that the host has or was asked for
};

} // namespace unbraid::clap

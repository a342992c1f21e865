// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Clap/EditorWindow.h"

#include <utility>

namespace unbraid::clap
{

namespace
{
juce::Rectangle<int> scaled (juce::Rectangle<int> size, double factor)
{
    return { juce::roundToInt (factor * size.getWidth()), juce::roundToInt (factor * size.getHeight()) };
}
} // namespace

EditorWindow::EditorWindow (const abi::Host& hostToTell, juce::AudioProcessor& processor)
    : host (hostToTell)
    , editor (processor.createEditorIfNeeded())
{
    editor->setOpaque (true);
    known = size();
    editor->addComponentListener (this);
}

EditorWindow::~EditorWindow()
{
    editor->removeComponentListener (this);
}

/** Pixels of the host to one of the editor's. */
double EditorWindow::scale() const
{
#if JUCE_MAC
    return 1.0; // points
#else
    if (const auto* peer = editor->getPeer())
        return peer->getPlatformScaleFactor();
    const auto* display = juce::Desktop::getInstance().getDisplays().getPrimaryDisplay();
    return display == nullptr ? 1.0 : display->scale;
#endif
}

juce::Rectangle<int> EditorWindow::size() const
{
    return scaled (editor->getLocalBounds(), scale());
}

abi::ResizeHints EditorWindow::resizeHints() const
{
    const auto* limits = editor->getConstrainer();
    const double ratio = limits == nullptr ? 0.0 : limits->getFixedAspectRatio();
    constexpr std::uint32_t height = 1000;
    return { editor->isResizable(), editor->isResizable(), ratio > 0.0,
             ratio > 0.0 ? static_cast<std::uint32_t> (juce::roundToInt (ratio * height)) : 1,
             ratio > 0.0 ? height : 1 };
}

juce::Rectangle<int> EditorWindow::fitted (juce::Rectangle<int> wanted) const
{
    const auto bounds = scaled (wanted, 1.0 / scale());
    auto found = bounds;
    if (auto* limits = editor->getConstrainer())
        limits->checkBounds (found, editor->getLocalBounds(), {}, false, false, true, true);
    return scaled (found.withZeroOrigin(), scale());
}

void EditorWindow::setSize (juce::Rectangle<int> wanted)
{
    known = wanted;
    const auto bounds = scaled (wanted, 1.0 / scale());
    editor->setSize (bounds.getWidth(), bounds.getHeight());
}

bool EditorWindow::setParent (const abi::Window& window)
{
    if (window.pointer == nullptr || juce::Desktop::getInstance().getDisplays().displays.isEmpty())
        return false;
    editor->setTopLeftPosition (0, 0);
    editor->addToDesktop (0, window.pointer);
    return editor->isOnDesktop();
}

/** By itself: another view has another size. It goes back where the host refuses that. */
void EditorWindow::componentMovedOrResized (juce::Component&, bool, bool wasResized)
{
    const auto now = size();
    if (! wasResized || now == known)
        return;
    const auto* gui = static_cast<const abi::HostGui*> (host.getExtension (&host, abi::id::gui));
    if (gui == nullptr)
        return;
    const auto before = std::exchange (known, now);
    gui->resizeHintsChanged (&host);
    if (! gui->requestResize (&host, static_cast<std::uint32_t> (now.getWidth()),
                              static_cast<std::uint32_t> (now.getHeight())))
        setSize (before);
}

} // namespace unbraid::clap

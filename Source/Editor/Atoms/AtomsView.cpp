// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Atoms/AtomsView.h"

#include "Editor/Look/Words.h"
#include "Editor/Widgets/SpokenValue.h"

#include <algorithm>

namespace unbraid::editor
{

namespace
{
constexpr int maxInRow = 3; // groups; more stand in two rows
} // namespace

AtomsView::AtomsView()
{
    setComponentID ("atoms");
    setTitle ("Atoms of the dictionary");
    setOpaque (true);
    setBufferedToImage (true); // hundreds of curves, which change seldom
    setWantsKeyboardFocus (true);
    setHasFocusOutline (true);
}

void AtomsView::show (const plugin::AtomCurves& atoms, const plugin::DictionaryInfo& dictionary,
                      const std::vector<float>& use)
{
    if (atoms.number != curves.number || chosen >= static_cast<int> (atoms.sources.size()))
        chosen = -1;
    curves = atoms;
    if (! curves.frequenciesHz.empty())
        axis.setHighest (static_cast<double> (curves.frequenciesHz.back()));
    shown.clear();
    for (size_t source = 0; source < dictionary.sources.size(); ++source)
    {
        AtomGroup group;
        group.source = static_cast<int> (source);
        group.name = shownName (dictionary.sources[source].name);
        group.colour = dictionary.sources[source].colour;
        if (std::find (curves.sources.begin(), curves.sources.end(), group.source) != curves.sources.end())
            shown.push_back (std::move (group));
    }
    sortAll (use);
    placeGroups();
    repaint();
}

void AtomsView::setSort (AtomSort wanted, const std::vector<float>& use)
{
    order = wanted;
    sortAll (use);
    repaint();
}

void AtomsView::sortAll (const std::vector<float>& use)
{
    for (auto& group : shown)
        group.atoms = sortedAtoms (curves, group.source, order, use);
}

void AtomsView::resized()
{
    placeGroups();
}

void AtomsView::placeGroups()
{
    const int count = static_cast<int> (shown.size());
    if (count == 0)
        return;
    const int rows = count > maxInRow ? 2 : 1;
    const int columns = (count + rows - 1) / rows;
    const float width = static_cast<float> (getWidth()) / static_cast<float> (columns);
    const float height = static_cast<float> (getHeight()) / static_cast<float> (rows);
    for (int i = 0; i < count; ++i)
    {
        const int row = i / columns;
        shown[static_cast<size_t> (i)].area = { width * static_cast<float> (i % columns),
                                                height * static_cast<float> (row), width, height };
    }
}

void AtomsView::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    graphics.fillAll (theme.well);
    for (const auto& group : shown)
    {
        group.paint (graphics, curves, axis, chosen, theme);
        graphics.setColour (theme.line);
        if (group.area.getX() > 1.0f)
            graphics.fillRect (std::round (group.area.getX()), group.area.getY(), 1.0f,
                               group.area.getHeight());
        if (group.area.getY() > 1.0f)
            graphics.fillRect (group.area.getX(), std::round (group.area.getY()), group.area.getWidth(),
                               1.0f);
    }
}

void AtomsView::select (int atom)
{
    chosen = atom >= 0 && atom < static_cast<int> (curves.sources.size()) ? atom : -1;
    repaint();
}

void AtomsView::selectByHand (int atom)
{
    if (atom < 0 || atom == chosen)
        return;
    select (atom);
    if (auto* handler = getAccessibilityHandler())
        handler->notifyAccessibilityEvent (juce::AccessibilityEvent::valueChanged);
    if (onSelected)
        onSelected (chosen);
}

void AtomsView::mouseDown (const juce::MouseEvent& event)
{
    for (const auto& group : shown)
        if (group.area.contains (event.position))
            selectByHand (group.atomAt (event.position));
}

int AtomsView::neighbour (int rows, int groupsOn) const
{
    for (size_t i = 0; i < shown.size(); ++i)
    {
        const auto& atoms = shown[i].atoms;
        const auto found = std::find (atoms.begin(), atoms.end(), chosen);
        if (found == atoms.end())
            continue;
        const int last = static_cast<int> (shown.size()) - 1;
        const auto& target =
            shown[static_cast<size_t> (juce::jlimit (0, last, static_cast<int> (i) + groupsOn))].atoms;
        const auto count = static_cast<int> (target.size());
        int row = static_cast<int> (found - atoms.begin());
        if (groupsOn != 0)
            row = row * count / static_cast<int> (atoms.size());
        return target[static_cast<size_t> (juce::jlimit (0, count - 1, row + rows))];
    }
    return shown.empty() ? -1 : shown.front().atoms.front();
}

bool AtomsView::keyPressed (const juce::KeyPress& key)
{
    if (key.getModifiers().isCommandDown() || key.getModifiers().isAltDown())
        return false;
    constexpr int page = 10, all = 100000;
    const int code = key.getKeyCode();
    int rows = 0, groupsOn = 0;
    if (code == juce::KeyPress::upKey || code == juce::KeyPress::downKey)
        rows = code == juce::KeyPress::upKey ? -1 : 1;
    else if (code == juce::KeyPress::pageUpKey || code == juce::KeyPress::pageDownKey)
        rows = code == juce::KeyPress::pageUpKey ? -page : page;
    else if (code == juce::KeyPress::homeKey || code == juce::KeyPress::endKey)
        rows = code == juce::KeyPress::homeKey ? -all : all;
    else if (code == juce::KeyPress::leftKey || code == juce::KeyPress::rightKey)
        groupsOn = code == juce::KeyPress::leftKey ? -1 : 1;
    else
        return false;
    selectByHand (neighbour (rows, groupsOn));
    return true;
}

juce::String AtomsView::describe() const
{
    for (const auto& group : shown)
        for (size_t row = 0; row < group.atoms.size(); ++row)
            if (group.atoms[row] == chosen)
                return group.name + ", atom " + juce::String (static_cast<int> (row) + 1) + " of " +
                       juce::String (static_cast<int> (group.atoms.size())) + ", centre " +
                       juce::String (juce::roundToInt (curves.centresHz[static_cast<size_t> (chosen)])) +
                       " hertz";
    return "no atom selected";
}

std::unique_ptr<juce::AccessibilityHandler> AtomsView::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::image, [this] { return describe(); });
}

} // namespace unbraid::editor

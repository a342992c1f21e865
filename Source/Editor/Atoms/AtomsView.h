// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Atoms/AtomGroup.h"
#include "Editor/Picture/AtomOrder.h"

#include <functional>

namespace unbraid::editor
{

/** The dictionary that plays: the spectra of its atoms, in a group per source, one of them selected by mouse or arrows.
    All functions: [message] */
class AtomsView : public juce::Component
{
public:
    AtomsView();

    /** use  [atoms] mean activation lately, see PictureHistory::use; may be empty */
    void show (const plugin::AtomCurves& atoms, const plugin::DictionaryInfo& dictionary,
               const std::vector<float>& use);

    /** use  as above; with `use` the order is made now and stays until the next call */
    void setSort (AtomSort sort, const std::vector<float>& use);
    [[nodiscard]] AtomSort sort() const noexcept { return order; }

    /** Index of an atom in the dictionary; -1: none. */
    void select (int atom);
    [[nodiscard]] int selected() const noexcept { return chosen; }
    std::function<void (int atom)> onSelected;

    [[nodiscard]] const std::vector<AtomGroup>& groups() const noexcept { return shown; }
    [[nodiscard]] const plugin::AtomCurves& atoms() const noexcept { return curves; }

    void paint (juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override { repaint(); }
    void mouseDown (const juce::MouseEvent& event) override;
    bool keyPressed (const juce::KeyPress& key) override;
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    void sortAll (const std::vector<float>& use);
    void placeGroups();
    void selectByHand (int atom);
    [[nodiscard]] int neighbour (int rows, int groupsOn) const;
    [[nodiscard]] juce::String describe() const;

    plugin::AtomCurves curves;
    std::vector<AtomGroup> shown;
    FrequencyAxis axis;
    AtomSort order = AtomSort::centre;
    int chosen = -1;
};

} // namespace unbraid::editor

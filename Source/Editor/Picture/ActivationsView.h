// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/ColourRamps.h"
#include "Editor/Picture/AtomOrder.h"
#include "Editor/Picture/ColumnMerger.h"
#include "Editor/Picture/PictureScope.h"
#include "Editor/Picture/ScrollingImage.h"

namespace unbraid::editor
{

/** How strongly each atom sounded in the last seconds: one row per atom, in groups under the names of their sources, over
    the same time as the picture. Where notes guide, a piano roll of each part that is active in it. All functions:
    [message] */
class ActivationsView : public juce::Component, private juce::ChangeListener
{
public:
    /** scope  must outlive the view */
    explicit ActivationsView (PictureScope& scope);
    ~ActivationsView() override;

    /** The atoms of the dictionary that the scope has, and how they are sorted. */
    void setAtoms (const plugin::AtomCurves& atoms, AtomSort sort);

    /** To be called after frames came; repaints when a whole column of pixels is new. */
    void update();

    /** Sets the brightness to what is seen; else it follows slowly by itself. */
    void fit();

    [[nodiscard]] juce::Rectangle<int> pictureArea() const;

    /** Seconds that a drawing took; see PictureFeed::drew. */
    std::function<void (double)> onDrawn;

    void paint (juce::Graphics& graphics) override;
    void resized() override;
    void lookAndFeelChanged() override { redrawAll(); }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    /** The atoms of one source. */
    struct Group
    {
        int source = 0;
        std::vector<int> atoms;                 // the topmost first
        std::vector<int> shown;                 // of them; of a part those near its active notes
        juce::Rectangle<int> header, rows;      // empty while none is shown
        float loudest = 1.0f;                   // 99.7 % of what is seen stays under it
        std::array<juce::PixelRGB, 256> pixels; // by code of the activation
    };

    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void redrawAll();
    void placeGroups();
    bool measure (float tolerance);
    template <class Visit>
    void forEachSeen (const Group& group, Visit&& visit) const;
    bool chooseRows (Group& group);
    bool measureLoudest (Group& group, float tolerance);
    void colourGroups();
    void render (float scale);
    void drawColumn (const PictureColumn* column, std::vector<juce::PixelRGB>& pixels) const;
    void paintHeader (juce::Graphics& graphics, const Group& group) const;
    void paintOctaves (juce::Graphics& graphics, const Group& group) const;
    void paintHint (juce::Graphics& graphics) const;
    [[nodiscard]] bool isPart (const Group& group) const { return group.source < curves.numParts; }
    [[nodiscard]] juce::String contentOf (const Group& group) const;
    [[nodiscard]] juce::String describe() const;
    [[nodiscard]] std::int64_t endColumn (int width) const;

    PictureScope& scope;
    plugin::AtomCurves curves;
    AtomSort order = AtomSort::centre;
    std::vector<Group> groups;
    ScrollingImage image;
    ColumnMerger merger;
    double imageSpan = 0.0, measuredAt = 0.0;
    float imageScale = 1.0f;
    unsigned imageLook = 0;
    std::int64_t shownEnd = 0;
};

} // namespace unbraid::editor

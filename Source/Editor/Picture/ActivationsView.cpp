// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/ActivationsView.h"

#include "Core/Guidance/NoteName.h"
#include "Editor/Look/Fonts.h"
#include "Editor/Look/Words.h"
#include "Editor/Picture/NoteRows.h"
#include "Editor/Picture/TimeAxis.h"
#include "Editor/Widgets/SpokenValue.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace unbraid::editor
{

namespace
{
constexpr int left = 44, right = 60; // as the picture's, so that time stands where it stood
constexpr int headerHeight = 24, gap = 8;
constexpr float exponent = 0.6f;
constexpr double loudestShare = 0.997;
constexpr double measureSeconds = 1.0;
constexpr float defaultTolerance = 1.6f; // of the loudest, until all is drawn again
constexpr auto noNotes = "Notes guide the separation: none came yet on the MIDI input";
} // namespace

ActivationsView::ActivationsView (PictureScope& scopeToShow)
    : scope (scopeToShow)
{
    setComponentID ("activations");
    setOpaque (true);
    scope.addChangeListener (this);
    changeListenerCallback (nullptr);
}

ActivationsView::~ActivationsView()
{
    scope.removeChangeListener (this);
}

void ActivationsView::changeListenerCallback (juce::ChangeBroadcaster*)
{
    setTitle ("Activations over " + juce::String (juce::roundToInt (scope.span())) + " seconds");
    repaint();
}

juce::Rectangle<int> ActivationsView::pictureArea() const
{
    return getLocalBounds().withTrimmedLeft (left).withTrimmedRight (right).withTrimmedBottom (
        timeAxis::height);
}

void ActivationsView::setAtoms (const plugin::AtomCurves& atoms, AtomSort sort)
{
    curves = atoms;
    order = sort;
    groups.clear();
    for (int source = 0; source < static_cast<int> (scope.dictionary().sources.size()); ++source)
        if (auto sorted = sortedAtoms (curves, source, sort, scope.history().use()); ! sorted.empty())
        {
            groups.emplace_back();
            groups.back().source = source;
            groups.back().shown = sorted;
            groups.back().atoms = std::move (sorted);
        }
    measure (1.0f);
    redrawAll();
}

void ActivationsView::resized()
{
    placeGroups();
    redrawAll();
}

void ActivationsView::redrawAll()
{
    image.forget();
    imageLook = 0;
    repaint();
}

/** Gives each group room for the atoms that it shows. */
void ActivationsView::placeGroups()
{
    auto area = pictureArea();
    size_t numAtoms = 0;
    int numGroups = 0;
    for (const auto& group : groups)
    {
        numAtoms += group.shown.size();
        numGroups += group.shown.empty() ? 0 : 1;
    }
    const int room = area.getHeight() - numGroups * headerHeight - numGroups * gap;
    size_t before = 0;
    int used = 0;
    for (auto& group : groups)
    {
        group.header = group.rows = {};
        if (group.shown.empty())
            continue;
        before += group.shown.size();
        const int end =
            juce::jmax (0, static_cast<int> (static_cast<size_t> (juce::jmax (0, room)) * before / numAtoms));
        group.header = area.removeFromTop (headerHeight);
        group.rows = area.removeFromTop (end - used);
        area.removeFromTop (gap);
        used = end;
    }
}

/** Finds the active atoms of each group in the visible span; true when all is to be drawn again. */
bool ActivationsView::measure (float tolerance)
{
    bool isChanged = false;
    for (auto& group : groups)
    {
        isChanged = chooseRows (group) || isChanged;
        isChanged = measureLoudest (group, tolerance) || isChanged;
    }
    placeGroups();
    return isChanged;
}

/** Calls `visit` with each atom of a group and the code of its activation, column by column of what is seen. */
template <class Visit>
void ActivationsView::forEachSeen (const Group& group, Visit&& visit) const
{
    for (const auto& column : scope.columns())
        if (column->end > scope.end() - scope.span() && column->dictionary == scope.dictionary().number)
            for (const int atom : group.atoms)
                if (const auto at = static_cast<size_t> (atom); at < column->activations.size())
                    visit (at, column->activations[at]);
}

/** Finds the active octaves of a part; true when they have changed. Other sources keep all rows. */
bool ActivationsView::chooseRows (Group& group)
{
    if (! isPart (group))
        return false;
    std::vector<bool> isActive (curves.sources.size(), false);
    forEachSeen (group,
                 [&] (size_t atom, std::uint8_t code) { isActive[atom] = isActive[atom] || code > 0; });
    const auto before = std::exchange (group.shown, activeOctaves (group.atoms, isActive, curves));
    return before != group.shown;
}

/** Finds what almost all activations stay under; true when that changed by more than the tolerance. */
bool ActivationsView::measureLoudest (Group& group, float tolerance)
{
    std::array<std::int64_t, 256> counts{};
    std::int64_t all = 0;
    forEachSeen (group,
                 [&] (size_t, std::uint8_t code)
                 {
                     ++counts[code];
                     ++all;
                 });
    auto over = static_cast<std::int64_t> (static_cast<double> (all) * (1.0 - loudestShare));
    size_t code = 255;
    while (code > 0 && (over -= counts[code]) >= 0)
        --code;
    const float loudest =
        code > 0 ? PictureColumn::activationOfCode (static_cast<std::uint8_t> (code)) : 1.0f;
    const float change = juce::jmax (loudest / group.loudest, group.loudest / loudest);
    if (change < tolerance)
        return false;
    group.loudest = loudest;
    return change > 1.0f;
}

void ActivationsView::colourGroups()
{
    const auto& theme = themeOf (*this);
    const auto ground = toLinear (theme.well);
    for (auto& group : groups)
    {
        const auto full =
            toLinear (theme.source (scope.shownColour (scope.dictionary().number, group.source)));
        for (size_t code = 0; code < group.pixels.size(); ++code)
        {
            const float activation = PictureColumn::activationOfCode (static_cast<std::uint8_t> (code));
            const float t = juce::jlimit (0.0f, 1.0f, std::pow (activation / group.loudest, exponent));
            LinearColour sum;
            group.pixels[code] = toPixel (sum.add (1.0f - t, ground).add (t, full));
        }
    }
}

void ActivationsView::fit()
{
    scope.pan (-PictureScope::maxSpan);
    measure (1.0f);
    redrawAll();
}

void ActivationsView::update()
{
    if (scope.isFrozen())
        return;
    if (std::abs (scope.end() - measuredAt) > measureSeconds)
    {
        measuredAt = scope.end();
        if (measure (defaultTolerance))
            redrawAll();
    }
    if (image.width() < 1 || endColumn (image.width()) != shownEnd)
        repaint (pictureArea());
}

std::int64_t ActivationsView::endColumn (int width) const
{
    const auto column =
        static_cast<std::int64_t> (std::floor (scope.end() / (scope.span() / width) + 1.0e-6));
    return column - column % scope.step();
}

void ActivationsView::render (float scale)
{
    const auto area = pictureArea();
    image.setSize (juce::roundToInt (scale * static_cast<float> (area.getWidth())),
                   juce::roundToInt (scale * static_cast<float> (area.getHeight())));
    if (image.width() < 1 || image.height() < 1)
        return;
    imageScale = scale;
    if (imageLook != scope.look() || ! juce::approximatelyEqual (imageSpan, scope.span()))
    {
        colourGroups();
        image.forget();
        imageLook = scope.look();
        imageSpan = scope.span();
    }
    const double seconds = scope.span() / image.width();
    shownEnd = endColumn (image.width());
    image.advance (shownEnd,
                   [&] (std::int64_t column, std::vector<juce::PixelRGB>& pixels)
                   {
                       const double begin = static_cast<double> (column) * seconds;
                       drawColumn (merger.merge (scope.columns(), begin, begin + seconds), pixels);
                   });
}

void ActivationsView::drawColumn (const PictureColumn* column, std::vector<juce::PixelRGB>& pixels) const
{
    std::fill (pixels.begin(), pixels.end(), toPixel (toLinear (themeOf (*this).well)));
    if (column == nullptr || column->dictionary != scope.dictionary().number)
        return;
    for (const auto& group : groups)
    {
        const int top = juce::roundToInt (imageScale * static_cast<float> (group.rows.getY()));
        const int height = juce::roundToInt (imageScale * static_cast<float> (group.rows.getHeight()));
        const int numAtoms = static_cast<int> (group.shown.size());
        for (int y = 0; y < height && top + y < static_cast<int> (pixels.size()); ++y)
        {
            std::uint8_t code = 0; // the loudest of those that share a row of pixels
            const int first = y * numAtoms / height;
            const int behind = juce::jmax (first + 1, (y + 1) * numAtoms / height);
            for (int row = first; row < behind && row < numAtoms; ++row)
                if (const auto atom = static_cast<size_t> (group.shown[static_cast<size_t> (row)]);
                    atom < column->activations.size())
                    code = std::max (code, column->activations[atom]);
            pixels[static_cast<size_t> (top) + static_cast<size_t> (y)] = group.pixels[code];
        }
    }
}

void ActivationsView::paint (juce::Graphics& graphics)
{
    const auto began = juce::Time::getHighResolutionTicks();
    const auto& theme = themeOf (*this);
    const auto area = pictureArea();
    if (area.isEmpty())
        return;
    render (timeAxis::scaleOf (graphics));
    graphics.setColour (theme.well);
    for (const auto& side :
         { getLocalBounds().withRight (area.getX()), getLocalBounds().withTop (area.getBottom()),
           getLocalBounds().withLeft (area.getRight()) })
        graphics.fillRect (side);
    image.paint (graphics, area.toFloat());
    for (const auto& group : groups)
        if (! group.shown.empty())
            paintHeader (graphics, group);
    paintHint (graphics);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().withTop (area.getBottom()).withLeft (left).withHeight (1));
    timeAxis::drawLabels (graphics, area.withY (area.getBottom()).withHeight (timeAxis::height).toFloat(),
                          scope, theme);
    if (onDrawn)
        onDrawn (juce::Time::highResolutionTicksToSeconds (juce::Time::getHighResolutionTicks() - began));
}

/** While no part is active yet. */
void ActivationsView::paintHint (juce::Graphics& graphics) const
{
    if (groups.empty() ||
        std::any_of (groups.begin(), groups.end(), [] (const Group& group) { return ! group.shown.empty(); }))
        return;
    graphics.setColour (themeOf (*this).secondText);
    fonts::drawText (graphics, noNotes, pictureArea().toFloat(), fonts::body(), juce::Justification::centred);
}

/** Lines below each C, named at the left. */
void ActivationsView::paintOctaves (juce::Graphics& graphics, const Group& group) const
{
    constexpr int labelHeight = 16;
    const auto& theme = themeOf (*this);
    int labelled = group.rows.getY();
    for (const auto& end : octaveEnds (group.shown, curves))
    {
        const int y =
            group.rows.getY() + end.numRows * group.rows.getHeight() / static_cast<int> (group.shown.size());
        graphics.setColour (theme.line);
        graphics.fillRect (group.rows.getX(), y, group.rows.getWidth(), 1);
        if (y - labelled < labelHeight)
            continue;
        labelled = y;
        graphics.setColour (theme.secondText);
        fonts::drawText (graphics, core::noteName (end.note),
                         juce::Rectangle<int> (0, y - labelHeight, left - 8, labelHeight).toFloat(),
                         fonts::label(), juce::Justification::centredRight);
    }
}

/** "16 atoms"; of a part its notes: "C3 to B5". */
juce::String ActivationsView::contentOf (const Group& group) const
{
    if (! isPart (group))
        return countOf (static_cast<int> (group.shown.size()), "atom");
    const auto nameOf = [this] (int atom) {
        return core::noteName (
            nearestNote (static_cast<double> (curves.pitchesHz[static_cast<size_t> (atom)])));
    };
    return nameOf (group.shown.back()) + " to " + nameOf (group.shown.front());
}

juce::String ActivationsView::describe() const
{
    juce::StringArray texts;
    for (const auto& group : groups)
        if (! group.shown.empty())
            texts.add (scope.nameOf (scope.dictionary().number, group.source) + ", " + contentOf (group));
    if (texts.isEmpty())
        texts.add (groups.empty() ? "no dictionary" : noNotes);
    return texts.joinIntoString ("; ");
}

void ActivationsView::paintHeader (juce::Graphics& graphics, const Group& group) const
{
    constexpr float chip = 12.0f;
    const auto& theme = themeOf (*this);
    const auto number = scope.dictionary().number;
    const auto area = group.header.toFloat();
    graphics.setColour (theme.source (scope.ownColour (number, group.source)));
    graphics.fillRoundedRectangle (area.getX() - 18.0f, area.getCentreY() - 0.5f * chip, chip, chip, 3.0f);
    graphics.setColour (theme.text);
    fonts::drawText (graphics, scope.nameOf (number, group.source), area.withTrimmedRight (160.0f),
                     fonts::name());
    graphics.setColour (theme.secondText);
    fonts::drawText (graphics,
                     isPart (group) ? contentOf (group) : contentOf (group) + ", " + orderText (order), area,
                     fonts::label(), juce::Justification::centredRight);
    if (isPart (group))
        paintOctaves (graphics, group);
}

std::unique_ptr<juce::AccessibilityHandler> ActivationsView::createAccessibilityHandler()
{
    return spokenValue (*this, juce::AccessibilityRole::image, [this] { return describe(); });
}

} // namespace unbraid::editor

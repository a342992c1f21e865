// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/Icons.h"

#include <map>

namespace unbraid::editor::icons
{

namespace
{
constexpr float stroke = 1.5f;

/** Lines in a square of 16, in the notation of SVG. */
const char* linesOf (Icon icon)
{
    switch (icon)
    {
    case Icon::unbraid:
        return "M1 8 H6 M6 8 C9 8 10 3.5 14 3 M6 8 H14 M6 8 C9 8 10 12.5 14 13";
    case Icon::previous:
        return "M10 3.5 L5.5 8 L10 12.5";
    case Icon::next:
        return "M6 3.5 L10.5 8 L6 12.5";
    case Icon::down:
        return "M3.5 6 L8 10.5 L12.5 6";
    case Icon::up:
        return "M3.5 10 L8 5.5 L12.5 10";
    case Icon::undo:
        return "M5.5 3 L2.5 6 L5.5 9 M2.5 6 H10 C12.5 6 13.5 8 13.5 9.5 C13.5 11.5 12 13 10 13 H7";
    case Icon::redo:
        return "M10.5 3 L13.5 6 L10.5 9 M13.5 6 H6 C3.5 6 2.5 8 2.5 9.5 C2.5 11.5 4 13 6 13 H9";
    case Icon::delta:
        return "M2.5 10 V8.5 A5.5 5.5 0 0 1 13.5 8.5 V10 M2.5 9.5 H4.5 V13.5 H3.5 A1 1 0 0 1 2.5 12.5 Z "
               "M13.5 9.5 H11.5 V13.5 H12.5 A1 1 0 0 0 13.5 12.5 Z";
    case Icon::bypass:
        return "M8 2 V7.5 M4.9 4 A5.2 5.2 0 1 0 11.1 4";
    case Icon::freeze:
    case Icon::pause:
        return "M5.5 3.5 V12.5 M10.5 3.5 V12.5";
    case Icon::add:
        return "M8 3 V13 M3 8 H13";
    case Icon::minus:
        return "M3 8 H13";
    case Icon::close:
        return "M3.5 3.5 L12.5 12.5 M12.5 3.5 L3.5 12.5";
    case Icon::search:
        return "M7 2.5 A4.5 4.5 0 1 1 7 11.5 A4.5 4.5 0 1 1 7 2.5 M10.5 10.5 L13.5 13.5";
    case Icon::file:
        return "M4 2 H9.5 L12.5 5 V14 H4 Z M9.5 2 V5 H12.5";
    case Icon::folder:
        return "M2 4 H6.5 L8 5.5 H14 V13 H2 Z";
    case Icon::warning:
        return "M8 2.5 L14.5 13.5 H1.5 Z M8 6.5 V9.5 M8 11.4 V11.6";
    case Icon::drop:
        return "M8 2 V9.5 M4.5 6.5 L8 10 L11.5 6.5 M2.5 11 V13.5 H13.5 V11";
    case Icon::tick:
        return "M3 8.5 L6.5 12 L13 4.5";
    case Icon::learn:
        return "M8 4 A4 4 0 1 1 8 12 A4 4 0 1 1 8 4";
    case Icon::expand:
        return "M9.5 2.5 H13.5 V6.5 M13.5 2.5 L9 7 M6.5 13.5 H2.5 V9.5 M2.5 13.5 L7 9";
    case Icon::collapse:
        return "M13 7 H9 V3 M9 7 L13.5 2.5 M3 9 H7 V13 M7 9 L2.5 13.5";
    case Icon::play:
        return "M5 3 L12.5 8 L5 13 Z";
    case Icon::microphone:
        return "M8 2 A2 2 0 0 1 10 4 V8 A2 2 0 0 1 6 8 V4 A2 2 0 0 1 8 2 M3.5 8 A4.5 4.5 0 0 0 12.5 8 M8 "
               "12.5 V14.5";
    case Icon::speaker:
        return "M2 6 H4.5 L8 3 V13 L4.5 10 H2 Z M10.5 6 A3 3 0 0 1 10.5 10 M12.3 4 A5.5 5.5 0 0 1 12.3 12";
    case Icon::more:
    case Icon::none:
        break;
    }
    return "";
}

juce::Path pathOf (Icon icon)
{
    if (icon != Icon::more)
    {
        juce::Path path;
        juce::PathStrokeType (stroke, juce::PathStrokeType::curved, juce::PathStrokeType::rounded)
            .createStrokedPath (path, juce::Drawable::parseSVGPath (linesOf (icon)), {}, 4.0f);
        return path;
    }
    juce::Path dots;
    for (const float x : { 3.0f, 8.0f, 13.0f })
        dots.addEllipse (juce::Rectangle<float> (2.0f, 2.0f).withCentre ({ x, 8.0f }));
    return dots;
}
} // namespace

void draw (juce::Graphics& graphics, Icon icon, juce::Rectangle<float> area, juce::Colour colour, float side)
{
    static std::map<Icon, juce::Path> paths;
    auto found = paths.find (icon);
    if (found == paths.end())
        found = paths.emplace (icon, pathOf (icon)).first;
    const auto box = area.withSizeKeepingCentre (side, side);
    graphics.setColour (colour);
    graphics.fillPath (found->second, juce::AffineTransform::scale (side / size)
                                          .translated (std::round (box.getX()), std::round (box.getY())));
}

} // namespace unbraid::editor::icons

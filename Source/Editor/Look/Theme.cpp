// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/Theme.h"

#include "Editor/Look/EditorLook.h"

namespace unbraid::editor
{

namespace
{
using juce::Colour;

Theme makeDark()
{
    Theme theme;
    theme.isDark = true;
    theme.window = Colour (0xff14181e);
    theme.panel = Colour (0xff181d24);
    theme.control = Colour (0xff222932);
    theme.controlHovered = Colour (0xff2b333e);
    theme.controlPressed = Colour (0xff38424e);
    theme.segment = Colour (0xff3a4451);
    theme.well = Colour (0xff0c0f13);
    theme.line = Colour (0xff2a313b);
    theme.edge = Colour (0xff6b7684);
    theme.track = Colour (0xff333c47);
    theme.meterBack = Colour (0xff262d36);
    theme.text = Colour (0xffe7eaee);
    theme.secondText = Colour (0xffa9b1bc);
    theme.hintText = Colour (0xff7f8894);
    theme.fill = Colour (0xff98a2af);
    theme.residual = Colour (0xff8c96a3);
    theme.on = Colour (0xffe7eaee);
    theme.onText = Colour (0xff14181e);
    theme.error = Colour (0xffff8a7a);
    theme.errorBack = Colour (0xff2c1c1c);
    theme.focus = Colour (0xffffffff);
    theme.sources = { Colour (0xff4f93f7), Colour (0xffe8741a), Colour (0xff35e0d0), Colour (0xffc0659f),
                      Colour (0xffd6b400), Colour (0xffb3a6ff), Colour (0xffa5e56b), Colour (0xffff8795) };
    return theme;
}

Theme makeLight()
{
    Theme theme;
    theme.isDark = false;
    theme.window = Colour (0xfff2f2ee);
    theme.panel = Colour (0xfff8f8f5);
    theme.control = Colour (0xffe6e6e0);
    theme.controlHovered = Colour (0xffdbdbd4);
    theme.controlPressed = Colour (0xffcdcdc5);
    theme.segment = Colour (0xffffffff);
    theme.well = Colour (0xfffbfbf8);
    theme.line = Colour (0xffd5d5ce);
    theme.edge = Colour (0xff83888e);
    theme.track = Colour (0xffcfcfc8);
    theme.meterBack = Colour (0xffe4e4de);
    theme.text = Colour (0xff1a1d21);
    theme.secondText = Colour (0xff4e545c);
    theme.hintText = Colour (0xff666c74);
    theme.fill = Colour (0xff6a7079);
    theme.residual = Colour (0xff6e757d);
    theme.on = Colour (0xff1a1d21);
    theme.onText = Colour (0xfffbfbf8);
    theme.error = Colour (0xffb3261e);
    theme.errorBack = Colour (0xfff6e4e1);
    theme.focus = Colour (0xff1a1d21);
    theme.sources = { Colour (0xff2f80e4), Colour (0xffcc5f00), Colour (0xff004f4c), Colour (0xffa4558e),
                      Colour (0xff765700), Colour (0xff5a3fb4), Colour (0xff00854d), Colour (0xff8e0a2c) };
    return theme;
}
} // namespace

const Theme& darkTheme()
{
    static const Theme theme = makeDark();
    return theme;
}

const Theme& lightTheme()
{
    static const Theme theme = makeLight();
    return theme;
}

juce::String colourName (int colour, const Theme& theme)
{
    static const juce::StringArray dark{ "grey", "blue",   "orange", "teal", "rose",
                                         "gold", "violet", "lime",   "coral" };
    static const juce::StringArray light{ "grey", "blue",   "orange", "teal",  "rose",
                                          "gold", "violet", "green",  "garnet" };
    return (theme.isDark ? dark : light)[colour < 1 ? 0 : 1 + (colour - 1) % numSourceColours];
}

const Theme& themeOf (const juce::Component& component)
{
    const auto* look = dynamic_cast<const EditorLook*> (&component.getLookAndFeel());
    return look != nullptr ? look->theme() : darkTheme();
}

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#if JUCE_LINUX || JUCE_BSD
#    if JUCE_MAJOR_VERSION >= 8
#        include <juce_events/native/juce_EventLoopInternal_linux.h>
#    else
#        include <juce_events/native/juce_linux_EventLoopInternal.h>
#    endif
#endif

/** Whatever JUCE 7 and JUCE 8 call by different names; nothing else asks for JUCE's version. [message] */
namespace unbraid::anyJuce
{

#if JUCE_MAJOR_VERSION >= 8
/** Text is as large as in JUCE 7, whose metrics are those of the system's typeface. */
constexpr auto metrics = juce::TypefaceMetricsKind::legacy;

constexpr float interPointsPerEm = 1.0f;

inline juce::Font fontOf (const juce::Typeface::Ptr& face)
{
    return juce::FontOptions (face).withMetricsKind (metrics);
}

inline juce::Font fontOf (const juce::String& name, float height, int style)
{
    return juce::FontOptions (name, height, style).withMetricsKind (metrics);
}

inline float widthOf (const juce::String& text, const juce::Font& font)
{
    return juce::GlyphArrangement::getStringWidth (font, text);
}

/** A face's own glyphs, none of those that stand in for missing ones. */
inline juce::Array<int> glyphsOf (const juce::String& text, juce::Typeface& face)
{
    juce::Array<int> glyphs;
    juce::Array<float> offsets;
    face.getGlyphPositions (metrics, text, glyphs, offsets);
    return glyphs;
}

inline juce::Path outlineOf (int glyph, juce::Typeface& face)
{
    juce::Path outline;
    face.getOutlineForGlyph (metrics, glyph, outline);
    return outline;
}

inline juce::ListBoxModel* modelOf (juce::ListBox& list)
{
    return list.getListBoxModel();
}
#else
/** JUCE 7's points of Inter are somewhat larger than its em: measured by the widths in ThemeTests. */
constexpr float interPointsPerEm = 0.968f;

inline juce::Font fontOf (const juce::Typeface::Ptr& face)
{
    return juce::Font (face);
}

inline juce::Font fontOf (const juce::String& name, float height, int style)
{
    return { name, height, style };
}

inline float widthOf (const juce::String& text, const juce::Font& font)
{
    return font.getStringWidthFloat (text);
}

inline juce::Array<int> glyphsOf (const juce::String& text, juce::Typeface& face)
{
    juce::Array<int> glyphs;
    juce::Array<float> offsets;
    face.getGlyphPositions (text, glyphs, offsets);
    return glyphs;
}

inline juce::Path outlineOf (int glyph, juce::Typeface& face)
{
    juce::Path outline;
    face.getOutlineForGlyph (glyph, outline);
    return outline;
}

inline juce::ListBoxModel* modelOf (juce::ListBox& list)
{
    return list.getModel();
}
#endif

} // namespace unbraid::anyJuce

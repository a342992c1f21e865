// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

#include <cstddef>

namespace unbraid::clap
{

/** Copies as many whole characters as there is room for, and a zero. [any] */
inline void copyText (const juce::String& text, char* room, size_t numBytes)
{
    text.copyToUTF8 (room, numBytes);
}

template <size_t size>
void copyText (const juce::String& text, char (&room)[size])
{
    copyText (text, room, size);
}

} // namespace unbraid::clap

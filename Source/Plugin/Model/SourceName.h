// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "JuceHeader.h"

namespace unbraid::plugin
{

/** The name of a source that is meant by what a person typed, see `core::sourceNameFrom`. [message] */
juce::String sourceNameFrom (const juce::String& typed);

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Model/LearnModel.h"

#include "Core/Factorisation/Dictionary/SourceName.h"

namespace unbraid::plugin
{

juce::String sourceNameFrom (const juce::String& typed)
{
    return juce::String::fromUTF8 (core::sourceNameFrom (typed.toStdString()).c_str());
}

} // namespace unbraid::plugin

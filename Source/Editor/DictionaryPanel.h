// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Panel.h"
#include "Plugin/PluginModel.h"

#include <array>

namespace unbraid::editor
{

/** What is known about the dictionary that plays. */
class DictionaryPanel : public Panel
{
public:
    static constexpr int smallestHeight = 72; // below, too little would be seen

    /** [message] */
    DictionaryPanel();

    /** [message] */
    void show (const plugin::DictionaryInfo& dictionary);

    void resized() override;

private:
    struct Row
    {
        juce::Label name, value;
    };
    void fill (Row& row, const juce::String& name, const juce::String& value);

    std::array<Row, 4> rows;
};

} // namespace unbraid::editor

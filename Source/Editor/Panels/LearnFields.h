// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Look/Measures.h"
#include "Editor/Widgets/ColourRow.h"
#include "Editor/Widgets/ReasonText.h"
#include "Editor/Widgets/Segments.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::editor
{

/** Fields for what is learned: as what, and the name, number of atoms and colour of the source; of a voice the name. */
class LearnFields : public juce::Component
{
public:
    static constexpr int labelHeight = 18;
    static constexpr int fieldGap = 10;
    static constexpr int height = 3 * labelHeight + 2 * measures::control + ColourRow::swatch + 2 * fieldGap;

    /** [message] */
    LearnFields();

    /** Offers what the dictionary can learn. */
    void show (const plugin::DictionaryInfo& dictionary);

    /** A kit is to be learned. */
    void chooseKit();
    [[nodiscard]] bool isKit() const;

    /** While something is learned, nothing can be changed. */
    void setIdle (bool isIdle);

    /** The choice; where it is learned from is left as it is by default. */
    [[nodiscard]] plugin::LearnOptions options() const;

    /** Why nothing can be learned yet; empty: it can. */
    [[nodiscard]] juce::String whatIsMissing() const;

    /** Of the source, also where it is noise. */
    [[nodiscard]] int colour() const;

    std::function<void()> onChange;

    void resized() override;
    void paint (juce::Graphics& graphics) override;
    void lookAndFeelChanged() override;

private:
    void prepareName();
    void prepareAtoms();
    void changed();

    bool couldBeTaught = false;
    bool isVoice = false; // the dictionary learns voices and nothing else
    bool idle = true;
    Segments as;
    ReasonText whyGrey; // kinds of learning
    juce::TextEditor name, atoms;
    ColourRow colours;
};

} // namespace unbraid::editor

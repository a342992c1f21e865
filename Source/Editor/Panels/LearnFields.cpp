// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/LearnFields.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/OtherScripts.h"

namespace unbraid::editor
{

namespace
{
constexpr int longestName = 48;
constexpr int maxLearnedAtoms = 256;
constexpr int noiseColour = 2;

const std::array<plugin::LearnAs, 4> kinds{ plugin::LearnAs::noise, plugin::LearnAs::newSource,
                                            plugin::LearnAs::newDictionary, plugin::LearnAs::kit };
constexpr int newDictionary = 2, kit = 3;

/** Turns typed text into a name of a source, letter by letter; a '-' may be last until more is typed. */
class SourceNameFilter : public juce::TextEditor::InputFilter
{
public:
    juce::String filterNewText (juce::TextEditor& editor, const juce::String& typed) override
    {
        juce::StringArray words;
        for (const auto& word : juce::StringArray::fromTokens (typed, " _-", {}))
            words.add (plugin::sourceNameFrom (word));
        const auto room = longestName - editor.getTotalNumChars() + editor.getHighlightedRegion().getLength();
        return words.joinIntoString ("-").substring (0, juce::jmax (0, room));
    }
};

} // namespace

LearnFields::LearnFields()
    : as ("learn_as", "Learn as", { "Noise", "New source", "New dictionary", "Kit" },
          "Noise: the noise of the dictionary, attenuated and adaptive. New source: beside the others, or "
          "replacing the one of that name. New dictionary: this source alone. Kit: your drums, struck one at "
          "a time, which "
          "split the drums of a song. Nothing can be learned into "
          "unfolded dictionaries: use speech-plain to learn your noise.")
    , whyGrey ("why_no_learning", juce::Justification::centredRight)
{
    prepareName();
    prepareAtoms();
    for (auto* field : { &name, &atoms })
    {
        field->setFont (fonts::body());
        field->setIndents (8, 0);
        field->setJustification (juce::Justification::centredLeft);
        field->setSelectAllWhenFocused (true);
    }
    for (auto* child : std::initializer_list<juce::Component*>{ &as, &whyGrey, &name, &atoms, &colours })
        addAndMakeVisible (child);
    as.onChange = [this] (int) { changed(); };
    colours.choose (3);
}

void LearnFields::prepareName()
{
    name.setComponentID ("learn_name");
    name.setTitle ("Name of the source");
    name.setTooltip ("The name of the learned source, in any script; spaces become '-', as in hand-clap.");
    name.setInputFilter (new SourceNameFilter, true); // the editor owns it
    name.onTextChange = [this]
    {
        fonts::fitToText (name, fonts::body());
        changed();
    };
}

void LearnFields::prepareAtoms()
{
    const juce::String byDefault (plugin::LearnOptions{}.numAtoms);
    atoms.setComponentID ("learn_atoms");
    atoms.setTitle ("Number of atoms");
    atoms.setTooltip (
        "The number of spectra that describe the sound: more are finer but take more CPU time.\n1 to " +
        juce::String (maxLearnedAtoms) + "; default " + byDefault + ".");
    atoms.setInputRestrictions (3, "0123456789");
    atoms.setText (byDefault, false);
    atoms.onTextChange = [this] { changed(); };
}

void LearnFields::show (const plugin::DictionaryInfo& dictionary)
{
    isVoice = dictionary.learnsVoices;
    for (auto* part : std::initializer_list<juce::Component*>{ &as, &atoms, &colours })
        part->setVisible (! isVoice);
    const bool canBeTaught = dictionary.name.isNotEmpty() && dictionary.canBeTaught;
    as.offerOnly (canBeTaught ? juce::StringArray() : juce::StringArray{ "New dictionary", "Kit" });
    whyGrey.say (canBeTaught || isVoice      ? juce::String()
                 : dictionary.name.isEmpty() ? "There is no dictionary to extend"
                                             : "Only a plain dictionary can be extended");
    if (! canBeTaught && ! isKit())
        as.choose (newDictionary);
    else if (canBeTaught && ! couldBeTaught && ! isKit())
        as.choose (0);
    couldBeTaught = canBeTaught;
    colours.choose (1 + static_cast<int> (dictionary.sources.size()) % numSourceColours);
    changed();
}

void LearnFields::chooseKit()
{
    as.choose (kit);
}

bool LearnFields::isKit() const
{
    return ! isVoice && as.chosen() == kit;
}

void LearnFields::setIdle (bool isIdle)
{
    idle = isIdle;
    for (auto* part : std::initializer_list<juce::Component*>{ &as, &atoms, &colours })
        part->setEnabled (isIdle);
    atoms.setAlpha (isIdle ? 1.0f : measures::disabledAlpha);
    changed();
}

plugin::LearnOptions LearnFields::options() const
{
    plugin::LearnOptions chosen;
    chosen.as = kinds[static_cast<size_t> (as.chosen())];
    chosen.name =
        chosen.as == plugin::LearnAs::noise ? juce::String() : plugin::sourceNameFrom (name.getText());
    chosen.numAtoms = atoms.getText().getIntValue();
    chosen.colour = colours.chosen();
    if (isKit() && chosen.name.isEmpty())
        chosen.name = plugin::ownKit;
    if (! isVoice)
        return chosen;
    chosen.as = plugin::LearnAs::voice;
    chosen.name = plugin::sourceNameFrom (name.isEmpty() ? juce::String (plugin::ownVoice) : name.getText());
    return chosen;
}

juce::String LearnFields::whatIsMissing() const
{
    const auto chosen = options();
    const bool isComplete = (chosen.as == plugin::LearnAs::noise || chosen.name.isNotEmpty()) &&
                            chosen.numAtoms >= 1 && chosen.numAtoms <= maxLearnedAtoms;
    return isComplete ? juce::String()
                      : "To start, give it a name and 1 to " + juce::String (maxLearnedAtoms) + " atoms.";
}

int LearnFields::colour() const
{
    return options().as == plugin::LearnAs::noise ? noiseColour : colours.chosen();
}

void LearnFields::changed()
{
    const bool isNamed = options().as != plugin::LearnAs::noise;
    atoms.setVisible (! isVoice && ! isKit());
    colours.setVisible (! isVoice && ! isKit());
    name.setEnabled (isNamed && idle);
    name.setAlpha (name.isEnabled() ? 1.0f : measures::disabledAlpha);
    name.setTextToShowWhenEmpty (isVoice   ? plugin::ownVoice
                                 : isKit() ? plugin::ownKit
                                 : isNamed ? "name it"
                                           : "noise",
                                 themeOf (*this).hintText);
    repaint();
    if (onChange)
        onChange();
}

/** Typed text would keep its colour otherwise. */
void LearnFields::lookAndFeelChanged()
{
    for (auto* field : { &name, &atoms })
        field->applyColourToAllText (themeOf (*this).text);
}

void LearnFields::resized()
{
    auto area = getLocalBounds();
    whyGrey.setBounds (area.removeFromTop (labelHeight).withTrimmedLeft (24));
    as.setBounds (area.removeFromTop (measures::control));
    area.removeFromTop (fieldGap + labelHeight);
    auto row = area.removeFromTop (measures::control);
    atoms.setBounds (row.removeFromRight (64));
    row.removeFromRight (measures::unit);
    name.setBounds (row);
    area.removeFromTop (fieldGap + labelHeight);
    colours.setBounds (area.removeFromTop (ColourRow::swatch)
                           .withWidth (juce::jmin (area.getWidth(), ColourRow::width + 40)));
}

void LearnFields::paint (juce::Graphics& graphics)
{
    graphics.setColour (themeOf (*this).secondText);
    const auto above = [&] (const juce::Component& part, const juce::String& text)
    {
        if (part.isVisible())
            fonts::drawText (graphics, text,
                             part.getBounds().withHeight (labelHeight).translated (0, -labelHeight).toFloat(),
                             fonts::label());
    };
    above (as, "As");
    above (name, "Name");
    above (atoms, "Atoms");
    above (colours, "Colour");
}

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/LearnForm.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int longestName = 48;
constexpr int mostAtoms = 256;
constexpr int textWidth = 32;

int itemOf (plugin::LearnAs as)
{
    return static_cast<int> (as) + 1;
}

/** Names of sources are lower-case words joined by '-': what is typed becomes one, letter by letter. */
class SourceNameFilter : public juce::TextEditor::InputFilter
{
public:
    juce::String filterNewText (juce::TextEditor& editor, const juce::String& typed) override
    {
        const auto joined = typed.toLowerCase().replaceCharacters (" _", "--");
        const auto room = longestName - editor.getTotalNumChars() + editor.getHighlightedRegion().getLength();
        return joined.retainCharacters ("abcdefghijklmnopqrstuvwxyz0123456789-")
            .substring (0, juce::jmax (0, room));
    }
};
} // namespace

LearnForm::LearnForm()
    : atoms (juce::Slider::LinearHorizontal, juce::Slider::TextBoxRight)
    , fromCell ("From", from)
    , asCell ("Learn as", as)
    , nameCell ("Source name", name)
    , atomsCell ("Atoms", atoms)
{
    prepareBoxes();
    prepareName();
    prepareAtoms();
    for (auto* cell : { &fromCell, &asCell, &nameCell, &atomsCell })
        addAndMakeVisible (cell);
    changed();
}

void LearnForm::prepareBoxes()
{
    from.setComponentID ("learn_from");
    from.setTitle ("Learn from");
    from.setTooltip (
        "Where the sound to learn from comes in: the input or the reference (side-chain).\nDefault Input.");
    from.addItem ("Input", static_cast<int> (plugin::CaptureFrom::input) + 1);
    from.addItem ("Reference", static_cast<int> (plugin::CaptureFrom::reference) + 1);
    from.setSelectedItemIndex (0, juce::dontSendNotification);
    as.setComponentID ("learn_as");
    as.setTitle ("Learn as");
    as.setTooltip (
        "Noise: the dictionary's noise, turned down and adapting. New source: a source beside the others, or "
        "in place of the one of that name. New dictionary: this source alone. Unfolded dictionaries learn "
        "nothing more: take speech-plain to teach it your noise.\nDefault Noise.");
    as.addItem ("Noise", itemOf (plugin::LearnAs::noise));
    as.addItem ("New source", itemOf (plugin::LearnAs::newSource));
    as.addItem ("New dictionary", itemOf (plugin::LearnAs::newDictionary));
    as.setSelectedItemIndex (0, juce::dontSendNotification);
    as.onChange = [this] { changed(); };
}

void LearnForm::prepareName()
{
    name.setComponentID ("learn_name");
    name.setTitle ("Name of the source");
    name.setTooltip ("What the learned source is called: lower-case words joined by '-', such as hand-clap.");
    name.setInputFilter (new SourceNameFilter, true); // the editor owns it
    name.setFont (name.getFont().withHeight (palette::bodyType));
    name.setIndents (palette::unit, 0);
    name.setJustification (juce::Justification::centredLeft);
    name.onTextChange = [this] { changed(); };
}

void LearnForm::prepareAtoms()
{
    const int standard = plugin::LearnOptions{}.numAtoms;
    atoms.setComponentID ("learn_atoms");
    atoms.setTitle ("Number of atoms");
    atoms.setTooltip (
        "How many spectra describe the sound: more say it finer and cost time while playing.\n1 to " +
        juce::String (mostAtoms) + "; default " + juce::String (standard) + ".");
    atoms.setRange (1, mostAtoms, 1);
    atoms.setSkewFactorFromMidPoint (standard);
    atoms.setValue (standard, juce::dontSendNotification);
    atoms.setDoubleClickReturnValue (true, standard);
    atoms.setSliderSnapsToMousePosition (false);
    atoms.setTextBoxStyle (juce::Slider::TextBoxRight, false, textWidth, atoms.getTextBoxHeight());
}

void LearnForm::changed()
{
    name.setEnabled (options().as != plugin::LearnAs::noise);
    name.setTextToShowWhenEmpty (name.isEnabled() ? "name it" : "noise",
                                 name.isEnabled() ? palette::hintText : palette::text);
    enablementChanged();
    if (onChange != nullptr)
        onChange();
}

void LearnForm::enablementChanged()
{
    constexpr float disabledAlpha = 0.4f;
    name.setAlpha (name.isEnabled() ? 1.0f
                                    : disabledAlpha); // text editors look the same when they are disabled
}

void LearnForm::show (const plugin::DictionaryInfo& dictionary)
{
    const bool couldBeTaught = as.isItemEnabled (itemOf (plugin::LearnAs::noise));
    const bool canBeTaught = dictionary.name.isNotEmpty() && dictionary.canBeTaught;
    as.setItemEnabled (itemOf (plugin::LearnAs::noise), canBeTaught);
    as.setItemEnabled (itemOf (plugin::LearnAs::newSource), canBeTaught);
    if (! canBeTaught)
        as.setSelectedId (itemOf (plugin::LearnAs::newDictionary), juce::sendNotificationSync);
    else if (! couldBeTaught)
        as.setSelectedId (itemOf (plugin::LearnAs::noise), juce::sendNotificationSync);
}

plugin::LearnOptions LearnForm::options() const
{
    auto words = juce::StringArray::fromTokens (name.getText(), "-", {});
    words.removeEmptyStrings();
    plugin::LearnOptions options;
    options.from = static_cast<plugin::CaptureFrom> (from.getSelectedId() - 1);
    options.as = static_cast<plugin::LearnAs> (as.getSelectedId() - 1);
    options.name = options.as == plugin::LearnAs::noise ? juce::String() : words.joinIntoString ("-");
    options.numAtoms = juce::roundToInt (atoms.getValue());
    return options;
}

bool LearnForm::isComplete() const
{
    const auto chosen = options();
    return chosen.as == plugin::LearnAs::noise || chosen.name.isNotEmpty();
}

void LearnForm::resized()
{
    placeInRow (getLocalBounds(), palette::margin,
                { { &fromCell, 4 }, { &asCell, 5 }, { &nameCell, 5 }, { &atomsCell, 4 } });
}

} // namespace unbraid::editor

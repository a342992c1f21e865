// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Panels/SourceStrip.h"

#include "Editor/Look/Fonts.h"
#include "Editor/Look/Measures.h"
#include "Editor/Widgets/OwnedMenu.h"

namespace unbraid::editor
{

namespace
{
constexpr int buttonWidth = 22;
constexpr int buttonHeight = 20;
constexpr int buttonStep = 28;
constexpr int nameLeft = 40;
constexpr int nameHeight = 20;
constexpr int rightOfPan = 16;
constexpr float quietAlpha = 0.45f;
constexpr int narrow = 300; // and less: no bus text, a shorter track
constexpr float scaleHeight = 12.0f;
constexpr std::array<float, 4> scaleDb{ -40.0f, -20.0f, 0.0f, 6.0f };

/** Layout for both heights. */
struct Rows
{
    int top, meter, fader, faderHeight;
};

Rows rowsFor (int height)
{
    return height >= SourceStrip::tall ? Rows{ 6, 41, 48, 20 } : Rows{ 4, 27, 34, 16 };
}
} // namespace

/** The colour of the source; a click shows the menu of the strip. */
class SourceStrip::Chip : public juce::Button
{
public:
    explicit Chip (SourceStrip& ownerToShow)
        : juce::Button ("colour")
        , owner (ownerToShow)
    {
        setMouseClickGrabsKeyboardFocus (false);
        onClick = [this] { owner.showMenu(); };
    }

    void paintButton (juce::Graphics& graphics, bool isHovered, bool) override
    {
        const auto& theme = themeOf (*this);
        const auto box = getLocalBounds().toFloat().withSizeKeepingCentre (measures::chip, measures::chip);
        graphics.setColour (theme.source (owner.colour));
        if (owner.colour > 0)
            graphics.fillRoundedRectangle (box, measures::chipCorner);
        else
            graphics.drawRoundedRectangle (box.reduced (0.75f), measures::chipCorner, 1.5f);
        if (! isHovered)
            return;
        graphics.setColour (theme.text);
        graphics.drawRoundedRectangle (box.expanded (2.0f), measures::corner, 1.0f);
    }

private:
    SourceStrip& owner;
};

/** The name, which a click selects. */
class SourceStrip::Name : public juce::Button
{
public:
    explicit Name (SourceStrip& ownerToShow)
        : juce::Button ("name")
        , owner (ownerToShow)
    {
        setMouseClickGrabsKeyboardFocus (false);
        onClick = [this]
        {
            if (owner.onSelect != nullptr)
                owner.onSelect();
        };
    }

    void paintButton (juce::Graphics& graphics, bool, bool) override
    {
        const auto& theme = themeOf (*this);
        graphics.setColour (owner.isQuiet ? theme.hintText : theme.text);
        fonts::drawText (graphics, getButtonText(), getLocalBounds().toFloat(), fonts::name());
    }

private:
    SourceStrip& owner;
};

SourceStrip::SourceStrip (plugin::StripParameters& parameters, int index)
    : strip (index)
    , chip (std::make_unique<Chip> (*this))
    , name (std::make_unique<Name> (*this))
    , gain (*parameters.gainDb, "Level of this source in the mix. Its own bus is not affected.")
    , pan (*parameters.pan, "Panning of this source in the mix.")
    , gate (*parameters.gate, {},
            "Switches this source off: its sound goes to the other sources, and its bus is silent.",
            icons::Icon::bypass, ParameterButton::Lit::whenOff)
    , mute (*parameters.mute, "M", "Mutes this source in the mix.")
    , solo (*parameters.solo, "S", "Leaves only the soloed sources in the mix.")
{
    setComponentID ("strip_" + juce::String (index + 1));
    setFocusContainerType (FocusContainerType::focusContainer);
    chip->setComponentID (getComponentID() + "_colour");
    name->setComponentID (getComponentID() + "_name");
    level.setComponentID (getComponentID() + "_level");
    for (auto* child : std::initializer_list<juce::Component*>{ chip.get(), name.get(), &gate, &mute, &solo,
                                                                &gain, &pan, &level })
        addAndMakeVisible (child);
    level.setTooltip (
        "Peak level of the source before gain and pan, in dB below full scale. Click to reset.");
}

void SourceStrip::show (const plugin::SourceInfo& source, int numMore, const juce::String& bus)
{
    const auto more = " and " + juce::String (numMore) + " more";
    const auto shown = shownName (source.name) + (numMore > 0 ? more : juce::String());
    colour = source.colour;
    isTargetSource = source.isTarget;
    busText = bus;
    level.setColour (colour);
    name->setButtonText (shown);
    name->setTooltip (shown + ": " + juce::String (source.numAtoms) + " atoms, output: " + busText + ". " +
                      (source.isTarget ? "A target: not affected by Reduction."
                                       : "Not a target: attenuated by Reduction in the mix.") +
                      " A click selects it, for marks and keys.");
    entitle (shown);
    repaint();
}

void SourceStrip::entitle (const juce::String& source)
{
    setTitle (source);
    chip->setTitle (source + " colour");
    chip->setTooltip ("Colour: " + colourName (colour, themeOf (*this)) +
                      ". A click chooses another, or splits the source further.");
    name->setTitle (source);
    gain.setTitle (source + " gain");
    pan.setTitle (source + " pan");
    gate.setTitle (source + " on");
    mute.setTitle (source + " mute");
    solo.setTitle (source + " solo");
    level.setTitle (source + " level");
}

void SourceStrip::poll (plugin::Meters& meters)
{
    const auto [left, right] = meters.strips[static_cast<size_t> (strip)].takeSides();
    level.show (left, right);
    showPeak();
}

void SourceStrip::forgetLevels()
{
    level.forget();
    showPeak();
}

void SourceStrip::showPeak()
{
    const auto words = level.peakText();
    if (std::exchange (shownPeak, words) != words)
        repaint (level.getBounds().withRight (gain.getRight()).expanded (0, 6));
}

void SourceStrip::setQuiet (bool shouldBeQuiet)
{
    if (std::exchange (isQuiet, shouldBeQuiet) == shouldBeQuiet)
        return;
    level.setQuiet (isQuiet);
    for (auto* part : std::initializer_list<juce::Component*>{ chip.get(), &gain, &pan, &level })
        part->setAlpha (isQuiet ? quietAlpha : 1.0f);
    repaint();
}

void SourceStrip::setSelected (bool shouldBeSelected)
{
    isSelected = shouldBeSelected;
    repaint();
}

void SourceStrip::showMenu()
{
    const auto& theme = themeOf (*this);
    juce::PopupMenu menu;
    for (int index = 1; index <= numSourceColours; ++index)
    {
        auto swatch = std::make_unique<juce::DrawableRectangle>();
        swatch->setRectangle (juce::Rectangle<float> (measures::chip, measures::chip));
        swatch->setFill (theme.source (index));
        menu.addItem (index, shownName (colourName (index, theme)), true, index == colour,
                      std::move (swatch));
    }
    if (splitMenu != nullptr)
        if (const auto splitters = splitMenu(); splitters.getNumItems() > 0)
        {
            menu.addSeparator();
            menu.addSubMenu ("Split further", splitters);
        }
    menu.showMenuAsync (menuOptions (*this, *chip),
                        whileAlive (*this,
                                    [] (SourceStrip& self, int chosen)
                                    {
                                        if (chosen > 0 && self.onColour != nullptr)
                                            self.onColour (chosen);
                                    }));
}

int SourceStrip::trackWidth() const
{
    return getWidth() <= narrow ? 112 : 160;
}

void SourceStrip::resized()
{
    const auto rows = rowsFor (getHeight());
    const int right = getWidth() - measures::margin;
    chip->setBounds (measures::margin - 2, rows.top, measures::chip + 4,
                     nameHeight); // room for the focus ring
    int x = right - buttonWidth;
    for (auto* button : { &solo, &mute, &gate })
    {
        button->setBounds (x, rows.top, buttonWidth, buttonHeight);
        x -= buttonStep;
    }
    const int nameRight = getWidth() <= narrow ? x + buttonWidth : x - 48;
    name->setBounds (nameLeft, rows.top, nameRight - nameLeft, nameHeight);
    level.setBounds (measures::margin, rows.meter, trackWidth(), LevelMeter::height);
    const int panLeft = right - PanBar::trackWidth - PanBar::textWidth;
    pan.setBounds (panLeft, rows.fader, right - panLeft, rows.faderHeight);
    gain.setTrackWidth (trackWidth());
    gain.setBounds (measures::margin, rows.fader, panLeft - 14 - measures::margin, rows.faderHeight);
}

void SourceStrip::paint (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const auto rows = rowsFor (getHeight());
    if (getWidth() > narrow)
    {
        graphics.setColour (theme.secondText.withMultipliedAlpha (isQuiet ? quietAlpha : 1.0f));
        fonts::drawText (graphics, busText,
                         juce::Rectangle<int> (name->getRight() - 20, rows.top,
                                               gate.getX() - 8 - name->getRight() + 20, nameHeight)
                             .toFloat(),
                         fonts::label(), juce::Justification::centredRight);
    }
    paintLevel (graphics);
    graphics.setColour (theme.line);
    graphics.fillRect (getLocalBounds().removeFromBottom (measures::line));
    if (isSelected)
    {
        graphics.setColour (theme.text);
        graphics.fillRect (0, 0, 2, getHeight());
    }
}

/** The scale over the meter, where there is room for it; at the right the peak. */
void SourceStrip::paintLevel (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const float alpha = isQuiet ? quietAlpha : 1.0f;
    const auto meter = level.getBounds().toFloat();
    const bool hasRoom = getHeight() >= tall;
    if (hasRoom)
    {
        graphics.setColour (theme.edge.withMultipliedAlpha (alpha));
        for (const float db : scaleDb)
            graphics.fillRect (meter.getX() + std::round (measures::shareOfDb (db) * meter.getWidth()),
                               meter.getY() - 2.0f, 1.0f, 2.0f);
        graphics.setColour (theme.secondText.withMultipliedAlpha (alpha));
        drawDecibels (graphics, meter.withTop (meter.getY() - 2.0f - scaleHeight).withHeight (scaleHeight),
                      scaleDb);
    }
    const auto peak = meter.withX (meter.getRight()).withRight (static_cast<float> (gain.getRight()));
    if (! isQuiet)
        level.drawPeak (graphics, level.peakText(),
                        peak.expanded (0.0f, 5.0f).translated (0.0f, hasRoom ? 0.0f : -2.0f), fonts::label());
}

/** The line of 0 dB through meter and fader. */
void SourceStrip::paintOverChildren (juce::Graphics& graphics)
{
    const auto& theme = themeOf (*this);
    const float x =
        measures::margin + std::round (measures::shareOfDb (0.0f) * static_cast<float> (trackWidth()));
    graphics.setColour (theme.edge.withMultipliedAlpha (isQuiet ? quietAlpha : 1.0f));
    const auto top = static_cast<float> (level.getY()) - 2.0f;
    graphics.fillRect (x, top, 1.0f, static_cast<float> (gain.getBounds().getCentreY()) - 6.0f - top);
}

void SourceStrip::mouseDown (const juce::MouseEvent& event)
{
    if (onSelect != nullptr)
        onSelect();
    if (event.mods.isPopupMenu())
        showMenu();
}

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/EnginePanel.h"

#include "Editor/Palette.h"

namespace unbraid::editor
{

namespace
{
constexpr int countWidth = 32; // of a value, by its longest text
constexpr int numberWidth = 48;
constexpr int timeWidth = 64;
constexpr int noteWidth = 40;
} // namespace

EnginePanel::EnginePanel (plugin::Parameters& parameters)
    : Panel ("Engine")
    , updates (*parameters.updates,
               "How often the activations are improved per frame: more separates better and costs time.",
               countWidth)
    , sparsity (*parameters.sparsity,
                "Prefers few atoms at a time: sources leak less into each other, too much thins them.",
                numberWidth)
    , smoothing (*parameters.smoothingMs, "Smooths the masks over time: less musical noise, softer onsets.",
                 timeWidth)
    , strength (*parameters.dynamicsStrength,
                "How much the dynamics prior counts against the sound of the frame itself.", numberWidth)
    , adaptationTime (*parameters.adaptationSeconds,
                      "How long the adaptation remembers: short follows quickly, long is steady.", timeWidth)
    , split (*parameters.split,
             "With the guide on split: the lowest note of Source 1; those below are Source 2.", noteWidth)
    , noteThreshold (*parameters.noteThreshold,
                     "How far a pitch must rise to be a note, of the loudest: higher finds fewer notes.",
                     numberWidth)
    , dynamics (
          *parameters.dynamics,
          "Lets a frame expect what the frame before it held. is: Itakura-Saito penalty, gamma: Gamma prior.")
    , guide (*parameters.guide,
             "Notes on the MIDI input say what sounds. channels: MIDI channels 1 to 7 are Source 1 to 7; "
             "split: high and "
             "low notes are Source 1 and 2. All else is Source 8. Greyed: the dictionary has no notes.")
    , stereoLink (*parameters.stereoLink,
                  "Linked, both channels share one set of masks and the stereo image stands still; apart, "
                  "each has its own.")
    , adaptation (*parameters.adaptation, "Lets the noise or residual adapt to the sound that plays.")
    , freeze (*parameters.freeze, "Holds the adapted noise or residual as it is now.")
    , midiOut (
          *parameters.midiOut,
          "Sends the notes that are heard to the MIDI output. Off while notes guide the separation. Greyed: "
          "the dictionary has no notes.")
    , place (*parameters.place, "Learns where the sources stand between left and right, and tells them apart "
                                "by that as well. Needs "
                                "two channels and Stereo link.")
    , updatesCell ("Updates / frame", updates)
    , sparsityCell ("Sparsity", sparsity)
    , smoothingCell ("Smoothing", smoothing)
    , dynamicsCell ("Dynamics", dynamics)
    , strengthCell ("Strength", strength)
    , linkCell ("Stereo link", stereoLink)
    , adaptationCell ("Adaptation", adaptation)
    , timeCell ("Time", adaptationTime)
    , freezeCell ("Freeze", freeze)
    , guideCell ("MIDI guide", guide)
    , splitCell ("Split", split)
    , midiOutCell ("MIDI out", midiOut)
    , thresholdCell ("Threshold", noteThreshold)
    , placeCell ("Place", place)
{
    for (auto* cell : { &updatesCell, &sparsityCell, &smoothingCell, &dynamicsCell, &strengthCell, &linkCell,
                        &adaptationCell, &timeCell, &freezeCell, &guideCell, &splitCell, &midiOutCell,
                        &thresholdCell, &placeCell })
        addAndMakeVisible (cell);
}

void EnginePanel::show (const plugin::DictionaryInfo& dictionary)
{
    for (auto* cell : { &updatesCell, &sparsityCell, &dynamicsCell, &strengthCell, &adaptationCell, &timeCell,
                        &freezeCell })
        cell->setEnabled (! dictionary.isUnfolded);
    for (auto* cell : { &guideCell, &splitCell, &midiOutCell, &thresholdCell })
        cell->setEnabled (dictionary.hasNotes);
}

void EnginePanel::resized()
{
    auto area = content();
    const auto nextRow = [&area]
    {
        const auto row = area.removeFromTop (palette::cellHeight);
        area.removeFromTop (palette::unit);
        return row;
    };
    constexpr int gap = 3 * palette::unit;
    placeInRow (nextRow(), gap,
                { { &updatesCell, 1 }, { &sparsityCell, 1 }, { &dynamicsCell, 1 }, { &strengthCell, 1 } });
    placeInRow (nextRow(), gap,
                { { &adaptationCell, 1 }, { &timeCell, 1 }, { &freezeCell, 1 }, { nullptr, 1 } });
    placeInRow (nextRow(), gap, { { &linkCell, 1 }, { &placeCell, 1 }, { &smoothingCell, 2 } });
    placeInRow (nextRow(), gap,
                { { &guideCell, 1 }, { &splitCell, 1 }, { &midiOutCell, 1 }, { &thresholdCell, 1 } });
}

} // namespace unbraid::editor

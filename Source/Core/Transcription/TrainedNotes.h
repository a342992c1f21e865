// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::core
{

/** Convention between training and engine about the notes of an unfolded dictionary: its atoms with pitches follow onsets and
    sounding notes. See Docs/DictionaryFormat.md. */
struct TrainedNotes
{
    static constexpr float evenActivation = 0.5f; // h at which a note is as likely as not: h / (h + it)
    static constexpr double delaySeconds = 0.032; // from a moment to the end of the frame that tells of it
    static constexpr double onsetSpanSeconds = 0.048; // for which an onset is told

    /** How likely, for the activations of a pitch's atoms of one kind added up. [any] */
    static constexpr float share (float activation) noexcept
    {
        return activation / (activation + evenActivation);
    }
};

} // namespace unbraid::core

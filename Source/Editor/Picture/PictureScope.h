// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/PictureHistory.h"
#include "Plugin/Model/PluginModel.h"

#include <deque>

namespace unbraid::editor
{

/** Part of the history that is shown, and how: span of time, frozen or not, whose sources in which colour. The views of a
    window share one, so that they show the same moments. A change message says that any of it changed; it is sent at once.
    All functions: [message] */
class PictureScope : public juce::ChangeBroadcaster
{
public:
    static constexpr double minSpan = 2.0, maxSpan = 30.0, defaultSpan = 8.0;

    /** history  must outlive the scope */
    explicit PictureScope (const PictureHistory& history);

    /** The dictionary that plays; columns of earlier ones keep the colours and names that those had. */
    void setDictionary (const plugin::DictionaryInfo& dictionary);
    [[nodiscard]] const plugin::DictionaryInfo& dictionary() const noexcept { return current; }

    /** One per source of the dictionary; those that are not audible are shown grey. */
    void setAudible (std::vector<bool> audible);

    /** Shows all other sources grey; -1: none. */
    void isolate (int source);

    /** Seconds from the left to the right edge, 2 to 30. */
    void setSpan (double seconds);
    [[nodiscard]] double span() const noexcept { return seconds; }

    /** Freezes the visible span, while the history continues. */
    void setFrozen (bool shouldBe);
    [[nodiscard]] bool isFrozen() const noexcept { return frozen; }

    /** Moves the frozen picture so many seconds to the right. */
    void pan (double by);

    /** Moves in steps of so many pixel columns: 1, or 4 where motion is to be reduced. */
    void setStep (int columns);
    [[nodiscard]] int step() const noexcept { return columnStep; }

    [[nodiscard]] const PictureHistory& history() const noexcept { return past; }
    [[nodiscard]] const PictureColumns& columns() const noexcept;

    /** The time of the newest column, and of the right edge of the picture. */
    [[nodiscard]] double now() const noexcept;
    [[nodiscard]] double end() const noexcept { return now() - shift; }

    /** The newest column that reaches into the time; nullptr: there was no frame then. */
    [[nodiscard]] const PictureColumn* columnAt (double time) const;

    /** In samples as PictureFrame::position; and back. */
    [[nodiscard]] std::int64_t positionAt (double time) const;
    [[nodiscard]] double timeOf (std::int64_t position) const;

    /** The colour in which a source is shown now, and the one it has: 1 to 8; 0: grey. */
    [[nodiscard]] int shownColour (unsigned dictionary, int source) const;
    [[nodiscard]] int ownColour (unsigned dictionary, int source) const;
    [[nodiscard]] juce::String nameOf (unsigned dictionary, int source) const;

    /** Another number whenever all that was drawn must be drawn again. */
    [[nodiscard]] unsigned look() const noexcept;

private:
    [[nodiscard]] const plugin::DictionaryInfo* infoOf (unsigned number) const;
    [[nodiscard]] double rateHz() const;
    void changed (bool isAnotherLook);

    const PictureHistory& past;
    PictureColumns frozenColumns;
    plugin::DictionaryInfo current;
    std::deque<plugin::DictionaryInfo> earlier; // newest first
    std::vector<bool> lastAudible;
    int isolated = -1;
    double seconds = defaultSpan, shift = 0.0;
    bool frozen = false;
    int columnStep = 1;
    unsigned looks = 1, frozenEpoch = 0;
};

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/PictureHistory.h"
#include "JuceHeader.h"
#include "Plugin/Model/PictureModel.h"

#include <functional>
#include <optional>

namespace unbraid::editor
{

/** Reads the frames of the model into the history, at the vertical blank and only while a component can be seen, or is
    covered for a while: the model keeps none before or after. Where reading and drawing take more than their share of the time it asks less often:
    30 or 15 times a second. */
class PictureFeed : private juce::ComponentMovementWatcher, private juce::Timer
{
public:
    static constexpr int maxPerSecond = 30, minPerSecond = 15;

    /** watched, model, history  must outlive the feed
        show                     called after each reading that brought frames
        [message] */
    PictureFeed (juce::Component& watched, plugin::PictureModel& model, PictureHistory& history,
                 std::function<void()> show);
    ~PictureFeed() override;

    /** While covered it reads wherever the parent of the component can be seen. [message] */
    void setCovered (bool isCovered);

    /** Reports the time that drawing took, so that it counts. [message] */
    void drew (double seconds) { spentSeconds += seconds; }

    /** Reads what there is now, whatever the time. [message] */
    void read();

    [[nodiscard]] int readsPerSecond() const noexcept { return rate; }
    [[nodiscard]] bool isOpen() const noexcept { return open; }

    /** One vertical blank; true: it was time to read. Takes the time in seconds. For tests; else called by itself. */
    bool blank (double now);

private:
    using juce::ComponentMovementWatcher::componentMovedOrResized;
    using juce::ComponentMovementWatcher::componentVisibilityChanged;
    void componentMovedOrResized (bool, bool) override {}
    void componentPeerChanged() override { update(); }
    void componentVisibilityChanged() override { update(); }
    void timerCallback() override;
    void update();
    [[nodiscard]] bool isWanted() const;
    void setOpen (bool shouldBe);
    void adapt (double now);

    juce::Component& watched;
    plugin::PictureModel& model;
    PictureHistory& history;
    std::function<void()> onFrames;
    std::optional<juce::VBlankAttachment> attachment;
    bool covered = false;
    bool open = false;
    int rate = maxPerSecond;
    double lastRead = 0.0, lastBlank = 0.0, measuredSince = 0.0, spentSeconds = 0.0;
};

} // namespace unbraid::editor

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/PictureFeed.h"

namespace unbraid::editor
{

namespace
{
constexpr double maxLoad = 0.12, littleLoad = 0.03; // of one core, for reading and drawing
constexpr double measureSeconds = 1.0;
constexpr double displayPerSecond = 60.0; // most of them
constexpr int watchesPerSecond =
    30; // for hosts that tell no vertical blanks, and for windows that are minimised

double secondsNow()
{
    return juce::Time::highResolutionTicksToSeconds (juce::Time::getHighResolutionTicks());
}
} // namespace

PictureFeed::PictureFeed (juce::Component& watchedComponent, plugin::PictureModel& modelToRead,
                          PictureHistory& historyToFill, std::function<void()> show)
    : juce::ComponentMovementWatcher (&watchedComponent)
    , watched (watchedComponent)
    , model (modelToRead)
    , history (historyToFill)
    , onFrames (std::move (show))
{
    update();
}

PictureFeed::~PictureFeed()
{
    setOpen (false);
}

void PictureFeed::setCovered (bool isCovered)
{
    covered = isCovered;
    update();
}

bool PictureFeed::isWanted() const
{
    const auto* parent = watched.getParentComponent();
    return watched.isShowing() || (covered && parent != nullptr && parent->isShowing());
}

void PictureFeed::update()
{
    if (! isWanted())
    {
        attachment.reset();
        stopTimer();
        setOpen (false);
        return;
    }
    if (! attachment.has_value())
        attachment.emplace (&watched, [this] { blank (secondsNow()); });
    startTimerHz (watchesPerSecond);
    setOpen (true);
}

void PictureFeed::setOpen (bool shouldBe)
{
    if (shouldBe == open)
        return;
    open = shouldBe;
    if (open)
        model.open();
    else
        model.close();
}

void PictureFeed::timerCallback()
{
    constexpr double blankIsDue = 0.2;
    setOpen (isWanted()); // a minimised window does not say so to its components
    if (const double now = secondsNow();
        now - lastBlank > blankIsDue && now - lastRead > 0.5 / watchesPerSecond)
    {
        const double before = lastBlank;
        blank (now);
        lastBlank = before;
    }
}

bool PictureFeed::blank (double now)
{
    lastBlank = now;
    constexpr double tolerance = 0.3; // of a display's frame: blanks are not on time to the microsecond
    if (! open || ! isWanted() || now - lastRead < 1.0 / rate - tolerance / displayPerSecond)
        return false;
    lastRead = now;
    const double begin = secondsNow();
    read();
    spentSeconds += secondsNow() - begin;
    adapt (now);
    return true;
}

void PictureFeed::read()
{
    const auto before = history.version();
    const double rateHz = model.sampleRateHz();
    model.read ([&] (const plugin::PictureFrame& frame) { history.take (frame, rateHz); });
    if (history.version() != before && onFrames)
        onFrames();
}

void PictureFeed::adapt (double now)
{
    const double elapsed = now - measuredSince;
    if (elapsed < measureSeconds)
        return;
    const double load = spentSeconds / elapsed;
    if (load > maxLoad && rate > minPerSecond)
        rate /= 2;
    else if (load < littleLoad && rate < maxPerSecond)
        rate *= 2;
    measuredSince = now;
    spentSeconds = 0.0;
}

} // namespace unbraid::editor

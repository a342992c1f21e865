// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PictureModel.h"
#include "Plugin/Picture/FrameFeed.h"
#include "Plugin/Picture/RecentSound.h"

#include <functional>

namespace unbraid::plugin
{

/** The picture of a signal path: has the audio thread fill its rings while somebody watches, and keeps the sound that was
    frozen. [message] */
class PictureSource : public PictureModel
{
public:
    /** The input as the host has it now. */
    struct Input
    {
        double sampleRateHz = 0.0; // 0: not prepared
        Eigen::Index numChannels = 0;
    };

    /** framesMade, soundCame  of the path that plays; both outlive it */
    PictureSource (FrameFeed& framesMade, RecentSound& soundCame, std::function<Input()> inputNow);

    void open() override;
    void close() override;
    void read (const std::function<void (const PictureFrame&)>& show) override { feed.read (show); }
    void freeze() override { kept = recent.copy(); }
    [[nodiscard]] double sampleRateHz() const override { return input().sampleRateHz; }

    /** The host may have changed its input: keeps sound as it is now. */
    void follow();

    /** The sound that was frozen last. */
    [[nodiscard]] const FrozenSound& frozen() const noexcept { return kept; }

private:
    FrameFeed& feed;
    RecentSound& recent;
    std::function<Input()> input;
    FrozenSound kept;
    int numViewers = 0;
};

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/PictureSource.h"

#include <utility>

namespace unbraid::plugin
{

PictureSource::PictureSource (FrameFeed& framesMade, RecentSound& soundCame, std::function<Input()> inputNow)
    : feed (framesMade)
    , recent (soundCame)
    , input (std::move (inputNow))
{
}

void PictureSource::open()
{
    if (numViewers++ == 0)
        feed.open();
    follow();
}

void PictureSource::close()
{
    if (numViewers == 0 || --numViewers > 0)
        return;
    feed.close();
    recent.close();
}

void PictureSource::follow()
{
    if (numViewers == 0)
        return;
    if (const auto now = input(); now.sampleRateHz > 0.0)
        recent.open (now.sampleRateHz, now.numChannels);
}

} // namespace unbraid::plugin

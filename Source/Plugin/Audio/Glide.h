// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::plugin
{

/** A gain that moves to its target in a straight line, so that no change clicks. [audio] */
class Glide
{
public:
    void jumpTo (float value) noexcept
    {
        now = target = value;
        left = 0;
    }

    /** Begins a line of `numSamples` unless it is already on the way there. */
    void aimAt (float value, int numSamples) noexcept
    {
        if (value == target)
            return;
        target = value;
        left = numSamples;
        step = (target - now) / static_cast<float> (numSamples);
    }

    float next() noexcept
    {
        if (left > 0)
            now = --left == 0 ? target : now + step;
        return now;
    }

    [[nodiscard]] bool isMoving() const noexcept { return left > 0; }
    [[nodiscard]] float value() const noexcept { return now; }

private:
    float now = 0.0f;
    float target = 0.0f;
    float step = 0.0f;
    int left = 0;
};

} // namespace unbraid::plugin

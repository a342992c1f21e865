// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Model/PictureFrame.h"

#include <functional>

namespace unbraid::plugin
{

/** The frames that the engine makes, for who shows them, and the sound that they show. All functions are for the message
    thread and return at once. */
class PictureModel
{
public:
    virtual ~PictureModel() = default;

    /** From now on frames are kept for `read` and sound for `freeze`, until as many calls of `close`. */
    virtual void open() = 0;
    virtual void close() = 0;

    /** Shows the frames since the last call, oldest first. For one reader. */
    virtual void read (const std::function<void (const PictureFrame&)>& show) = 0;

    /** Keeps the sound of the last seconds as it is now for `LearnModel::fit`; a second freeze replaces it. */
    virtual void freeze() = 0;

    /** Of the sound; 0 before the host prepared. */
    [[nodiscard]] virtual double sampleRateHz() const = 0;
};

} // namespace unbraid::plugin

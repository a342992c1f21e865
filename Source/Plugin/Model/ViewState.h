// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace unbraid::plugin
{

/** Three looks of the window. */
enum class Look
{
    voice, // one dial
    mix,   // the picture and the strips
    lab    // all of it
};

/** Of a window, in logical pixels at 100 %; 0 x 0: never chosen. */
struct WindowSize
{
    int width = 0, height = 0;

    bool operator== (const WindowSize&) const = default;
};

/** The look of an instance's window, and its size in that look and in the others. */
struct ViewState
{
    Look look = Look::mix;
    WindowSize voiceSize; // of `voice`
    WindowSize fullSize;  // of `mix` and `lab`

    bool operator== (const ViewState&) const = default;
};

/** The entries of a session's text that hold a view. [any] */
std::map<std::string, std::string> viewEntries (const ViewState& view);

/** The view of a session's text; nothing: it has none, or one of a look that this version does not have. A size that is none
    counts as never chosen: the sound of a session does not depend on its window. [any] */
std::optional<ViewState> viewFrom (const std::map<std::string, std::string>& entries);

/** A view that the editor changes while hosts ask for the state on whatever thread. [any but audio] */
class KeptView
{
public:
    [[nodiscard]] ViewState get() const
    {
        const std::lock_guard lock (guard);
        return kept;
    }

    /** Returns what it was. */
    ViewState exchange (const ViewState& next)
    {
        const std::lock_guard lock (guard);
        return std::exchange (kept, next);
    }

private:
    mutable std::mutex guard; // held for moments
    ViewState kept;
};

} // namespace unbraid::plugin

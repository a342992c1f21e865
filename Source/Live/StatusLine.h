// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace unbraid::live
{

/** One line on standard error that is written over again and again; nothing where that is no terminal. */
class StatusLine
{
public:
    StatusLine();
    ~StatusLine();
    StatusLine (const StatusLine&) = delete;
    StatusLine& operator= (const StatusLine&) = delete;

    /** Whether there is a terminal. */
    [[nodiscard]] bool isSeen() const noexcept { return isTerminal; }

    /** Cut to the terminal's width. */
    void show (const std::string& text);

    /** A line that stays, terminal or not. */
    void say (const std::string& text);

private:
    void clear();

    const bool isTerminal;
    bool isShown = false;
};

} // namespace unbraid::live

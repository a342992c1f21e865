// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace unbraid::core
{

/** "a, b LAST c". [worker] */
inline std::string joinedBy (const std::string& last, const std::vector<std::string>& words)
{
    std::string text;
    for (size_t i = 0; i < words.size(); ++i)
        text += (i == 0 ? "" : i + 1 == words.size() ? " " + last + " " : ", ") + words[i];
    return text;
}

/** "a, b or c". [worker] */
inline std::string joinedByOr (const std::vector<std::string>& words)
{
    return joinedBy ("or", words);
}

} // namespace unbraid::core

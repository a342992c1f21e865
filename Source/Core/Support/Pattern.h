// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace unbraid::core
{

/** A regular expression as ECMAScript writes them. `std::regex` is compiled here alone: each source that includes it takes four
    seconds longer to compile. [worker] */
class Pattern
{
public:
    /** A match and its groups, in their order; a group that took no part is empty. */
    using Match = std::vector<std::string>;

    explicit Pattern (const char* form);
    ~Pattern();
    Pattern (const Pattern&) = delete;
    Pattern& operator= (const Pattern&) = delete;

    /** The whole text, or the first or all of its parts, that the pattern matches; empty where there is none. */
    [[nodiscard]] Match matchWhole (const std::string& text) const;
    [[nodiscard]] Match findFirst (const std::string& text) const;
    [[nodiscard]] std::vector<Match> findAll (const std::string& text) const;

    /** The text with all matches replaced; `$1` stands for the first group. */
    [[nodiscard]] std::string replaceAll (const std::string& text, const std::string& by) const;

private:
    struct Expression;
    std::unique_ptr<const Expression> expression;
};

} // namespace unbraid::core

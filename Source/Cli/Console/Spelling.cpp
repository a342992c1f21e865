// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/Spelling.h"

#include <algorithm>

namespace unbraid::cli
{

namespace
{
/** Restricted Damerau-Levenshtein distance: steps that turn one word into the other. */
size_t distance (const std::string& a, const std::string& b)
{
    std::vector<std::vector<size_t>> steps (a.size() + 1, std::vector<size_t> (b.size() + 1));
    for (size_t i = 0; i <= a.size(); ++i)
        for (size_t j = 0; j <= b.size(); ++j)
        {
            if (i == 0 || j == 0)
            {
                steps[i][j] = i + j;
                continue;
            }
            const size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            steps[i][j] =
                std::min ({ steps[i - 1][j] + 1, steps[i][j - 1] + 1, steps[i - 1][j - 1] + change });
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                steps[i][j] = std::min (steps[i][j], steps[i - 2][j - 2] + 1);
        }
    return steps[a.size()][b.size()];
}
} // namespace

std::string nearest (const std::string& word, const std::vector<std::string>& candidates)
{
    std::string found;
    size_t minSteps = std::max<size_t> (1, word.size() / 3) + 1;
    for (const auto& candidate : candidates)
        if (const size_t steps = distance (word, candidate); steps < minSteps)
        {
            minSteps = steps;
            found = candidate;
        }
    return found;
}

std::string suggestion (const std::string& word, const std::vector<std::string>& candidates)
{
    const auto found = nearest (word, candidates);
    return found.empty() ? found : " Did you mean '" + found + "'?";
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Quality/Scoring.h"

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace unbraid::quality
{

/** Running means of the scores of speech. */
class SpeechMeans
{
public:
    void add (const Scores& scores)
    {
        ++count;
        siSdr += scores.siSdrDb;
        stoiSum += scores.stoi;
        estoiSum += scores.estoi;
    }
    [[nodiscard]] double siSdrDb() const { return siSdr / count; }
    [[nodiscard]] double stoi() const { return stoiSum / count; }
    [[nodiscard]] double estoi() const { return estoiSum / count; }

private:
    double count = 0.0, siSdr = 0.0, stoiSum = 0.0, estoiSum = 0.0;
};

inline std::string printed (const char* format, double value)
{
    char text[32];
    std::snprintf (text, sizeof (text), format, value);
    return std::isfinite (value) ? text : "-";
}
inline std::string decibels (double value)
{
    return printed ("%.1f", value);
}
inline std::string threeDigits (double value)
{
    return printed ("%.3f", value);
}

/** Rows of text as a Markdown table. */
class Table
{
public:
    explicit Table (const std::vector<std::string>& head)
        : text (line (head))
    {
        text += line (std::vector<std::string> (head.size(), "---"));
    }
    void add (const std::vector<std::string>& cells) { text += line (cells); }
    [[nodiscard]] const std::string& markdown() const { return text; }

private:
    static std::string line (const std::vector<std::string>& cells)
    {
        std::string joined = "|";
        for (const auto& cell : cells)
            joined += " " + cell + " |";
        return joined + "\n";
    }
    std::string text;
};

} // namespace unbraid::quality

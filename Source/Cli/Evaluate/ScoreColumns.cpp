// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/ScoreColumns.h"

#include <algorithm>
#include <numeric>

namespace unbraid::cli
{

namespace
{
using Value = std::optional<double>;

/** One number that a sound has against the true one. */
struct Score
{
    std::string title;
    std::string inputTitle; // of the input's, for people; empty: for programs only
    std::string key;
    int digits;
    bool isShown;
    std::function<Value (const Scores&)> value;
};

std::vector<Score> scoresOf (std::optional<evaluation::BssVersion> bss)
{
    std::vector<Score> all{ { "SI-SDR dB", "input dB", "si_sdr_db", 2, true,
                              [] (const Scores& s) { return s.siSdrDb; } } };
    if (bss)
    {
        const std::string version = *bss == evaluation::BssVersion::v3 ? "v3" : "v4";
        const auto add = [&] (const std::string& name, const std::string& key, bool isShown,
                              Value evaluation::BssScores::*member)
        {
            all.push_back ({ name + " " + version, "", key + "_" + version + "_db", 2, isShown,
                             [member] (const Scores& s) { return s.bss.*member; } });
        };
        add ("SDR", "sdr", true, &evaluation::BssScores::sdrDb);
        if (*bss == evaluation::BssVersion::v4)
            add ("ISR", "isr", false, &evaluation::BssScores::isrDb);
        add ("SIR", "sir", true, &evaluation::BssScores::sirDb);
        add ("SAR", "sar", true, &evaluation::BssScores::sarDb);
    }
    all.push_back ({ "STOI", "input", "stoi", 3, true, [] (const Scores& s) { return s.stoi; } });
    all.push_back ({ "ESTOI", "input", "estoi", 3, true, [] (const Scores& s) { return s.estoi; } });
    return all;
}

Value gainDb (const ScoreRow& row)
{
    const Value input = row.input ? row.input->siSdrDb : Value();
    return input && row.estimate.siSdrDb ? Value (*row.estimate.siSdrDb - *input) : Value();
}
} // namespace

std::vector<ScoreColumn> scoreColumns (std::optional<evaluation::BssVersion> bss, bool withInput)
{
    std::vector<ScoreColumn> columns;
    for (const auto& score : scoresOf (bss))
    {
        columns.push_back ({ score.title, score.key, score.digits, false, score.isShown,
                             [value = score.value] (const ScoreRow& row) { return value (row.estimate); } });
        if (! withInput)
            continue;
        columns.push_back ({ score.inputTitle, "input_" + score.key, score.digits, true,
                             ! score.inputTitle.empty(), [value = score.value] (const ScoreRow& row) {
                                 return row.input ? value (*row.input) : Value();
                             } });
        if (score.key == "si_sdr_db")
            columns.push_back ({ "gain dB", "gain_db", 2, false, true, gainDb });
    }
    return columns;
}

std::vector<ScoreRow> rowsOfMethod (const std::vector<ScoreRow>& rows, const std::string& key)
{
    std::vector<ScoreRow> replaced;
    for (const auto& row : rows)
        for (const auto& method : row.methods)
            if (method.key == key)
            {
                replaced.push_back (row);
                replaced.back().estimate = method.scores;
            }
    return replaced;
}

std::vector<std::pair<std::string, std::string>> methodsIn (const std::vector<ScoreRow>& rows)
{
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& row : rows)
        for (const auto& method : row.methods)
            if (const std::pair name (method.key, method.title);
                std::find (found.begin(), found.end(), name) == found.end())
                found.push_back (name);
    return found;
}

std::map<std::string, std::vector<ScoreRow>> rowsByClass (const std::vector<ScoreRow>& rows)
{
    std::map<std::string, std::vector<ScoreRow>> classes;
    for (const auto& row : rows)
        classes[row.className].push_back (row);
    return classes;
}

Averages averages (const std::vector<ScoreRow>& rows, const ScoreColumn& column)
{
    std::vector<double> values;
    for (const auto& row : rows)
        if (const auto value = column.value (row))
            values.push_back (*value);
    if (values.empty())
        return {};
    const double sum = std::accumulate (values.begin(), values.end(), 0.0);
    std::sort (values.begin(), values.end());
    const double middle = 0.5 * (values[(values.size() - 1) / 2] + values[values.size() / 2]);
    return { static_cast<int> (values.size()), sum / static_cast<double> (values.size()), middle };
}

} // namespace unbraid::cli

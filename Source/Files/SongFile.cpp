// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/SongFile.h"

#include <nlohmann/json.hpp>

#include <fstream>

namespace unbraid::files
{

namespace
{
using Facts = nlohmann::json;

constexpr double slowestTempo = 20.0, fastestTempo = 400.0; // beats a minute
constexpr int semitonesOfOctave = 12;

core::Error badFacts (const std::filesystem::path& path, std::string found, std::string allowed)
{
    return { "the description of the song cannot be read", path.string(), std::move (found),
             std::move (allowed) };
}

bool isPitchClass (const Facts& value)
{
    return value.is_number_integer() && value.get<long>() >= 0 && value.get<long>() < semitonesOfOctave;
}

/** Of a scale; 0 where there is something else in it. */
unsigned pitchClassesOf (const Facts& root, const Facts& scale)
{
    if (! isPitchClass (root) || ! scale.is_array())
        return 0;
    unsigned classes = 0;
    for (const auto& step : scale)
    {
        if (! isPitchClass (step))
            return 0;
        classes |= 1u << static_cast<unsigned> ((root.get<int>() + step.get<int>()) % semitonesOfOctave);
    }
    return classes;
}
} // namespace

core::Result<SongFacts> readSongFacts (const std::filesystem::path& folder)
{
    SongFacts facts;
    const auto path = folder / "song.json";
    std::ifstream file (path);
    if (! file)
        return facts;
    const auto read = Facts::parse (file, nullptr, false);
    if (! read.is_object())
        return badFacts (path, "no JSON object", "one with tempo, root and scale");
    if (const auto tempo = read.find ("tempo"); tempo != read.end())
    {
        facts.tempo = tempo->is_number() ? tempo->get<double>() : 0.0;
        if (! (facts.tempo >= slowestTempo && facts.tempo <= fastestTempo))
            return badFacts (path, "tempo " + tempo->dump(), "20 to 400 beats a minute");
    }
    const auto root = read.find ("root"), scale = read.find ("scale");
    if (root == read.end() || scale == read.end())
        return facts;
    facts.pitchClasses = pitchClassesOf (*root, *scale);
    if (facts.pitchClasses == 0)
        return badFacts (path, "root " + root->dump() + ", scale " + scale->dump(),
                         "a root and a list of semitones above it, each 0 to 11");
    return facts;
}

} // namespace unbraid::files

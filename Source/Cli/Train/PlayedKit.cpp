// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Train/PlayedKit.h"

#include "Cli/Console/ProgressBar.h"
#include "Cli/Separate/TimeSpan.h"
#include "Core/Factorisation/Dictionary/SourceName.h"
#include "Files/AtomicFile.h"
#include "Files/AudioWriter.h"
#include "Training/Drums/DrumSpectra.h"
#include "Training/Drums/DrumStatistics.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace unbraid::cli
{

namespace
{
std::string column (const std::string& text, size_t width, bool isNumber)
{
    const std::string space (text.size() < width ? width - text.size() : 0, ' ');
    return isNumber ? space + text : text + space;
}

std::filesystem::path fileOf (const PlayedKitArguments& arguments, const training::PlayedHit& hit)
{
    const auto name = column (fixedPoint (hit.seconds, 2), 6, true) + ".wav";
    auto padded = name;
    std::replace (padded.begin(), padded.end(), ' ', '0');
    return std::filesystem::path (arguments.hitsFolder) / hit.name / padded;
}

std::filesystem::path tableFile (const PlayedKitArguments& arguments)
{
    return std::filesystem::path (arguments.hitsFolder) / "hits.csv";
}

std::string csvOf (const PlayedKitArguments& arguments, const PlayedHits& hits)
{
    std::string text = "seconds,drum,certainty,sound,used,file,features\n";
    for (const auto& hit : hits)
    {
        const auto file = fileOf (arguments, hit).lexically_relative (arguments.hitsFolder).generic_string();
        text += fixedPoint (hit.seconds, 4) + "," + hit.name + "," + fixedPoint (hit.certainty, 3) + "," +
                std::to_string (hit.sound + 1) + "," + (hit.isUsed ? "yes" : "no") + "," + file + ",";
        for (Eigen::Index i = 0; i < hit.features.size(); ++i)
            text += (i > 0 ? " " : "") + fixedPoint (static_cast<double> (hit.features[i]), 4);
        text += "\n";
    }
    return text;
}

/** A line for each hit: time, drum, certainty, number of its sound. */
std::string tableOf (const PlayedHits& hits)
{
    size_t width = 7;
    for (const auto& hit : hits)
        width = std::max (width, hit.name.size());
    std::string text = "seconds  " + column ("drum", width, false) + "   sure  sound\n";
    for (const auto& hit : hits)
        text += column (fixedPoint (hit.seconds, 2), 7, true) + "  " + column (hit.name, width, false) +
                column (fixedPoint (100.0 * hit.certainty, 0), 5, true) + " %" +
                column (std::to_string (hit.sound + 1), 7, true) +
                (hit.isUsed ? "\n" : "  not used: the hit before it still rings\n");
    std::vector<std::string> perDrum;
    for (const auto& [drum, count] : training::countsOf (hits))
        perDrum.push_back (drum + " " + std::to_string (count));
    return text + counted (static_cast<std::int64_t> (hits.size()), "hit") + ": " + joined (perDrum) + "\n";
}

/** Writes the hits, and a table of them. */
core::Status saveHits (const PlayedKitArguments& arguments, const PlayedHits& hits)
{
    if (arguments.hitsFolder.empty())
        return core::Done{};
    for (const auto& hit : hits)
    {
        auto writer = files::AudioWriter::create (fileOf (arguments, hit), training::drumRateHz, 1);
        if (! writer.ok())
            return writer.error();
        if (auto written = writer.value().write (hit.samples); ! written.ok())
            return written;
        if (auto finished = writer.value().finish(); ! finished.ok())
            return finished;
    }
    return files::writeWholeFile (tableFile (arguments), csvOf (arguments, hits));
}
} // namespace

void addPlayedKitOptions (CommandLine& command, PlayedKitArguments& arguments)
{
    command
        .add ("--kit RECORDING", arguments.recording,
              "Instead of --source: one recording of a kit, struck one drum at a time in any order; finds "
              "the hits, "
              "names them kick, snare, hi-hat, toms and cymbals, and learns from them as --hits does")
        .isInput();
    command.add ("--name TIME=NAME...", arguments.names,
                 "With --kit: the drum of the hit at TIME (seconds or minutes:seconds) and of those that "
                 "sound like it");
    command.add (
        "--save-hits FOLDER", arguments.hitsFolder,
        "With --kit: also write each hit to FOLDER/NAME/SECONDS.wav, and a table of them to FOLDER/hits.csv");
}

core::Status checkUse (const PlayedKitArguments& arguments, bool hasSources)
{
    const bool isPlayed = ! arguments.recording.empty();
    if (! isPlayed && ! hasSources)
        return core::Error{ "--source or --kit is missing: the recordings to learn from", {}, {}, {} };
    if (isPlayed && hasSources)
        return core::Error{ "--kit cannot be used with --source: it names the hits itself", {}, {}, {} };
    for (const auto& [isGiven, option] : { std::pair{ ! arguments.names.empty(), "--name" },
                                           { ! arguments.hitsFolder.empty(), "--save-hits" } })
        if (isGiven && ! isPlayed)
            return missingPartner (option, "--kit");
    return core::Done{};
}

core::Result<std::vector<training::GivenName>> givenNames (const PlayedKitArguments& arguments)
{
    std::vector<training::GivenName> given;
    for (const auto& argument : arguments.names)
    {
        const auto equals = argument.find ('=');
        const auto seconds =
            equals == std::string::npos ? std::nullopt : timeIn (argument.substr (0, equals));
        if (! seconds || ! core::isSourceName (argument.substr (equals + 1)))
            return wrongValue (
                "--name", argument,
                "TIME=NAME, with TIME in seconds or minutes:seconds and NAME of lower-case words joined "
                "by '-'");
        given.push_back ({ *seconds, argument.substr (equals + 1) });
    }
    return given;
}

core::Result<PlayedHits> findPlayedHits (const PlayedKitArguments& arguments)
{
    ProgressBar bar;
    return training::readPlayedHits (arguments.recording,
                                     [&bar] (double share) { return bar.show (share, "finding hits"); });
}

std::vector<std::string> sourcesOf (const PlayedHits& hits, const std::string& recording)
{
    std::vector<std::string> sources;
    for (const auto& [drum, count] : training::countsOf (hits))
        sources.push_back (std::string (drum).append ("=").append (recording));
    return sources;
}

void tellOutputs (const PlayedKitArguments& arguments, const PlayedHits& hits, FileGuard& files)
{
    if (arguments.hitsFolder.empty())
        return;
    files.writes (tableFile (arguments), files::FileKind::table);
    for (const auto& hit : hits)
        files.writes (fileOf (arguments, hit), files::FileKind::sound);
}

core::Status presentHits (const PlayedKitArguments& arguments, const PlayedHits& hits)
{
    if (hits.empty())
        return core::Done{};
    std::cout << tableOf (hits);
    if (auto saved = saveHits (arguments, hits); ! saved.ok())
        return saved;
    return training::checkKit (hits);
}

} // namespace unbraid::cli

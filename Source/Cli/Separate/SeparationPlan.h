// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/Guide.h"
#include "Cli/Separate/SourceSpan.h"
#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Separator.h"
#include "Core/Transcription/Transcriber.h"
#include "Offline/Deep/SpeechDecoder.h"
#include "Offline/Passes/WholeRecording.h"
#include "Offline/Phase/PhaseSettings.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace unbraid::cli
{

class CommandLine;
class Option;

/** Options of a separation; what they leave open the dictionary decides. */
struct SeparationOptions
{
    std::string dictionary; // name or file
    std::optional<std::string> latency;
    std::string usualLatency = "balanced"; // where `latency` says nothing and the dictionary serves it
    std::vector<std::string> branches{};   // SOURCE=DICTIONARY
    std::vector<std::string> silences;     // SOURCE=START-END
    std::vector<std::string> midi;         // FILE or SOURCE=FILE
    std::optional<std::string> split;      // note
    std::optional<double> midiOffsetMs;
    std::map<std::string, float> settings; // by key, see core::EngineSetting: those that were given
    std::optional<int> residualAtoms;
    std::map<std::string, float>
        plainSettings{}; // where the dictionary takes them, and `settings` says nothing
};

/** Adds `--latency`. */
void addLatencyOption (CommandLine& command, SeparationOptions& options, const std::string& help);

/** Adds the option of one setting of the engine.
    key   of the setting
    help  empty: the setting's own */
Option& addSettingOption (CommandLine& command, SeparationOptions& options, const char* key,
                          const std::string& help = {});

/** Adds the options above, without `--dictionary`. */
void addSeparationOptions (CommandLine& command, SeparationOptions& options);

/** Adds `--dictionary`, for a command that needs notes.
    help  of what kind it is, without how it is named */
void addNotesDictionary (CommandLine& command, SeparationOptions& options, const std::string& help);

/** Adds `--tuning`, for a command that finds pitches. */
void addTuningOption (CommandLine& command, std::optional<double>& tuningHz);

/** How much work a recording is worth. */
enum class Quality
{
    live, // the engine as it plays
    whole // more passes over the file, see RecordingPasses, or long windows
};

/** A dictionary that splits a source of the plan's further. */
struct PlanBranch
{
    Eigen::Index source = 0;    // of the plan's dictionary
    std::string dictionaryName; // as the command line calls it
    core::Dictionary dictionary;
    Guide guide{};
    core::SeparatorSettings settings{};
    Eigen::Index residualAtoms = 0;
};

/** Everything that is the same for all recordings of one run; read by all workers. */
struct SeparationPlan
{
    std::string dictionaryName;  // as the command line calls it
    core::Dictionary dictionary; // with a guide: that of its parts
    Guide guide;                 // without parts: none
    core::LatencyMode mode = core::LatencyMode::balanced;
    core::SeparatorSettings settings;
    Eigen::Index residualAtoms = 0;
    std::vector<PlanBranch> branches; // none: one dictionary
    std::vector<std::string> sources; // names in the engine's order, of a tree of its leaves
    std::vector<SourceSpan> silences;
    offline::PhaseSettings phase; // of files that are written; see checkPhase
    Quality quality = Quality::live;
    bool usesLongWindows = false; // of a whole recording alone, as what follows
    bool goesBothWays = false;
    std::optional<float>
        softScore; // how firmly the score of the guide holds, where it is soft: see separateSoftly
    std::shared_ptr<const offline::SpeechDecoder>
        speech; // by which the recording is separated, where it is: see separateByDeepSpeech

    /** Whether the sources are put together again from the masks, in the long windows of the analysis; not where the
        engine filters by panning. */
    [[nodiscard]] bool startsFromMasks (Eigen::Index numChannels) const
    {
        const bool isWanted = phase.method != offline::PhaseMethod::none || usesLongWindows;
        return isWanted && ! (settings.spatial.enabled && numChannels > 1);
    }

    /** Specification of an engine for a recording. */
    [[nodiscard]] core::SeparatorSpec specFor (double sampleRateHz, Eigen::Index numChannels) const
    {
        return { .sampleRateHz = sampleRateHz,
                 .numChannels = numChannels,
                 .mode = mode,
                 .residualAtoms = residualAtoms,
                 .numParts = numParts(),
                 .followsHits = guide.isOfHits };
    }

    /** The branches as the engine takes them: a view of the plan. */
    [[nodiscard]] std::vector<core::Branch> engineBranches() const;

    /** Sources that notes guide. */
    [[nodiscard]] Eigen::Index numParts() const noexcept
    {
        return static_cast<Eigen::Index> (guide.parts.size());
    }

    /** Whether a score says when something sounds. */
    [[nodiscard]] bool isGuided() const
    {
        return ! guide.events.empty() ||
               std::any_of (branches.begin(), branches.end(),
                            [] (const PlanBranch& branch) { return ! branch.guide.events.empty(); });
    }

    /** Whether a recording is also played from its end: not where a score says when sounds begin. */
    [[nodiscard]] bool runsBackwards() const
    {
        return goesBothWays && ! isGuided() && offline::canRunBackwards (settings, numParts());
    }
};

/** The qualities by which a file is separated as a whole, as the command line calls them. */
constexpr auto bestQuality = "best";
const std::map<std::string, offline::RecordingWay>& namedWays(); // without a mode of their own

/** Gives a plan the settings for a whole recording, but for those that the options say.
    quality  a named way, or the best one
    returns  false where it does what live sound gets at the plan's latency, since nothing more would gain */
bool makeWhole (SeparationPlan& plan, const SeparationOptions& options, const std::string& quality);

/** The plan of a loaded dictionary. Error: options that are wrong in themselves or for this dictionary, found
    by setting an engine up. */
core::Result<SeparationPlan> makePlan (core::Dictionary dictionary, const SeparationOptions& options);

/** Requirements of a command on a dictionary. */
struct NotesNeeded
{
    bool (*hasThem) (const core::Dictionary&) noexcept;
    const char* allowed; // the dictionaries, in words
};

constexpr NotesNeeded pitchesNeeded{ &core::NoteFinder::canFind, "a dictionary with pitches, such as piano" };
constexpr NotesNeeded pitchesOrDrumsNeeded{ &core::Transcriber::canFind,
                                            "a dictionary with pitches, such as piano, or of drums, such as "
                                            "drums" };

/** The plan of such a dictionary. Throws Failure. */
SeparationPlan notesPlan (const SeparationOptions& options, const NotesNeeded& needed);

} // namespace unbraid::cli

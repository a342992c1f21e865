// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/SeparateArguments.h"

#include "Cli/Console/Console.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Console/OptionRows.h"
#include "Cli/Separate/DeepSpeech.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Core/Factorisation/Dictionary/SourceName.h"
#include "Offline/Deep/EncoderPrior.h"
#include "Offline/Phase/PhaseMethods.h"
#include "Offline/Score/SoftScore.h"
#include "Platform/Descriptors.h"
#include "Platform/Terminal.h"

#include <algorithm>
#include <cmath>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;

constexpr auto deepSpeech = "vae", encoderPrior = "encoder-prior"; // models
constexpr float usualPriorPrice = 100.0f;
constexpr auto usualDictionary = "speech";

/** Whether anything is asked for that only the engine does. */
bool wantsEngine (const SeparateArguments& arguments)
{
    const auto& separation = arguments.separation;
    return arguments.phase.method != offline::PhaseMethod::none || arguments.isWhole() ||
           arguments.activations || ! separation.silences.empty() || ! separation.branches.empty() ||
           separation.settings.contains ("place");
}

core::Status checkModel (const SeparateArguments& arguments)
{
    if (arguments.priorPrice && arguments.model != encoderPrior)
        return missingPartner ("--prior-price", "--model encoder-prior");
    if (arguments.decoder && arguments.model != deepSpeech)
        return missingPartner ("--decoder", "--model vae");
    if (arguments.model != deepSpeech)
        return core::Done{};
    const auto& separation = arguments.separation;
    const bool isGuided = ! separation.midi.empty() || separation.split || separation.midiOffsetMs;
    if (wantsEngine (arguments) || isGuided || ! separation.settings.empty() || separation.latency ||
        separation.residualAtoms || separation.dictionary != usualDictionary)
        return core::Error{
            "--model vae separates a whole recording at once, by a model of speech of its own: "
            "--dictionary, --then, --quality but live, --activations, --phase, guides and settings of the "
            "engine do not go with it",
            {},
            {},
            {}
        };
    return core::Done{};
}

bool readsStandardInput (const SeparateArguments& arguments)
{
    return std::count (arguments.inputs.begin(), arguments.inputs.end(), "-") > 0;
}

bool asksForStandardOutput (const SeparateArguments& arguments)
{
    return arguments.out == "-";
}

bool writesStandardOutput (const SeparateArguments& arguments)
{
    return asksForStandardOutput (arguments) ||
           (readsStandardInput (arguments) && (arguments.only || arguments.without) && ! arguments.out);
}

core::Error notOneSound (const std::string& found)
{
    return { "standard output carries one sound; give one INPUT, and --only SOURCE or --without SOURCE",
             "--out -", found, "one sound" };
}

core::Status checkStreams (const SeparateArguments& arguments)
{
    if (std::count (arguments.inputs.begin(), arguments.inputs.end(), "-") > 1)
        return core::Error{ "standard input can be read once, and '-' is given twice", {}, {}, {} };
    if (arguments.rawRateHz.has_value() != arguments.rawChannels.has_value())
        return core::Error{
            "--rate and --channels describe raw sound together; give both, or neither for a stream with a "
            "header",
            {},
            {},
            {}
        };
    if (arguments.rawRateHz && ! readsStandardInput (arguments))
        return missingPartner ("--rate", "INPUT -, since files say their rate themselves");
    if (! writesStandardOutput (arguments))
        return core::Done{};
    if (arguments.json)
        return missingPartner ("--json", "--out FILE, since standard output carries the sound");
    if (arguments.format.value_or ("float32") != "float32")
        return wrongValue ("--format", *arguments.format, "float32 on standard output");
    if (platform::isTerminal (platform::standardOutput))
        return core::Error{ "sound cannot go to a terminal; give --out FILE, or a pipe", {}, {}, {} };
    return core::Done{};
}

files::AudioFormat formatFrom (const std::string& name)
{
    return name == "pcm16"   ? files::AudioFormat::pcm16
           : name == "pcm24" ? files::AudioFormat::pcm24
           : name == "flac"  ? files::AudioFormat::flac
                             : files::AudioFormat::float32;
}

/** The format of a file that --out names: its ending's, or with --format that, where the two agree. */
core::Result<files::AudioFormat> formatOfFile (const SeparateArguments& arguments)
{
    auto ending = soundFormatOf (*arguments.out);
    if (! ending.ok() || ! arguments.format)
        return ending;
    const auto format = formatFrom (*arguments.format);
    const bool isFlac = format == files::AudioFormat::flac;
    if (ending.value() != (isFlac ? files::AudioFormat::flac : files::AudioFormat::float32))
        return core::Error{ "--format " + *arguments.format + " is for files that end in " +
                                (isFlac ? ".flac" : ".wav"),
                            *arguments.out,
                            {},
                            "another name, or no --format" };
    return format;
}

/** One INPUT that is no folder has one file of activations; all others have a folder of them. */
core::Status chooseActivations (const SeparateArguments& arguments, OutputChoice& choice)
{
    if (! arguments.activations)
        return core::Done{};
    std::error_code ignored; // what is wrong with the names is met again where they are opened
    choice.activations = *arguments.activations;
    const bool several = arguments.inputs.size() > 1 || fs::is_directory (arguments.inputs.front(), ignored);
    choice.activationsInFolder = several || fs::is_directory (choice.activations, ignored);
    if (choice.activations.empty() || (several && fs::is_regular_file (choice.activations, ignored)))
        return wrongValue ("--activations", choice.activations.string(),
                           several ? "a folder, since there are several inputs" : "a file");
    return core::Done{};
}

void addQualityOption (CommandLine& command, SeparateArguments& arguments)
{
    std::vector<std::string> names{ liveQuality, bestQuality };
    for (const auto& [name, way] : namedWays())
        names.push_back (name);
    command
        .add ("--quality NAME", arguments.quality,
              "live (the default): as in real time; best: by what the dictionary gains most from, slower; "
              "long: in long windows; both-ways: forwards and backwards; long-both-ways: both")
        .oneOf (names);
}

std::string helpOfPhases (std::vector<std::string>& names)
{
    std::string text = "The phases of the sources. ";
    for (const auto& method : offline::phaseMethods())
    {
        text += (names.empty() ? method.name + std::string (" (the default)")
                               : std::string ("; ") + method.name) +
                ": " + method.help;
        names.emplace_back (method.name);
    }
    return text;
}

void addPhaseOptions (CommandLine& command, SeparateArguments& arguments)
{
    const std::string group = "Phases (of recordings; see Docs/Phase.md)";
    const auto readMethod = [&arguments] (const std::string& word)
    {
        const auto method = offline::phaseMethodFrom (word);
        arguments.phase.method = method.value_or (offline::PhaseMethod::none);
        return method.has_value();
    };
    std::vector<std::string> names;
    const std::string help = helpOfPhases (names);
    command.addRead ("--phase METHOD", readMethod, help).oneOf (names).inGroup (group);
    addRows (command, offline::phaseOptions(), arguments.phase, group);
}

void addModelOptions (CommandLine& command, SeparateArguments& arguments)
{
    [[maybe_unused]] static const bool isKindAdded = (core::addModelKind (offline::encoderPriorKind), true);
    const std::string group = "Models for study (of recordings; see Docs/DeepPriors.md)";
    command
        .add ("--model NAME", arguments.model,
              "vae: speech by a variational auto-encoder, noise learned on the recording; encoder-prior: "
              "activations near what the dictionary's encoder proposes")
        .oneOf ({ deepSpeech, encoderPrior })
        .inGroup (group);
    command
        .add ("--prior-price WEIGHT", arguments.priorPrice,
              "With --model encoder-prior: of the squared distance to the proposal, 100 by default")
        .within (0.0, 1e6)
        .inGroup (group);
    command
        .add ("--decoder FILE", arguments.decoder,
              "With --model vae: another model of speech than the one that is installed")
        .isInput()
        .inGroup (group);
}

/** --out names a file where one sound results and the name has an ending; else a folder. */
core::Status chooseOut (const SeparateArguments& arguments, size_t numInputs, size_t numSources,
                        OutputChoice& choice)
{
    const fs::path out = arguments.out.value_or ("");
    std::error_code ignored;
    const bool isOneSound = numInputs == 1 && (choice.only || choice.without || numSources == 1);
    const bool isFolder = fs::is_directory (out, ignored);
    if (asksForStandardOutput (arguments))
        return isOneSound
                   ? core::Status (core::Done{})
                   : notOneSound (std::to_string (numInputs * (choice.only ? 1 : numSources)) + " sounds");
    (isOneSound && out.has_extension() && ! isFolder ? choice.file : choice.folder) = out;
    if (! isOneSound && ! isFolder && files::formatOf (out))
        warn ("several sounds result, so '" + out.string() + "' is a folder for them");
    return core::Done{};
}

/** The one source that is written alone, or left out. */
core::Status chooseSource (const SeparateArguments& arguments, const std::vector<std::string>& sources,
                           OutputChoice& choice)
{
    const auto& name = arguments.only ? arguments.only : arguments.without;
    if (! name)
        return core::Done{};
    const std::string option = arguments.only ? "--only" : "--without";
    auto named = sourcesNamed (*name, sources, option);
    if (! named.ok())
        return named.error();
    if (arguments.without && named.value().size() == sources.size())
        return core::Error{
            "without '" + *name + "' nothing is left: the dictionary has no other source", option, {}, {}
        };
    const bool isOne = named.value().size() == 1;
    const std::string written = isOne ? sources[named.value().front()] : core::sourceNameFrom (*name);
    (arguments.only ? choice.only : choice.without) = NamedSources{ written, std::move (named).value() };
    return core::Done{};
}
} // namespace

core::Status checkArguments (const SeparateArguments& arguments)
{
    if (arguments.only && arguments.without)
        return core::Error{
            "--only and --without both say what the one file holds; give one of the two", {}, {}, {}
        };
    if (arguments.reductionDb && ! arguments.only && ! arguments.without)
        return missingPartner ("--reduction", "--only SOURCE or --without SOURCE");
    if (arguments.reductionDb && ! (*arguments.reductionDb <= 0.0))
        return wrongArgument ("--reduction", core::numberText (*arguments.reductionDb) + " dB",
                              "0 dB or less");
    if (arguments.archive.hasTable() && arguments.json)
        return core::Error{ "--table and --json both report the results; give one of the two", {}, {}, {} };
    if (arguments.archive.hasTable() && asksForStandardOutput (arguments))
        return core::Error{ "--table is for outputs that stay; standard output is no file", {}, {}, {} };
    if (arguments.archive.hasTable() && readsStandardInput (arguments))
        return core::Error{ "--table is for files; standard input is not a file", {}, {}, {} };
    if (arguments.isWhole() && readsStandardInput (arguments))
        return core::Error{ "--quality " + *arguments.quality +
                                " reads a recording more than once, and standard input can be read once",
                            {},
                            {},
                            {} };
    if (arguments.activations && ! arguments.separation.branches.empty())
        return core::Error{ "--activations are those of one dictionary, and --then makes a tree of several; "
                            "give one of the two",
                            {},
                            {},
                            {} };
    if (auto checked = checkModel (arguments); ! checked.ok())
        return checked;
    return checkStreams (arguments);
}

namespace
{
/** The dictionary as the model wants it. */
core::Dictionary modelled (core::Dictionary dictionary, const SeparateArguments& arguments)
{
    if (arguments.model != encoderPrior)
        return dictionary;
    auto made =
        offline::withEncoderPrior (std::move (dictionary), arguments.priorPrice.value_or (usualPriorPrice));
    if (made.ok())
        return std::move (made).value();
    core::Error error = made.error();
    error.where = arguments.separation.dictionary;
    throw Failure{ std::move (error), exitWrongUse };
}

/** The decoder of speech, where the model has one; else none. */
std::shared_ptr<const offline::SpeechDecoder> decoderFrom (const SeparateArguments& arguments)
{
    if (arguments.model != deepSpeech)
        return {};
    const fs::path path = arguments.decoder ? fs::path (*arguments.decoder) : orFail (shippedDecoder());
    return std::make_shared<offline::SpeechDecoder> (orFail (loadDecoder (path)));
}

core::Result<offline::PhaseSettings> phaseFrom (const SeparateArguments& arguments,
                                                const SeparationPlan& plan)
{
    if (arguments.phase.method == offline::PhaseMethod::none || ! plan.settings.spatial.enabled)
        return arguments.phase;
    return core::Error{
        "--phase starts from masks, and --place separates by filters instead; give one of the two", {}, {}, {}
    };
}

/** How firmly a soft score holds, where it is one. */
core::Result<std::optional<float>> softScoreFrom (const SeparateArguments& arguments,
                                                  const SeparationPlan& plan)
{
    const auto& separation = arguments.separation;
    if (arguments.scoreCoupling && ! arguments.softScore)
        return missingPartner ("--score-coupling", "--soft-score");
    if (! arguments.softScore)
        return std::optional<float>{};
    if (separation.midi.empty())
        return missingPartner ("--soft-score", "--midi FILE");
    if (plan.guide.isOfHits)
        return core::Error{ "--soft-score is for scores of notes, not of drums", "--soft-score",
                            "a dictionary of drums", "a dictionary of notes, such as piano" };
    if (wantsEngine (arguments))
        return core::Error{
            "--soft-score separates a whole recording at once, without the engine: --phase, "
            "--quality but live, --activations, --then, --silent and --place do not go with it",
            {},
            {},
            {}
        };
    return std::optional (arguments.scoreCoupling.value_or (offline::SoftScoreSpec{}.coupling));
}
} // namespace

SeparationPlan planFrom (const SeparateArguments& arguments)
{
    auto dictionary = modelled (orFail (dictionaryArgument (arguments.separation.dictionary)), arguments);
    auto plan = orRefuse (makePlan (std::move (dictionary), arguments.separation));
    plan.speech = decoderFrom (arguments);
    plan.phase = orRefuse (phaseFrom (arguments, plan));
    plan.softScore = orRefuse (softScoreFrom (arguments, plan));
    if (arguments.isWhole() && ! makeWhole (plan, arguments.separation, *arguments.quality))
        warn ("--quality " + *arguments.quality + " has nothing to add for '" + plan.dictionaryName +
              "': it does what live sound gets at " + core::toString (plan.mode) + " latency");
    return plan;
}

core::Result<OutputChoice> outputChoice (const SeparateArguments& arguments, size_t numInputs,
                                         const SeparationPlan& plan)
{
    OutputChoice choice;
    if (auto chosen = chooseActivations (arguments, choice); ! chosen.ok())
        return chosen.error();
    choice.toStandardOutput = writesStandardOutput (arguments);
    choice.outIsStandardOutput = asksForStandardOutput (arguments);
    if (arguments.format == "flac")
        choice.extension = ".flac";
    if (auto chosen = chooseSource (arguments, plan.sources, choice); ! chosen.ok())
        return chosen.error();
    if (arguments.reductionDb)
        choice.unwantedGain = static_cast<float> (std::pow (10.0, *arguments.reductionDb / 20.0));
    if (auto chosen = chooseOut (arguments, numInputs, plan.sources.size(), choice); ! chosen.ok())
        return chosen.error();
    return choice;
}

core::Result<files::AudioFormat> formatOfOutputs (const SeparateArguments& arguments,
                                                  const OutputChoice& choice)
{
    return choice.file.empty() ? formatFrom (arguments.format.value_or ("float32"))
                               : formatOfFile (arguments);
}

void addSeparateArguments (CommandLine& command, SeparateArguments& arguments)
{
    arguments.separation.dictionary = usualDictionary;
    command.add ("INPUT", arguments.inputs, "Sound files, folders of them, or - for standard input")
        .required();
    command
        .add ("--dictionary NAME|FILE", arguments.separation.dictionary,
              "Dictionary, by name or file; speech by default. `unbraid dictionaries` lists them")
        .isDictionary (arguments.separation.dictionary);
    command
        .add ("--out PATH", arguments.out,
              "Folder for INPUT.SOURCE.wav, the current one by default; a file where one sound results "
              "and the name has "
              "an ending (" +
                  files::writableEndings() + "); - is standard output, for one sound")
        .mayBeStandardOutput();
    command.add ("--only SOURCE", arguments.only, "Write this source alone");
    command.add ("--without SOURCE", arguments.without,
                 "Write everything but this source, as for karaoke, to INPUT.without-SOURCE.wav");
    command.add ("--reduction DB", arguments.reductionDb,
                 "With --only or --without: gain of what is not wanted, dB; it is removed by default");
    command.add ("--activations FILE", arguments.activations,
                 "Write the activations, frame by frame, to this file (safetensors, see "
                 "Docs/ActivationsFormat.md); a folder where there are several inputs");
    command.add ("--format NAME", arguments.format, "float32 (the default), pcm16, pcm24 or flac")
        .oneOf ({ "float32", "pcm16", "pcm24", "flac" });
    command.add ("--rate HZ", arguments.rawRateHz, "Standard input is raw 32-bit floats at this rate")
        .above (0.0);
    command.add ("--channels N", arguments.rawChannels, "Channels of that sound, interleaved").above (0.0);
    command.add ("--threads N", arguments.threads, "Files to separate at once; the result is the same")
        .within (1, 1024);
    command.addFlag ("--json", arguments.json, "Report as JSON on standard output");
    addArchiveOptions (command, arguments.archive);
    addQualityOption (command, arguments);
    addPhaseOptions (command, arguments);
    command.addFlag ("--soft-score", arguments.softScore,
                     "With --midi: the score may be up to a beat wrong about when notes sound (see "
                     "Docs/Guide.md); slower, and not as in real time");
    command
        .add ("--score-coupling WEIGHT", arguments.scoreCoupling,
              "With --soft-score: how firmly the score holds, 0.03 by default")
        .within (1e-4, 10.0);
    addModelOptions (command, arguments);
    addSeparationOptions (command, arguments.separation);
    command.writesFiles();
    command.example ("unbraid separate interview.m4a --only speech --out clean.wav",
                     "a voice without its noise");
    command.example ("unbraid separate song.wav --dictionary band --out stems",
                     "a file for each source, in a folder");
    command.example ("unbraid separate song.wav --dictionary band --without vocals --out karaoke.wav",
                     "a song without its singer");
    command.example ("unbraid separate song.wav --dictionary band --then drums=drums --out stems",
                     "a song whose drums come apart, too");
    command.example ("unbraid separate archive --recursive --out stems --table stems.csv --resume",
                     "every recording of an archive, from where an earlier run ended");
    command.example ("unbraid separate duo.wav --dictionary piano-saxophone --phase misi --out stems",
                     "with a phase estimated for each source");
    command.example ("unbraid separate - --only speech < noisy.flac > clean.wav", "from a pipe into a pipe");
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/EnrolCommand.h"

#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Separate/WholeRecording.h"
#include "Cli/Train/TrainArguments.h"
#include "Files/DictionaryFile.h"
#include "Training/Enrolment/Enrolment.h"
#include "Training/Material/Segment.h"

#include <iostream>
#include <memory>

namespace unbraid::cli
{

namespace
{
constexpr Eigen::Index longestEnrolment = Eigen::Index{ 1 }
                                          << 26; // frames of a recording: 23 minutes at 48 kHz

struct Options
{
    std::vector<std::string> recordings;
    std::string dictionary = "own-voice";
    std::string out;
    std::string command;
};

/** The mean of the channels at that rate, as trainings read recordings. */
core::Result<Eigen::VectorXf> readVoice (const std::string& file, double sampleRateHz)
{
    RecordingCheck check;
    const auto read = readWhole (file, longestEnrolment, check);
    if (! read.ok())
        return read.error();
    for (const auto& finding : check.findings (file, read.value().missingFrames, read.value().sampleRateHz))
        warn (finding);
    return training::monoOf (read.value(), read.value().sampleRateHz, sampleRateHz);
}

core::Result<std::vector<Eigen::VectorXf>> readVoices (const std::vector<std::string>& recordings,
                                                       double sampleRateHz)
{
    std::vector<Eigen::VectorXf> all;
    for (const auto& file : recordings)
    {
        auto voice = readVoice (file, sampleRateHz);
        if (! voice.ok())
            return voice.error();
        all.push_back (std::move (voice).value());
    }
    return all;
}

void warnOfPoor (const training::VoiceRecording& judged)
{
    if (judged.speechSeconds < training::enoughSpeechSeconds)
        warn ("the voice is known better from more speech (found " + fixedPoint (judged.speechSeconds, 1) +
              " s; 10 to 30 s are best)");
    if (judged.snrDb < training::enoughSnrDb)
        warn ("noise in the recording is taken for a part of the voice (speech is " +
              fixedPoint (judged.snrDb, 0) + " dB above it; 15 dB or more are best)");
    if (judged.isOfTwoVoices)
        warn ("more than one voice seems to be in the recording (its halves differ as two people do, or two "
              "sound at once)");
    if (judged.isUnlikeSpeech)
        warn ("the recording does not sound like speech (a voice is learned from someone who speaks, "
              "not from singing, music or noise)");
}

int enrol (const Options& options)
{
    const auto base = orFail (dictionaryArgument (options.dictionary));
    const auto voices = orFail (readVoices (options.recordings, base.sampleRateHz));
    auto enrolled = orFail (training::enrolVoice (base, voices));
    auto [dictionary, judged] = std::move (enrolled);
    warnOfPoor (judged);
    dictionary.command = options.command;
    orFail (files::saveDictionary (options.out, dictionary));
    std::cout << oneLine (options.out) << ": learned from " << fixedPoint (judged.speechSeconds, 1)
              << " s of speech, " << fixedPoint (judged.snrDb, 0) << " dB above the noise\n";
    return exitDone;
}
} // namespace

void addEnrolCommand (CommandLine& program, const std::vector<std::string>& arguments)
{
    const auto options = std::make_shared<Options>();
    options->command = commandLine (arguments);
    auto& command = program.command ("enrol", "Learn a voice, to keep it apart from others");
    command
        .add ("RECORDING...", options->recordings,
              "Sound files of one voice and nobody else, 10 to 30 s in all, in a quiet place")
        .required()
        .isInput();
    command.add ("--out FILE", options->out, "Dictionary file to write: the voice is its first source")
        .required()
        .isOutput (files::FileKind::dictionary);
    command
        .add ("--dictionary NAME|FILE", options->dictionary,
              "Dictionary that learns voices: own-voice, or one of `train --unfold --speaker-values`")
        .isDictionary (options->dictionary);
    command.example ("unbraid enrol me.wav --out me.safetensors", "learns a voice from a recording");
    command.example ("unbraid live --dictionary me.safetensors", "and keeps it alone on a call");
    command.note (
        "The recording is not kept; the file holds some hundred numbers of it. Whoever deletes the file "
        "deletes the voice.");
    command.run ([options] (FileGuard&) { return enrol (*options); });
}

} // namespace unbraid::cli

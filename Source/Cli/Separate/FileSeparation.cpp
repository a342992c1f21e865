// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/FileSeparation.h"

#include "Cli/Separate/ActivationsFile.h"
#include "Cli/Separate/DeepSpeech.h"
#include "Cli/Separate/PhaseStage.h"
#include "Cli/Separate/RecordingPasses.h"
#include "Cli/Separate/SoftScore.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Cli/Separate/SubsonicReturn.h"

#include <chrono>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;
using Matrix = Eigen::MatrixXf;

std::string nameOf (const fs::path& input)
{
    return input == "-" ? "standard input" : input.string();
}

/** The output files of one input: complete together, or not at all. */
class OutputFiles
{
public:
    core::Status create (const SeparationTask& wanted, const files::AudioReader& input,
                         files::AudioFormat format)
    {
        const double sampleRateHz = input.sampleRateHz();
        const Index channels = input.numChannels();
        task = &wanted;
        soundFormat = format;
        numChannels = channels;
        for (const auto& output : task->outputs)
        {
            auto writer =
                output.path.empty()
                    ? files::AudioWriter::toStandardOutput (sampleRateHz, channels, 1, input.metadata())
                    : files::AudioWriter::create (output.path, sampleRateHz, channels, format,
                                                  input.metadata());
            if (! writer.ok())
                return writer.error();
            writers.push_back (std::move (writer).value());
        }
        return core::Done{};
    }

    /** Makes ready for the engine's frames as well, where the task wants them. */
    core::Status follow (const RecordingSeparator& separator, const SeparationPlan& plan)
    {
        if (task->activations.empty())
            return core::Done{};
        auto created = ActivationsFile::create (task->activations, plan, separator.engine());
        if (! created.ok())
            return created.error();
        activations = std::move (created).value();
        return core::Done{};
    }

    [[nodiscard]] bool wantsFrames() const { return activations.has_value(); }

    void add (const core::FrameView& frame)
    {
        if (activations)
            activations->add (frame);
    }

    /** sources  [frames x (sources x channels)] */
    core::Status write (const Eigen::Ref<const Matrix>& sources)
    {
        for (size_t i = 0; i < writers.size(); ++i)
        {
            const auto& gains = task->outputs[i].gains;
            mixed.setZero (sources.rows(), numChannels);
            for (size_t s = 0; s < gains.size(); ++s)
                if (gains[s] != 0.0f)
                    mixed +=
                        gains[s] * sources.middleCols (static_cast<Index> (s) * numChannels, numChannels);
            if (auto written = writers[i].write (mixed); ! written.ok())
                return written;
        }
        return activations ? activations->flush() : core::Done{};
    }

    /** metadata  of the input, now that it was read to its end */
    core::Status finish (const files::SoundMetadata& metadata)
    {
        std::vector<files::AtomicFile> complete;
        if (activations)
        {
            auto file = activations->complete();
            if (! file.ok())
                return file.error();
            complete.push_back (std::move (file).value());
        }
        for (auto& writer : writers)
        {
            writer.addBehind (metadata);
            auto file = writer.complete();
            if (! file.ok())
                return file.error();
            if (file.value()) // else standard output
                complete.push_back (*std::move (file).value());
        }
        if (auto named = files::AtomicFile::commitTogether (std::move (complete)); ! named.ok())
            return named;
        for (size_t i = 0; i < writers.size(); ++i)
            warnOfClipping (writers[i], soundFormat, task->outputs[i].path);
        return core::Done{};
    }

private:
    const SeparationTask* task = nullptr;
    files::AudioFormat soundFormat = files::AudioFormat::float32;
    Index numChannels = 0;
    std::vector<files::AudioWriter> writers;
    std::optional<ActivationsFile> activations;
    Matrix mixed; // [frames x channels]
};

/** The whole recording through its passes and the phases into the files. Returns its number of frames. */
core::Result<Index> stream (const std::string& name, files::AudioReader& reader,
                            RecordingSeparator& separator, const SeparationPlan& plan, OutputFiles& outputs,
                            const core::Progress& onProgress)
{
    const SourceSink toFiles = [&] (const Eigen::Ref<const Matrix>& sources)
    { return outputs.write (sources); };
    if (plan.softScore)
        return separateSoftly (name, reader, plan, toFiles, onProgress);
    if (plan.speech)
        return separateByDeepSpeech (name, reader, plan, toFiles, onProgress);
    RecordingPasses passes;
    if (auto ready = passes.prepare (reader, separator, plan, onProgress); ! ready.ok())
        return ready.error();
    PhaseStage phases;
    if (auto ready = phases.prepare (plan, separator.engine()); ! ready.ok())
        return ready.error();
    if (phases.isOn() || outputs.wantsFrames())
        separator.observe (
            [&phases, &outputs] (const core::FrameView& frame)
            {
                outputs.add (frame);
                if (phases.isOn())
                    phases.add (frame);
            });
    SubsonicReturn subsonic (separator, toFiles);
    Matrix blended;
    const SourceSink write = [&] (const Eigen::Ref<const Matrix>& sources)
    {
        if (! passes.ranBackwards())
            return subsonic.write (sources);
        blended = sources;
        const auto done = passes.blend (blended);
        return done.ok() ? subsonic.write (blended) : done;
    };
    auto frames = streamRecording (
        name, reader, separator,
        [&] (const Eigen::Ref<const Matrix>& sources) { return phases.write (sources, write); },
        passes.ofLastPass (onProgress));
    if (! frames.ok())
        return frames;
    if (auto finished = phases.finish (write); ! finished.ok())
        return finished.error();
    if (auto finished = subsonic.finish(); ! finished.ok())
        return finished.error();
    return frames;
}
} // namespace

core::Result<files::AudioReader> FileSeparation::open (const fs::path& input) const
{
    if (input != "-")
        return files::AudioReader::open (input);
    if (raw.sampleRateHz > 0.0)
        return files::AudioReader::openRawStandardInput (raw.sampleRateHz, raw.numChannels);
    return files::AudioReader::openStandardInput (0);
}

core::Result<SeparationReport> FileSeparation::run (const SeparationTask& task,
                                                    const core::Progress& onProgress) const
{
    const auto started = std::chrono::steady_clock::now();
    auto opened = open (task.input);
    if (! opened.ok())
        return opened.error();
    files::AudioReader reader = std::move (opened).value();

    RecordingSeparator separator;
    if (auto ready = separator.prepare (plan, reader.sampleRateHz(), reader.numChannels()); ! ready.ok())
    {
        core::Error error = ready.error();
        error.where = nameOf (task.input) + ", " + error.where;
        return error;
    }
    OutputFiles outputs;
    if (auto created = outputs.create (task, reader, format); ! created.ok())
        return created.error();
    if (auto followed = outputs.follow (separator, plan); ! followed.ok())
        return followed.error();
    const auto frames = stream (nameOf (task.input), reader, separator, plan, outputs, onProgress);
    if (! frames.ok())
        return frames.error();
    if (auto finished = outputs.finish (reader.metadata()); ! finished.ok())
        return finished.error();
    warnOfLostMetadata (reader.metadata(), format, nameOf (task.input));
    const double seconds = static_cast<double> (frames.value()) / reader.sampleRateHz();
    warnOfScoreOutside (plan.guide, nameOf (task.input), seconds);
    for (const auto& branch : plan.branches)
        warnOfScoreOutside (branch.guide, nameOf (task.input), seconds);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started;
    return SeparationReport{ reader.sampleRateHz(), reader.numChannels(), frames.value(),
                             separator.latencySamples(), elapsed.count() };
}

} // namespace unbraid::cli

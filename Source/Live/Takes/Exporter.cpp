// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/Exporter.h"

#include "Core/Support/Caught.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Live/SourceOutputs.h"

#include <algorithm>

namespace unbraid::live
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr auto notExported = "the file cannot be exported";
constexpr int exportedBlock = 1024;

core::Error cannotExport (const fs::path& file, const std::string& found, const std::string& allowed)
{
    return { notExported, file.string(), found, allowed };
}

bool isThere (const fs::path& file)
{
    std::error_code ignored;
    return fs::exists (file, ignored);
}

bool isSameFile (const fs::path& one, const fs::path& other)
{
    std::error_code ignored;
    return one == other || fs::equivalent (one, other, ignored);
}

core::Status checkOutputs (const Exporter::Job& job, const std::vector<std::string>& sources)
{
    if (! files::formatOf (job.output))
        return cannotExport (job.output, "another ending", files::writableEndings());
    if (isSameFile (job.input, job.output))
        return cannotExport (job.output, "the file that is read", "another one");
    for (const auto& source : sources)
        if (const auto file = fileOfSource (job.output, source); isThere (file))
            return cannotExport (file, "a file of this name", "a new one");
    return core::Done{};
}
} // namespace

Exporter::Exporter() = default;
Exporter::~Exporter() = default;

core::Status Exporter::start (const Job& job, const juce::MemoryBlock& state)
{
    cancel();
    processor = std::make_unique<plugin::PluginProcessor>();
    processor->setStateInformation (state.getData(), static_cast<int> (state.getSize()));
    processor->setNonRealtime (true);
    sources = job.hasSources ? sourcesOf (*processor) : std::vector<std::string>();
    if (auto checked = checkOutputs (job, sources); ! checked.ok())
        return checked;
    {
        const std::scoped_lock locked (guard);
        trouble.clear();
        finished.clear();
    }
    share = 0.0;
    isRunning = true;
    auto started = core::caught (notExported, job.output.string(),
                                 [&]() -> core::Status
                                 {
                                     worker = std::jthread ([this, job] (const std::stop_token& cancelled)
                                                            { run (cancelled, job); });
                                     return core::Done{};
                                 });
    if (! started.ok())
        isRunning = false;
    return started;
}

void Exporter::cancel()
{
    worker = {}; // asks the one before to stop, and waits for it
}

Exporter::Status Exporter::status() const
{
    const std::scoped_lock locked (guard);
    return { isRunning, share, finished, trouble };
}

void Exporter::run (const std::stop_token& cancelled, const Job& job)
{
    const auto cleaned =
        core::caught (notExported, job.input.string(), [&] { return clean (cancelled, job); });
    writers.clear(); // what was not finished is removed
    {
        const std::scoped_lock locked (guard);
        if (cleaned.ok())
            finished = job.output;
        else if (! cleaned.error().cancelled)
            trouble = cleaned.error().message();
    }
    isRunning = false;
}

core::Status Exporter::clean (const std::stop_token& cancelled, const Job& job)
{
    auto opened = files::AudioReader::open (job.input);
    if (! opened.ok())
        return opened.error();
    auto reader = std::move (opened).value();
    if (auto prepared = prepare (reader, job); ! prepared.ok())
        return prepared;
    if (auto copied = copy (cancelled, reader); ! copied.ok())
        return copied;
    return commit();
}

/** All files get their names, or none. */
core::Status Exporter::commit()
{
    std::vector<files::AtomicFile> complete;
    for (auto& writer : writers)
    {
        auto file = writer.complete();
        if (! file.ok())
            return file.error();
        if (file.value())
            complete.push_back (*std::move (file).value());
    }
    return files::AtomicFile::commitTogether (std::move (complete));
}

core::Status Exporter::prepare (files::AudioReader& reader, const Job& job)
{
    const double rateHz = reader.sampleRateHz();
    numChannels = static_cast<int> (std::min<Index> (2, reader.numChannels()));
    if (rateHz < core::minSampleRateHz || rateHz > core::maxSampleRateHz)
        return cannotExport (job.input, core::numberText (rateHz) + " Hz",
                             core::numberText (core::minSampleRateHz) + " to " +
                                 core::numberText (core::maxSampleRateHz) + " Hz");
    processor->setBusesLayout (layoutFor (numChannels, sources.size()));
    processor->setRateAndBufferSizeDetails (rateHz, exportedBlock);
    processor->prepareToPlay (rateHz, exportedBlock);
    std::vector<fs::path> outputs{ job.output };
    for (const auto& source : sources)
        outputs.push_back (fileOfSource (job.output, source));
    for (const auto& output : outputs)
    {
        auto created = files::AudioWriter::create (output, rateHz, numChannels, *files::formatOf (output));
        if (! created.ok())
            return created.error();
        writers.push_back (std::move (created).value());
    }
    return core::Done{};
}

/** All of it through the processor, whose delay is left out at the beginning and made up for at the end. */
core::Status Exporter::copy (const std::stop_token& cancelled, files::AudioReader& reader)
{
    Eigen::MatrixXf read (exportedBlock, reader.numChannels());
    juce::AudioBuffer<float> block (processor->getTotalNumOutputChannels(), exportedBlock);
    juce::MidiBuffer noMidi;
    const auto total = static_cast<double> (std::max<Index> (1, reader.numFrames()));
    Index numRead = 0, numWritten = 0;
    int late = processor->getLatencySamples();
    for (bool isAtEnd = false; ! isAtEnd || numWritten < numRead;)
    {
        if (cancelled.stop_requested())
            return core::Error{ "the export was cancelled", {}, {}, {}, true };
        block.clear();
        const auto frames = isAtEnd ? core::Result<Index> (Index{ 0 }) : reader.read (read);
        if (! frames.ok())
            return frames.error();
        for (int channel = 0; channel < numChannels; ++channel)
            block.copyFrom (channel, 0, read.col (channel).data(), static_cast<int> (frames.value()));
        numRead += frames.value();
        isAtEnd = frames.value() < exportedBlock;
        processor->processBlock (block, noMidi);
        const int skipped = std::min (late, exportedBlock);
        late -= skipped;
        const auto count = std::min<Index> (exportedBlock - skipped, numRead - numWritten);
        if (auto written = write (block, skipped, static_cast<int> (count)); ! written.ok())
            return written;
        numWritten += count;
        share = std::min (1.0, static_cast<double> (numWritten) / total);
    }
    if (numRead == 0)
        return core::Error{ notExported, {}, "no sound in it", "one sample or more" };
    return core::Done{};
}

core::Status Exporter::write (const juce::AudioBuffer<float>& block, int from, int numSamples)
{
    Eigen::MatrixXf frames (numSamples, numChannels);
    int first = 0; // channel
    for (auto& writer : writers)
    {
        for (int channel = 0; channel < numChannels; ++channel)
            frames.col (channel) =
                Eigen::Map<const Eigen::VectorXf> (block.getReadPointer (first + channel) + from, numSamples);
        if (auto written = writer.write (frames); ! written.ok())
            return written;
        first += numChannels;
    }
    return core::Done{};
}

} // namespace unbraid::live

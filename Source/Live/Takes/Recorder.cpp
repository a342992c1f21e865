// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Takes/Recorder.h"

#include "Core/Support/Caught.h"
#include "Files/AudioWriter.h"
#include "Live/SourceOutputs.h"

#include <chrono>

namespace unbraid::live
{

namespace
{
constexpr auto notWritten = "the recording cannot be written";
constexpr int numRecordedSides = 2;
constexpr int maxRecordedChannels = numRecordedSides * (1 + plugin::numStrips);
constexpr int ringSamples = 1 << 17; // 2.7 s at 48 kHz
constexpr std::chrono::milliseconds writesEvery{ 20 };

core::Error cannotRecord (const std::filesystem::path& file, const std::string& found,
                          const std::string& allowed)
{
    return { notWritten, file.string(), found, allowed };
}
} // namespace

Recorder::Recorder()
    : fifo (ringSamples)
    , ring (maxRecordedChannels, ringSamples)
{
    ring.clear();
}

Recorder::~Recorder()
{
    (void)stop();
}

core::Status Recorder::start (const std::filesystem::path& file, const std::vector<std::string>& sources)
{
    if (auto stopped = stop(); ! stopped.ok())
        return stopped;
    if (rate <= 0.0)
        return cannotRecord (file, "no sound device", {});
    if (auto created = createWriters (file, sources); ! created.ok())
        return created;
    {
        const std::lock_guard lock (guard);
        path = file;
        trouble.clear();
    }
    numChannels = numRecordedSides * static_cast<int> (writers.size());
    headerEvery = static_cast<int> (rate);
    sinceHeader = 0;
    fifo.reset();
    numWritten = lost = 0;
    isEnding = false;
    isOn = true;
    auto started = core::caught (notWritten, file.string(),
                                 [this]() -> core::Status
                                 {
                                     worker = std::thread ([this] { run(); });
                                     return core::Done{};
                                 });
    if (! started.ok())
    {
        isOn = false;
        writers.clear();
    }
    return started;
}

core::Status Recorder::createWriters (const std::filesystem::path& file,
                                      const std::vector<std::string>& sources)
{
    std::vector<std::filesystem::path> outputs{ file };
    for (const auto& source : sources)
        outputs.push_back (fileOfSource (file, source));
    const auto format = files::formatOf (file);
    if (! format)
        return cannotRecord (file, "another ending", files::writableEndings());
    for (size_t index = 0; index < outputs.size(); ++index)
    {
        auto created = files::AudioWriter::createTake (outputs[index], rate, numRecordedSides, *format);
        if (! created.ok())
        {
            writers.clear();
            for (std::error_code ignored; index-- > 0;) // nothing is in them
                std::filesystem::remove (outputs[index], ignored);
            return created.error();
        }
        writers.push_back (std::move (created).value());
    }
    return core::Done{};
}

core::Status Recorder::stop()
{
    isOn = false;
    isEnding = true;
    if (worker.joinable())
        worker.join();
    auto ended = std::exchange (writers, {});
    core::Status finished = core::Done{};
    for (auto& writer : ended) // each gets its name, whatever becomes of the others
        if (auto done = writer.finish(); ! done.ok())
            finished = done;
    return finished;
}

void Recorder::setRate (double rateHz)
{
    if (std::exchange (rate, rateHz) == rateHz || ! isOn)
        return;
    const auto stopped = stop();
    const std::lock_guard lock (guard);
    trouble = stopped.ok() ? "the recording ended: the device has another sample rate now"
                           : stopped.error().message();
}

Recorder::Status Recorder::status() const
{
    const std::lock_guard lock (guard);
    Status now;
    now.isRecording = isOn;
    now.seconds = rate > 0.0 ? static_cast<double> (numWritten.load()) / rate : 0.0;
    now.numLost = lost;
    now.file = path;
    now.error = trouble;
    return now;
}

void Recorder::add (const juce::AudioBuffer<float>& block, int numSamples) noexcept
{
    if (! isOn)
        return;
    if (fifo.getFreeSpace() < numSamples)
    {
        lost += numSamples;
        return;
    }
    const auto region = fifo.write (numSamples);
    for (int channel = 0; channel < numChannels; ++channel)
    {
        const bool isThere = channel < block.getNumChannels();
        const auto copy = [&] (int to, int from, int count)
        {
            if (isThere && count > 0)
                ring.copyFrom (channel, to, block, channel, from, count);
            else if (count > 0)
                ring.clear (channel, to, count);
        };
        copy (region.startIndex1, 0, region.blockSize1);
        copy (region.startIndex2, region.blockSize1, region.blockSize2);
    }
}

void Recorder::run()
{
    const auto written = core::caught (notWritten, {}, [this] { return writeAll(); });
    if (written.ok())
        return;
    isOn = false;
    const std::lock_guard lock (guard);
    trouble = written.error().message();
}

core::Status Recorder::writeAll()
{
    for (bool isLast = false; ! isLast;)
    {
        isLast = isEnding; // looked at before the ring is emptied: nothing is added after it
        if (auto written = writeWaiting(); ! written.ok())
            return written;
        if (! isLast)
            std::this_thread::sleep_for (writesEvery);
    }
    return core::Done{};
}

core::Status Recorder::writeWaiting()
{
    const auto waiting = fifo.read (fifo.getNumReady());
    for (const auto& [start, count] : { std::pair{ waiting.startIndex1, waiting.blockSize1 },
                                        std::pair{ waiting.startIndex2, waiting.blockSize2 } })
    {
        if (count == 0)
            continue;
        Eigen::MatrixXf frames (count, numRecordedSides);
        int channel = 0;
        for (auto& writer : writers)
        {
            for (int side = 0; side < numRecordedSides; ++side, ++channel)
                frames.col (side) =
                    Eigen::Map<const Eigen::VectorXf> (ring.getReadPointer (channel, start), count);
            if (auto written = writer.write (frames); ! written.ok())
                return written;
        }
        if (auto renewed = renewHeaders (count); ! renewed.ok())
            return renewed;
        numWritten += count;
    }
    return core::Done{};
}

/** For each second of sound, so that this much can be opened whatever becomes of the program. */
core::Status Recorder::renewHeaders (int numNew)
{
    sinceHeader += numNew;
    if (sinceHeader < headerEvery)
        return core::Done{};
    sinceHeader = 0;
    for (auto& writer : writers)
        if (auto renewed = writer.renew(); ! renewed.ok())
            return renewed;
    return core::Done{};
}

} // namespace unbraid::live

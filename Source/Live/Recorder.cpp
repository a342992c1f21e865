// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Recorder.h"

#include "Files/AudioWriter.h"

#include <chrono>

namespace unbraid::live
{

namespace
{
constexpr int numRecordedSides = 2;
constexpr int ringSamples = 1 << 18; // 5 s at 48 kHz
constexpr std::chrono::milliseconds writesEvery{ 20 };

core::Error cannotRecord (const std::filesystem::path& file, const std::string& found,
                          const std::string& allowed)
{
    return { "the recording cannot be written", file.string(), found, allowed };
}
} // namespace

Recorder::Recorder()
    : fifo (ringSamples)
    , ring (numRecordedSides, ringSamples)
{
    ring.clear();
}

Recorder::~Recorder()
{
    (void)stop();
}

core::Status Recorder::start (const std::filesystem::path& file)
{
    if (auto stopped = stop(); ! stopped.ok())
        return stopped;
    const auto format = files::formatOf (file);
    if (! format)
        return cannotRecord (file, "another ending", files::writableEndings());
    if (rate <= 0.0)
        return cannotRecord (file, "no sound device", {});
    std::error_code ignored;
    if (std::filesystem::exists (file, ignored))
        return cannotRecord (file, "a file of this name", "a new one");
    auto created = files::AudioWriter::create (file, rate, numRecordedSides, *format);
    if (! created.ok())
        return created.error();
    writer = std::make_unique<files::AudioWriter> (std::move (created).value());
    {
        const std::lock_guard lock (guard);
        path = file;
        trouble.clear();
    }
    fifo.reset();
    numWritten = lost = 0;
    isEnding = false;
    worker = std::thread ([this] { run(); });
    isOn = true;
    return core::Done{};
}

core::Status Recorder::stop()
{
    isOn = false;
    isEnding = true;
    if (worker.joinable())
        worker.join();
    const auto ended = std::exchange (writer, nullptr);
    return ended == nullptr ? core::Status (core::Done{}) : ended->finish();
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
    const auto place = fifo.write (numSamples);
    for (int side = 0; side < numRecordedSides; ++side)
    {
        ring.copyFrom (side, place.startIndex1, block, side, 0, place.blockSize1);
        if (place.blockSize2 > 0)
            ring.copyFrom (side, place.startIndex2, block, side, place.blockSize1, place.blockSize2);
    }
}

void Recorder::run()
{
    for (bool isLast = false; ! isLast;)
    {
        isLast = isEnding; // looked at before the ring is emptied: nothing is added after it
        if (const auto written = writeWaiting(); ! written.ok())
        {
            isOn = false;
            const std::lock_guard lock (guard);
            trouble = written.error().message();
            return;
        }
        if (! isLast)
            std::this_thread::sleep_for (writesEvery);
    }
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
        for (int side = 0; side < numRecordedSides; ++side)
            frames.col (side) = Eigen::Map<const Eigen::VectorXf> (ring.getReadPointer (side, start), count);
        if (auto written = writer->write (frames); ! written.ok())
            return written;
        numWritten += count;
    }
    return core::Done{};
}

} // namespace unbraid::live

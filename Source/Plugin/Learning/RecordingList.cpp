// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/RecordingList.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Support/Caught.h"
#include "Files/AudioReader.h"

#include <algorithm>
#include <cmath>

namespace unbraid::plugin
{

namespace
{
constexpr double blockSeconds = 0.01;
constexpr int blocksAtOnce = 200;
constexpr float minPeakDb = -60.0f;     // of full scale
constexpr float audibleRangeDb = 45.0f; // as TrainingSpec::dynamicRangeDb

float decibels (float amplitude)
{
    return 20.0f * std::log10 (amplitude);
}

/** The levels of the blocks of a sound, and its peak. */
struct Levels
{
    float peak = 0.0f;
    std::vector<float> rms;

    void add (const Eigen::Ref<const Eigen::MatrixXf>& block)
    {
        peak = std::max (peak, block.cwiseAbs().maxCoeff());
        rms.push_back (std::sqrt (block.cwiseAbs2().mean()));
    }

    [[nodiscard]] double audibleSeconds() const
    {
        const float loudest = rms.empty() ? 0.0f : *std::max_element (rms.begin(), rms.end());
        const float threshold = loudest * std::pow (10.0f, -audibleRangeDb / 20.0f);
        const auto numAudible = std::count_if (
            rms.begin(), rms.end(), [&] (float level) { return level > 0.0f && level >= threshold; });
        return blockSeconds * static_cast<double> (numAudible);
    }
};

std::string silenceOf (const Levels& levels)
{
    const auto minPeak = core::numberText (static_cast<double> (minPeakDb));
    if (! std::isfinite (levels.peak))
        return "samples that are no numbers";
    if (levels.peak == 0.0f)
        return "silent: nothing but zeros";
    const auto peakDb = static_cast<double> (std::round (decibels (levels.peak)));
    return "silent: peak " + core::numberText (peakDb) + " dBFS, needs " + minPeak + " or more";
}

/** Why it is refused; empty: it is not. */
std::string judge (const Levels& levels, double sampleRateHz)
{
    if (sampleRateHz < core::minSampleRateHz || sampleRateHz > core::maxSampleRateHz)
        return core::numberText (sampleRateHz) + " Hz, needs 8000 to 192000";
    if (levels.rms.empty())
        return "too short: no sound in it";
    if (! std::isfinite (levels.peak) || levels.peak == 0.0f || decibels (levels.peak) < minPeakDb)
        return silenceOf (levels);
    return {};
}

/** False: it was stopped. */
core::Result<bool> readLevels (files::AudioReader& reader, const std::function<bool()>& shouldContinue,
                               Levels& levels, ListedRecording& found)
{
    const auto length =
        std::max<Eigen::Index> (1, static_cast<Eigen::Index> (blockSeconds * reader.sampleRateHz()));
    Eigen::MatrixXf chunk (blocksAtOnce * length, reader.numChannels());
    while (shouldContinue())
    {
        const auto count = reader.read (chunk);
        if (! count.ok())
            return count.error();
        for (Eigen::Index from = 0; from + length <= count.value(); from += length)
            levels.add (chunk.middleRows (from, length));
        found.seconds += static_cast<double> (count.value()) / reader.sampleRateHz();
        if (count.value() < chunk.rows())
            return true;
    }
    return false;
}
} // namespace

ListedRecording lookThrough (const std::filesystem::path& file, const std::function<bool()>& shouldContinue)
{
    ListedRecording found;
    found.file = file;
    found.isChecked = true;
    auto reader = files::AudioReader::open (file);
    if (! reader.ok())
    {
        std::error_code ignored;
        found.error = std::filesystem::exists (file, ignored) ? "no audio that can be read" : "no such file";
        return found;
    }
    found.sampleRateHz = reader.value().sampleRateHz();
    Levels levels;
    const auto read = readLevels (reader.value(), shouldContinue, levels, found);
    found.isChecked = ! read.ok() || read.value();
    found.audibleSeconds = levels.audibleSeconds();
    found.error = read.ok() ? judge (levels, found.sampleRateHz) : "damaged: " + read.error().found;
    return found;
}

RecordingList::RecordingList (std::function<void()> onChecked)
    : checked (std::move (onChecked))
{
}

RecordingList::~RecordingList()
{
    {
        const std::scoped_lock locked (guard);
        ends = true;
    }
    changed.notify_all();
    if (worker.joinable())
        worker.join();
}

void RecordingList::add (const std::filesystem::path& file)
{
    {
        const std::scoped_lock locked (guard);
        for (const auto& recording : recordings)
            if (recording.file == file)
                return;
        recordings.emplace_back().file = file;
    }
    if (! worker.joinable())
        worker = std::thread ([this] { run(); });
    changed.notify_all();
}

void RecordingList::remove (const std::filesystem::path& file)
{
    const std::scoped_lock locked (guard);
    std::erase_if (recordings, [&] (const ListedRecording& recording) { return recording.file == file; });
}

void RecordingList::clear()
{
    const std::scoped_lock locked (guard);
    recordings.clear();
}

std::vector<ListedRecording> RecordingList::all() const
{
    const std::scoped_lock locked (guard);
    return recordings;
}

bool RecordingList::isListed (const std::filesystem::path& file) const
{
    const std::scoped_lock locked (guard);
    return std::any_of (recordings.begin(), recordings.end(),
                        [&] (const ListedRecording& recording) { return recording.file == file; });
}

/** Empty: the list ends. */
std::filesystem::path RecordingList::waitForUnchecked()
{
    std::unique_lock locked (guard);
    std::filesystem::path next;
    changed.wait (locked,
                  [&]
                  {
                      const auto unchecked =
                          std::find_if (recordings.begin(), recordings.end(),
                                        [] (const ListedRecording& each) { return ! each.isChecked; });
                      if (unchecked != recordings.end())
                          next = unchecked->file;
                      return ends || ! next.empty();
                  });
    return ends ? std::filesystem::path() : next;
}

void RecordingList::run()
{
    bool goesOn = true;
    while (goesOn)
        static_cast<void> (core::caught ("the recording cannot be checked", {},
                                         [this, &goesOn]() -> core::Status
                                         {
                                             const auto file = waitForUnchecked();
                                             goesOn = ! file.empty();
                                             if (goesOn)
                                                 check (file);
                                             return core::Done{};
                                         }));
}

void RecordingList::check (const std::filesystem::path& file)
{
    const auto look = [&]() -> core::Result<ListedRecording>
    { return lookThrough (file, [&] { return ! ends && isListed (file); }); };
    const auto looked = core::caught ("the recording cannot be checked", file.string(), look);
    const auto found =
        looked.ok() ? looked.value() : ListedRecording{ file, true, 0.0, 0.0, 0.0, looked.error().found };
    {
        const std::scoped_lock locked (guard);
        for (auto& recording : recordings)
            if (recording.file == file && found.isChecked)
                recording = found;
    }
    checked();
}

} // namespace unbraid::plugin

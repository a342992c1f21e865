// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Host/HostedProcessor.h"

#include "Files/AudioReader.h"
#include "Files/Resampler.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

namespace unbraid::test
{

/** The sample rate of the project's recordings. */
constexpr double recordingHz = 44100.0;

/** A recording as a host plays it. */
struct HostSound
{
    double sampleRateHz = 0.0;
    Sound sound;
};

/** Reads a recording into as many channels as are asked for; the last one that it has fills those it lacks.
    file    by its path, or by its name among those of the project
    rateHz  what it is resampled to; 0: it stays as it is */
inline core::Result<HostSound> readForHost (const std::filesystem::path& file, int numChannels,
                                            double rateHz = 0.0)
{
    constexpr Eigen::Index maxFrames = 1'000'000;
    const auto read =
        files::readRecording (std::filesystem::path (paths::resources) / "Audio" / file, maxFrames);
    if (! read.ok())
        return read.error();
    const double playedHz = rateHz > 0.0 ? rateHz : read.value().sampleRateHz;
    const auto resampled = files::resample (read.value().samples, read.value().sampleRateHz, playedHz);
    if (! resampled.ok())
        return resampled.error();
    const auto& samples = resampled.value();
    const auto length = static_cast<int> (samples.rows());
    HostSound played{ playedHz, Sound (numChannels, length) };
    for (int channel = 0; channel < numChannels; ++channel)
        played.sound.copyFrom (
            channel, 0, samples.col (std::min<Eigen::Index> (channel, samples.cols() - 1)).data(), length);
    return played;
}

/** A score of the project's recordings, all tracks together, in seconds. */
inline juce::MidiMessageSequence readScore (const juce::String& name)
{
    juce::FileInputStream stream (juce::File (paths::resources).getChildFile ("Audio").getChildFile (name));
    juce::MidiFile file;
    REQUIRE (file.readFrom (stream));
    file.convertTimestampTicksToSeconds();
    juce::MidiMessageSequence all;
    for (int track = 0; track < file.getNumTracks(); ++track)
        all.addSequence (*file.getTrack (track), 0.0);
    return all;
}

} // namespace unbraid::test

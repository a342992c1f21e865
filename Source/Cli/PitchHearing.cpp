// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/PitchHearing.h"

#include "Cli/RecordingSeparator.h"
#include "Core/Factorisation/AtomLayout.h"
#include "Files/AudioReader.h"

#include <cmath>

namespace unbraid::cli
{

namespace
{
constexpr Eigen::Index numPitches = 128;

/** The pitch of each packed column of a dictionary; -1: none. */
std::vector<int> pitchesOf (const core::Dictionary& dictionary)
{
    std::vector<int> pitches;
    for (const auto& source : dictionary.sources)
    {
        std::vector<int> own = source.pitches;
        own.resize (static_cast<size_t> (core::paddedCount (source.numAtoms)), -1);
        pitches.insert (pitches.end(), own.begin(), own.end());
    }
    return pitches;
}

/** Sums what the engine's frames say into frames of another length. */
class RollWriter
{
public:
    RollWriter (std::vector<int> pitchOfColumn, const core::FrameGeometry& geometry, double frameSeconds,
                double seconds)
        : pitches (std::move (pitchOfColumn))
        , frames (geometry)
        , roll{ Eigen::MatrixXf::Zero (numPitches, static_cast<Eigen::Index> (seconds / frameSeconds) + 1),
                frameSeconds }
        , counts (Eigen::RowVectorXf::Zero (roll.levels.cols()))
    {
    }

    /** A frame is where its synthesis window is. */
    void add (const core::FrameView& frame)
    {
        const Eigen::Index centre = frame.number * frames.hop - frames.synthesis / 2;
        const double at = static_cast<double> (centre) / frames.sampleRateHz;
        const auto column = static_cast<Eigen::Index> (std::floor (at / roll.frameSeconds));
        if (column < 0 || column >= roll.levels.cols())
            return;
        counts[column] += 1.0f;
        const float level = frame.heardLevel();
        for (size_t atom = 0; atom < pitches.size(); ++atom)
            if (pitches[atom] >= 0)
                roll.levels (pitches[atom], column) +=
                    level * frame.activations[static_cast<Eigen::Index> (atom)];
    }

    core::PitchRoll take() &&
    {
        roll.levels.array().rowwise() /= counts.array().max (1.0f);
        return std::move (roll);
    }

private:
    std::vector<int> pitches;
    core::FrameGeometry frames;
    core::PitchRoll roll;
    Eigen::RowVectorXf counts; // engine frames in each of the roll's
};
} // namespace

core::Result<core::PitchRoll> hearPitches (const SeparationPlan& plan, const std::filesystem::path& recording,
                                           double frameSeconds,
                                           const std::function<void (double)>& onProgress)
{
    auto opened = files::AudioReader::open (recording, files::WhenCutShort::readToItsEnd);
    if (! opened.ok())
        return opened.error();
    auto& reader = opened.value();
    RecordingSeparator separator;
    if (auto ready = separator.prepare (plan, reader.sampleRateHz(), reader.numChannels()); ! ready.ok())
        return ready.error();
    const double seconds = static_cast<double> (reader.numFrames()) / reader.sampleRateHz();
    RollWriter writer (pitchesOf (plan.dictionary), separator.engine().geometry(), frameSeconds, seconds);
    separator.observe ([&writer] (const core::FrameView& frame) { writer.add (frame); });
    const auto ignore = [] (const auto&) { return core::Status (core::Done{}); };
    if (const auto heard = streamRecording (recording.string(), reader, separator, ignore, onProgress);
        ! heard.ok())
        return heard.error();
    return std::move (writer).take();
}

} // namespace unbraid::cli

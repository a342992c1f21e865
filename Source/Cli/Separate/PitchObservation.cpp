// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/PitchObservation.h"

#include "Cli/Separate/ObservedRecording.h"
#include "Core/Factorisation/Dictionary/AtomLayout.h"

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
        if (column < 0 || column >= roll.levels.cols() || ! frame.atoms)
            return;
        counts[column] += 1.0f;
        const float level = frame.activeLevel();
        for (size_t atom = 0; atom < pitches.size(); ++atom)
            if (pitches[atom] >= 0)
                roll.levels (pitches[atom], column) +=
                    level * frame.atoms->activations[static_cast<Eigen::Index> (atom)];
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

core::Result<core::PitchRoll> observePitches (const SeparationPlan& plan,
                                              const std::filesystem::path& recording, double frameSeconds,
                                              std::optional<double> tuningHz,
                                              const core::Progress& onProgress)
{
    ObservedRecording observed;
    if (auto opened = observed.open (plan, recording, tuningHz); ! opened.ok())
        return opened.error();
    auto geometry = observed.geometry();
    geometry.sampleRateHz = observed.sampleRateHz(); // times are those of the recording
    RollWriter writer (pitchesOf (plan.dictionary), geometry, frameSeconds, observed.seconds());
    const auto add = [&writer] (const core::FrameView& frame) { writer.add (frame); };
    if (auto done = observed.observe (add, onProgress); ! done.ok())
        return done.error();
    return std::move (writer).take();
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/ScoreAlignment.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr Index numPitches = 128;
constexpr double maxCells = 1 << 26;
constexpr double finestSeconds = 0.01;
constexpr float compression = 8.0f; // levels a are log (1 + compression a), the loudest of the recording one
constexpr float silenceWeight = 0.15f;    // of silence among the pitches: rests are alike
constexpr double fadeSeconds = 1.0;       // in which a held note of the score fades to 1/e
constexpr double onsetFadeSeconds = 0.05; // an onset is felt for so long
constexpr double riseSeconds = 0.04;      // in which a beginning rises; it is felt in the middle of it
constexpr float onsetWeight = 3.0f;
constexpr float diagonalWeight = 1.4f; // of a step in both: below 2 the way is straighter

/** Features of each frame that are compared. */
struct Features
{
    Eigen::MatrixXf sounding;  // [pitches + 1 x frames] unit columns, silence last
    Eigen::MatrixXf beginning; // [pitches x frames] columns of norm one at most
    Eigen::VectorXf beginningPower;
};

/** Onsets fade, so that two that are near each other are alike; the loudest moments have norm one. */
void spreadOnsets (double frameSeconds, Eigen::MatrixXf& onsets)
{
    const auto kept = static_cast<float> (std::exp (-frameSeconds / onsetFadeSeconds));
    for (Index frame = 1; frame < onsets.cols(); ++frame)
        onsets.col (frame) = onsets.col (frame).cwiseMax (kept * onsets.col (frame - 1));
    Eigen::VectorXf norms = onsets.colwise().norm().transpose();
    const Index high = norms.size() * 9 / 10;
    Eigen::VectorXf sorted = norms;
    std::nth_element (sorted.data(), sorted.data() + high, sorted.data() + sorted.size());
    const float typical = std::max (sorted[high], 1e-6f); // reached by one frame in ten
    for (Index frame = 0; frame < onsets.cols(); ++frame)
        onsets.col (frame) /= std::max (norms[frame], typical);
}

Features featuresOf (const Eigen::MatrixXf& levels, Eigen::MatrixXf onsets, double frameSeconds)
{
    Features features;
    features.sounding.resize (numPitches + 1, levels.cols());
    features.sounding.topRows (numPitches) = levels;
    features.sounding.row (numPitches).setConstant (silenceWeight);
    features.sounding.colwise().normalize();
    spreadOnsets (frameSeconds, onsets);
    features.beginning = std::move (onsets);
    features.beginningPower = features.beginning.colwise().squaredNorm().transpose();
    return features;
}

Features recordingFeatures (const PitchRoll& recording)
{
    const float loudest = recording.levels.maxCoeff();
    const Eigen::MatrixXf levels =
        ((compression / loudest * recording.levels.array()).log1p() / std::log1p (compression)).matrix();
    const auto rise = std::max<Index> (1, std::lround (riseSeconds / recording.frameSeconds));
    Eigen::MatrixXf onsets = Eigen::MatrixXf::Zero (levels.rows(), levels.cols());
    for (Index frame = 1; frame < levels.cols(); ++frame)
        onsets.col (frame) =
            (levels.col (frame) - levels.col (std::max<Index> (0, frame - rise))).cwiseMax (0.0f);
    return featuresOf (levels, std::move (onsets), recording.frameSeconds);
}

double endOf (const std::vector<ScoreSpan>& score)
{
    double end = 0.0;
    for (const auto& note : score)
        end = std::max (end, std::max (note.beginSeconds, note.endSeconds));
    return end;
}

Features scoreFeatures (const std::vector<ScoreSpan>& score, double frameSeconds)
{
    const auto numFrames = static_cast<Index> (std::ceil (endOf (score) / frameSeconds)) + 1;
    Eigen::MatrixXf levels = Eigen::MatrixXf::Zero (numPitches, numFrames), onsets = levels;
    for (const auto& note : score)
    {
        const auto first = static_cast<Index> (note.beginSeconds / frameSeconds);
        const auto last = std::max (first + 1, static_cast<Index> (note.endSeconds / frameSeconds));
        onsets (note.pitch, first) = 1.0f;
        for (Index frame = first; frame < std::min (last, numFrames); ++frame)
            levels (note.pitch, frame) = static_cast<float> (
                std::exp (-static_cast<double> (frame - first) * frameSeconds / fadeSeconds));
    }
    return featuresOf (levels, std::move (onsets), frameSeconds);
}

enum class Step : std::uint8_t
{
    both,
    score,
    recording
};

/** The cheapest way through all pairs of frames. */
class Warping
{
public:
    Warping (const Features& scoreToFollow, const Features& recordingToFollow)
        : score (scoreToFollow)
        , recording (recordingToFollow)
        , steps (recording.sounding.cols(), score.sounding.cols())
    {
        totals.setConstant (recording.sounding.cols(), std::numeric_limits<float>::infinity());
        for (Index frame = 0; frame < score.sounding.cols(); ++frame)
            addFrame (frame);
    }

    /** Pairs of score frame and recording frame, from the first to the last. */
    [[nodiscard]] std::vector<std::pair<Index, Index>> path() const
    {
        Index s = steps.cols() - 1, h = steps.rows() - 1;
        std::vector<std::pair<Index, Index>> pairs{ { s, h } };
        while (s > 0 || h > 0)
        {
            const Step step = steps (h, s);
            s -= step != Step::recording ? 1 : 0;
            h -= step != Step::score ? 1 : 0;
            pairs.emplace_back (s, h);
        }
        std::reverse (pairs.begin(), pairs.end());
        return pairs;
    }

private:
    void addFrame (Index frame)
    {
        const Eigen::VectorXf alike = recording.sounding.transpose() * score.sounding.col (frame);
        const Eigen::VectorXf together = recording.beginning.transpose() * score.beginning.col (frame);
        const Eigen::ArrayXf costs = 1.0f - alike.array() +
                                     onsetWeight * (recording.beginningPower.array() +
                                                    score.beginningPower[frame] - 2.0f * together.array());
        float before = totals[0]; // of the last frame, one frame of the recording earlier
        for (Index h = 0; h < costs.size(); ++h)
        {
            const float fromScore = totals[h] + costs[h];
            const float fromRecording = h > 0 ? totals[h - 1] + costs[h] : fromScore + 1.0f;
            const float fromBoth = h > 0 ? before + diagonalWeight * costs[h] : fromScore + 1.0f;
            before = totals[h];
            const bool isFirst = frame == 0 && h == 0;
            totals[h] = isFirst ? costs[h] : std::min ({ fromScore, fromRecording, fromBoth });
            steps (h, frame) = fromBoth <= totals[h]    ? Step::both
                               : fromScore <= totals[h] ? Step::score
                                                        : Step::recording;
        }
    }

    const Features& score;
    const Features& recording;
    Eigen::VectorXf totals;                                    // [recording frames] of the newest score frame
    Eigen::Matrix<Step, Eigen::Dynamic, Eigen::Dynamic> steps; // [recording frames x score frames]
};

/** A point where each note of the score begins: there the path is sharp. */
std::vector<TimeMap::Point> pointsOf (const std::vector<std::pair<Index, Index>>& path,
                                      const std::vector<ScoreSpan>& score, double frameSeconds)
{
    std::vector<double> begins;
    begins.reserve (score.size());
    for (const auto& note : score)
        begins.push_back (note.beginSeconds);
    std::sort (begins.begin(), begins.end());
    std::vector<TimeMap::Point> points;
    auto pair = path.begin();
    for (const double begin : begins)
    {
        const auto frame = static_cast<Index> (begin / frameSeconds);
        while (pair != path.end() && pair->first < frame)
            ++pair;
        const double into = begin - static_cast<double> (frame) * frameSeconds;
        const double at =
            std::max (0.0, static_cast<double> (pair->second) * frameSeconds + into - 0.5 * riseSeconds);
        if (points.empty() || (begin > points.back().score && at > points.back().recording))
            points.push_back ({ begin, at });
    }
    return points;
}
} // namespace

TimeMap::TimeMap (std::vector<Point> pointsInOrder)
    : points (std::move (pointsInOrder))
{
}

double TimeMap::operator() (double scoreSeconds) const noexcept
{
    if (points.empty())
        return scoreSeconds;
    const auto above =
        std::upper_bound (points.begin(), points.end(), scoreSeconds,
                          [] (double seconds, const Point& point) { return seconds < point.score; });
    if (above == points.begin())
        return std::max (0.0, points.front().recording - (points.front().score - scoreSeconds));
    const Point& below = *(above - 1);
    if (above == points.end())
        return below.recording + (scoreSeconds - below.score);
    const double part = (scoreSeconds - below.score) / (above->score - below.score);
    return below.recording + part * (above->recording - below.recording);
}

double alignmentFrameSeconds (double scoreSeconds, double recordingSeconds) noexcept
{
    return std::max (finestSeconds, std::sqrt (1.05 * scoreSeconds * recordingSeconds / maxCells));
}

Result<TimeMap> alignScore (const std::vector<ScoreSpan>& score, const PitchRoll& recording)
{
    const char* what = "the score cannot be aligned";
    const bool inRange =
        std::all_of (score.begin(), score.end(),
                     [] (const ScoreSpan& note)
                     {
                         return note.pitch >= 0 && note.pitch < numPitches && note.beginSeconds >= 0.0 &&
                                std::isfinite (note.beginSeconds) && std::isfinite (note.endSeconds);
                     });
    if (score.empty() || ! inRange)
        return Error{ what, "score", score.empty() ? "no notes" : "a note out of range",
                      "notes from time 0 on" };
    if (recording.levels.rows() != numPitches || recording.levels.cols() < 2 ||
        ! (recording.levels.maxCoeff() > 0.0f))
        return Error{ what, "recording", "no pitch in it", "sound of the score" };
    const double numFrames = endOf (score) / recording.frameSeconds + 1.0;
    if (! (numFrames * static_cast<double> (recording.levels.cols()) <= maxCells))
        return Error{ what, "length", "more than 2^26 pairs of frames", "longer frames" };
    const Features wanted = scoreFeatures (score, recording.frameSeconds),
                   found = recordingFeatures (recording);
    return TimeMap (pointsOf (Warping (wanted, found).path(), score, recording.frameSeconds));
}

} // namespace unbraid::core

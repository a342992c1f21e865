// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SubsonicReturn.h"

#include <algorithm>
#include <utility>

namespace unbraid::cli
{

namespace
{
constexpr double decisionSeconds = 10.0;

void appendRows (Eigen::MatrixXf& to, const Eigen::Ref<const Eigen::MatrixXf>& rows)
{
    to.conservativeResize (to.rows() + rows.rows(), rows.cols());
    to.bottomRows (rows.rows()) = rows;
}
} // namespace

SubsonicReturn::SubsonicReturn (RecordingSeparator& recording, SourceSink sourceSink)
    : separator (recording)
    , sink (std::move (sourceSink))
    , channels (recording.engine().numChannels())
    , decisionFrames (
          static_cast<Eigen::Index> (decisionSeconds * recording.engine().geometry().sampleRateHz))
    , lowAhead (0, channels)
    , energies (Eigen::VectorXd::Zero (recording.engine().numSources()))
{
    separator.observeSubsonic ([this] (const Eigen::MatrixXf& low) { appendRows (lowAhead, low); });
}

SubsonicReturn::~SubsonicReturn()
{
    separator.observeSubsonic ({});
}

Eigen::MatrixXf SubsonicReturn::takeLow (Eigen::Index count)
{
    Eigen::MatrixXf low = lowAhead.topRows (count);
    lowAhead = lowAhead.bottomRows (lowAhead.rows() - count).eval();
    return low;
}

void SubsonicReturn::measure (const Eigen::Ref<const Eigen::MatrixXf>& sources)
{
    for (Eigen::Index source = 0; source < energies.size(); ++source)
        energies[source] += sources.middleCols (source * channels, channels).cast<double>().squaredNorm();
    measured += sources.rows();
}

core::Status SubsonicReturn::handOn (const Eigen::Ref<const Eigen::MatrixXf>& sources,
                                     const Eigen::MatrixXf& low)
{
    if (low.isZero (0.0f))
        return sink (sources);
    Eigen::MatrixXf complete = sources;
    complete.middleCols (holder * channels, channels) += low;
    return sink (complete);
}

core::Status SubsonicReturn::write (const Eigen::Ref<const Eigen::MatrixXf>& sources)
{
    const Eigen::MatrixXf low = takeLow (sources.rows());
    if (holder >= 0)
        return handOn (sources, low);
    measure (sources);
    const bool isWaiting = waiting.rows() > 0;
    if (! isWaiting && measured < decisionFrames && low.isZero (0.0f))
        return sink (sources);
    appendRows (waiting, sources);
    appendRows (waitingLow, low);
    return measured < decisionFrames ? core::Status (core::Done{}) : finish();
}

core::Status SubsonicReturn::finish()
{
    if (holder < 0)
        energies.maxCoeff (&holder);
    const Eigen::MatrixXf sources = std::exchange (waiting, {}), low = std::exchange (waitingLow, {});
    return sources.rows() > 0 ? handOn (sources, low) : core::Status (core::Done{});
}

} // namespace unbraid::cli

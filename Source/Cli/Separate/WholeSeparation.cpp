// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/WholeSeparation.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/SoundWarnings.h"
#include "Platform/StopSignals.h"

#include <cmath>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr Index mostWholeSamples = Index{ 1 } << 26; // in all channels, as the frames can hold

core::Result<MatrixXf> readAll (const std::string& name, files::AudioReader& reader)
{
    RecordingCheck check;
    std::vector<MatrixXf> blocks;
    Index count = 0;
    const auto keep = [&] (const Eigen::Ref<const MatrixXf>& block) -> core::Status
    {
        check.look (block);
        blocks.emplace_back (
            block.unaryExpr ([] (float sample) { return std::isfinite (sample) ? sample : 0.0f; }));
        count += block.rows();
        if (count * block.cols() > mostWholeSamples)
            return core::Error{ "the recording is too long to be separated at once", name,
                                "more than 67 million samples in its channels", "a part of it" };
        return core::Done{};
    };
    const auto frames = readThrough (reader, keep, [] (double) { return ! platform::isStopWanted(); });
    if (! frames.ok())
        return frames.error();
    check.note (reader.remark());
    check.report (name, reader.missingFrames(), reader.sampleRateHz());
    MatrixXf samples (count, reader.numChannels());
    Index filled = 0;
    for (const auto& block : blocks)
    {
        samples.middleRows (filled, block.rows()) = block;
        filled += block.rows();
    }
    return samples;
}

/** Adds an offset to the source with most of the energy. */
void addToStrongest (const MatrixXf& low, MatrixXf& sources)
{
    const Index numSources = sources.cols() / low.cols();
    Eigen::VectorXf energy (numSources);
    for (Index source = 0; source < numSources; ++source)
        energy[source] = sources.middleCols (source * low.cols(), low.cols()).squaredNorm();
    Index strongest = 0;
    energy.maxCoeff (&strongest);
    sources.middleCols (strongest * low.cols(), low.cols()) += low;
}
} // namespace

core::Result<Index> separateAtOnce (const std::string& name, files::AudioReader& reader,
                                    const WholeMethod& method, const SourceSink& sink)
{
    const auto samples = readAll (name, reader);
    if (! samples.ok())
        return samples.error();
    const MatrixXf& all = samples.value();
    const MatrixXf shown = core::withoutOffset (all, reader.sampleRateHz());
    auto sources = method (shown);
    if (! sources.ok())
        return sources.error().cancelled ? cancelled() : core::Error (sources.error());
    addToStrongest (all - shown, sources.value());
    if (auto written = sink (sources.value()); ! written.ok())
        return written.error();
    return all.rows();
}

} // namespace unbraid::cli

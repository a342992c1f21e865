// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Phases of the sources of the shipped recordings, from their true amplitudes.
#include "Offline/Phase/PhaseMethods.h"
#include "Quality/Recordings.h"
#include "Quality/Scoring.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using Eigen::Index;
namespace fs = std::filesystem;

namespace
{
constexpr double rateHz = 16000.0;
constexpr double seconds = 4.0;

/** The beginning of a shipped recording's stems, a column each. */
Eigen::MatrixXf stemsOf (const std::string& name, const std::vector<std::string>& sources)
{
    const auto length = static_cast<Index> (seconds * rateHz);
    Eigen::MatrixXf stems (length, static_cast<Index> (sources.size()));
    for (Index source = 0; source < stems.cols(); ++source)
    {
        const auto file =
            fs::path (paths::resources) / "Audio" / name / (sources[static_cast<size_t> (source)] + ".flac");
        const auto read = quality::readMono (file, rateHz);
        REQUIRE (read.ok());
        REQUIRE (read.value().size() >= length);
        stems.col (source) = read.value().head (length);
    }
    return stems;
}

/** Mean SI-SDR over the sources, in dB, of what a method makes of the true amplitudes. */
double scoreOf (const Eigen::MatrixXf& stems, offline::PhaseMethod method)
{
    const auto geometry = core::frameGeometry (rateHz, core::LatencyMode::high, 0.064);
    REQUIRE (geometry.ok());
    core::Frames transform;
    REQUIRE (transform.prepare (core::engineFrames (geometry.value())).ok());
    transform.setNumFrames ((stems.rows() - geometry.value().analysis) / geometry.value().hop + 1);
    const Eigen::MatrixXf signals = stems.topRows (transform.numSamples());
    const auto segment = offline::segmentOfSources (transform, signals.rowwise().sum(), signals);
    offline::PhaseSettings settings;
    settings.method = method;
    settings.amplitudes = offline::Amplitudes::variances;
    const auto found =
        offline::recoverPhases (transform, segment, settings, [] (int, double) { return true; });
    REQUIRE (found.ok());
    const Index window = geometry.value().analysis,
                count = signals.rows() - 2 * window; // at the ends few frames are
    double sum = 0.0;
    for (Index source = 0; source < signals.cols(); ++source)
        sum += quality::score (signals.col (source).segment (window, count),
                               found.value().col (source).segment (window, count), rateHz, false)
                   .siSdrDb;
    return sum / static_cast<double> (signals.cols());
}
} // namespace

TEST_CASE ("From the true amplitudes of a duo and of a voice in noise, phases beat those of the mixture")
{
    using offline::PhaseMethod;
    constexpr double inversionDb = 10.0, consistencyDb = 0.5;
    for (const auto& [name, sources] :
         { std::pair<const char*, std::vector<std::string>>{ "duo", { "saxophone", "piano" } },
           { "noisy-voice", { "speech", "noise" } } })
    {
        INFO (name);
        const auto stems = stemsOf (name, sources);
        const double masked = scoreOf (stems, PhaseMethod::none);
        CHECK (scoreOf (stems, PhaseMethod::misi) > masked + inversionDb);
        CHECK (scoreOf (stems, PhaseMethod::onlineMisi) > masked + inversionDb);
        CHECK (scoreOf (stems, PhaseMethod::consistentWiener) > masked + consistencyDb);
    }
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Mosaic/MosaicSound.h"
#include "Mosaic/RecordingMosaic.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>

using namespace unbraid;
using namespace unbraid::mosaic;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
core::Frames shortFrames()
{
    core::Frames frames;
    REQUIRE (frames.prepare (8000.0, 0.016).ok());
    return frames;
}

bool neverCancels (double)
{
    return true;
}

MatrixXf noise (Index length, Index numChannels, std::uint64_t seed)
{
    test::Random random (seed);
    return MatrixXf::NullaryExpr (length, numChannels, [&] { return random.uniform (-0.5f, 0.5f); });
}

MatrixXf activationsOf (const MatrixXf& target, const SourceFrames& source, const MosaicSettings& settings)
{
    auto found = mosaicActivations (target, source, settings, neverCancels);
    REQUIRE (found.ok());
    return std::move (found).value();
}

double errorDb (const MatrixXf& wanted, const MatrixXf& found)
{
    return 10.0 *
           std::log10 (static_cast<double> ((found - wanted).squaredNorm() / wanted.squaredNorm()) + 1e-30);
}
} // namespace

TEST_CASE ("A mosaic of a recording made from itself is the recording, wherever it lies in the source")
{
    auto frames = shortFrames();
    const MatrixXf target = noise (3000, 1, 1);
    const std::vector<MatrixXf> recordings{ noise (2000, 1, 2), target, noise (1000, 1, 3) };
    MosaicSettings settings;
    settings.polyphony = 1;
    const MatrixXf activations =
        activationsOf (magnitudesOf (target, frames), sourceFrames (recordings, frames), settings);
    const Index before = frames.numFrames (2000);
    CHECK (activations.middleRows (before, activations.cols())
               .isApprox (MatrixXf::Identity (activations.cols(), activations.cols()), 0.05f));
    const auto sound = mosaicSound (recordings, activations, frames, { 3000, 0, 1 }, neverCancels);
    REQUIRE (sound.ok());
    CHECK (errorDb (target, sound.value()) < -20.0);
}

TEST_CASE ("Consecutive frames with one activation are the source itself, in all of its channels")
{
    auto frames = shortFrames();
    const std::vector<MatrixXf> recordings{ noise (1000, 2, 2), noise (1000, 1, 3) };
    const Index length = frames.numFrames (1000);
    MatrixXf activations = MatrixXf::Zero (2 * length, length);
    activations.topRows (length).setIdentity();
    for (const int iterations : { 0, 5 })
    {
        const auto sound =
            mosaicSound (recordings, activations, frames, { 1000, iterations, 2 }, neverCancels);
        REQUIRE (sound.ok());
        CHECK (errorDb (recordings[0], sound.value()) < -80.0);
    }
    activations.topRows (length).setZero();
    activations.bottomRows (length).setIdentity();
    const auto mono = mosaicSound (recordings, activations, frames, { 1000, 0, 1 }, neverCancels);
    REQUIRE (mono.ok());
    CHECK (errorDb (recordings[1].replicate (1, 2), mono.value()) < -80.0);
}

TEST_CASE (
    "Few source frames sound in each frame of the target: as many as were asked for, with their neighbours")
{
    auto frames = shortFrames();
    const MatrixXf target = magnitudesOf (noise (3000, 1, 1), frames);
    const auto source = sourceFrames ({ noise (6000, 1, 2) }, frames);
    for (const Index polyphony : { 1, 4 })
        for (const Index continuity : { 0, 2 })
        {
            MosaicSettings settings;
            settings.polyphony = polyphony;
            settings.continuity = continuity;
            const MatrixXf activations = activationsOf (target, source, settings);
            const auto active = (activations.array() > 0.0f).cast<int>().colwise().sum();
            INFO ("polyphony " << polyphony << ", continuity " << continuity);
            CHECK (active.maxCoeff() <= polyphony * (2 * continuity + 1));
        }
}

TEST_CASE ("A source frame does not sound again within the time that was asked for")
{
    auto frames = shortFrames();
    const MatrixXf target = magnitudesOf (noise (3000, 1, 1), frames);
    MosaicSettings settings;
    settings.repetition = 5;
    settings.continuity = 0;
    const MatrixXf activations =
        activationsOf (target, sourceFrames ({ noise (6000, 1, 2) }, frames), settings);
    for (Index row = 0; row < activations.rows(); ++row)
        for (Index column = 0; column + 1 < activations.cols(); ++column)
        {
            const Index within = std::min<Index> (settings.repetition, activations.cols() - column - 1);
            if (activations (row, column) > 0.0f)
                CHECK (activations.row (row).segment (column + 1, within).maxCoeff() == 0.0f);
        }
}

TEST_CASE ("Without constraints the mosaic comes closer to its target with each update")
{
    auto frames = shortFrames();
    const MatrixXf target = magnitudesOf (noise (3000, 1, 1), frames);
    const auto source = sourceFrames ({ noise (3000, 1, 2) }, frames);
    double last = std::numeric_limits<double>::max();
    for (const int iterations : { 1, 2, 5, 20 })
    {
        const MatrixXf activations = activationsOf (target, source, { iterations, 0, 0, 0, 1 });
        const double now =
            core::betaDivergence (target.array(), (source.atoms * activations).array() + 1e-6f, 1.0);
        INFO (iterations);
        CHECK (now < last);
        last = now;
        CHECK ((source.atoms * activations).sum() == Approx (target.sum()).epsilon (1e-3)); // as under KL
    }
}

TEST_CASE ("A mosaic follows the level of its target, and threads change no bit")
{
    auto frames = shortFrames();
    const MatrixXf target = magnitudesOf (noise (20000, 1, 1), frames);
    const auto source = sourceFrames ({ noise (3000, 1, 2) }, frames);
    MosaicSettings settings;
    const MatrixXf once = activationsOf (target, source, settings);
    settings.numThreads = 3;
    CHECK (activationsOf (target, source, settings) == once);
    CHECK (activationsOf (target / 64.0f, source, settings).isApprox (once / 64.0f, 1e-4f));
}

TEST_CASE ("The magnitudes of channels are those of their mean power: two that are the same are as one")
{
    auto frames = shortFrames();
    const MatrixXf one = noise (1000, 1, 1);
    CHECK (magnitudesOf (one.replicate (1, 2), frames).isApprox (magnitudesOf (one, frames), 1e-5f));
}

TEST_CASE ("A source is also played faster and slower by equal semitones, twelve of which are an octave")
{
    std::vector<double> ratesHz;
    const auto resample = [&ratesHz] (const MatrixXf& samples, double, double toHz) -> core::Result<MatrixXf>
    {
        ratesHz.push_back (toHz);
        return samples;
    };
    MosaicSpec spec;
    spec.windowSeconds = 0.016;
    spec.transpose = 12;
    spec.phaseIterations = 0;
    spec.settings.iterations = 1;
    REQUIRE (makeMosaic ({ 8000.0, noise (500, 1, 1) }, { { 8000.0, noise (500, 1, 2) } }, spec, resample,
                         neverCancels)
                 .ok());
    REQUIRE (ratesHz.size() == 25);
    CHECK (ratesHz.front() == Approx (16000.0)); // played at 8000 Hz an octave lower
    CHECK (ratesHz[12] == 8000.0);
    for (size_t step = 1; step < ratesHz.size(); ++step)
        CHECK (ratesHz[step - 1] / ratesHz[step] == Approx (std::exp2 (1.0 / 12.0)));
}

TEST_CASE ("There is no mosaic of silence, and a callback cancels")
{
    auto frames = shortFrames();
    const MatrixXf target = magnitudesOf (noise (1000, 1, 1), frames);
    const auto source = sourceFrames ({ noise (1000, 1, 2) }, frames);
    const auto silence = sourceFrames ({ MatrixXf::Zero (1000, 1) }, frames);
    CHECK_FALSE (mosaicActivations (silence.atoms, source, {}, neverCancels).ok());
    CHECK_FALSE (mosaicActivations (target, silence, {}, neverCancels).ok());
    CHECK_FALSE (mosaicActivations (target, {}, {}, neverCancels).ok());
    int calls = 0;
    const auto stopped = mosaicActivations (target, source, {}, [&] (double) { return ++calls < 5; });
    REQUIRE_FALSE (stopped.ok());
    CHECK (stopped.error().cancelled);
    CHECK (calls == 5);
    const auto cancelled = mosaicSound ({ noise (1000, 1, 2) }, MatrixXf::Identity (17, 17), frames,
                                        { 1000, 10, 1 }, [] (double) { return false; });
    REQUIRE_FALSE (cancelled.ok());
    CHECK (cancelled.error().cancelled);
}

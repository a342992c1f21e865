// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/PhaseRecovery.h"
#include "Unit/Offline/PhaseMaterial.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** Two voices in two channels, of different levels. */
MatrixXf twoChannels (Index numSamples)
{
    const MatrixXf sources = voices (numSamples);
    MatrixXf mixture (numSamples, 2);
    mixture.col (0) = sources.rowwise().sum();
    mixture.col (1) = 0.3f * sources.col (0) - 0.9f * sources.col (1);
    return mixture;
}

offline::PhaseSpec specOf (offline::PhaseMethod method, double segmentSeconds)
{
    offline::PhaseSpec spec;
    spec.geometry = phaseGeometry();
    spec.numChannels = 2;
    spec.numSources = 2;
    spec.segmentSeconds = segmentSeconds;
    spec.settings.method = method;
    return spec;
}

/** Low bins belong to the first source, the border moves. */
MatrixXf maskOf (Index frame, Index numBins)
{
    const auto border = 20.0f + 5.0f * std::sin (0.05f * static_cast<float> (frame));
    MatrixXf mask (numBins, 2);
    for (Index bin = 0; bin < numBins; ++bin)
        mask (bin, 0) = 1.0f / (1.0f + std::exp (0.3f * (static_cast<float> (bin) - border)));
    mask.col (1) = 1.0f - mask.col (0).array();
    return mask;
}

/** The whole recovery, its input cut into blocks. */
MatrixXf recover (const offline::PhaseSpec& spec, const MatrixXf& mixture, Index block)
{
    offline::PhaseRecovery recovery;
    REQUIRE (recovery.prepare (spec).ok());
    MatrixXf sources (mixture.rows(), 4);
    Index filled = 0, frames = 0;
    const offline::PhaseSink sink = [&] (const Eigen::Ref<const MatrixXf>& ready) -> core::Status
    {
        REQUIRE (filled + ready.rows() <= sources.rows());
        sources.middleRows (filled, ready.rows()) = ready;
        filled += ready.rows();
        return core::Done{};
    };
    const auto goOn = [] { return true; };
    const auto& geometry = spec.geometry;
    for (Index at = 0; at < mixture.rows(); at += block)
    {
        const Index count = std::min (block, mixture.rows() - at);
        recovery.addMixture (mixture.middleRows (at, count));
        for (; (frames + 1) * geometry.hop <= at + count; ++frames)
            recovery.addMasks (maskOf (frames, geometry.numBins()));
        REQUIRE (recovery.advance (sink, goOn).ok());
    }
    for (; (frames + 1) * geometry.hop <= mixture.rows() + geometry.latencySamples(); ++frames)
        recovery.addMasks (maskOf (frames, geometry.numBins()));
    REQUIRE (recovery.finish (sink, goOn).ok());
    CHECK (filled == sources.rows());
    return sources;
}

MatrixXf sumOfSources (const MatrixXf& sources)
{
    return sources.leftCols (2) + sources.rightCols (2);
}
} // namespace

TEST_CASE ("Recordings of any length come out as long as they are, and their sources sum to them")
{
    for (const Index length : { 1, 39, 512, 3000, 20000 })
    {
        const MatrixXf mixture = twoChannels (length);
        const auto sources = recover (specOf (offline::PhaseMethod::misi, 0.5), mixture, 333);
        INFO (length);
        CHECK (decibelsOf (sumOfSources (sources) - mixture, mixture) < -120.0);
    }
}

TEST_CASE ("Blocks of any size give the same bits")
{
    const MatrixXf mixture = twoChannels (12000);
    const auto spec = specOf (offline::PhaseMethod::anisotropicWiener, 0.5);
    const MatrixXf whole = recover (spec, mixture, mixture.rows());
    for (const Index block : { 17, 1000, 8192 })
        CHECK (recover (spec, mixture, block) == whole);
}

TEST_CASE ("Segments fade into each other: where they are cut is hard to hear")
{
    constexpr double allowedDb = -45.0; // segments know less of each other than the frames of one do
    const MatrixXf mixture = twoChannels (24000);
    for (const auto method : { offline::PhaseMethod::misi, offline::PhaseMethod::consistentWiener })
    {
        const MatrixXf whole = recover (specOf (method, 10.0), mixture, 8192);
        const MatrixXf cut = recover (specOf (method, 0.5), mixture, 8192);
        CHECK (decibelsOf (cut - whole, whole) < allowedDb);
        CHECK ((cut - whole).cwiseAbs().maxCoeff() < 0.02f * whole.cwiseAbs().maxCoeff());
    }
}

TEST_CASE ("Recovery follows the level of the recording and nothing else, and leaves silence silent")
{
    const MatrixXf mixture = twoChannels (6000);
    for (const auto method : { offline::PhaseMethod::misi, offline::PhaseMethod::consistentWiener,
                               offline::PhaseMethod::complexIsNmf })
    {
        const auto spec = specOf (method, 0.5);
        const MatrixXf once = recover (spec, mixture, 8192);
        const MatrixXf quiet = 1024.0f * recover (spec, mixture / 1024.0f, 8192);
        CHECK (decibelsOf (quiet - once, once) < -60.0);
        CHECK (recover (spec, MatrixXf::Zero (6000, 2), 8192).isZero (0.0f));
    }
}

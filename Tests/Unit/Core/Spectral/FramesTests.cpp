// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Frames.h"

#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace unbraid;
using core::Frames;
using core::FrameShape;
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::VectorXf;

namespace
{
constexpr double framedRateHz = 8000.0;
constexpr float framedRounding = 1e-5f; // of float sums over some hundred windows

/** A shape with what its adjoint has more than its inverse: the energy of a sound's spectra over the sound's. */
struct TightShape
{
    const char* name;
    FrameShape shape;
    double energy;
};

std::vector<TightShape> tightShapes()
{
    std::vector<TightShape> shapes;
    for (const auto& [hop, overlap] :
         { std::pair<Index, Index>{ 32, 2 }, { 20, 3 }, { 16, 4 }, { 10, 5 }, { 1, 64 } })
        shapes.push_back (
            { "sine", core::sineFrames (hop, overlap), 0.5 * static_cast<double> (hop * overlap * overlap) });
    for (const auto& [hop, overlap] : { std::pair<Index, Index>{ 20, 3 }, { 16, 4 }, { 8, 8 } })
        shapes.push_back ({ "Hann", core::hannFrames (hop, overlap), 1.0 });
    return shapes;
}

FrameShape engineShape()
{
    const auto geometry = core::frameGeometry (framedRateHz, core::LatencyMode::balanced, 0.064);
    REQUIRE (geometry.ok());
    return core::engineFrames (geometry.value());
}

Frames framesOf (const FrameShape& shape, Index numSamples)
{
    Frames frames;
    REQUIRE (frames.prepare (shape).ok());
    frames.setNumSamples (numSamples);
    return frames;
}

/** Engine frames for at least so many samples, which they fill. */
Frames filledFrames (Index numSamples)
{
    Frames frames = framesOf (engineShape(), numSamples);
    frames.setNumFrames (frames.numFrames());
    return frames;
}

/** The spectra of no sound, but with real ends, as every transform of a real sound has. */
MatrixXcf inconsistentSpectra (const Frames& frames, std::uint64_t seed)
{
    test::Random random (seed);
    MatrixXcf spectra (frames.numBins(), frames.numFrames());
    for (auto& value : spectra.reshaped())
        value = { random.uniform (-1.0f, 1.0f), random.uniform (-1.0f, 1.0f) };
    for (const Index end : { Index{ 0 }, frames.numBins() - 1 })
        spectra.row (end) = spectra.row (end).real().cast<std::complex<float>>().eval();
    return spectra;
}
} // namespace

TEST_CASE ("Tight frames give a recording back, in any window, at any overlap and of any length")
{
    for (const auto& [name, shape, energy] : tightShapes())
        for (const Index numSamples : { 1, 15, 16, 17, 63, 64, 300, 3001 })
        {
            INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop << ", "
                       << numSamples << " samples");
            Frames frames = framesOf (shape, numSamples);
            const VectorXf samples = test::Random (1).noise (numSamples);
            CHECK ((frames.inverse (frames.forward (samples)) - samples).norm() <
                   framedRounding * samples.norm());
        }
}

TEST_CASE ("Tight windows are the same backwards, so that time has no direction")
{
    for (const auto& [name, shape, energy] : tightShapes())
    {
        INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop);
        CHECK (shape.window.isApprox (shape.window.reverse(), framedRounding));
    }
}

TEST_CASE ("A number of frames makes the longest sound that is in so many")
{
    auto shapes = tightShapes();
    shapes.push_back ({ "engine", engineShape(), 0.0 });
    for (const auto& [name, shape, energy] : shapes)
        for (const Index count : { 65, 100 })
        {
            INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop);
            Frames frames = framesOf (shape, 1);
            frames.setNumFrames (count);
            CHECK (frames.numFrames() == count);
            CHECK (frames.numFrames (frames.numSamples() + 1) == count + 1);
        }
}

TEST_CASE ("Tight frames keep the energy of a sound, at its borders as in the middle")
{
    constexpr Index numSamples = 777;
    for (const auto& [name, shape, energy] : tightShapes())
    {
        INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop);
        Frames frames = framesOf (shape, numSamples);
        std::vector<VectorXf> sounds{ test::Random (2).noise (numSamples) };
        for (const Index at : { Index{ 0 }, Index{ 1 }, numSamples / 2, numSamples - 1 })
            sounds.push_back (VectorXf::Unit (numSamples, at));
        for (const auto& samples : sounds)
        {
            const MatrixXcf spectra = frames.forward (samples);
            CHECK (frames.product (spectra, spectra) ==
                   Approx (energy * samples.cast<double>().squaredNorm()).epsilon (1e-4));
        }
    }
}

TEST_CASE ("Tight frames that are put together one by one sound as all at once")
{
    for (const auto& [name, shape, energy] : tightShapes())
        for (const Index numSamples : { 1, 300 })
        {
            INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop << ", "
                       << numSamples << " samples");
            Frames frames = framesOf (shape, numSamples);
            const MatrixXcf spectra = inconsistentSpectra (frames, 3);
            const Index hop = frames.hop(), before = frames.window() - hop;
            VectorXf leftOver = VectorXf::Zero (before);
            VectorXf all (frames.numFrames() * hop);
            for (Index frame = 0; frame < frames.numFrames(); ++frame)
                all.segment (frame * hop, hop) = frames.synthesise (spectra.col (frame), leftOver);
            const VectorXf whole = frames.inverse (spectra);
            CHECK ((all.segment (before, numSamples) - whole).norm() <= framedRounding * whole.norm());
        }
}

TEST_CASE ("A frame alone, the power of all and the frames together are the same")
{
    const VectorXf samples = test::Random (4).noise (2000);
    for (const auto& shape : { core::sineFrames (24, 3), engineShape() })
    {
        Frames frames = framesOf (shape, samples.size());
        const MatrixXcf spectra = frames.forward (samples);
        CHECK (frames.numFrames() == frames.numFrames (samples.size()));
        CHECK (frames.powerSpectra (samples) == spectra.cwiseAbs2());
        Eigen::VectorXcf spectrum (frames.numBins());
        for (const Index frame : { Index{ 0 }, frames.numFrames() / 2, frames.numFrames() - 1 })
        {
            frames.analyse (samples, frame, spectrum);
            CHECK (spectrum == spectra.col (frame));
        }
        const Index middle = frames.numFrames() / 2;
        frames.forwardFrame (samples.segment (middle * frames.hop() - shape.before, frames.window()),
                             spectrum);
        CHECK (spectrum == spectra.col (middle));
    }
}

TEST_CASE ("Frames that are cut for another transform are joined to the sound, and are those of the spectra")
{
    for (const auto& [name, shape, energy] : tightShapes())
    {
        INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop);
        Frames frames = framesOf (shape, 301);
        const VectorXf samples = test::Random (6).noise (301);
        const Eigen::MatrixXf cut = frames.cut (samples);
        CHECK ((frames.join (cut) - samples).norm() < framedRounding * samples.norm());
        core::RealFft fft;
        REQUIRE (fft.prepare (frames.window()).ok());
        MatrixXcf spectra (frames.numBins(), frames.numFrames());
        for (Index frame = 0; frame < cut.cols(); ++frame)
            fft.forward (cut.col (frame).data(), spectra.col (frame).data());
        CHECK (spectra == frames.forward (samples));
    }
}

TEST_CASE ("Frames past both ends of a recording hold zeros")
{
    Frames frames = framesOf (core::sineFrames (16, 4), 100);
    const VectorXf samples = VectorXf::Ones (100);
    Eigen::VectorXcf spectrum (frames.numBins());
    for (const Index frame : { Index{ -1 }, frames.numFrames() })
    {
        frames.analyse (samples, frame, spectrum);
        CHECK (spectrum.norm() == 0.0f);
    }
    for (const Index frame : { Index{ 0 }, frames.numFrames() - 1 })
    {
        frames.analyse (samples, frame, spectrum);
        CHECK (spectrum.norm() > 0.0f);
    }
}

TEST_CASE ("The inverse of a sound's engine frames is the sound")
{
    Frames frames = filledFrames (4000);
    const VectorXf sound = test::Random (1).noise (frames.numSamples());
    const VectorXf error = frames.inverse (frames.forward (sound)) - sound;
    const Index window = frames.window(), inner = sound.size() - 2 * window;
    CHECK (error.segment (window, inner).norm() < 1e-6f * sound.segment (window, inner).norm());
    CHECK (error.norm() < 1e-3f * sound.norm()); // at the ends a single window is all there is
}

TEST_CASE ("The inner product is that of the whole transform: Parseval's sum")
{
    Frames frames = filledFrames (3000);
    const VectorXf sound = test::Random (2).noise (frames.numSamples());
    const MatrixXcf spectra = frames.forward (sound);
    double energy = 0.0;
    for (Index t = 0; t < frames.numFrames(); ++t)
        energy += static_cast<double> (
            sound.segment (t * frames.hop(), frames.window()).cwiseAbs2().dot (frames.squaredWindow()));
    CHECK (frames.product (spectra, spectra) ==
           Approx (static_cast<double> (frames.geometry().fft) * energy).epsilon (1e-5));
}

TEST_CASE (
    "Consistency is an orthogonal projection: idempotent, self-adjoint, and nothing consistent is nearer")
{
    std::vector<FrameShape> shapes{ engineShape() };
    for (auto& each : tightShapes())
        if (each.shape.geometry.hop > 1)
            shapes.push_back (std::move (each.shape));
    for (const auto& shape : shapes)
    {
        INFO (shape.geometry.analysis << " every " << shape.geometry.hop);
        Frames frames = framesOf (shape, 3000);
        frames.setNumFrames (frames.numFrames());
        const MatrixXcf first = inconsistentSpectra (frames, 3), second = inconsistentSpectra (frames, 4);
        MatrixXcf projected = first, other = second;
        frames.project (projected);
        frames.project (other);
        MatrixXcf twice = projected;
        frames.project (twice);
        CHECK ((twice - projected).norm() < 1e-4f * projected.norm());
        CHECK (projected.norm() < 0.9f * first.norm());

        const double scale = std::sqrt (frames.product (first, first) * frames.product (second, second));
        CHECK (std::abs (frames.product (projected, second) - frames.product (first, other)) < 1e-5 * scale);
        CHECK (std::abs (frames.product (first - projected, other)) < 1e-5 * scale);
    }
}

TEST_CASE ("A sound's own spectra are consistent, at its borders too")
{
    for (const auto& [name, shape, energy] : tightShapes())
    {
        INFO (name << " of " << shape.geometry.analysis << " every " << shape.geometry.hop);
        Frames frames = framesOf (shape, 500);
        const MatrixXcf spectra = frames.forward (test::Random (5).noise (500));
        MatrixXcf projected = spectra;
        frames.project (projected);
        CHECK ((projected - spectra).norm() < 1e-4f * spectra.norm());
    }
}

TEST_CASE ("Half-overlapped frames have a length that transforms quickly, and refuse others than 16 to 65536")
{
    Frames frames;
    REQUIRE (frames.prepare (44100.0, 0.093).ok());
    CHECK (frames.window() == core::RealFft::fastLength (4101));
    CHECK (frames.hop() == frames.window() / 2);
    CHECK (frames.numBins() == frames.hop() + 1);
    CHECK (frames.numFrames (1) == 2);
    CHECK (frames.numFrames (10 * frames.hop()) == 11);
    CHECK (frames.numFrames (10 * frames.hop() + 1) == 12);
    CHECK (frames.prepare (16.0, 1.0).ok());
    CHECK (frames.prepare (65536.0, 1.0).ok());
    for (const double seconds : { 15.0, 65537.0, std::numeric_limits<double>::quiet_NaN() })
        CHECK_FALSE (frames.prepare (1.0, seconds).ok());
}

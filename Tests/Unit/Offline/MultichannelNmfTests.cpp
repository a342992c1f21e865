// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Bleed/BleedRemoval.h"
#include "Offline/Bleed/HermitianLanes.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

using namespace unbraid;
using namespace unbraid::offline;
using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::MatrixXcf;
using Eigen::MatrixXf;

namespace
{
constexpr Index channelsOfModel = 3, binsOfModel = 4,
                framesOfModel = 70; // two whole tiles of lanes and a part of one

/** Of unit variance, by Box & Muller. */
std::complex<double> complexNormal (test::Random& random)
{
    const double radius = std::sqrt (-std::log (1.0 - static_cast<double> (random.uniform())));
    return std::polar (radius, 2.0 * 3.14159265358979 * static_cast<double> (random.uniform()));
}

MatrixXcd randomCovariance (test::Random& random, Index channels = channelsOfModel)
{
    const MatrixXcd root =
        MatrixXcd::NullaryExpr (channels, channels, [&] { return complexNormal (random); });
    const MatrixXcd covariance = root * root.adjoint() + 0.1 * MatrixXcd::Identity (channels, channels);
    return covariance / covariance.trace().real();
}

std::vector<SpatialSource> randomSources (test::Random& random, size_t count, Index atoms)
{
    const auto draw = [&] { return 0.01f - std::log (1.0f - random.uniform()); };
    std::vector<SpatialSource> sources (count);
    for (auto& source : sources)
    {
        source.dictionary = MatrixXf::NullaryExpr (binsOfModel, atoms, draw);
        source.activations = MatrixXf::NullaryExpr (atoms, framesOfModel, draw);
        for (Index bin = 0; bin < binsOfModel; ++bin)
            source.covariance.push_back (randomCovariance (random));
    }
    return sources;
}

MatrixXcd modelAt (const std::vector<SpatialSource>& sources, Index bin, Index frame)
{
    MatrixXcd model = MatrixXcd::Zero (channelsOfModel, channelsOfModel);
    for (const auto& source : sources)
        model += static_cast<double> (source.dictionary.row (bin).dot (source.activations.col (frame))) *
                 source.covariance[static_cast<size_t> (bin)];
    return model;
}

/** The fixed share of the bin's energy that keeps the model regular. */
MatrixXcd noiseAt (const MatrixXcf& sound, Index frame)
{
    const double energy = static_cast<double> (sound.row (frame).cwiseAbs2().mean()) + 1e-9;
    return 1e-4 * energy * MatrixXcd::Identity (channelsOfModel, channelsOfModel);
}

/** The objective as it is written in the header, by dense matrices in double. */
double slowObjective (const ChannelSpectra& spectra, const std::vector<SpatialSource>& sources)
{
    double sum = 0.0;
    for (Index bin = 0; bin < binsOfModel; ++bin)
        for (Index frame = 0; frame < framesOfModel; ++frame)
        {
            const auto& sound = spectra[static_cast<size_t> (bin)];
            const Eigen::VectorXcd x = sound.row (frame).transpose().cast<std::complex<double>>();
            const MatrixXcd model = modelAt (sources, bin, frame) + noiseAt (sound, frame);
            sum += x.dot (model.inverse() * x).real() + std::log (model.determinant().real());
        }
    return sum;
}

/** Sound drawn from the model. */
ChannelSpectra drawn (test::Random& random, const std::vector<SpatialSource>& sources)
{
    ChannelSpectra spectra;
    for (Index bin = 0; bin < binsOfModel; ++bin)
    {
        spectra.emplace_back (framesOfModel, channelsOfModel);
        for (Index frame = 0; frame < framesOfModel; ++frame)
        {
            const Eigen::LLT<MatrixXcd> root (modelAt (sources, bin, frame));
            const Eigen::VectorXcd white =
                Eigen::VectorXcd::NullaryExpr (channelsOfModel, [&] { return complexNormal (random); });
            const Eigen::VectorXcd x = root.matrixL() * white;
            spectra.back().row (frame) = x.transpose().cast<std::complex<float>>();
        }
    }
    return spectra;
}
} // namespace

TEST_CASE ("Packed Hermitian matrices keep the inner product of matrices")
{
    test::Random random (1);
    const MatrixXcd a = randomCovariance (random, 5), b = randomCovariance (random, 5);
    CHECK (static_cast<double> (packed (a).dot (packed (b))) ==
           Approx ((a * b).trace().real()).epsilon (1e-5));
    CHECK ((unpacked (packed (a), 5) - a).norm() < 1e-6);
}

TEST_CASE ("Lanes are inverted as dense matrices are")
{
    test::Random random (2);
    const Index channels = GENERATE (2, 5, 16);
    std::vector<MatrixXcd> matrices;
    Lanes lanes (numLanes, channels * channels);
    for (Index lane = 0; lane < numLanes; ++lane)
    {
        matrices.push_back (randomCovariance (random, channels));
        lanes.row (lane) = packed (matrices.back()).transpose();
    }
    LaneInverse inverse;
    inverse.prepare (channels);
    inverse.invert (lanes);
    for (Index lane = 0; lane < numLanes; ++lane)
    {
        const auto& matrix = matrices[static_cast<size_t> (lane)];
        const MatrixXcd product = unpacked (lanes.row (lane).transpose(), channels) * matrix;
        CHECK ((product - MatrixXcd::Identity (channels, channels)).norm() <
               1e-2); // float, condition up to 1000
        CHECK (static_cast<double> (inverse.logDeterminants()[lane]) ==
               Approx (std::log (matrix.determinant().real())).epsilon (1e-3));
    }
}

TEST_CASE (
    "The objective of multichannel NMF is the likelihood that its header states, and no update raises it")
{
    test::Random random (3);
    const auto truth = randomSources (random, 3, 2);
    const auto spectra = drawn (random, truth);
    MultichannelNmf nmf (spectra, randomSources (random, 3, 2), 2);
    double last = nmf.objective();
    CHECK (last == Approx (slowObjective (spectra, nmf.sources())).epsilon (1e-5));
    const double first = last, limit = slowObjective (spectra, truth);
    for (int iteration = 0; iteration < 60; ++iteration)
    {
        nmf.iterate (iteration % 3 == 2 ? Updated::activations : Updated::all);
        const double now = slowObjective (spectra, nmf.sources());
        CHECK (now <= last + 1e-5 * std::abs (last)); // float
        last = now;
    }
    CHECK (first - last > 0.8 * (first - limit));
}

TEST_CASE ("Where multichannel NMF stands still the likelihood has no slope")
{
    test::Random random (4);
    const auto spectra = drawn (random, randomSources (random, 2, 1));
    MultichannelNmf nmf (spectra, randomSources (random, 2, 1), 1);
    const auto slopeAt = [&] (std::vector<SpatialSource> sources, auto change)
    {
        auto up = sources, down = sources;
        change (up, 1e-3);
        change (down, -1e-3);
        return (slowObjective (spectra, up) - slowObjective (spectra, down)) / 2e-3;
    };
    // Relative changes of one element of W, and a turn of R along a Hermitian direction that keeps it positive.
    const auto ofW = [] (std::vector<SpatialSource>& sources, double step)
    { sources[0].dictionary (1, 0) *= static_cast<float> (1.0 + step); };
    const auto ofH = [] (std::vector<SpatialSource>& sources, double step)
    { sources[1].activations (0, 5) *= static_cast<float> (1.0 + step); };
    const auto ofR = [] (std::vector<SpatialSource>& sources, double step)
    {
        MatrixXcd turn = MatrixXcd::Identity (channelsOfModel, channelsOfModel);
        turn (0, 1) = std::complex<double> (step, 0.5 * step);
        auto& covariance = sources[0].covariance[2];
        covariance = turn * covariance * turn.adjoint();
    };
    const double before[]{ slopeAt (nmf.sources(), ofW), slopeAt (nmf.sources(), ofH),
                           slopeAt (nmf.sources(), ofR) };
    for (int iteration = 0; iteration < 400; ++iteration)
        nmf.iterate (Updated::all);
    const double after[]{ slopeAt (nmf.sources(), ofW), slopeAt (nmf.sources(), ofH),
                          slopeAt (nmf.sources(), ofR) };
    for (int variable = 0; variable < 3; ++variable)
    {
        CHECK (std::abs (before[variable]) > 1.0);
        CHECK (std::abs (after[variable]) < 0.2);
    }
}

TEST_CASE ("Activations that are zero stay zero, and the parts of a channel are those of the Wiener filter")
{
    test::Random random (5);
    const auto spectra = drawn (random, randomSources (random, 2, 2));
    auto start = randomSources (random, 2, 2);
    start[1].activations.leftCols (10).setZero();
    MultichannelNmf nmf (spectra, start, 2);
    for (int iteration = 0; iteration < 5; ++iteration)
        nmf.iterate (Updated::all);
    CHECK (nmf.sources()[1].activations.leftCols (10).isZero (0.0f));
    CHECK (nmf.sources()[1].activations.rightCols (10).minCoeff() > 0.0f);
    const auto parts = nmf.estimate ({ { 0, 2 }, { 2 } });
    const Index bin = 1, frame = 40;
    const MatrixXcd model = modelAt (nmf.sources(), bin, frame) + noiseAt (spectra[bin], frame);
    const Eigen::VectorXcd x = spectra[bin].row (frame).transpose().cast<std::complex<double>>();
    const auto& source = nmf.sources()[0];
    const Eigen::VectorXcd expected =
        static_cast<double> (source.dictionary.row (bin).dot (source.activations.col (frame))) *
            source.covariance[bin] * (model.inverse() * x) +
        noiseAt (spectra[bin], frame) * (model.inverse() * x);
    CHECK (std::abs (std::complex<double> (parts[0][bin](frame, 0)) - expected[0]) < 1e-3 * x.norm());
    CHECK (std::abs (std::complex<double> (parts[0][bin](frame, 1)) - expected[2]) < 1e-3 * x.norm());
    CHECK (std::abs (std::complex<double> (parts[1][bin](5, 0))) == 0.0);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Kernels/NmfKernels.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <vector>

using namespace unbraid;

namespace
{
constexpr float modelFloor = 1e-6f;
constexpr double tolerance = 2e-5; // sums of a thousand float products, and fast-math's reciprocals

struct Problem
{
    core::PackedMatrix atoms;
    Eigen::VectorXf activations, spectrum;

    Problem (Eigen::Index bins, Eigen::Index numAtoms, std::uint64_t seed)
    {
        test::Random random (seed);
        atoms = random.positive (bins, numAtoms);
        activations = random.positive (numAtoms, 1);
        spectrum = random.positive (bins, 1);
    }

    [[nodiscard]] core::PackedAtoms view() const
    {
        return { atoms.data(), atoms.cols(), atoms.rows(), atoms.cols() };
    }
    [[nodiscard]] Eigen::ArrayXd model() const
    {
        return (atoms.cast<double>() * activations.cast<double>()).array() + static_cast<double> (modelFloor);
    }
};

std::vector<const core::NmfKernels*> kernelsHere()
{
    std::vector<const core::NmfKernels*> found;
    for (const char* name : { "baseline", "avx2", "avx512" })
        if (const auto* kernels = core::nmfKernelsNamed (name))
            found.push_back (kernels);
    return found;
}

double relativeError (const Eigen::VectorXf& found, const Eigen::ArrayXd& expected)
{
    return ((found.cast<double>().array() - expected) / expected).abs().maxCoeff();
}
} // namespace

TEST_CASE ("Every instruction set's products agree with double precision, at any shape and beta")
{
    const std::vector<std::pair<Eigen::Index, Eigen::Index>> shapes{
        { 1, 16 }, { 7, 16 }, { 33, 48 }, { 257, 144 }, { 513, 128 }, { 1025, 528 }
    };
    for (const auto* kernels : kernelsHere())
        for (const auto& [bins, numAtoms] : shapes)
            for (const float beta : { -1.0f, 0.0f, 0.5f, 1.0f, 2.0f, 3.0f })
            {
                const Problem problem (bins, numAtoms, 7);
                Eigen::VectorXf model (bins), numerator (numAtoms), denominator (numAtoms);
                kernels->reconstruct (problem.view(), problem.activations.data(), modelFloor, model.data());
                kernels->backProject (problem.view(), problem.activations.data(), problem.spectrum.data(),
                                      modelFloor, beta, numerator.data(), denominator.data(), nullptr);

                const Eigen::ArrayXd p = problem.model();
                const Eigen::ArrayXd v = problem.spectrum.cast<double>();
                const Eigen::MatrixXd w = problem.atoms.cast<double>();
                const Eigen::VectorXd upper = (v * p.pow (beta - 2.0)).matrix();
                const Eigen::VectorXd lower = p.pow (beta - 1.0).matrix();
                INFO (kernels->name << " " << bins << " x " << numAtoms << " beta " << beta);
                CHECK (relativeError (model, p) < tolerance);
                CHECK (relativeError (numerator, (w.transpose() * upper).array()) < tolerance);
                if (beta != 1.0f) // there the denominator is constant and left alone
                    CHECK (relativeError (denominator, (w.transpose() * lower).array()) < tolerance);
            }
}

TEST_CASE ("Mixed rows, bounded values and recurrent units agree with double precision")
{
    constexpr Eigen::Index length = 48, numInputs = 7, units = 3;
    test::Random random (4);
    const auto signs = [&random] (Eigen::Index rows, Eigen::Index columns, float peak)
    {
        return core::PackedMatrix (
            core::PackedMatrix::NullaryExpr (rows, columns, [&] { return random.uniform (-peak, peak); }));
    };
    for (const auto* kernels : kernelsHere())
        for (const Eigen::Index numOutputs : { 1, 4, 11 })
        {
            INFO (kernels->name << " " << numOutputs);
            const auto weights = signs (numOutputs, numInputs, 1.0f),
                       inputs = signs (numInputs, length, 2.0f);
            const Eigen::VectorXf bias = signs (numOutputs, 1, 1.0f);
            core::PackedMatrix outputs (numOutputs, length);
            kernels->mixRows (weights.data(), bias.data(), numOutputs, numInputs, inputs.data(), length,
                              outputs.data());
            const Eigen::MatrixXd mixed =
                (weights.cast<double>() * inputs.cast<double>()).colwise() + bias.cast<double>();
            CHECK ((outputs.cast<double>() - mixed).cwiseAbs().maxCoeff() < tolerance);

            kernels->bound (outputs.data(), outputs.size());
            CHECK ((outputs.cast<double>().array() - mixed.array().tanh()).abs().maxCoeff() < tolerance);

            const auto in = signs (3 * units, length, 8.0f), own = signs (3 * units, length, 8.0f);
            core::PackedMatrix state = signs (units, length, 1.0f);
            const Eigen::ArrayXXd before = state.cast<double>().array();
            kernels->recur (in.data(), own.data(), state.data(), state.size());
            const auto gate = [&] (Eigen::Index index)
            {
                const Eigen::ArrayXXd sum =
                    (in + own).middleRows (index * units, units).cast<double>().array();
                return Eigen::ArrayXXd (1.0 / (1.0 + (-sum).exp()));
            };
            const Eigen::ArrayXXd candidate = (in.bottomRows (units).cast<double>().array() +
                                               gate (0) * own.bottomRows (units).cast<double>().array())
                                                  .tanh();
            const Eigen::ArrayXXd expected = candidate + gate (1) * (before - candidate);
            CHECK ((state.cast<double>().array() - expected).abs().maxCoeff() < tolerance);
        }
}

TEST_CASE ("A scan of rows in both directions agrees with double precision")
{
    constexpr Eigen::Index numRows = 9, units = 32, used = 18; // the rest is padding
    test::Random random (14);
    const auto signs = [&random] (Eigen::Index rows, Eigen::Index columns)
    {
        return core::PackedMatrix (
            core::PackedMatrix::NullaryExpr (rows, columns, [&] { return random.uniform (-1.0f, 1.0f); }));
    };
    const auto input = signs (2 * numRows, 3 * units), weights = signs (2 * used, 3 * units),
               bias = signs (2, units);
    for (const auto* kernels : kernelsHere())
    {
        INFO (kernels->name);
        core::PackedMatrix states (2 * numRows, units);
        kernels->scanRows (input.data(), weights.data(), bias.data(), numRows, units, used, states.data());
        for (const Eigen::Index direction : { 0, 1 })
        {
            Eigen::ArrayXd state = Eigen::ArrayXd::Zero (units);
            for (Eigen::Index count = 0; count < numRows; ++count)
            {
                const Eigen::Index row = 2 * (direction == 0 ? count : numRows - 1 - count) + direction;
                const Eigen::ArrayXd in = input.row (row).transpose().cast<double>();
                const Eigen::MatrixXd recurrent =
                    weights.middleRows (direction * used, used).transpose().cast<double>();
                const Eigen::ArrayXd own = (recurrent * state.head (used).matrix()).array();
                const Eigen::ArrayXd open = 1.0 / (1.0 + (-in - own).exp());
                const Eigen::ArrayXd weighed =
                    own.tail (units) + bias.row (direction).transpose().cast<double>().array();
                const Eigen::ArrayXd candidate = (in.tail (units) + open.head (units) * weighed).tanh();
                state = candidate + open.segment (units, units) * (state - candidate);
                CHECK ((states.row (row).transpose().cast<double>().array() - state).abs().maxCoeff() <
                       tolerance);
            }
        }
    }
}

TEST_CASE ("Bounded values stay finite and between minus one and one, however large they were")
{
    for (const auto* kernels : kernelsHere())
    {
        Eigen::VectorXf values = Eigen::VectorXf::LinSpaced (64, -1e30f, 1e30f);
        values[0] = -3e38f;
        values[63] = 3e38f;
        kernels->bound (values.data(), values.size());
        CHECK (values.allFinite());
        CHECK (values.cwiseAbs().maxCoeff() < 1.0001f);
        CHECK (values[0] == Approx (-1.0f));
        CHECK (values[63] == Approx (1.0f));
    }
}

TEST_CASE ("Kernels work on a run of neighbouring atoms")
{
    const Problem problem (100, 96, 9);
    for (const auto* kernels : kernelsHere())
    {
        const core::PackedAtoms part{ problem.atoms.data() + 32, problem.atoms.cols(), 100, 48 };
        Eigen::VectorXf model (100);
        kernels->reconstruct (part, problem.activations.data() + 32, 0.0f, model.data());
        const Eigen::ArrayXd expected = (problem.atoms.middleCols (32, 48).cast<double>() *
                                         problem.activations.segment (32, 48).cast<double>())
                                            .array();
        CHECK (relativeError (model, expected) < tolerance);
    }
}

TEST_CASE ("The machine's kernels are among those it runs, and unknown names are none")
{
    CHECK (core::nmfKernelsNamed (core::nmfKernels().name) == &core::nmfKernels());
    CHECK (core::nmfKernelsNamed ("baseline") != nullptr);
    CHECK (core::nmfKernelsNamed ("quantum") == nullptr);
}

TEST_CASE ("Atoms outside the runs cost nothing and count for nothing")
{
    for (const auto* kernels : kernelsHere())
        for (const float beta : { 0.0f, 1.0f })
        {
            Problem problem (257, 128, 3);
            const std::vector<core::AtomRun> runs{ { 0, 16 }, { 48, 32 }, { 112, 16 } };
            Eigen::VectorXf isOpen = Eigen::VectorXf::Zero (128);
            for (const auto& run : runs)
                isOpen.segment (run.first, run.count).setOnes();
            auto open = problem.view();
            open.runs = runs.data();
            open.numRuns = static_cast<std::ptrdiff_t> (runs.size());
            Eigen::VectorXf model (257), upper (128), lower (128), expected (257), upperOfAll (128),
                lowerOfAll (128);
            lower.setZero();
            lowerOfAll.setZero();
            kernels->reconstruct (open, problem.activations.data(), modelFloor, model.data());
            kernels->backProject (open, problem.activations.data(), problem.spectrum.data(), modelFloor, beta,
                                  upper.data(), lower.data(), nullptr);
            problem.activations = problem.activations.cwiseProduct (isOpen).eval();
            kernels->reconstruct (problem.view(), problem.activations.data(), modelFloor, expected.data());
            kernels->backProject (problem.view(), problem.activations.data(), problem.spectrum.data(),
                                  modelFloor, beta, upperOfAll.data(), lowerOfAll.data(), nullptr);
            INFO (kernels->name << " beta " << beta);
            CHECK (model.isApprox (expected, 1e-5f));
            CHECK (upper.isApprox (upperOfAll.cwiseProduct (isOpen), 1e-5f));
            CHECK (lower.isApprox (lowerOfAll.cwiseProduct (isOpen), 1e-5f));
        }
}

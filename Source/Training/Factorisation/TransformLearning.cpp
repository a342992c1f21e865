// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/TransformLearning.h"

#include "Core/Support/SymmetricSolvers.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

constexpr float itakuraSaito = 0.0f;
constexpr int shortestStep = 10; // halvings of it

/** What turns two rows into each other: the derivatives of C by all angles. */
struct Turns
{
    MatrixXf slopes;     // skew
    ArrayXXf curvatures; // symmetric
};

/** Turns by the Cayley transform of a skew matrix S, which is orthogonal: (I - S / 2)^-1 (I + S / 2) = 2 (I - S / 2)^-1 - I. */
class CayleyTurn
{
public:
    explicit CayleyTurn (const MatrixXf& skew)
        : half (MatrixXf::Identity (skew.rows(), skew.cols()) - 0.5f * skew)
    {
    }

    [[nodiscard]] MatrixXf operator* (const MatrixXf& turned) const
    {
        return 2.0f * half.solve (turned) - turned;
    }

private:
    Eigen::PartialPivLU<MatrixXf> half;
};

class TransformFit
{
public:
    TransformFit (const MatrixXf& frames, MatrixXf start, Index numAtoms, bool learnsTransform,
                  float leastPower, unsigned int seed)
        : learns (learnsTransform)
        , floor (leastPower)
    {
        found.transform = std::move (start);
        coefficients = found.transform * frames;
        const MatrixXf atoms = randomAtoms (coefficients.cwiseAbs2(), numAtoms, seed);
        found.factors = { atoms, flatActivations (atoms, frames.cols()), 0.0 };
    }

    void update()
    {
        updateFactors();
        if (learns)
            updateTransform();
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return found.factors.objective; }
    [[nodiscard]] const TransformFactors& result() const { return found; }

private:
    void updateFactors()
    {
        auto& [w, h, objective] = found.factors;
        const MatrixXf values = valuesOf (coefficients);
        MatrixXf upper, lower;
        const ArrayXXf before = modelOf();
        objective = quickDivergence (values, before, itakuraSaito);
        weigh (values, before, itakuraSaito, upper, lower);
        multiplyBy (ratioOf ((w.transpose() * upper).array(), (w.transpose() * lower).array()).sqrt(),
                    activationFloor, h);
        weigh (values, modelOf(), itakuraSaito, upper, lower);
        multiplyBy (ratioOf ((upper * h.transpose()).array(), (lower * h.transpose()).array()).sqrt(),
                    atomFloor, w);
        moveSums (w, h);
    }

    void updateTransform()
    {
        const ArrayXXf model = modelOf();
        const Turns turns = turnsIn (model);
        const double before = quickDivergence (valuesOf (coefficients), model, itakuraSaito);
        const float least = 1e-3f * turns.curvatures.abs().mean() + smallestDivisor;
        MatrixXf direction = -(turns.slopes.array() / turns.curvatures.abs().max (least)).matrix();
        direction.diagonal().setZero();
        float share = std::min (1.0f, 2.0f * lastShare);
        direction *= share;
        for (int halving = 0; halving < shortestStep; ++halving, direction *= 0.5f, share *= 0.5f)
        {
            const CayleyTurn turn (direction);
            MatrixXf turned = turn * coefficients;
            if (quickDivergence (valuesOf (turned), model, itakuraSaito) >= before)
                continue;
            coefficients = std::move (turned);
            found.transform = turn * found.transform;
            lastShare = share;
            return;
        }
    }

    [[nodiscard]] MatrixXf valuesOf (const MatrixXf& y) const
    {
        return (y.array().square() + floor).matrix();
    }

    [[nodiscard]] ArrayXXf modelOf() const
    {
        return (found.factors.atoms * found.factors.activations).array() + floor;
    }

    [[nodiscard]] Turns turnsIn (const ArrayXXf& model) const
    {
        const ArrayXXf y = coefficients.array(), squares = y.square();
        const ArrayXXf inverse = (squares + floor).inverse();
        const ArrayXXf first = 2.0f * y * (model.inverse() - inverse);                                  // c'
        const ArrayXXf second = 2.0f * (model.inverse() - inverse + 2.0f * squares * inverse.square()); // c''
        const MatrixXf along = first.matrix() * coefficients.transpose();
        const MatrixXf across = second.matrix() * squares.matrix().transpose();
        const Eigen::ArrayXf own = along.diagonal().array();
        Turns turns;
        turns.slopes = along - along.transpose();
        turns.curvatures =
            ((across + across.transpose()).array().colwise() - own).rowwise() - own.transpose();
        return turns;
    }

    bool learns;
    float floor;
    TransformFactors found;
    MatrixXf coefficients;  // Y = Phi X
    float lastShare = 1.0f; // of the turn that lowered C last
};
} // namespace

core::Result<TransformFactors> learnTransform (const MatrixXf& frames, MatrixXf start, Index numAtoms,
                                               bool learns, float floor, int iterations, unsigned int seed,
                                               const IterationCallback& onIteration)
{
    TransformFit fit (frames, std::move (start), numAtoms, learns, floor, seed);
    return alternate (fit, { iterations }, onIteration);
}

MatrixXf cosineTransform (Index window)
{
    MatrixXf transform (window, window);
    const double size = static_cast<double> (window);
    for (Index k = 0; k < window; ++k)
        for (Index n = 0; n < window; ++n)
            transform (k, n) = static_cast<float> (
                std::sqrt ((k == 0 ? 1.0 : 2.0) / size) *
                std::cos (std::numbers::pi * static_cast<double> (k * (2 * n + 1)) / (2.0 * size)));
    return transform;
}

MatrixXf randomTransform (Index window, unsigned int seed)
{
    std::mt19937_64 random (seed);
    const auto uniform = [&random] { return static_cast<float> (random() >> 40) * 0x1p-24f - 0.5f; };
    Eigen::MatrixXd matrix (window, window);
    for (double& value : matrix.reshaped())
        value = uniform() + uniform() + uniform(); // nearly normal, so nearly without a direction
    Eigen::MatrixXd gram = matrix * matrix.transpose();
    core::factorise (gram);          // A A^T = L L^T
    core::solveLower (gram, matrix); // L^-1 A, whose rows are orthonormal
    return matrix.cast<float>();
}

} // namespace unbraid::training

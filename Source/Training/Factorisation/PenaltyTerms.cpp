// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/PenaltyTerms.h"

#include <algorithm>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXd;
using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double smallestNorm = 1e-30; // of what is divided by

bool follows (const std::vector<std::uint8_t>& continues, Index frame)
{
    return frame > 0 && (continues.empty() || continues[static_cast<size_t> (frame)] == 1);
}

/** Of each frame, the terms of its neighbours in time. */
struct Neighbourhood
{
    ArrayXXd sums;   // [atoms x frames] of the neighbours
    ArrayXd counts;  // [frames] of neighbours
    ArrayXd squares; // [atoms] sum of the squared steps
};

Neighbourhood neighbourhood (const ArrayXXd& h, const std::vector<std::uint8_t>& continues)
{
    Neighbourhood found{ ArrayXXd::Zero (h.rows(), h.cols()), ArrayXd::Zero (h.cols()),
                         ArrayXd::Zero (h.rows()) };
    for (Index frame = 1; frame < h.cols(); ++frame)
    {
        if (! follows (continues, frame))
            continue;
        found.sums.col (frame) += h.col (frame - 1);
        found.sums.col (frame - 1) += h.col (frame);
        found.counts[frame] += 1.0;
        found.counts[frame - 1] += 1.0;
        found.squares += (h.col (frame) - h.col (frame - 1)).square();
    }
    return found;
}

/** Columns of unit length, and the lengths that they had. */
struct Directions
{
    explicit Directions (const Eigen::MatrixXf& atoms)
        : unit (atoms.cast<double>())
        , lengths (unit.colwise().norm().transpose().cwiseMax (smallestNorm))
    {
        unit.array().rowwise() /= lengths.transpose().array();
    }

    MatrixXd unit;
    VectorXd lengths;
};

/** The split gradient of `share` times the sum over all atoms u_k of u_k^T s. */
Penalty gradientTowards (const Directions& atoms, const VectorXd& sum, double share)
{
    const VectorXd cosines = atoms.unit.transpose() * sum;
    const Eigen::RowVectorXd scales = (share / atoms.lengths.array()).matrix().transpose();
    Penalty penalty;
    penalty.value = share * cosines.sum();
    penalty.plus = (sum * scales).array().cast<float>();
    penalty.minus =
        (atoms.unit.array().rowwise() * (scales.array() * cosines.transpose().array())).cast<float>();
    return penalty;
}

void add (const Penalty& term, double weight, Penalty& sum)
{
    const auto factor = static_cast<float> (weight);
    if (sum.isNone())
    {
        sum.plus = Eigen::ArrayXXf::Zero (term.plus.rows(), term.plus.cols());
        sum.minus = sum.plus;
    }
    sum.value += weight * term.value;
    sum.plus += factor * term.plus;
    sum.minus += factor * term.minus;
}
} // namespace

Penalty discontinuity (const Eigen::MatrixXf& activations, const std::vector<std::uint8_t>& continues)
{
    const ArrayXXd h = activations.cast<double>().array();
    const Neighbourhood near = neighbourhood (h, continues);
    const ArrayXd energies = h.square().rowwise().sum().max (smallestNorm);
    const ArrayXd roughness = near.squares / energies;
    const ArrayXd scales = 2.0 / (static_cast<double> (h.rows()) * energies);
    Penalty penalty;
    penalty.value = roughness.mean();
    penalty.plus = ((h.colwise() * scales).rowwise() * near.counts.transpose()).cast<float>();
    penalty.minus = ((near.sums + h.colwise() * roughness).colwise() * scales).cast<float>();
    return penalty;
}

Penalty coherence (const Eigen::MatrixXf& atoms)
{
    const auto count = static_cast<double> (atoms.cols());
    const Directions directions (atoms);
    const double share = count > 1.0 ? 2.0 / (count * (count - 1.0)) : 0.0;
    Penalty penalty = gradientTowards (directions, directions.unit.rowwise().sum(), share);
    penalty.value = 0.5 * (penalty.value - share * count); // each pair once, no atom with itself
    return penalty;
}

Penalty coherence (const Eigen::MatrixXf& atoms, const Eigen::MatrixXf& others)
{
    const auto pairs = static_cast<double> (atoms.cols() * others.cols());
    return gradientTowards (Directions (atoms), Directions (others).unit.rowwise().sum(), 1.0 / pairs);
}

Penalty penaltyOnActivations (const Eigen::MatrixXf& activations, const PenaltyTerms& terms, double unit)
{
    Penalty sum;
    if (terms.weights.continuity > 0.0f)
        add (discontinuity (activations, terms.continues), unit * terms.weights.continuity, sum);
    return sum;
}

Penalty penaltyOnAtoms (const Eigen::MatrixXf& atoms, const PenaltyTerms& terms, double unit)
{
    Penalty sum;
    if (terms.weights.orthogonality > 0.0f)
        add (coherence (atoms), unit * terms.weights.orthogonality, sum);
    if (terms.weights.separation > 0.0f && terms.others.cols() > 0)
        add (coherence (atoms, terms.others), unit * terms.weights.separation, sum);
    return sum;
}

float penalisedStep (float beta) noexcept
{
    return 1.0f / (std::max (1.0f, beta - 1.0f) - std::min (-1.0f, beta - 2.0f));
}

} // namespace unbraid::training

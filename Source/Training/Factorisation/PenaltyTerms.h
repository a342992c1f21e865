// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace unbraid::training
{

/** Weights of the penalties, each relative to the divergence per value of V: a weight of 1 counts a penalty of 0.1 as
    much as a divergence of 0.1 a bin. */
struct PenaltyWeights
{
    float continuity = 0.0f;    // of the activations in time
    float orthogonality = 0.0f; // of the atoms of one source
    float separation = 0.0f;    // of its atoms and those of other sources

    [[nodiscard]] std::array<std::pair<const char*, float>, 3> named() const
    {
        return { { { "continuity", continuity },
                   { "orthogonality", orthogonality },
                   { "orthogonality between sources", separation } } };
    }

    [[nodiscard]] bool areAllZero() const
    {
        return continuity == 0.0f && orthogonality == 0.0f && separation == 0.0f;
    }
};

constexpr float maxPenaltyWeight = 1e3f;

/** The penalties of a factorisation, and what they need to know. */
struct PenaltyTerms
{
    PenaltyWeights weights{};
    Eigen::MatrixXf others{}; // [bins x atoms] of the other sources; empty: none
    std::vector<std::uint8_t>
        continues{}; // [frames] 1 where a frame follows the one before it; empty: all do
};

/** A penalty and its gradient, split in two parts that are nowhere negative: gradient = plus - minus. */
struct Penalty
{
    double value = 0.0;
    Eigen::ArrayXXf plus;
    Eigen::ArrayXXf minus;

    [[nodiscard]] bool isNone() const { return plus.size() == 0; }

    /** The gradient at `count` columns from `first` on, without the value. [worker] */
    [[nodiscard]] Penalty gradientAt (Eigen::Index first, Eigen::Index count) const
    {
        return { 0.0, plus.middleCols (first, count), minus.middleCols (first, count) };
    }
};

/** Discontinuity of the activations, 0 to 4, independent of their scale:

        c = mean_k S_k / E_k,   S_k = sum_n (h_kn - h_k(n-1))^2 over frames that follow each other,   E_k = sum_n h_kn^2
        plus  = 2 d_n h_kn / (K E_k)                                  d_n: 0, 1 or 2 neighbours
        minus = 2 (h_k(n-1) + h_k(n+1) + h_kn S_k / E_k) / (K E_k)

    activations  [atoms x frames]
    continues    as PenaltyTerms
    [worker]
    Source: Virtanen 2007, IEEE TASLP 15(3), whose cost is K N times this one; the first and last frames, which have one
    neighbour, are ours. */
Penalty discontinuity (const Eigen::MatrixXf& activations, const std::vector<std::uint8_t>& continues);

/** Similarity of the atoms: the mean cosine of all pairs, 0 (no two share a bin) to 1.

        c = 2 / (K (K-1)) sum_(k<l) u_k^T u_l,   u_k = w_k / |w_k|_2,   s = sum_l u_l
        plus = 2 s / (K (K-1) |w_k|_2),   minus = 2 (u_k^T s) u_k / (K (K-1) |w_k|_2)

    The scale of an atom changes nothing, so atoms keep unit sum. atoms  [bins x atoms]
    [worker]
    Source: the penalty of local NMF (Li, Hou, Zhang & Cheng 2001) is the sum of w_k^T w_l; unit vectors are ours. */
Penalty coherence (const Eigen::MatrixXf& atoms);

/** The same between atoms and those of other sources, which stay as they are: the mean of u_k^T u_l over all k and l.
    [worker]
    Source: cross-coherence, Grais & Erdogan 2013 (squares there). */
Penalty coherence (const Eigen::MatrixXf& atoms, const Eigen::MatrixXf& others);

/** The weighted penalties on H and on W; none where their weights are zero.
    unit  divergence that a weight of 1 and a penalty of 1 cost: the number of values of V
    [worker] */
Penalty penaltyOnActivations (const Eigen::MatrixXf& activations, const PenaltyTerms& terms, double unit);
Penalty penaltyOnAtoms (const Eigen::MatrixXf& atoms, const PenaltyTerms& terms, double unit);

/** The exponent of the multiplicative step x <- x . [ (upper + minus) / (lower + plus) ]^e under a penalty.

    With x = 1 + the relative change of a value, the divergence is majorised by a function whose derivative is
    lower x^max(0, beta-1) - upper x^min(0, beta-2), and the products of neighbours or of atoms in a penalty by one of
    plus x - minus / x (h h' <= (h^2 + h'^2) / 2 with weights, and -h h' <= -(1 + log h h')). Of all these powers of x the
    largest is b = max (1, beta-1) and the smallest a = min (-1, beta-2). With r the ratio above and x = r^(1/(b-a)) the
    sum has the sign that it has at 1, or is zero: the step ends between 1 and the minimum, so the majorising function
    falls. The norms in a penalty count as constants in this; that they move is of second order.
    [any]
    Source: the majorising functions are those of Fevotte & Idier 2011; the exponent under penalties is ours. */
float penalisedStep (float beta) noexcept;

} // namespace unbraid::training

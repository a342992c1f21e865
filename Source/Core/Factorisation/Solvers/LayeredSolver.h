// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedUnfolding.h"
#include "Core/Factorisation/Solvers/EnabledAtoms.h"

namespace unbraid::core
{

/** Finds the activations of one frame by the updates of an unfolded dictionary: a matrix, sparsity and exponent for
    each, trained to separate; they need not lower anything. The start is what an encoder proposes, or A h_prev + b.
    Source: Hershey, Le Roux & Weninger 2014. */
class LayeredSolver
{
public:
    /** [worker] allocates */
    void prepare (const PreparedUnfolding& unfolding);

    /** Back to a flat start. [audio] */
    void reset() noexcept;

    /** Opens (true) or closes the atoms of a source from the next frame on. [audio] */
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept { enabled.setSource (source, isOn); }

    /** All updates, from A h_prev + b.
        spectrum    [rows] v, unit mean
        levelRatio  level of the last frame over that of this one
        [audio] real-time safe. */
    void solve (const PreparedUnfolding& unfolding, const Eigen::VectorXf& spectrum,
                float levelRatio) noexcept;

    /** All updates, from an encoder's proposal.
        proposal  [padded atoms]
        spectrum  [rows] v, unit mean
        [audio] real-time safe. */
    void solveFrom (const Eigen::VectorXf& proposal, const PreparedUnfolding& unfolding,
                    const Eigen::VectorXf& spectrum) noexcept;

    /** [audio] */
    [[nodiscard]] const EnabledAtoms& enabledAtoms() const noexcept { return enabled; }

    /** h [padded atoms], in units of the last frame's mean. */
    [[nodiscard]] const Eigen::VectorXf& activations() const noexcept { return h; }

private:
    void runLayers (const PreparedUnfolding& unfolding, const Eigen::VectorXf& spectrum) noexcept;
    void update (const PreparedLayer& layer, const Eigen::VectorXf& spectrum) noexcept;
    void repairIfBroken() noexcept;

    float beta = 0.0f;
    EnabledAtoms enabled;
    Eigen::VectorXf h;           // activations
    Eigen::VectorXf numerator;   // W^T (v . P^(beta-2))
    Eigen::VectorXf denominator; // W^T P^(beta-1)
    Eigen::VectorXf prediction;  // A h_prev
};

} // namespace unbraid::core

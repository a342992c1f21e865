// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/EnabledAtoms.h"
#include "Core/Factorisation/Solvers/SolverSettings.h"

namespace unbraid::core
{

/** Finds the activations h of one frame, the dictionary W fixed, by a few multiplicative updates that start
    from the last frame's: the second stage of the path. The objective

        D_beta (v | W h + floor) + sum_k mu_k h_k + lambda sum_g log (e + |h_g|_1)   [or + the dynamics prior]

    never rises from one update to the next. Start of the frame (leak) and gates stand outside that guarantee.

    Sources: Fevotte & Idier 2011 (updates), Le Roux, Weninger & Hershey 2015 (L1 with unit atoms), Lefevre,
    Bach & Fevotte 2011, ICASSP (groups), Fevotte, Le Roux & Hershey 2013 (dynamics). */
class ActivationSolver
{
public:
    /** P = W h + modelFloor. */
    static constexpr float modelFloor = plainModelFloor;

    /** [worker] allocates; errors: settings outside their ranges, a dynamics prior with beta other than 0 or 1 */
    Status prepare (const PreparedDictionary& dictionary, const SolverSettings& settings);

    /** Takes new settings; those `prepare` would refuse are clamped or, for dynamics, ignored. [audio] */
    void set (const SolverSettings& settings) noexcept;

    /** Back to a flat start, all notes enabled. [audio] */
    void reset() noexcept;

    /** Opens (true) or closes the atoms of a source from the next frame on. [audio] */
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept { enabled.setSource (source, isOn); }

    /** Opens or closes one atom from the next frame on, as its note begins and ends; turning its source off closes it
        as well.
        atom  packed column
        [audio] */
    void setNoteEnabled (Eigen::Index atom, bool isOn) noexcept { enabled.setNote (atom, isOn); }

    /** Fixes one atom's activation, in units of the frame's mean, until `release`: no update moves it. Its
        gate still closes it.
        [audio] */
    void hold (Eigen::Index atom, float activation) noexcept;
    void release() noexcept { heldAtom = -1; }

    /** The start of a frame: last activations, rescaled to the new frame's level, with the leak, then gates.
        spectrum    [rows] v, unit mean
        levelRatio  level of the last frame over that of this one
        [audio] real-time safe. */
    void beginFrame (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                     float levelRatio) noexcept;

    /** One multiplicative update. [audio] real-time safe. */
    void update (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum) noexcept;

    /** beginFrame and all the updates. [audio] real-time safe. */
    void solve (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                float levelRatio) noexcept;

    /** The penalised objective at the current activations, in double.
        [worker] for tests and plots; allocates. */
    [[nodiscard]] double objective (const PreparedDictionary& dictionary,
                                    const Eigen::VectorXf& spectrum) const;

    /** The atoms that are enabled in this frame. [audio] */
    [[nodiscard]] const EnabledAtoms& enabledAtoms() const noexcept { return enabled; }

    /** h [padded atoms], in units of the last frame's mean. */
    [[nodiscard]] const Eigen::VectorXf& activations() const noexcept { return h; }

private:
    void updatePlain (float exponent) noexcept;
    void updateDynamics (float exponent) noexcept;
    void addGroupPenalty() noexcept;
    void repairIfBroken() noexcept;
    void keepHeld() noexcept;

    SolverSettings chosen;
    float beta = 0.0f;
    Eigen::Index heldAtom = -1; // -1: none
    float heldActivation = 0.0f;
    Eigen::VectorXf h;           // activations
    Eigen::VectorXf numerator;   // W^T (v . P^(beta-2))
    Eigen::VectorXf denominator; // W^T P^(beta-1)
    Eigen::VectorXf prediction;  // p = A h_prev
    Eigen::VectorXf hasPrior;    // 1 for the atoms whose row of A is not empty
    Eigen::VectorXf groupSums;   // |h_g|_1
    Eigen::VectorXf isSparse;    // 1 for the atoms that the L1 penalty weighs
    std::vector<int> groups;
    EnabledAtoms enabled;
};

} // namespace unbraid::core

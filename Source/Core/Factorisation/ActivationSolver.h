// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/PreparedDictionary.h"
#include "Core/Factorisation/SolverSettings.h"

namespace unbraid::core
{

/** Finds the activations h of one frame, the dictionary W fixed, by a few multiplicative updates that start
    from the last frame's: the second stage of the path. The objective

        D_beta (v | W h + floor) + sum_k mu_k h_k + lambda sum_g log (e + |h_g|_1)   [or + the dynamics prior]

    never rises from one update to the next. Start of the frame (leak) and gates stand outside that guarantee.

    An unfolded dictionary has a matrix, sparsity and exponent for each of its updates, which were trained to
    separate and need not lower anything; of the settings none applies to it. It starts from what its encoder
    proposes, or from A h_prev + b.
    Sources: Fevotte & Idier 2011 (updates), Le Roux, Weninger & Hershey 2015 (L1 with unit atoms), Lefevre,
    Bach & Fevotte 2011, ICASSP (groups), Fevotte, Le Roux & Hershey 2013 (dynamics), Hershey, Le Roux & Weninger
    2014 (unfolded). */
class ActivationSolver
{
public:
    /** P = W h + modelFloor with a plain dictionary. */
    static constexpr float modelFloor = plainModelFloor;

    /** [worker] allocates; errors, of a plain dictionary: settings outside their ranges, a dynamics prior with beta
        other than 0 or 1 */
    Status prepare (const PreparedDictionary& dictionary, const SolverSettings& settings);

    /** Takes new settings; those `prepare` would refuse are clamped or, for dynamics, ignored. [audio] */
    void set (const SolverSettings& settings) noexcept;

    /** Back to a flat start, all notes open. [audio] */
    void reset() noexcept;

    /** Opens (true) or closes the atoms of a source from the next frame on. [audio] */
    void setGate (Eigen::Index source, bool open) noexcept;

    /** Opens or closes one atom from the next frame on, as its note begins and ends; the gate of its source can close
        it as well.
        atom  packed column
        [audio] */
    void setNoteGate (Eigen::Index atom, bool open) noexcept;

    /** Fixes one atom's activation, in units of the frame's mean, until `release`: no update moves it. Its
        gate still closes it.
        [audio] */
    void hold (Eigen::Index atom, float activation) noexcept;
    void release() noexcept { heldAtom = -1; }

    /** The start of a frame: last activations, rescaled to the new frame's level, with the leak, then gates; of an
        unfolded dictionary A h_prev + b.
        spectrum    [rows] v, mean one
        levelRatio  level of the last frame over that of this one
        [audio] real-time safe. */
    void beginFrame (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                     float levelRatio) noexcept;

    /** One multiplicative update with a plain dictionary. [audio] real-time safe. */
    void update (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum) noexcept;

    /** beginFrame and all the updates. [audio] real-time safe. */
    void solve (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                float levelRatio) noexcept;

    /** All the updates of an unfolded dictionary, from a start that its encoder proposes.
        proposal  [padded atoms]
        [audio] real-time safe. */
    void solveFrom (const Eigen::VectorXf& proposal, const PreparedDictionary& dictionary,
                    const Eigen::VectorXf& spectrum) noexcept;

    /** The penalised objective at the current activations of a plain dictionary, in double.
        [worker] for tests and plots; allocates. */
    [[nodiscard]] double objective (const PreparedDictionary& dictionary,
                                    const Eigen::VectorXf& spectrum) const;

    /** The same view, of the atoms alone that are open in this frame, or of one source's among them.
        [audio] */
    [[nodiscard]] PackedAtoms openView (const PackedAtoms& atoms) const noexcept;
    [[nodiscard]] PackedAtoms openView (const PackedAtoms& atoms, Eigen::Index source) const noexcept;

    /** h [padded atoms], in units of the last frame's mean. */
    [[nodiscard]] const Eigen::VectorXf& activations() const noexcept { return h; }

private:
    void project (const PackedAtoms& atoms, const Eigen::VectorXf& sums, const Eigen::VectorXf& spectrum,
                  float floor) noexcept;
    void carryOver (const PreparedDictionary& dictionary) noexcept;
    void runLayers (const PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum) noexcept;
    void updateThrough (const PreparedLayer& layer, const Eigen::VectorXf& spectrum) noexcept;
    void moveBy (float exponent) noexcept;
    void updatePlain (float exponent) noexcept;
    void updateDynamics (float exponent) noexcept;
    void addGroupPenalty() noexcept;
    void predict (const PreparedDictionary& dictionary) noexcept;
    void repairIfBroken() noexcept;
    void keepHeld() noexcept;
    void listRuns() noexcept;

    SolverSettings chosen;
    float beta = 0.0f;
    Eigen::Index heldAtom = -1; // -1: none
    float heldActivation = 0.0f;
    Eigen::VectorXf h;           // activations
    Eigen::VectorXf open;        // 1 where an atom may sound now: the product of the next three
    Eigen::VectorXf canSound;    // 0 for padding and for atoms that have nothing on these bins
    Eigen::VectorXf sourceGates; // 0 where the gate of its source is shut
    Eigen::VectorXf noteGates;   // 0 where its note does not sound
    Eigen::VectorXf numerator;   // W^T (v . P^(beta-2))
    Eigen::VectorXf denominator; // W^T P^(beta-1)
    Eigen::VectorXf prediction;  // p = A h_prev
    Eigen::VectorXf hasPrior;    // 1 for the atoms whose row of A is not empty
    Eigen::VectorXf groupSums;   // |h_g|_1
    Eigen::VectorXf columnSums;
    Eigen::VectorXf isSparse; // 1 for the atoms that the L1 penalty weighs
    std::vector<int> groups;
    std::vector<AtomRange> ranges;
    bool gatesMoved = true; // since the runs were listed
    std::vector<AtomRun>
        runs; // of what is open, in blocks of atomPadding; none crosses from source to source
};

} // namespace unbraid::core

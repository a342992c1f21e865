// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Solvers/ActivationSolver.h"

namespace unbraid::core
{

/** [worker] errors: settings outside their ranges */
Status checkSettings (const AdaptationSettings& settings);

/** The settings that are wanted, clamped to their ranges. [audio] */
AdaptationSettings clampedSettings (const AdaptationSettings& settings) noexcept;

/** Whether an adaptive atom keeps its zeros. */
enum class Zeros
{
    grow, // noise may come to have anything
    stay  // a note has its partials, and nothing between them
};

/** Adapts a run of atoms while playing, those of noise, of the residual or of guiding notes: incremental NMF with
    forgetting, after the activations of each frame are known. The statistics start from the trained atoms; those of an
    atom that is shut wait. Sources: Lefevre, Bach & Fevotte 2011, WASPAA, algorithm 1 (IS); the general beta by the
    same majorisation with the step of Fevotte & Idier 2011, table 2; Ewert & Mueller 2012 (zeros that stay). */
class AtomAdapter
{
public:
    /** adaptive  the atoms; of none nothing is learned
        [worker] allocates; errors: settings outside their ranges */
    Status prepare (const PreparedDictionary& dictionary, const AtomRange& adaptive, Zeros zerosOfAtoms,
                    const AdaptationSettings& settings, double hopSeconds);

    /** Takes new settings; out of range they are clamped. [audio] */
    void set (const AdaptationSettings& settings) noexcept;

    /** While frozen neither `learn` nor `reset` changes anything; not so after prepare. [audio] */
    void freeze (bool shouldBeFrozen) noexcept { isFrozen = shouldBeFrozen; }

    /** Forgets what was learned: puts the trained atoms back. [audio] */
    void reset (PreparedDictionary& dictionary) noexcept;

    /** Puts in what was learned elsewhere, as if the adaptation had started from it; `reset` still goes back
        to the trained atoms.
        atoms  [model bins x adaptive atoms] columns sum to one; where one is zero the trained atom stays
        [worker] allocates */
    void restore (PreparedDictionary& dictionary, const Eigen::MatrixXf& atoms);

    /** Counts one frame in; every few frames renews the adaptive columns of the dictionary.
        spectrum  [model bins] v, unit mean
        solver    has solved this frame
        [audio] real-time safe. */
    void learn (PreparedDictionary& dictionary, const Eigen::VectorXf& spectrum,
                const ActivationSolver& solver) noexcept;

private:
    void startFrom (const Eigen::MatrixXf& atoms, PreparedDictionary& dictionary) noexcept;
    void startStatistics (const Eigen::MatrixXf& atoms) noexcept;
    void countFrame (const Eigen::VectorXf& spectrum, const Eigen::VectorXf& activations) noexcept;
    void renewAtoms (PreparedDictionary& dictionary) noexcept;
    void renewAtom (Eigen::Index atom, float kept) noexcept;
    bool renormalise (Eigen::Index atom) noexcept;

    AdaptationSettings chosen;
    bool isFrozen = false;
    AtomRange range;
    double hop = 0.0;
    float beta = 0.0f;
    float step = 0.5f; // exponent of the majorised update: W = (upper / lower)^step
    int framesPerRenewal = 1;
    int framesCounted = 0;
    Zeros zeros = Zeros::grow;
    Eigen::VectorXf model;              // [model bins] P
    Eigen::ArrayXf weights;             // [model bins] P^(beta-1)
    Eigen::ArrayXf ratios;              // [model bins] v P^(beta-2)
    Eigen::ArrayXf column;              // [model bins] an atom in the making
    Eigen::MatrixXf trained;            // [model bins x adaptive atoms] where adaptation starts
    Eigen::MatrixXf upper, lower;       // statistics, faded
    Eigen::MatrixXf newUpper, newLower; // statistics since the last renewal
    std::vector<char> wasActive;        // per adaptive atom, since the last renewal
};

} // namespace unbraid::core

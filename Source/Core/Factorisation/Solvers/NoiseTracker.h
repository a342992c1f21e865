// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/ActivationSolver.h"

namespace unbraid::core
{

/** [worker] errors: settings outside their ranges */
Status checkSettings (const NoiseTrackingSettings& settings);

/** Follows the spectrum of the noise, frame by frame, and holds it in the model: the first adaptive atom is
    that spectrum and its activation is not solved for, so that the other atoms explain only what exceeds it.
    Where every atom is free, a rich dictionary of speech explains the noise as well and nothing is removed.

    With N the tracked noise and S the model of all other atoms, each frame counts the noise expected in it:

        beta 0     n = g^2 v + g S    variance of a Gaussian component given the mixture, g = N / (N + S)
        otherwise  n = g v            mean of a Poisson component given the mixture (exact at beta = 1)
        N <- kept N + (1 - kept) ((1 - doubt) n + doubt v)

    that is, expectation maximisation for a component of one atom, made recursive by forgetting. The first
    frames after a reset are taken for noise. Ours are `doubt`, which lets N out of a start that was far too
    quiet, where S would explain any noise, that the weight acts on the model but not on g, and that N is at
    most 6 dB above the frame, so that a burst does not mask what comes after it. Sources:
    Fevotte, Bertin & Durrieu 2009 (IS-NMF/EM); Cemgil 2009 (KL); Berouti, Schwartz & Makhoul 1979
    (over-subtraction). */
class NoiseTracker
{
public:
    /** [worker] allocates; errors: settings outside their ranges */
    Status prepare (const PreparedDictionary& dictionary, const NoiseTrackingSettings& settings,
                    double hopSeconds);

    /** Takes new settings; out of range they are clamped. [audio] */
    void set (const NoiseTrackingSettings& settings) noexcept;

    /** While frozen N keeps its level, whatever the input, and neither `learn` nor `reset` changes it; not so
        after prepare. [audio] */
    void freeze (bool shouldBeFrozen) noexcept { isFrozen = shouldBeFrozen; }

    /** Forgets the noise; the next frames are its start. [audio] */
    void reset() noexcept;

    /** Puts in noise that was tracked elsewhere, its start over.
        spectrum  [model bins] of frames that are nothing but this noise, not divided by their mean
        [worker] */
    void restore (const Eigen::VectorXf& spectrum);

    /** True where the dictionary has an atom for it, the settings enable it and, if frozen, there is noise to
        hold; otherwise the atom is adapted like the others. [audio] */
    [[nodiscard]] bool isOn() const noexcept
    {
        return chosen.enabled && canTrack && (! isFrozen || framesProcessed > 0);
    }

    /** Copies the current value of the first adaptive atom: the tracked noise or, where it was held before any was
        learned, the trained atom. Otherwise the atom is left as it is.
        atomValues  [model bins]
        returns     what makes the noise its absolute spectrum, as a factor; 0: it is no tracked noise
        [audio] */
    float copyNoise (Eigen::Ref<Eigen::VectorXf> atomValues) const noexcept;

    /** Before a frame is solved: puts N into the dictionary and its level into the solver; where tracking was
        switched off, puts the trained atom back.
        spectrum  [model bins] v, unit mean
        level     what v was divided by
        [audio] real-time safe. */
    void hold (PreparedDictionary& dictionary, ActivationSolver& solver, const Eigen::VectorXf& spectrum,
               float level) noexcept;

    /** After a frame is solved: counts the noise expected in it.
        spectrum     [model bins] v, unit mean
        models       [model bins x sources] P_j
        activations  [padded atoms] h
        [audio] real-time safe. */
    void learn (const Eigen::VectorXf& spectrum, const Eigen::MatrixXf& models,
                const Eigen::VectorXf& activations) noexcept;

private:
    void letGo (PreparedDictionary& dictionary, ActivationSolver& solver) noexcept;

    NoiseTrackingSettings chosen;
    float beta = 0.0f;
    double hop = 0.0;
    float kept = 0.0f;    // share of N that is kept from frame to frame
    float loudest = 1.0f; // sum of N over that of the frame, at most
    bool canTrack = false;
    bool isFrozen = false;
    bool isHolding = false;
    Eigen::Index atom = 0;
    Eigen::Index framesOfStart = 1;
    Eigen::Index framesProcessed = 0;
    Eigen::VectorXf trained; // [model bins] the atom before it was used for tracking
    Eigen::ArrayXf noise;    // [model bins] N in units of noiseLevel
    float noiseLevel = 0.0f; // mean of the last frame that was counted; 0: none yet
    Eigen::ArrayXf held;     // [model bins] N in units of this frame's mean, within what this frame allows
    Eigen::ArrayXf others;   // [model bins] S
    Eigen::ArrayXf share;    // [model bins] g
    Eigen::ArrayXf expected; // [model bins] n
};

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Solvers/SolverSettings.h"

#include <vector>

namespace unbraid::core
{

/** Finds the activations of convolutive atoms, whose spectrum W_0, W_1 .. continues for several frames, beside plain ones:

        v_t ~ P_t = U g_t + sum_lag W_lag h_(t - lag) + floor

    A window of 1 + D frames is solved together, D: the look-ahead, by the multiplicative updates of a matrix that has
    the lags side by side, so that D_beta does not rise. Then the window moves on a frame: the oldest activations are
    final and what they make of later frames is known. The frame that is output is that oldest one.

    Semi-adaptive: each atom has a gain for each band, the same at all lags, that follows how the kit of the
    input differs from the one that was learned. With e_t(k) what atom k makes of frame t, its gain is

        c = (a + sum_t e_t(k) v_t / P_t) / (a + sum_t e_t(k) / c)          sums fade

    where a is the weight of the learned atom, a share of all energy: atoms that play much adapt, others stay.

    Frames keep their level here, since they share activations; only the floor follows it.
    Sources: Smaragdis 2004 (non-negative matrix factor deconvolution), Wang, Cichocki & Chambers 2009 (multiplicative
    updates), Fevotte & Idier 2011 (beta), Dittmar & Gaertner 2014 (frozen past, semi-adaptive templates). Differs: the
    gains, for templates that are learned freely. */
class ConvolutiveSolver
{
public:
    /** dictionary  a valid one with tails
        lookAhead   D
        [worker] allocates; errors: settings outside their ranges */
    Status prepare (const Dictionary& dictionary, Eigen::Index lookAhead, double hopSeconds,
                    const SolverSettings& solverSettings, const AdaptationSettings& adaptationSettings);

    /** Takes new settings; out of range they are clamped. [audio] */
    void set (const SolverSettings& solverSettings, const AdaptationSettings& adaptationSettings) noexcept;

    /** While frozen the gains stay as they are, also over a reset. [audio] */
    void freeze (bool shouldBeFrozen) noexcept { isFrozen = shouldBeFrozen; }

    /** Forgets all frames, and the gains. [audio] */
    void reset() noexcept;

    /** Forgets all frames: nothing sounds. Once more costs nothing. [audio] */
    void forgetFrames() noexcept;

    /** Enables or disables the atoms of a source. [audio] */
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept;

    /** Opens or shuts the atoms of a source for the frame that is processed next: its activations there are zero where
        they are shut, in later windows too.
        isStruck  those of its convolutive atoms
        rings     those of its plain atoms
        [audio] */
    void setHitGate (Eigen::Index source, bool isStruck, bool rings) noexcept;

    /** Processes a frame and finishes the one D frames before it.
        spectrum  [bands] v, not divided by its level; zero where it is silent
        [audio] real-time safe. */
    void solve (const Eigen::VectorXf& spectrum) noexcept;

    /** P_j of the frame that is finished, at its own level. [bands x sources] */
    [[nodiscard]] const Eigen::MatrixXf& sourceModels() const noexcept { return models; }

    /** g and h of the finished frame where the dictionary is packed. [padded atoms] */
    [[nodiscard]] const Eigen::VectorXf& activations() const noexcept { return finished; }

    /** c [bands x dictionary's atoms]. [worker] for tests; allocates */
    [[nodiscard]] Eigen::MatrixXf gains() const;

    /** D_beta of the frames of the window. [worker] for tests; allocates */
    [[nodiscard]] double divergence() const;

    /** One update of the window's activations. [audio] */
    void update() noexcept;

private:
    struct AtomSlot // of one of the dictionary's atoms
    {
        Eigen::Index column = 0; // among the plain or the convolutive ones
        Eigen::Index packed = 0; // as PreparedDictionary has it
        Eigen::Index source = 0;
        bool isConvolutive = false;
    };

    void assignSlots (const Dictionary& dictionary);
    void copyAtoms (const Dictionary& dictionary);
    void allocateFrames (Eigen::Index numSources, Eigen::Index numPacked);
    [[nodiscard]] Eigen::Index columnOf (const AtomSlot& slot) const noexcept;
    [[nodiscard]] PackedAtoms viewOf (Eigen::Index frame) const noexcept;
    void renewStack() noexcept;
    void moveOn (const Eigen::VectorXf& spectrum) noexcept;
    void beginFrame() noexcept;
    void recall() noexcept;
    void gatherActivations (Eigen::Index frame) noexcept;
    void project (Eigen::Index frame) noexcept;
    void finishFrame() noexcept;
    void modelSources() noexcept;
    void learn() noexcept;
    void renewGains() noexcept;
    [[nodiscard]] bool isBroken() const noexcept;
    [[nodiscard]] Eigen::MatrixXf& echoAfter (Eigen::Index frames) noexcept
    {
        return echoes[(now + static_cast<size_t> (frames)) % echoes.size()];
    }

    SolverSettings chosen;
    AdaptationSettings adaptation;
    bool isFrozen = false;
    float beta = 0.0f;
    double hop = 0.0;
    Eigen::Index ahead = 0; // D
    Eigen::Index numBands = 0;
    Eigen::Index numPlain = 0, numConvolutive = 0;    // atoms
    Eigen::Index plainColumns = 0, movingColumns = 0; // with padding
    std::vector<AtomSlot> slots;                      // of the dictionary's atoms
    Eigen::MatrixXf plain;                            // [bands x plain columns] U
    std::vector<Eigen::MatrixXf> tails;               // [lags] of [bands x convolutive columns] W_0, W_1 ..
    PackedMatrix stack;                               // U, W_0 .. W_D side by side, with gains
    Eigen::VectorXf plainSums;                        // of the columns of U
    Eigen::MatrixXf movingSums; // [convolutive columns x (1 + D)] of W_0 .. W_lag together

    // The window, newest frame first:
    Eigen::MatrixXf spectra; // [bands x (1 + D)]
    Eigen::MatrixXf
        fixedPart; // [bands x (1 + D)] of the model: the floor and the echoes of finished activations
    Eigen::MatrixXf plainActivations;  // [plain columns x (1 + D)] g
    Eigen::MatrixXf movingActivations; // [convolutive columns x (1 + D)] h
    Eigen::MatrixXf plainUpper, plainLower, movingUpper,
        movingLower;           // numerators and denominators of the same
    Eigen::VectorXf lastPlain; // g of the newest frame but one
    Eigen::VectorXf stackActivations, stackUpper,
        stackLower; // [stack's columns] g, h, h .. of one frame, and their numerators and denominators
    Eigen::VectorXf plainOpen, movingOpen;         // 0 where the source is off
    Eigen::VectorXf nextPlainGate, nextMovingGate; // of the frame that is processed next, 0: shut
    Eigen::MatrixXf plainGates, movingGates;       // [columns x (1 + D)] of the frames of the window

    // Beyond it:
    std::vector<Eigen::MatrixXf>
        echoes;               // a ring of [bands x all columns] what final activations make of this frame,
                              // of the next ..
    size_t now = 0;           // where in the ring the finished frame is
    bool isForgotten = false; // all of them are zero
    Eigen::VectorXf finished; // [padded atoms]
    Eigen::MatrixXf models;   // [bands x sources]

    // The gains:
    Eigen::MatrixXf bandGains; // [bands x all columns] c
    Eigen::MatrixXf trained;   // [bands x all columns] the atoms' energy over all lags; columns sum to one
    Eigen::MatrixXf gainUpper, gainLower; // [bands x all columns] sum e v / P, sum e / c; faded
    Eigen::VectorXf ratio;                // [bands] v / P
    float defaultLevel = 0.0f;            // sum of v, faded as these
    float framesInSums = 0.0f;            // of these sums, faded as well
    int framesCounted = 0;
    int framesPerRenewal = 1;
};

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/EncoderFeatures.h"
#include "Core/Factorisation/Network/LongWindowFeatures.h"
#include "Core/Factorisation/Network/PackedGru.h"
#include "Core/Factorisation/Network/RowRecurrence.h"
#include "Core/Factorisation/Network/SlowRecurrence.h"

#include <optional>
#include <vector>

namespace unbraid::core
{

/** The newest inputs and outputs of an encoder. */
struct EncodedFrame
{
    size_t turn; // index of the copy that processed it
    const Eigen::VectorXf&
        input; // [padded inputs] features kind by kind, the rows' values row by row, parts of a long window
    const Eigen::VectorXf& units; // [padded units] of the last layer, and what a slow memory adds to them
};

/** Runs the encoder of an unfolded dictionary: processes a frame and proposes the activations that its updates start
    from.

        e <- e, y_1, y_2 ..  from a sub-band network at each row r:  y_r = tanh (R_out GRU_r (tanh (R_in e_r)))
        x_0 = tanh (E_in e + e_in),   x_l = GRU_l (x_(l-1)),   h = softplus (E_out x_L + e_out) + 1e-4

    Where the encoder has a slow memory, that adds to x_L (SlowRecurrence). Where it sees low rows through a long window, their parts are
    further inputs of both E_in and, as features of a row, R_in (LongWindowFeatures).
    It was trained on frames one hop of the dictionary apart. Where the engine's hop is shorter, several copies of
    its state take turns, so that each of them processes frames about one trained hop apart; they share the weights.
    Sources: Cho et al. 2014 (gated recurrent units; the candidate's reset as in cuDNN and PyTorch). */
class ActivationEncoder
{
public:
    /** dictionary   a valid one with an encoder
        geometry     of the engine
        numChannels  of its frames
        [worker] allocates */
    void prepare (const Dictionary& dictionary, const FrameGeometry& geometry, Eigen::Index numChannels);

    /** Copies of the state that take turns. [any] */
    [[nodiscard]] Eigen::Index numCopies() const noexcept
    {
        return static_cast<Eigen::Index> (copies.size());
    }

    /** Forgets all past frames. [audio] */
    void reset() noexcept;

    /** Processes a frame that is not silent; silent frames leave the state as it is.
        mixture [bins x channels] its spectra
        frame   [rows] v, unscaled
        mean    of the rows, above 0
        number  of the frame, silent ones counted too: selects the copy
        returns [padded atoms] h > 0, also in the padding, in units of frames of unit mean
        [audio] real-time safe. A state that is no longer finite is reset, and the proposal is flat. */
    const Eigen::VectorXf& propose (const Eigen::MatrixXcf& mixture, const Eigen::VectorXf& frame, float mean,
                                    Eigen::Index number) noexcept;

    /** The running floor of the copy that processed the newest frame; [rows], above 0. [audio] */
    [[nodiscard]] const Eigen::ArrayXf& floor() const noexcept { return copies[turn].features.floor(); }

    /** Inputs and outputs of the last call of `propose`. [audio] */
    [[nodiscard]] EncodedFrame newest() const noexcept { return { turn, encoderInput, last }; }

private:
    /** The state that is kept from frame to frame. */
    struct Copy
    {
        EncoderFeatures features;
        RowRecurrence::State rows;
        std::vector<Eigen::VectorXf> units; // [padded units] per layer
        SlowRecurrence::State slow;
        LongWindowFeatures::State longWindow;

        void reset() noexcept;
        [[nodiscard]] bool isFinite() const noexcept;
    };

    void prepareInputs (const Dictionary& dictionary);
    void prepareLongWindow (const Dictionary& dictionary, const FrameGeometry& geometry,
                            Eigen::Index numChannels, double ownSeconds, Copy& blank);
    void processLongWindow (Copy& copy, const Eigen::MatrixXcf& mixture) noexcept;
    void processRows (Copy& copy) noexcept;

    std::optional<RowRecurrence> subBandNetwork;
    Eigen::Index rows = 0;
    Eigen::Index heard = 0;    // of the rows, from the lowest: the others have no values
    Eigen::Index features = 0; // of a row
    std::optional<LongWindowFeatures> longWindow;
    Eigen::Index firstLong = 0; // of its values in the input
    Eigen::Index numLong = 0;
    PackedLinear inward;
    std::vector<PackedGru> layers;
    std::optional<SlowRecurrence> slowMemory;
    PackedLinear outward;
    std::vector<Copy> copies;
    size_t turn = 0;              // index of the copy in use
    Eigen::VectorXf encoderInput; // [padded inputs] e
    Eigen::VectorXf first;        // [padded units] x_0
    Eigen::VectorXf last;         // [padded units] x_L
    Eigen::VectorXf proposal;     // [padded atoms] h
};

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/ActivationEncoder.h"
#include "Core/Factorisation/Network/PackedLinear.h"
#include "Core/Factorisation/Network/RowPairs.h"
#include "Core/Factorisation/Network/RowRecurrence.h"
#include "Core/Factorisation/Network/RowScan.h"

#include <optional>
#include <vector>

namespace unbraid::core
{

/** Runs the refiner of an unfolded dictionary, see Refiner: weighs the model of each source at each row by
    the outputs of a sub-band network.

        P_j <- P_j e^(c_j),   c = clamp (R_out GRU_r (tanh (R_in e_r + C x_L)))   for all sources but the last

    with b tanh (./b) in place of the clamp where the refiner has a bound b,
    with blocks of recurrence along the rows (RowScan) between GRU_r and R_out, where it has some; they see every
    row or pairs of rows (RowPairs).
    As the encoder, it has a state for each of the copies that take turns. */
class ModelRefiner
{
public:
    /** dictionary    a valid one with a refiner
        numCopies     of the encoder's state
        sampleRateHz  of the engine
        [worker] allocates */
    void prepare (const Dictionary& dictionary, Eigen::Index numCopies, double sampleRateHz);

    /** Forgets all past frames. [audio] */
    void reset() noexcept;

    /** frame   the encoder's newest
        models  [rows or more x sources or more] P_j >= 0, weighed in place
        [audio] real-time safe. A state that is no longer finite is reset, and nothing is weighed. */
    void refine (const EncodedFrame& frame, Eigen::MatrixXf& models) noexcept;

private:
    /** The state that is kept from frame to frame. */
    struct Memory
    {
        RowRecurrence::State first;
        std::vector<RowRecurrence::State> ofBlocks;

        void setZero() noexcept;
        [[nodiscard]] bool isFinite() const noexcept;
    };

    PackedMatrix& weigh (Memory& state) noexcept;
    void gather (const EncodedFrame& frame, const Eigen::MatrixXf& models) noexcept;

    Eigen::Index rows = 0;
    Eigen::Index heard = 0;    // of the rows, from the lowest: the others are not weighed
    Eigen::Index features = 0; // of a row
    Eigen::Index values = 0;   // of a row, of the encoder's network
    Eigen::Index longRows = 0; // that a long window sees
    float bound = 0.0f;        // of the logarithms of weights; 0: none
    RowRecurrence network;
    PackedLinear context;
    std::vector<RowScan> blocks;
    std::optional<RowPairs> folder; // where the blocks see pairs of rows
    std::vector<Memory> states;     // one per copy
    PackedMatrix units;             // [units x padded rows] on their way through the blocks
    Eigen::VectorXf totals;         // [heard rows]
};

} // namespace unbraid::core

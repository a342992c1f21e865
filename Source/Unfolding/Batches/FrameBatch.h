// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Loss/SeparationLoss.h"
#include "Unfolding/Mixing/Mixture.h"
#include "Unfolding/Net/UnfoldedNet.h"

#include <limits>
#include <memory>
#include <span>

namespace unbraid::unfolding
{

/** Mixtures as inputs of the net and as targets of the loss. */
struct FrameBatch
{
    NetInput input{};
    LossTargets targets{};
    torch::Tensor spread{}; // [rows x bins] how the rows' values spread over the bins; columns sum to one
};

constexpr double soundsEndNowhere = std::numeric_limits<double>::infinity();

/** Turns mixtures into frames, with the engine's own windows, rows and features. Used by one thread at a time. */
class FrameMaker
{
public:
    /** [worker] errors: as trainingGeometry */
    static core::Result<FrameMaker> create (const UnfoldingSpec& spec, core::LatencyMode mode);

    ~FrameMaker();
    FrameMaker (FrameMaker&&) noexcept;
    FrameMaker& operator= (FrameMaker&&) noexcept;

    /** endHz  as far as the sounds reach, and their recordings are known
        [worker] */
    FrameBatch make (std::span<const Mixture> mixtures, double endHz = soundsEndNowhere);

private:
    struct Parts;
    explicit FrameMaker (std::unique_ptr<Parts> made);

    std::unique_ptr<Parts> parts;
};

} // namespace unbraid::unfolding

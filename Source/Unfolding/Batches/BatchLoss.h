// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Batches/FrameBatch.h"

#include <optional>

namespace unbraid::unfolding
{

/** The masks of the learned sources at the bins, and the notes where they are learned, judged. [worker] */
torch::Tensor lossOf (const UnfoldingSpec& spec, UnfoldedNet& net, const FrameBatch& batch,
                      const Pass& pass = {});

/** Contribution of a development batch to the score. */
struct BatchScore
{
    double loss = 0.0;
    double sdrGainDb = 0.0;
    OnsetCounts onsets{};

    BatchScore& operator+= (const BatchScore& other) noexcept;

    /** Of all onsets together; none where there are none. */
    [[nodiscard]] std::optional<double> onsetF() const;
};

/** [worker] */
BatchScore scoreOf (const UnfoldingSpec& spec, UnfoldedNet& net, const FrameBatch& batch);

} // namespace unbraid::unfolding

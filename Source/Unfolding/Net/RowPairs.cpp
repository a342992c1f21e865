// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/RowPairs.h"

#include "Core/Factorisation/Kernels/NmfKernels.h"
#include "Unfolding/Kernels/RowKernels.h"
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Kernels/TileScan.h"
#include "Unfolding/Net/PlainLayers.h"

#include <torch/autograd.h>
#include <torch/utils.h>

#include <algorithm>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

constexpr int64_t framesAtOnce = 16; // whose pairs fit a processor's own cache

int64_t wholeTiles (int64_t lanes)
{
    return (lanes + tileWidth - 1) / tileWidth * tileWidth;
}

/** Some frames' values and the pairs of their rows: all units of the even rows, then those of the odd ones. */
class FramePairs
{
public:
    FramePairs (int64_t numUnits, int64_t numRows, int64_t numLanes)
        : units (numUnits)
        , rows (numRows)
        , lanes (numLanes)
        , pairs (torch::zeros ({ framesAtOnce, 2 * units, pairLanes() }))
    {
    }

    [[nodiscard]] int64_t pairLanes() const { return wholeTiles ((rows + 1) / 2); }
    [[nodiscard]] int64_t frameSize() const { return units * lanes; }
    [[nodiscard]] int64_t pairsSize() const { return 2 * units * pairLanes(); }
    [[nodiscard]] int64_t foldedSize() const { return units * pairLanes(); }

    /** The pairs of one frame among those at once. */
    [[nodiscard]] float* at (int64_t frame) const { return floatsAt (pairs, frame * pairsSize()); }

    /** Nothing stands beside a last row that has no other. */
    void split (const float* values, int64_t frame)
    {
        forEachUnit (frame,
                     [&] (int64_t first, float* even, float* odd)
                     {
                         splitPairs (values + first, static_cast<size_t> (rows / 2), even, odd);
                         if (rows % 2 == 1)
                             even[rows / 2] = values[first + rows - 1];
                     });
    }

    /** Adds the pairs to the values. */
    void join (int64_t frame, float* values)
    {
        forEachUnit (frame,
                     [&] (int64_t first, const float* even, const float* odd)
                     {
                         joinPairs (even, odd, static_cast<size_t> (rows / 2), values + first);
                         if (rows % 2 == 1)
                             values[first + rows - 1] += even[rows / 2];
                     });
    }

    /** outputs  a frame's, of pairs */
    void mix (const Tensor& weights, const Tensor& bias, const float* inputs, float* outputs) const
    {
        core::nmfKernels().mixRows (floatsAt (weights), floatsAt (bias), weights.size (0), weights.size (1),
                                    inputs, pairLanes(), outputs);
    }

    /** sums  of products of some frames' slopes and inputs, added to */
    void addWeightSlopes (const float* slopes, const float* inputs, int64_t frames, const Tensor& sums) const
    {
        const auto size = [] (int64_t value) { return static_cast<size_t> (value); };
        addProducts ({ slopes, size (sums.size (0) * pairLanes()), size (sums.size (0)), inputs,
                       size (sums.size (1) * pairLanes()), size (sums.size (1)), size (frames),
                       size (pairLanes()) },
                     floatsAt (sums));
    }

private:
    template <class Action>
    void forEachUnit (int64_t frame, const Action& action)
    {
        for (int64_t unit = 0; unit < units; ++unit)
            action (unit * lanes, at (frame) + unit * pairLanes(), at (frame) + (units + unit) * pairLanes());
    }

    int64_t units, rows, lanes;
    Tensor pairs;
};

int64_t numFrames (const Tensor& values)
{
    return values.size (0) * values.size (1);
}

/** Calls action (first frame, number of frames) until all had their turn. */
template <class Action>
void forFramesAtOnce (int64_t frames, const Action& action)
{
    for (int64_t first = 0; first < frames; first += framesAtOnce)
        action (first, std::min (framesAtOnce, frames - first));
}

/** Values that a forward pass kept for the backward pass. */
struct Kept
{
    explicit Kept (AutogradContext* context)
        : values (context->get_saved_variables()[0])
        , weights (context->get_saved_variables()[1])
        , turned (weights.t().contiguous())
        , blank (torch::zeros ({ turned.size (0) }))
        , rows (context->saved_data["rows"].toInt())
    {
    }

    Tensor values, weights, turned;
    Tensor blank; // the bias of what has none
    int64_t rows;
};

class FoldRows : public torch::autograd::Function<FoldRows>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& values, int64_t rows,
                           const Tensor& weights, const Tensor& bias)
    {
        const Tensor own = values.contiguous(), factors = weights.contiguous(), offsets = bias.contiguous();
        FramePairs pairs (own.size (2), rows, own.size (3));
        const Tensor made = torch::empty ({ own.size (0), own.size (1), own.size (2), pairs.pairLanes() });
        for (int64_t frame = 0; frame < numFrames (own); ++frame)
        {
            pairs.split (floatsAt (own, frame * pairs.frameSize()), 0);
            pairs.mix (factors, offsets, pairs.at (0), floatsAt (made, frame * pairs.foldedSize()));
        }
        context->save_for_backward ({ own, factors });
        context->saved_data["rows"] = rows;
        return made;
    }

    static tensor_list backward (AutogradContext* context, tensor_list outer)
    {
        const Kept kept (context);
        const Tensor slopes = outer[0].contiguous(), weightSlopes = torch::zeros_like (kept.weights);
        const Tensor made = torch::zeros_like (kept.values);
        FramePairs pairs (kept.values.size (2), kept.rows, kept.values.size (3)),
            pairSlopes (kept.values.size (2), kept.rows, kept.values.size (3));
        const auto slopesOf = [&] (int64_t frame) { return floatsAt (slopes, frame * pairs.foldedSize()); };
        forFramesAtOnce (numFrames (kept.values),
                         [&] (int64_t first, int64_t count)
                         {
                             for (int64_t frame = 0; frame < count; ++frame)
                             {
                                 const auto position = (first + frame) * pairs.frameSize();
                                 pairs.split (floatsAt (kept.values, position), frame);
                                 pairSlopes.mix (kept.turned, kept.blank, slopesOf (first + frame),
                                                 pairSlopes.at (0));
                                 pairSlopes.join (0, floatsAt (made, position));
                             }
                             pairs.addWeightSlopes (slopesOf (first), pairs.at (0), count, weightSlopes);
                         });
        return { made, Tensor(), weightSlopes, slopes.sum (at::IntArrayRef{ 0, 1, 3 }) };
    }
};

class UnfoldRows : public torch::autograd::Function<UnfoldRows>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& values, int64_t rows, const Tensor& folded,
                           const Tensor& weights, const Tensor& bias)
    {
        const Tensor own = folded.contiguous(), factors = weights.contiguous(), offsets = bias.contiguous();
        const Tensor made = values.clone (at::MemoryFormat::Contiguous);
        FramePairs pairs (made.size (2), rows, made.size (3));
        for (int64_t frame = 0; frame < numFrames (made); ++frame)
        {
            pairs.mix (factors, offsets, floatsAt (own, frame * pairs.foldedSize()), pairs.at (0));
            pairs.join (0, floatsAt (made, frame * pairs.frameSize()));
        }
        context->save_for_backward ({ own, factors });
        context->saved_data["rows"] = rows;
        return made;
    }

    static tensor_list backward (AutogradContext* context, tensor_list outer)
    {
        const Kept kept (context);
        const Tensor slopes = outer[0].contiguous(), weightSlopes = torch::zeros_like (kept.weights);
        const Tensor made = torch::empty_like (kept.values);
        FramePairs pairs (slopes.size (2), kept.rows, slopes.size (3));
        const Tensor offsetSlopes = torch::zeros ({ kept.weights.size (0), pairs.pairLanes() });
        const auto ownAt = [&] (const Tensor& all, int64_t frame)
        { return floatsAt (all, frame * pairs.foldedSize()); };
        forFramesAtOnce (
            numFrames (kept.values),
            [&] (int64_t first, int64_t count)
            {
                for (int64_t frame = 0; frame < count; ++frame)
                {
                    const auto position = first + frame;
                    pairs.split (floatsAt (slopes, position * pairs.frameSize()), frame);
                    pairs.mix (kept.turned, kept.blank, pairs.at (frame), ownAt (made, position));
                    addTo (floatsAt (offsetSlopes), pairs.at (frame),
                           static_cast<size_t> (pairs.pairsSize()));
                }
                pairs.addWeightSlopes (pairs.at (0), ownAt (kept.values, first), count, weightSlopes);
            });
        return { slopes, Tensor(), made, weightSlopes, offsetSlopes.sum (1) };
    }
};
} // namespace

Tensor foldRows (const Tensor& values, int64_t rows, const Tensor& weights, const Tensor& bias)
{
    if (! values.is_cpu())
        return plain::foldRows (values, rows, weights, bias);
    return FoldRows::apply (values, rows, weights, bias);
}

Tensor unfoldRows (const Tensor& values, int64_t rows, const Tensor& folded, const Tensor& weights,
                   const Tensor& bias)
{
    if (! values.is_cpu())
        return plain::unfoldRows (values, rows, folded, weights, bias);
    return UnfoldRows::apply (values, rows, folded, weights, bias);
}

} // namespace unbraid::unfolding

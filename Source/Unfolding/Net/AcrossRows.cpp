// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/Unfolding.h"
#include "Core/Factorisation/Kernels/NmfKernels.h"
#include "Unfolding/Kernels/RowKernels.h"
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Kernels/TileScan.h"
#include "Unfolding/Net/LaneLayers.h"
#include "Unfolding/Net/PlainLayers.h"
#include "Unfolding/Net/RowLayers.h"

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

/** Weights one after another, as autograd passes them. */
enum WeightIndex
{
    ofUpward = 0,
    ofDownward = 4,
    ofMixing = 8,
    ofMixingBias,
    ofGain,
    ofOffset,
    numWeights
};

/** Frames of one mixture side by side; what is done with them stays in the processor's cache. */
class FrameTile
{
public:
    FrameTile (const tensor_list& given, int64_t numRows, int64_t numUnits)
        : upward ({ given.begin() + ofUpward, given.begin() + ofDownward })
        , downward ({ given.begin() + ofDownward, given.begin() + ofMixing })
        , mixing (given[ofMixing].contiguous())
        , mixingBias (given[ofMixingBias].contiguous())
        , mixingTurned (mixing.t().contiguous())
        , gain (given[ofGain].contiguous())
        , offset (given[ofOffset].contiguous())
        , rows (numRows)
        , units (numUnits)
        , halves (mixing.size (1))
        , up (upward, rows)
        , down (downward, rows, true)
        , inputs (torch::empty ({ rows, units, tileWidth }))
        , outputs (torch::empty_like (inputs))
        , normalised (torch::empty_like (inputs))
        , scales (torch::empty ({ rows, tileWidth }))
        , states (torch::empty ({ rows, halves, tileWidth }))
        , stateSlopes (torch::empty_like (states))
        , blank (torch::zeros ({ halves }))
        , ofUp (upward)
        , ofDown (downward)
        , mixingSlopes (torch::zeros_like (mixing))
        , mixingBiasSlopes (torch::zeros ({ units, tileWidth }))
        , gainSlopes (torch::zeros_like (gain))
        , offsetSlopes (torch::zeros_like (offset))
    {
    }

    /** frame  [units x lanes] of the first of `count` frames */
    void forward (const float* frame, int64_t lanes, int64_t count)
    {
        take (frame, lanes, count, inputs);
        outputs.copy_ (inputs);
        up.forward (stepsAt (0));
        down.forward (stepsAt (upward.numUnits()));
        for (int64_t row = 0; row < rows; ++row)
        {
            core::nmfKernels().mixRows (floatsAt (mixing), floatsAt (mixingBias), units, halves,
                                        stateOf (states, row), tileWidth, valueOf (normalised, row));
            normalise (norm(), valueOf (normalised, row), floatsAt (scales, row * tileWidth),
                       valueOf (outputs, row));
        }
    }

    /** After `forward`; leaves the slopes over the inputs in the tile that `give` writes. */
    void back (const float* slopes, int64_t lanes, int64_t count)
    {
        take (slopes, lanes, count, outputs);
        Tensor ofMixed = outputs.clone();
        for (int64_t row = 0; row < rows; ++row)
        {
            normaliseBack (norm(), valueOf (normalised, row), floatsAt (scales, row * tileWidth),
                           valueOf (ofMixed, row), floatsAt (gainSlopes), floatsAt (offsetSlopes));
            addTo (floatsAt (mixingBiasSlopes), valueOf (ofMixed, row),
                   static_cast<size_t> (units * tileWidth));
            core::nmfKernels().mixRows (floatsAt (mixingTurned), floatsAt (blank), halves, units,
                                        valueOf (ofMixed, row), tileWidth, stateOf (stateSlopes, row));
        }
        const auto size = [] (int64_t value) { return static_cast<size_t> (value); };
        addProducts ({ floatsAt (ofMixed), size (units * tileWidth), size (units), floatsAt (states),
                       size (halves * tileWidth), size (halves), size (rows), tileLanes },
                     floatsAt (mixingSlopes));
        goBack (up, 0, ofUp);
        goBack (down, upward.numUnits(), ofDown);
    }

    /** Copies the result of `forward` or `back` out, without the padded rows. */
    void give (float* frame, int64_t lanes, int64_t count) const
    {
        for (int64_t unit = 0; unit < units; ++unit)
            turnOut (sizesOf (lanes, count), floatsAt (outputs, unit * tileWidth), frame + unit * lanes);
    }

    [[nodiscard]] tensor_list weightSlopes() const
    {
        tensor_list all = ofUp.slopes();
        for (const auto& slope : ofDown.slopes())
            all.push_back (slope);
        for (const auto& slope : { mixingSlopes, mixingBiasSlopes.sum (1), gainSlopes, offsetSlopes })
            all.push_back (slope);
        return all;
    }

private:
    [[nodiscard]] UnitNorm norm() const
    {
        return { static_cast<size_t> (units), floatsAt (gain), floatsAt (offset), core::rowVarianceFloor };
    }
    [[nodiscard]] float* valueOf (const Tensor& values, int64_t row) const
    {
        return floatsAt (values, row * units * tileWidth);
    }
    [[nodiscard]] float* stateOf (const Tensor& values, int64_t row) const
    {
        return floatsAt (values, row * halves * tileWidth);
    }

    /** All rows, from the first unit on that a direction's states stand at. */
    [[nodiscard]] TileSteps stepsAt (int64_t unit) const
    {
        return { floatsAt (inputs), floatsAt (states, unit * tileWidth), halves * tileWidth, rows };
    }

    void goBack (TileScan& direction, int64_t unit, RecurrentTotals& totals) const
    {
        direction.beginBack();
        direction.back (stepsAt (unit), floatsAt (stateSlopes, unit * tileWidth), floatsAt (outputs), totals);
    }

    /** Zeros where there are fewer frames than lanes. */
    void take (const float* frame, int64_t lanes, int64_t count, const Tensor& into) const
    {
        for (int64_t unit = 0; unit < units; ++unit)
            turnIn (sizesOf (lanes, count), frame + unit * lanes, floatsAt (into, unit * tileWidth));
    }

    [[nodiscard]] TurnedSizes sizesOf (int64_t lanes, int64_t count) const
    {
        const auto size = [] (int64_t value) { return static_cast<size_t> (value); };
        return { size (count), size (units * lanes), size (rows), size (units * tileWidth) };
    }

    RecurrentWeights upward, downward;
    Tensor mixing, mixingBias, mixingTurned, gain, offset;
    int64_t rows, units, halves;
    TileScan up, down;
    Tensor inputs, outputs, normalised, scales, states, stateSlopes, blank;
    RecurrentTotals ofUp, ofDown;
    Tensor mixingSlopes, mixingBiasSlopes, gainSlopes, offsetSlopes;
};

/** Calls action (offset of the first frame, number of frames) for the tiles of a batch. */
template <class Action>
void forEachTile (const Tensor& values, const Action& action)
{
    const auto frames = values.size (1), step = values.size (2) * values.size (3);
    for (int64_t mixture = 0; mixture < values.size (0); ++mixture)
        for (int64_t frame = 0; frame < frames; frame += tileWidth)
            action ((mixture * frames + frame) * step, std::min (tileWidth, frames - frame));
}

class AcrossRows : public torch::autograd::Function<AcrossRows>
{
public:
    /** weights  one after another, as `WeightIndex` has them: autograd follows no lists */
    template <class... Weights>
    static Tensor forward (AutogradContext* context, const Tensor& values, int64_t rows,
                           const Weights&... weights)
    {
        static_assert (sizeof...(weights) == numWeights);
        const Tensor own = values.contiguous(), made = torch::empty_like (own);
        const auto lanes = own.size (3);
        FrameTile frames ({ weights... }, rows, own.size (2));
        forEachTile (own,
                     [&] (int64_t first, int64_t count)
                     {
                         frames.forward (floatsAt (own, first), lanes, count);
                         frames.give (floatsAt (made, first), lanes, count);
                     });
        context->save_for_backward ({ own, weights... });
        context->saved_data["rows"] = rows;
        return made;
    }

    static tensor_list backward (AutogradContext* context, tensor_list slopes)
    {
        const auto saved = context->get_saved_variables();
        const auto rows = context->saved_data["rows"].toInt();
        const Tensor &own = saved[0], outer = slopes[0].contiguous(), made = torch::empty_like (own);
        const auto lanes = own.size (3);
        FrameTile frames ({ saved.begin() + 1, saved.end() }, rows, own.size (2));
        forEachTile (own,
                     [&] (int64_t first, int64_t count)
                     {
                         frames.forward (floatsAt (own, first), lanes, count);
                         frames.back (floatsAt (outer, first), lanes, count);
                         frames.give (floatsAt (made, first), lanes, count);
                     });
        tensor_list all{ made, Tensor() };
        for (const auto& slope : frames.weightSlopes())
            all.push_back (slope);
        return all;
    }
};
} // namespace

Tensor acrossRows (const Tensor& values, int64_t rows, const AcrossWeights& weights)
{
    if (! values.is_cpu())
        return lanes::takes (values, weights.upward) ? lanes::acrossRows (values, rows, weights)
                                                     : plain::acrossRows (values, rows, weights);
    const auto &up = weights.upward, &down = weights.downward;
    return AcrossRows::apply (values, rows, up[0], up[1], up[2], up[3], down[0], down[1], down[2], down[3],
                              weights.mixing, weights.mixingBias, weights.gain, weights.offset);
}

} // namespace unbraid::unfolding

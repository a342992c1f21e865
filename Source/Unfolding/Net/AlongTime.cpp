// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/RowKernels.h"
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Kernels/TileScan.h"
#include "Unfolding/Net/LaneLayers.h"
#include "Unfolding/Net/PlainLayers.h"
#include "Unfolding/Net/RowLayers.h"

#include <torch/autograd.h>
#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::tensor_list;

/** Sixteen rows of a mixture, some frames at once. */
class RowTile
{
public:
    /** sizes  those of the values: [.. x frames x units x lanes] */
    RowTile (const RecurrentWeights& weights, const Tensor& sizes)
        : frames (sizes.size (1))
        , units (sizes.size (2))
        , lanes (sizes.size (3))
        , scan (weights, stepsAtOnce)
        , totals (weights)
        , inputs (torch::empty ({ stepsAtOnce, units, tileWidth }))
        , states (torch::empty ({ stepsAtOnce + 1, units, tileWidth })) // behind the one before
        , stateSlopes (torch::empty_like (inputs))
        , inputSlopes (torch::empty_like (inputs))
    {
    }

    void forward (const float* values, float* made)
    {
        for (int64_t first = 0; first < frames; first += stepsAtOnce)
        {
            const auto steps = stepsFrom (first);
            copyIn (values, first, steps.count, floatsAt (inputs));
            scan.forward (steps);
            copyOut (steps.states, first, steps.count, made);
            std::copy_n (steps.states + (steps.count - 1) * size(), size(), floatsAt (states));
        }
    }

    /** made, outer  states and slopes over them; slopes receives those over the values */
    void back (const float* values, const float* made, const float* outer, float* slopes)
    {
        scan.beginBack();
        for (int64_t first = (frames - 1) / stepsAtOnce * stepsAtOnce; first >= 0; first -= stepsAtOnce)
        {
            const auto steps = stepsFrom (first);
            copyIn (values, first, steps.count, floatsAt (inputs));
            copyIn (outer, first, steps.count, floatsAt (stateSlopes));
            if (first > 0)
                copyIn (made, first - 1, 1, floatsAt (states));
            inputSlopes.zero_();
            scan.forward (steps);
            scan.back (steps, floatsAt (stateSlopes), floatsAt (inputSlopes), totals);
            copyOut (floatsAt (inputSlopes), first, steps.count, slopes);
        }
    }

    [[nodiscard]] std::vector<Tensor> weightSlopes() const { return totals.slopes(); }

    /** Calls action (offset of the first value) for the tiles of a batch. */
    template <class Action>
    void forEach (int64_t mixtures, const Action& action) const
    {
        for (int64_t mixture = 0; mixture < mixtures; ++mixture)
            for (int64_t lane = 0; lane < lanes; lane += tileWidth)
                action (mixture * frames * units * lanes + lane);
    }

private:
    static constexpr int64_t stepsAtOnce = 40; // with 24 units .6 MB, a third of which forward alone

    [[nodiscard]] int64_t size() const { return units * tileWidth; }

    [[nodiscard]] TileSteps stepsFrom (int64_t first) const
    {
        return { floatsAt (inputs), floatsAt (states, size()), size(), std::min (stepsAtOnce, frames - first),
                 first == 0 };
    }

    void copyIn (const float* all, int64_t first, int64_t count, float* tile) const
    {
        const float* from = all + first * units * lanes;
        for (int64_t position = 0; position < count * units; ++position)
            copyLanes (from + position * lanes, tile + position * tileWidth);
    }

    void copyOut (const float* tile, int64_t first, int64_t count, float* all) const
    {
        float* to = all + first * units * lanes;
        for (int64_t position = 0; position < count * units; ++position)
            copyLanes (tile + position * tileWidth, to + position * lanes);
    }

    int64_t frames, units, lanes;
    TileScan scan;
    RecurrentTotals totals;
    Tensor inputs, states, stateSlopes, inputSlopes;
};

class AlongTime : public torch::autograd::Function<AlongTime>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& values, const Tensor& inputWeights,
                           const Tensor& stateWeights, const Tensor& inputBias, const Tensor& stateBias)
    {
        const RecurrentWeights weights ({ inputWeights, stateWeights, inputBias, stateBias });
        const Tensor own = values.contiguous(), made = torch::empty_like (own);
        RowTile rows (weights, own);
        rows.forEach (own.size (0),
                      [&] (int64_t at) { rows.forward (floatsAt (own, at), floatsAt (made, at)); });
        context->save_for_backward ({ own, made, inputWeights, stateWeights, inputBias, stateBias });
        return made;
    }

    static tensor_list backward (AutogradContext* context, tensor_list slopes)
    {
        const auto saved = context->get_saved_variables();
        const RecurrentWeights weights ({ saved.begin() + 2, saved.end() });
        const Tensor &own = saved[0], &states = saved[1], outer = slopes[0].contiguous();
        const Tensor made = torch::empty_like (own);
        RowTile rows (weights, own);
        rows.forEach (own.size (0),
                      [&] (int64_t at) {
                          rows.back (floatsAt (own, at), floatsAt (states, at), floatsAt (outer, at),
                                     floatsAt (made, at));
                      });
        tensor_list all{ made };
        for (auto& slope : rows.weightSlopes())
            all.push_back (std::move (slope));
        return all;
    }
};
} // namespace

Tensor alongTime (const Tensor& values, const std::vector<Tensor>& layer)
{
    if (! values.is_cpu())
        return lanes::takes (values, layer) ? lanes::alongTime (values, layer)
                                            : plain::alongTime (values, layer);
    return AlongTime::apply (values, layer[0], layer[1], layer[2], layer[3]);
}

} // namespace unbraid::unfolding

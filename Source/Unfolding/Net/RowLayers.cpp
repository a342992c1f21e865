// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/RowLayers.h"

#include "Core/Factorisation/Dictionary/Unfolding.h"
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

int64_t padded (int64_t rows)
{
    return (rows + tileWidth - 1) / tileWidth * tileWidth;
}

void mix (const Tensor& weights, const float* bias, const float* inputs, int64_t lanes, float* outputs)
{
    core::nmfKernels().mixRows (floatsAt (weights), bias, weights.size (0), weights.size (1), inputs, lanes,
                                outputs);
}

/** Rows with their neighbours, [kinds * contextRows x lanes], and the way back. */
class Neighbours
{
public:
    Neighbours (int64_t numKinds, int64_t numRows)
        : kinds (numKinds)
        , rows (numRows)
        , lanes (padded (numRows))
        , values (torch::zeros ({ kinds * core::contextRows, lanes }))
    {
    }

    void gather (const float* frame)
    {
        forEach ([&] (float* own, const int64_t from) { std::copy_n (frame + from, count, own); });
    }

    void scatter (float* frameSlopes)
    {
        forEach ([&] (const float* own, const int64_t from)
                 { addTo (frameSlopes + from, own, static_cast<size_t> (count)); });
    }

    [[nodiscard]] float* data() const { return floatsAt (values); }

private:
    template <class Action>
    void forEach (const Action& action)
    {
        constexpr int64_t reach = core::contextRows / 2;
        for (int64_t kind = 0; kind < kinds; ++kind)
            for (int64_t offset = -reach; offset <= reach; ++offset)
            {
                const int64_t from = std::max<int64_t> (0, -offset);
                count = std::max<int64_t> (0, rows - std::abs (offset));
                action (floatsAt (values, (kind * core::contextRows + offset + reach) * lanes + from),
                        kind * rows + from + offset);
            }
    }

    int64_t kinds, rows, lanes;
    int64_t count = 0; // rows that have such a neighbour
    Tensor values;
};

class EnterRows : public torch::autograd::Function<EnterRows>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& kinds, const Tensor& added,
                           const Tensor& weights, const Tensor& bias)
    {
        const auto units = weights.size (0), lanes = padded (kinds.size (3));
        const Tensor own = kinds.contiguous(), offsets = (added + bias).contiguous(),
                     factors = weights.contiguous();
        const Tensor made = torch::empty ({ kinds.size (0), kinds.size (1), units, lanes });
        Neighbours near (kinds.size (2), kinds.size (3));
        for (int64_t frame = 0; frame < kinds.size (0) * kinds.size (1); ++frame)
        {
            float* values = floatsAt (made, frame * units * lanes);
            near.gather (floatsAt (own, frame * kinds.size (2) * kinds.size (3)));
            mix (factors, floatsAt (offsets, frame * units), near.data(), lanes, values);
            core::nmfKernels().bound (values, units * lanes);
        }
        context->save_for_backward ({ own, factors, made });
        context->saved_data["learns kinds"] = kinds.requires_grad(); // features are given
        return made;
    }

    static tensor_list backward (AutogradContext* context, tensor_list outer)
    {
        const auto saved = context->get_saved_variables();
        const auto &kinds = saved[0], &weights = saved[1], &made = saved[2];
        const bool learnsKinds = context->saved_data["learns kinds"].toBool();
        const auto units = weights.size (0), lanes = made.size (3), inputs = weights.size (1);
        const Tensor slopes = outer[0].clone (at::MemoryFormat::Contiguous),
                     turned = weights.t().contiguous();
        const Tensor kindSlopes = torch::zeros_like (kinds), weightSlopes = torch::zeros_like (weights);
        const Tensor blank = torch::zeros ({ inputs });
        Neighbours near (kinds.size (2), kinds.size (3)), nearSlopes (kinds.size (2), kinds.size (3));
        const auto size = static_cast<size_t> (units * lanes);
        for (int64_t frame = 0; frame < kinds.size (0) * kinds.size (1); ++frame)
        {
            const auto position = frame * kinds.size (2) * kinds.size (3);
            float* own = floatsAt (slopes, frame * units * lanes);
            throughBound (floatsAt (made, frame * units * lanes), size, own);
            near.gather (floatsAt (kinds, position));
            addProducts ({ own, size, static_cast<size_t> (units), near.data(), 0,
                           static_cast<size_t> (inputs), 1, static_cast<size_t> (lanes) },
                         floatsAt (weightSlopes));
            if (! learnsKinds)
                continue;
            mix (turned, floatsAt (blank), own, lanes, nearSlopes.data());
            nearSlopes.scatter (floatsAt (kindSlopes, position));
        }
        const Tensor offsetSlopes = slopes.sum (3);
        return { learnsKinds ? kindSlopes : Tensor(), offsetSlopes, weightSlopes,
                 offsetSlopes.sum (at::IntArrayRef{ 0, 1 }) };
    }
};

class LeaveRows : public torch::autograd::Function<LeaveRows>
{
public:
    static Tensor forward (AutogradContext* context, const Tensor& values, int64_t rows,
                           const Tensor& weights, const Tensor& bias)
    {
        const Tensor own = values.contiguous(), factors = weights.contiguous(), offsets = bias.contiguous();
        const auto lanes = own.size (3), outputs = weights.size (0), step = own.size (2) * lanes;
        const Tensor made = torch::empty ({ own.size (0), own.size (1), outputs, lanes });
        for (int64_t frame = 0; frame < own.size (0) * own.size (1); ++frame)
            mix (factors, floatsAt (offsets), floatsAt (own, frame * step), lanes,
                 floatsAt (made, frame * outputs * lanes));
        context->save_for_backward ({ own, factors });
        return made.narrow (3, 0, rows).contiguous();
    }

    static tensor_list backward (AutogradContext* context, tensor_list outer)
    {
        const auto saved = context->get_saved_variables();
        const auto &own = saved[0], &weights = saved[1];
        const auto lanes = own.size (3), outputs = weights.size (0), units = own.size (2);
        const auto frames = own.size (0) * own.size (1);
        const Tensor slopes =
            torch::constant_pad_nd (outer[0], { 0, lanes - outer[0].size (3) }).contiguous();
        const Tensor turned = weights.t().contiguous(), blank = torch::zeros ({ units });
        const Tensor made = torch::empty_like (own), weightSlopes = torch::zeros_like (weights);
        for (int64_t frame = 0; frame < frames; ++frame)
            mix (turned, floatsAt (blank), floatsAt (slopes, frame * outputs * lanes), lanes,
                 floatsAt (made, frame * units * lanes));
        const auto size = [] (int64_t value) { return static_cast<size_t> (value); };
        addProducts ({ floatsAt (slopes), size (outputs * lanes), size (outputs), floatsAt (own),
                       size (units * lanes), size (units), size (frames), size (lanes) },
                     floatsAt (weightSlopes));
        return { made, Tensor(), weightSlopes, slopes.sum (at::IntArrayRef{ 0, 1, 3 }) };
    }
};
} // namespace

Tensor enterRows (const Tensor& kinds, const Tensor& context, const Tensor& weights, const Tensor& bias)
{
    if (! kinds.is_cpu())
        return plain::enterRows (kinds, context, weights, bias);
    return EnterRows::apply (kinds, context, weights, bias);
}

Tensor leaveRows (const Tensor& values, int64_t rows, const Tensor& weights, const Tensor& bias)
{
    if (! values.is_cpu())
        return plain::leaveRows (values, rows, weights, bias);
    return LeaveRows::apply (values, rows, weights, bias);
}

} // namespace unbraid::unfolding

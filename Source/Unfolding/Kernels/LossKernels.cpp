// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/LossKernels.h"

#include "Unfolding/Kernels/ForEachCpu.h"
#include "Unfolding/UnfoldingSpec.h"

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

UNBRAID_FOR_EACH_CPU BinErrors judgeMask (const LossSpec& spec, const BinTargets& targets, const float* mask,
                                          float* slopes) noexcept
{
    const float* __restrict compressed = targets.compressed;
    const float* __restrict power = targets.power;
    const float* __restrict source = targets.source;
    const float* __restrict aligned = targets.aligned;
    const float* __restrict cross = targets.cross;
    const float* __restrict energyWeights = targets.energyWeights;
    const float exponent = spec.compression;
    const float magnitude = spec.magnitude, complexPart = spec.complexPart,
                overSuppression = spec.overSuppression;
    float perceived = 0.0f, energy = 0.0f;
    for (std::size_t bin = 0; bin < targets.bins; ++bin)
    {
        const float share = mask[bin];
        const float raised = std::max (share, smallestMask);
        const float made = std::exp (exponent * std::log (raised)) * compressed[bin];
        const float missing = source[bin] - made;
        const float lost = std::max (missing, 0.0f);
        // |(mX)^c - S^c|^2, whose last term is constant and left in so that nothing is the best there is
        const float turned = made * (made - 2.0f * aligned[bin]) + source[bin] * source[bin];
        perceived += magnitude * missing * missing + complexPart * turned + overSuppression * lost * lost;
        energy += share * (share * power[bin] - 2.0f * cross[bin]) * energyWeights[bin];
        const float overMade =
            2.0f * (complexPart * (made - aligned[bin]) - magnitude * missing - overSuppression * lost);
        slopes[bin] = share > smallestMask ? overMade * exponent * made / raised : 0.0f;
    }
    return { perceived, energy };
}

UNBRAID_FOR_EACH_CPU void joinSlopes (float perceived, float energy, const BinTargets& targets,
                                      const float* mask, float* slopes) noexcept
{
    const float* __restrict power = targets.power;
    const float* __restrict cross = targets.cross;
    const float* __restrict energyWeights = targets.energyWeights;
    for (std::size_t bin = 0; bin < targets.bins; ++bin)
        slopes[bin] = perceived * slopes[bin] +
                      2.0f * energy * (mask[bin] * power[bin] - cross[bin]) * energyWeights[bin];
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Device.h"

#include <torch/cuda.h>

namespace unbraid::unfolding
{

torch::Device torchDevice (ComputeDevice device)
{
    return { device == ComputeDevice::cuda ? torch::kCUDA : torch::kCPU };
}

core::Status checkDevice (ComputeDevice device)
{
    if (device == ComputeDevice::cpu || torch::cuda::is_available())
        return core::Done{};
    return core::Error{ "there is no CUDA device that this build of libtorch can use", "device", "cuda",
                        "cpu, or an NVIDIA device with its driver and a libtorch with CUDA" };
}

FrameBatch moved (FrameBatch batch, ComputeDevice device)
{
    auto& [input, targets, spread] = batch;
    std::vector<torch::Tensor*> all{ &input.features,
                                     &input.spectrum,
                                     &input.floor,
                                     &input.levelRatios,
                                     &input.levels,
                                     &input.longWindow,
                                     &input.voice,
                                     &input.isTold,
                                     &targets.power,
                                     &targets.compressed,
                                     &targets.energy,
                                     &targets.energyWeights,
                                     &targets.octaves,
                                     &targets.regions,
                                     &targets.barkBands.members,
                                     &targets.barkBands.thresholds,
                                     &targets.waveform.mixture,
                                     &targets.waveform.window,
                                     &targets.notes.onsets,
                                     &targets.notes.sounding,
                                     &spread };
    for (auto& source : targets.sources)
        for (auto* values : { &source.compressed, &source.aligned, &source.cross, &source.energy,
                              &source.weight, &source.envelopes, &source.spectrum })
            all.push_back (values);
    for (auto* values : all)
        if (values->defined())
            *values = values->to (torchDevice (device));
    return batch;
}

} // namespace unbraid::unfolding

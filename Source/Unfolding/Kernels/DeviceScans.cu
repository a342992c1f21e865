// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The scans over frames that take one launch on a device; the processor runs the same source.
#include "Unfolding/Kernels/DeviceScans.h"
#include "Unfolding/Kernels/FeatureScan.h"
#include "Unfolding/Kernels/LaneScan.h"
#include "Unfolding/Kernels/LaneScanThread.h"

namespace unbraid::unfolding
{

namespace
{
constexpr int mostThreads = maxScanUnits / unitsAtOnce * scanWidth;

__device__ void meet()
{
    __pipeline_commit();
    __pipeline_wait_prior (0);
    __syncthreads();
}

extern __shared__ Four blockMemory[];

__global__ void __launch_bounds__ (mostThreads) runForward (const LaneForward job)
{
    ForwardThread thread (job, blockIdx.x, static_cast<int> (threadIdx.x), blockMemory[0].at);
    thread.begin();
    meet();
    for (std::int64_t step = 0; step < job.shape.steps; ++step)
    {
        thread.step (step);
        meet();
    }
}

__global__ void __launch_bounds__ (mostThreads) runBack (const LaneBack job)
{
    BackThread thread (job, blockIdx.x, static_cast<int> (threadIdx.x), blockMemory[0].at);
    thread.begin();
    meet();
    for (std::int64_t step = job.shape.steps - 1; step >= 0; --step)
    {
        thread.step (step);
        meet();
    }
}

__global__ void runFeatures (const FeatureScan scan)
{
    const auto number = static_cast<std::int64_t> (blockIdx.x) * blockDim.x + threadIdx.x;
    if (number < scan.batch * scan.rows)
        followRow (scan, number);
}

const char* textOf (cudaError_t result)
{
    return result == cudaSuccess ? nullptr : cudaGetErrorString (result);
}

template <typename Thread, typename Job>
const char* launch (void (*kernel) (Job), const Job& job)
{
    const auto bytes = Thread::numFloats (job.shape) * sizeof (float);
    if (const auto allowed = cudaFuncSetAttribute (kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                                   static_cast<int> (bytes));
        allowed != cudaSuccess)
        return textOf (allowed);
    kernel<<<static_cast<unsigned> (blocksOf (job.shape)), static_cast<unsigned> (threadsOf (job.shape)),
             bytes>>> (job);
    return textOf (cudaGetLastError());
}
} // namespace

bool hasDeviceScans() noexcept
{
    return true;
}

const char* scanLanesOnDevice (const LaneForward& job)
{
    return launch<ForwardThread> (runForward, job);
}

const char* scanLanesBackOnDevice (const LaneBack& job)
{
    return launch<BackThread> (runBack, job);
}

const char* scanFeaturesOnDevice (const FeatureScan& scan)
{
    constexpr unsigned threads = 64;
    const auto blocks = (scan.batch * scan.rows + threads - 1) / threads;
    runFeatures<<<static_cast<unsigned> (blocks), threads>>> (scan);
    return textOf (cudaGetLastError());
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// In place of DeviceScans.cu, where nothing compiles it.
#include "Unfolding/Kernels/DeviceScans.h"
#include "Unfolding/Kernels/FeatureScan.h"
#include "Unfolding/Kernels/LaneScan.h"

namespace unbraid::unfolding
{

namespace
{
constexpr auto missing = "this program was built without nvcc";
}

bool hasDeviceScans() noexcept
{
    return false;
}

const char* scanLanesOnDevice (const LaneForward&)
{
    return missing;
}

const char* scanLanesBackOnDevice (const LaneBack&)
{
    return missing;
}

const char* scanFeaturesOnDevice (const FeatureScan&)
{
    return missing;
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::unfolding
{

/** Whether the scans for a device are in this build: DeviceScans.cu, where nvcc was found. [any] */
bool hasDeviceScans() noexcept;

} // namespace unbraid::unfolding

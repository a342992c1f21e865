// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Kernels/FeatureScan.h"

namespace unbraid::unfolding
{

void scanFeatures (const FeatureScan& scan)
{
    for (std::int64_t number = 0; number < scan.batch * scan.rows; ++number)
        followRow (scan, number);
}

} // namespace unbraid::unfolding

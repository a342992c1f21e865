// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/FramePower.h"

#include <cmath>

namespace unbraid::core
{

float frameLevel (double amplitude, const FrameGeometry& geometry, Spectrum kind)
{
    const double power = amplitude * amplitude * 0.5 * static_cast<double> (geometry.analysis);
    return static_cast<float> (kind == Spectrum::power ? power : std::sqrt (power));
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"

namespace unbraid::core
{

/** RMS below which a frame is silent: -140 dB of full scale. */
constexpr double silenceAmplitude = 1e-7;

/** Mean spectrum of a frame of white noise of this RMS amplitude. [worker] */
float frameLevel (double amplitude, const FrameGeometry& geometry, Spectrum kind);

} // namespace unbraid::core

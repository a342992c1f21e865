// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::core
{

/** Frees what FFTW keeps between plans, unless there are plans of ours. For a library that is about to be unloaded and has an FFTW
    of its own: plans that others have of the same FFTW would be lost. [any but audio] */
void releasePlanner() noexcept;

} // namespace unbraid::core

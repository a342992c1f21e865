// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define KERNEL_LANES 4
#define KERNEL_NAME "baseline"
#define KERNEL_TABLE kernelsBaseline
#include "Core/Factorisation/Kernels/NmfKernels.inl"

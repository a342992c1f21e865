// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define KERNEL_LANES 8
#define KERNEL_NAME "avx2"
#define KERNEL_TABLE kernelsAvx2
#include "Core/Factorisation/Kernels/NmfKernels.inl"

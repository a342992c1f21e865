// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define KERNEL_LANES 16
#define KERNEL_NAME "avx512"
#define KERNEL_TABLE kernelsAvx512
#include "Core/Factorisation/Kernels/NmfKernels.inl"

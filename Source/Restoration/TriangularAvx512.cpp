// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define UNBRAID_OWN_EIGEN EigenAvx512
#define UNBRAID_KERNELS triangularAvx512
#include "Restoration/TriangularKernels.inl"

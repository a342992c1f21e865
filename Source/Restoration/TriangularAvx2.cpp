// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define UNBRAID_OWN_EIGEN EigenAvx2
#define UNBRAID_KERNELS triangularAvx2
#include "Restoration/TriangularKernels.inl"

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#define UNBRAID_OWN_EIGEN EigenBaseline
#define UNBRAID_KERNELS triangularBaseline
#include "Restoration/TriangularKernels.inl"

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Machine.h"

#include <catch2/catch.hpp>

using namespace unbraid;

TEST_CASE ("the reference BLAS is distinguished from optimised ones by the file that products go to")
{
    CHECK (unfolding::isReferenceBlas ("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0"));
    CHECK (unfolding::isReferenceBlas ("/usr/lib64/libblas.so.3.12.0"));
    CHECK_FALSE (unfolding::isReferenceBlas ("/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3"));
    CHECK_FALSE (
        unfolding::isReferenceBlas ("/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblasp-r0.3.21.so"));
    CHECK_FALSE (unfolding::isReferenceBlas ("/usr/lib/x86_64-linux-gnu/blis-openmp/libblas.so.3"));
    CHECK_FALSE (unfolding::isReferenceBlas (""));
}

TEST_CASE ("a processor that OpenBLAS does not know gets the best kernels that it can run")
{
    using unfolding::betterKernels;
    CHECK (std::string (betterKernels ("Prescott", { true, true })) == "SKYLAKEX");
    CHECK (std::string (betterKernels ("Prescott", { true, false })) == "HASWELL");
    CHECK (betterKernels ("Prescott", { false, false }) == nullptr);
    CHECK (betterKernels ("Zen", { true, true }) == nullptr);
    CHECK (betterKernels ("SkylakeX", { true, true }) == nullptr);
}

TEST_CASE ("a program that is linked with libtorch has a BLAS, and it has a name")
{
    CHECK_FALSE (unfolding::blasLibrary().empty());
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/KeptMemory.h"

#include <catch2/catch.hpp>

#include <torch/utils.h>

#include <cstdint>
#include <vector>

using namespace unbraid;

TEST_CASE ("a freed tensor's memory serves the next one of its size, and no tensor shares another's")
{
    unfolding::keepTensorMemory();
    for (const int64_t count : { 1, 15, 16, 17, 1000, 1024, 1025, 3'000'000 })
    {
        INFO (count << " numbers");
        auto first = torch::full ({ count }, 1.0f);
        const void* const kept = first.data_ptr();
        CHECK (reinterpret_cast<std::uintptr_t> (kept) % 64 == 0);
        first.reset();
        const auto second = torch::full ({ count }, 2.0f), third = torch::full ({ count }, 3.0f);
        CHECK (second.data_ptr() == kept);
        CHECK (second.sum().item<float>() == Approx (2.0f * static_cast<float> (count)));
        CHECK (third.sum().item<float>() == Approx (3.0f * static_cast<float> (count)));
    }
}

TEST_CASE ("tensors of any size hold what is written to their ends")
{
    unfolding::keepTensorMemory();
    std::vector<torch::Tensor> all;
    for (int64_t count = 0; count < 600; ++count)
        all.push_back (torch::full ({ count }, count, torch::kInt32));
    for (int64_t count = 0; count < 600; ++count)
        CHECK (all[static_cast<size_t> (count)].sum().item<int64_t>() == count * count);
}

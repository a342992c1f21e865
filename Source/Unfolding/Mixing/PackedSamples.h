// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace unbraid::unfolding
{

/** 16-bit samples that never change, in memory or in a mapped file; copies share them. */
class PackedSamples
{
public:
    PackedSamples() = default;

    explicit PackedSamples (std::vector<std::int16_t> values)
    {
        const auto own = std::make_shared<const std::vector<std::int16_t>> (std::move (values));
        samples = *own;
        owner = own;
    }

    /** keeper  keeps the samples where they are */
    PackedSamples (std::shared_ptr<const void> keeper, std::span<const std::int16_t> kept)
        : owner (std::move (keeper))
        , samples (kept)
    {
    }

    [[nodiscard]] const std::int16_t* data() const noexcept { return samples.data(); }
    [[nodiscard]] size_t size() const noexcept { return samples.size(); }
    [[nodiscard]] bool empty() const noexcept { return samples.empty(); }
    [[nodiscard]] auto begin() const noexcept { return samples.begin(); }
    [[nodiscard]] auto end() const noexcept { return samples.end(); }

    bool operator== (const PackedSamples& other) const noexcept
    {
        return std::equal (begin(), end(), other.begin(), other.end());
    }

private:
    std::shared_ptr<const void> owner{};
    std::span<const std::int16_t> samples{};
};

} // namespace unbraid::unfolding

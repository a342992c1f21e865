// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Sha256.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace unbraid::files
{

namespace
{
constexpr size_t blockBytes = 64;
constexpr size_t lengthBytes = 8; // of the message in bits, at the end of the last block

using Words = std::array<std::uint32_t, 8>;
using Block = std::array<std::byte, blockBytes>;

constexpr Words firstWords{ 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                            0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

constexpr std::array<std::uint32_t, 64> roundConstants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

std::array<std::uint32_t, 64> scheduleOf (const Block& block)
{
    std::array<std::uint32_t, 64> words{};
    for (size_t i = 0; i < blockBytes; ++i)
        words[i / 4] = words[i / 4] << 8 | std::to_integer<std::uint32_t> (block[i]);
    for (size_t t = 16; t < words.size(); ++t)
    {
        const auto early = words[t - 15], late = words[t - 2];
        words[t] = words[t - 16] + words[t - 7] +
                   (std::rotr (early, 7) ^ std::rotr (early, 18) ^ early >> 3) +
                   (std::rotr (late, 17) ^ std::rotr (late, 19) ^ late >> 10);
    }
    return words;
}

void take (const Block& block, Words& state)
{
    const auto schedule = scheduleOf (block);
    auto [a, b, c, d, e, f, g, h] = state;
    for (size_t t = 0; t < schedule.size(); ++t)
    {
        const auto first = h + (std::rotr (e, 6) ^ std::rotr (e, 11) ^ std::rotr (e, 25)) +
                           ((e & f) ^ (~e & g)) + roundConstants[t] + schedule[t];
        const auto second =
            (std::rotr (a, 2) ^ std::rotr (a, 13) ^ std::rotr (a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
    }
    const Words added{ a, b, c, d, e, f, g, h };
    for (size_t i = 0; i < state.size(); ++i)
        state[i] += added[i];
}

/** What is left after the whole blocks, a one, zeros, and the length. */
void takeEnd (std::span<const std::byte> rest, std::uint64_t numBits, Words& state)
{
    Block block{};
    std::copy (rest.begin(), rest.end(), block.begin());
    block[rest.size()] = std::byte{ 0x80 };
    if (rest.size() + 1 > blockBytes - lengthBytes)
    {
        take (block, state);
        block.fill (std::byte{});
    }
    for (size_t i = 0; i < lengthBytes; ++i)
        block[blockBytes - 1 - i] = static_cast<std::byte> (numBits >> 8 * i & 0xff);
    take (block, state);
}
} // namespace

std::string sha256 (std::span<const std::byte> bytes)
{
    Words state = firstWords;
    Block block{};
    auto rest = bytes;
    for (; rest.size() >= blockBytes; rest = rest.subspan (blockBytes))
    {
        std::copy_n (rest.begin(), blockBytes, block.begin());
        take (block, state);
    }
    takeEnd (rest, std::uint64_t{ bytes.size() } * 8, state);
    std::string digits;
    for (const auto word : state)
        for (int shift = 28; shift >= 0; shift -= 4)
            digits += "0123456789abcdef"[word >> shift & 0xf];
    return digits;
}

} // namespace unbraid::files

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/KeptMemory.h"

#include <c10/core/Allocator.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <new>
#include <vector>

namespace unbraid::unfolding
{

namespace
{
constexpr size_t alignment = 64;      // a cache line; in front of each block as much again holds its class
constexpr size_t classesOfOctave = 8; // a block is at most an eighth larger than what it was asked for
constexpr size_t smallestOctave = 6;
constexpr size_t numOctaves = 42;

/** Sizes from 2^(o + 6) on in steps of an eighth of it. */
struct SizeClass
{
    explicit SizeClass (size_t size)
    {
        const auto whole = std::max (size, size_t{ 1 } << smallestOctave) - 1;
        const auto octave = static_cast<size_t> (std::bit_width (whole)) - 1;
        const auto step = std::max<size_t> (1, (size_t{ 1 } << octave) / classesOfOctave);
        const auto steps = whole / step + 1; // from nine to sixteen above the smallest
        bytes = steps * step;
        index = (octave - smallestOctave + 1) * classesOfOctave + steps - classesOfOctave - 1;
    }

    size_t bytes = 0;
    size_t index = 0;
};

class KeptMemory final : public c10::Allocator
{
public:
    // Which of these are virtual, and const, differs between versions of libtorch; so none says `override`.
    c10::DataPtr allocate (size_t size) { return taken (size); }
    c10::DataPtr allocate (size_t size) const { return taken (size); }
    void copy_data (void* to, const void* from, size_t size) const { std::memcpy (to, from, size); }
    c10::DeleterFnPtr raw_deleter() const { return &giveBack; }

private:
    using Lists = std::array<std::vector<void*>, numOctaves * classesOfOctave>;

    static c10::DataPtr taken (size_t size)
    {
        void* block = size == 0 ? nullptr : take (SizeClass (size));
        return { block, block, &giveBack, c10::Device (c10::DeviceType::CPU) };
    }

    static void* take (const SizeClass& wanted)
    {
        {
            const std::lock_guard lock (mutex());
            if (auto& list = lists()[wanted.index]; ! list.empty())
            {
                void* block = list.back();
                list.pop_back();
                return block;
            }
        }
        auto* first = static_cast<std::byte*> (
            ::operator new (wanted.bytes + alignment, std::align_val_t{ alignment }));
        std::memcpy (first, &wanted.index, sizeof (wanted.index));
        return first + alignment;
    }

    static void giveBack (void* block)
    {
        if (block == nullptr)
            return;
        size_t index = 0;
        std::memcpy (&index, static_cast<std::byte*> (block) - alignment, sizeof (index));
        const std::lock_guard lock (mutex());
        lists()[index].push_back (block);
    }

    // Never destroyed: tensors of libtorch's own are freed after the program's.
    static std::mutex& mutex()
    {
        static auto* const only = new std::mutex;
        return *only;
    }

    static Lists& lists()
    {
        static auto* const all = new Lists;
        return *all;
    }
};
} // namespace

void keepTensorMemory()
{
    static auto* const memory = new KeptMemory;
    constexpr uint8_t beforeItsOwn = 1;
    c10::SetAllocator (c10::DeviceType::CPU, memory, beforeItsOwn);
}

} // namespace unbraid::unfolding

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace unbraid::plugin
{

/** An object of one thread that the audio thread borrows for the length of a block. The audio thread takes it out of a
    slot and puts it back; its owner exchanges or frees it only while it lies there, and waits for a block at most. */
template <class T>
class LentTo
{
public:
    /** The object while it is borrowed; null: it is not lent. */
    class Loan
    {
    public:
        explicit Loan (std::atomic<T*>& lender) noexcept
            : slot (lender)
            , borrowed (lender.exchange (nullptr, std::memory_order_acquire))
        {
        }
        ~Loan()
        {
            if (borrowed != nullptr)
                slot.store (borrowed, std::memory_order_release);
        }
        Loan (const Loan&) = delete;
        Loan& operator= (const Loan&) = delete;

        explicit operator bool() const noexcept { return borrowed != nullptr; }
        T* operator->() const noexcept { return borrowed; }
        T& operator*() const noexcept { return *borrowed; }

    private:
        std::atomic<T*>& slot;
        T* const borrowed;
    };

    /** Lends an object in place of the last one. [owner] */
    void lend (std::unique_ptr<T> object)
    {
        takeBack();
        owned = std::move (object);
        slot.store (owned.get(), std::memory_order_release);
    }

    /** Lends none any more; null: none was lent. [owner] waits while it is borrowed */
    std::unique_ptr<T> takeBack() noexcept
    {
        while (owned != nullptr && slot.exchange (nullptr, std::memory_order_acquire) == nullptr)
            std::this_thread::sleep_for (std::chrono::milliseconds (1));
        return std::move (owned);
    }

    /** The lent object, for the parts that both threads may use at once; null: none is lent. [owner] */
    [[nodiscard]] T* get() const noexcept { return owned.get(); }

    /** False while it is borrowed, too. [audio] */
    [[nodiscard]] bool isThere() const noexcept { return slot.load (std::memory_order_relaxed) != nullptr; }

    /** To be kept for a block at most. [audio] wait-free; one thread at a time */
    [[nodiscard]] Loan borrow() noexcept { return Loan (slot); }

private:
    std::atomic<T*> slot{ nullptr };
    std::unique_ptr<T> owned;
};

} // namespace unbraid::plugin

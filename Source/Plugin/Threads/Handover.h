// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

namespace unbraid::plugin
{

/** Objects on their way from a worker to the audio thread and back:

        worker: offer -> audio: take, use, retire -> worker: collect () frees

    The audio thread never frees one, and takes no further one before the last it retired was collected, so that one
    slot each way is enough. One audio thread at a time; any number of workers. */
template <class T>
class Handover
{
public:
    Handover() = default;
    ~Handover() { clear(); }
    Handover (const Handover&) = delete;
    Handover& operator= (const Handover&) = delete;

    /** Of several that were not taken yet the newest counts. [worker] */
    void offer (std::unique_ptr<T> fresh)
    {
        delete offered.exchange (fresh.release(), std::memory_order_acq_rel);
    }

    /** Frees what the audio thread retired, if anything. [worker] */
    void collect() { delete retired.exchange (nullptr, std::memory_order_acquire); }

    /** Frees what was offered as well. [worker] */
    void clear()
    {
        collect();
        delete offered.exchange (nullptr, std::memory_order_acquire);
    }

    /** Takes the offer; null: there is none, or what was retired last has not been collected. [audio] wait-free */
    [[nodiscard]] std::unique_ptr<T> take() noexcept
    {
        const bool isThere = offered.load (std::memory_order_relaxed) != nullptr;
        if (! isThere || retired.load (std::memory_order_acquire) != nullptr)
            return {};
        return std::unique_ptr<T> (offered.exchange (nullptr, std::memory_order_acq_rel));
    }

    /** Gives back what is not used any more, once for each that was taken; may be null. [audio] wait-free */
    void retire (std::unique_ptr<T> old) noexcept
    {
        retired.store (old.release(), std::memory_order_release);
    }

private:
    std::atomic<T*> offered{ nullptr };
    std::atomic<T*> retired{ nullptr };
};

} // namespace unbraid::plugin

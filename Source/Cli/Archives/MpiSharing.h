// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Archives/WorkSharing.h"
#include "Parallel/MpiSession.h"

#include <memory>

namespace unbraid::cli
{

/** Shares the items of a list out among the threads of all ranks. The first rank hands them out, one at a time, to whoever
    is free, and keeps the table; its own threads work as well. */
class MpiSharing final : public WorkSharing
{
public:
    explicit MpiSharing (std::shared_ptr<parallel::MpiRanks> allRanks)
        : ranks (std::move (allRanks))
    {
    }

    [[nodiscard]] int numProcesses() const override { return ranks->count(); }
    [[nodiscard]] bool keepsTable() const override { return ranks->isFirst(); }
    void share (const std::vector<size_t>& items, int threads, const SharedWork& work) override;

private:
    void handOut (const std::vector<size_t>& items, int threads, const SharedWork& work);
    void ask (int threads, const SharedWork& work);

    std::shared_ptr<parallel::MpiRanks> ranks;
};

} // namespace unbraid::cli

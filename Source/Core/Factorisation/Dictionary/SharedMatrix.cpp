// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/SharedMatrix.h"

#include <functional>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace unbraid::core
{

namespace
{
using Shared = std::shared_ptr<const PackedMatrix>;

std::string_view bytesOf (const PackedMatrix& matrix)
{
    return { reinterpret_cast<const char*> (matrix.data()),
             static_cast<size_t> (matrix.size()) * sizeof (float) };
}

bool isSame (const PackedMatrix& first, const PackedMatrix& second)
{
    return first.rows() == second.rows() && first.cols() == second.cols() &&
           bytesOf (first) == bytesOf (second);
}

/** All matrices that somebody has. Its mutex is held for one look-up, when separators are prepared; matrices that go
    away never take it, so that it does not matter which thread gives the last one up. */
class Pool
{
public:
    Shared share (PackedMatrix&& values)
    {
        const auto hash = std::hash<std::string_view>() (bytesOf (values));
        const std::scoped_lock locked (guard);
        std::erase_if (known, [] (const auto& entry) { return entry.second.expired(); });
        const auto [first, last] = known.equal_range (hash);
        for (auto entry = first; entry != last; ++entry)
            if (auto found = entry->second.lock(); found != nullptr && isSame (*found, values))
                return found;
        auto made = std::make_shared<const PackedMatrix> (std::move (values));
        known.emplace (hash, made);
        return made;
    }

private:
    std::mutex guard;
    std::unordered_multimap<size_t, std::weak_ptr<const PackedMatrix>> known; // by the hash of the values
};

Pool& pool()
{
    static Pool matrices;
    return matrices;
}
} // namespace

SharedMatrix::SharedMatrix (PackedMatrix values)
    : matrix (pool().share (std::move (values)))
{
}

} // namespace unbraid::core

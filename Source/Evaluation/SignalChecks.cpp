// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SignalChecks.h"

#include <algorithm>
#include <cmath>

namespace unbraid::evaluation
{

core::Status checkFinite (const std::string& task, const std::string& name,
                          const Eigen::Ref<const Eigen::VectorXf>& signal)
{
    const float* end = signal.data() + signal.size();
    const float* bad =
        std::find_if_not (signal.data(), end, [] (float sample) { return std::isfinite (sample); });
    if (bad != end)
        return core::Error{ task, name + ", sample " + std::to_string (bad - signal.data()),
                            std::to_string (*bad), "finite samples" };
    return core::Done{};
}

core::Status checkPair (const std::string& task, const Eigen::Ref<const Eigen::VectorXf>& reference,
                        const Eigen::Ref<const Eigen::VectorXf>& estimate)
{
    if (estimate.size() != reference.size())
        return core::Error{ task, "length of the estimate", std::to_string (estimate.size()) + " samples",
                            std::to_string (reference.size()) + ", as the reference" };
    if (core::Status checked = checkFinite (task, "reference", reference); ! checked.ok())
        return checked;
    return checkFinite (task, "estimate", estimate);
}

} // namespace unbraid::evaluation

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"

#include "Evaluation/SignalChecks.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace unbraid::evaluation
{

namespace
{
constexpr const char* task = "SI-SDR cannot be computed";

/** The signal in double without its mean. Of equal floats nothing is left: their sum is exact up to 2^29. */
Eigen::VectorXd withoutMean (const Eigen::Ref<const Eigen::VectorXf>& signal)
{
    Eigen::VectorXd centred = signal.cast<double>();
    centred.array() -= centred.mean();
    return centred;
}

core::Error silentReference()
{
    return { task, "reference", "silence or a constant", "a signal" };
}

/** Empty where the reference is silent or constant. */
core::Result<std::optional<double>> scoreOf (const Eigen::Ref<const Eigen::VectorXf>& reference,
                                             const Eigen::Ref<const Eigen::VectorXf>& estimate)
{
    using Score = std::optional<double>;
    if (const core::Status checked = checkPair (task, reference, estimate); ! checked.ok())
        return checked.error();
    if (reference.size() < 2)
        return core::Error{ task, "length", std::to_string (reference.size()), "at least 2 samples" };

    const Eigen::VectorXd target = withoutMean (reference);
    const Eigen::VectorXd estimated = withoutMean (estimate);
    const double targetEnergy = target.squaredNorm();
    if (targetEnergy <= 0.0)
        return Score();

    const double scale = estimated.dot (target) / targetEnergy;
    const double projectedEnergy = scale * scale * targetEnergy;
    const double residualEnergy = (scale * target - estimated).squaredNorm();
    if (projectedEnergy <= 0.0)
        return Score (-siSdrLimitDb);
    if (residualEnergy <= 0.0)
        return Score (siSdrLimitDb);
    return Score (
        std::clamp (10.0 * std::log10 (projectedEnergy / residualEnergy), -siSdrLimitDb, siSdrLimitDb));
}
} // namespace

bool hasSiSdr (const Eigen::Ref<const Eigen::MatrixXf>& reference)
{
    for (Eigen::Index channel = 0; channel < reference.cols(); ++channel)
        if (reference.rows() > 1 && (reference.col (channel).array() != reference (0, channel)).any())
            return true;
    return false;
}

core::Result<double> siSdrDb (const Eigen::Ref<const Eigen::VectorXf>& reference,
                              const Eigen::Ref<const Eigen::VectorXf>& estimate)
{
    const auto score = scoreOf (reference, estimate);
    if (! score.ok())
        return score.error();
    return score.value() ? core::Result<double> (*score.value()) : silentReference();
}

core::Result<double> meanSiSdrDb (const Eigen::Ref<const Eigen::MatrixXf>& reference,
                                  const Eigen::Ref<const Eigen::MatrixXf>& estimate)
{
    if (reference.cols() < 1 || estimate.cols() != reference.cols())
        return core::Error{ task, "channels of the estimate", std::to_string (estimate.cols()),
                            reference.cols() < 1 ? "at least 1 in the reference too"
                                                 : std::to_string (reference.cols()) + ", as the reference" };
    double sumDb = 0.0;
    int numScored = 0;
    for (Eigen::Index channel = 0; channel < reference.cols(); ++channel)
    {
        const auto score = scoreOf (reference.col (channel), estimate.col (channel));
        if (! score.ok())
        {
            core::Error error = score.error();
            error.where = "channel " + std::to_string (channel + 1) + ", " + error.where;
            return error;
        }
        if (! score.value())
            continue;
        sumDb += *score.value();
        ++numScored;
    }
    if (numScored == 0)
        return silentReference();
    return sumDb / numScored;
}

} // namespace unbraid::evaluation

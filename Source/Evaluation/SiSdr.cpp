// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"

#include "Evaluation/SignalChecks.h"

#include <algorithm>
#include <cmath>

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
} // namespace

core::Result<double> siSdrDb (const Eigen::Ref<const Eigen::VectorXf>& reference,
                              const Eigen::Ref<const Eigen::VectorXf>& estimate)
{
    if (const core::Status checked = checkPair (task, reference, estimate); ! checked.ok())
        return checked.error();
    if (reference.size() < 2)
        return core::Error{ task, "length", std::to_string (reference.size()), "at least 2 samples" };

    const Eigen::VectorXd target = withoutMean (reference);
    const Eigen::VectorXd estimated = withoutMean (estimate);
    const double targetEnergy = target.squaredNorm();
    if (targetEnergy <= 0.0)
        return core::Error{ task, "reference", "silence or a constant", "a signal" };

    const double scale = estimated.dot (target) / targetEnergy;
    const double projectedEnergy = scale * scale * targetEnergy;
    const double residualEnergy = (scale * target - estimated).squaredNorm();
    if (projectedEnergy <= 0.0)
        return -siSdrLimitDb;
    if (residualEnergy <= 0.0)
        return siSdrLimitDb;
    return std::clamp (10.0 * std::log10 (projectedEnergy / residualEnergy), -siSdrLimitDb, siSdrLimitDb);
}

core::Result<double> meanSiSdrDb (const Eigen::Ref<const Eigen::MatrixXf>& reference,
                                  const Eigen::Ref<const Eigen::MatrixXf>& estimate)
{
    if (reference.cols() < 1 || estimate.cols() != reference.cols())
        return core::Error{ task, "channels of the estimate", std::to_string (estimate.cols()),
                            reference.cols() < 1 ? "at least 1 in the reference too"
                                                 : std::to_string (reference.cols()) + ", as the reference" };
    double sumDb = 0.0;
    for (Eigen::Index channel = 0; channel < reference.cols(); ++channel)
    {
        const core::Result<double> score = siSdrDb (reference.col (channel), estimate.col (channel));
        if (! score.ok())
        {
            core::Error error = score.error();
            error.where = "channel " + std::to_string (channel + 1) + ", " + error.where;
            return error;
        }
        sumDb += score.value();
    }
    return sumDb / static_cast<double> (reference.cols());
}

} // namespace unbraid::evaluation

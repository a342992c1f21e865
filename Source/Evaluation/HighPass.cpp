// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/HighPass.h"

#include "Evaluation/Butterworth.h"

namespace unbraid::evaluation
{

core::Result<Eigen::VectorXf> highPass (const Eigen::Ref<const Eigen::VectorXf>& signal, double sampleRateHz,
                                        double cutoffHz)
{
    if (const core::Status checked = checkCutoff (sampleRateHz, cutoffHz); ! checked.ok())
        return checked.error();
    return filterZeroPhase (butterworthSections (Pass::high, 4, sampleRateHz, cutoffHz), signal);
}

core::Result<Eigen::VectorXf> fixedHighPass (const Eigen::Ref<const Eigen::VectorXf>& signal,
                                             double sampleRateHz, double cutoffHz)
{
    if (const core::Status checked = checkCutoff (sampleRateHz, cutoffHz); ! checked.ok())
        return checked.error();
    return filterCausal (butterworthSections (Pass::high, 2, sampleRateHz, cutoffHz), signal);
}

} // namespace unbraid::evaluation

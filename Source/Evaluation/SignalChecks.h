// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <string>

namespace unbraid::evaluation
{

/** Checks one signal from outside.
    task    what the caller is doing, for the error: "SI-SDR cannot be computed"
    name    what the signal is: "reference"
    signal  [samples]
    [worker]  Errors: a sample that is not finite, naming the first. */
core::Status checkFinite (const std::string& task, const std::string& name,
                          const Eigen::Ref<const Eigen::VectorXf>& signal);

/** Checks two signals that are to be compared sample by sample.
    reference, estimate  [samples]
    [worker]  Errors: lengths differ, a sample that is not finite. */
core::Status checkPair (const std::string& task, const Eigen::Ref<const Eigen::VectorXf>& reference,
                        const Eigen::Ref<const Eigen::VectorXf>& estimate);

} // namespace unbraid::evaluation

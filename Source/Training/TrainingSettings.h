// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Trainer.h"

#include <map>
#include <string>

namespace unbraid::training
{

/** The settings of a training by name, in words that can be compared and shown. */
using Settings = std::map<std::string, std::string>;

/** All that changes what is learned: settings, and names and sizes of the recordings.
    [worker] error: a recording that is not there */
core::Result<Settings> trainingSettings (const TrainingSpec& spec,
                                         const std::vector<SourceMaterial>& sources);

} // namespace unbraid::training

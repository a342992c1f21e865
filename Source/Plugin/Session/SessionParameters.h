// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Parameters.h"

#include <map>
#include <string>

namespace unbraid::plugin
{

/** The values of the parameters, in their own units. [message] */
std::map<std::string, float> valuesOf (const Parameters& parameters);

/** True where every value that belongs to a parameter lies in its range; others are of a newer version and ignored.
    [message] error: names the first that does not */
core::Status checkValues (const std::map<std::string, float>& values, const Parameters& parameters);

/** Sets the parameters to values that were checked; those without a value to their defaults. [message] */
void setValues (const std::map<std::string, float>& values, Parameters& parameters);

} // namespace unbraid::plugin

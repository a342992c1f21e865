// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Loading/DictionaryStore.h"
#include "Plugin/Parameters.h"
#include "Plugin/Session/Session.h"

namespace unbraid::plugin
{

/** The values of the parameters, in their own units. [message] */
std::map<std::string, float> valuesOf (const Parameters& parameters);

/** True where every value that belongs to a parameter lies in its range; others are of a newer version and ignored.
    [message] error: names the first that does not */
core::Status checkValues (const std::map<std::string, float>& values, const Parameters& parameters);

/** Sets the parameters to values that were checked; those without a value to their defaults. [message] */
void setValues (const std::map<std::string, float>& values, Parameters& parameters);

/** The dictionary of a session: its own, or the factory one of that name. [message] error: it is not installed */
core::Result<LoadedDictionary> dictionaryOf (const Session& session);

} // namespace unbraid::plugin

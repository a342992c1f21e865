// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Plugin/Model/PluginModel.h"

namespace unbraid::plugin
{

/** The atoms of a dictionary as the editor draws them; none of sources that `sources` does not name. Those of a source that is
    split further are shown with the first source of its branch. [message] */
AtomCurves atomShapes (const core::Dictionary& dictionary, const std::vector<std::string>& sources);

/** Those of a dictionary that notes guide, see core::guidedDictionary. [message] */
AtomCurves partShapes (const core::Dictionary& dictionary, const std::vector<std::string>& sources);

} // namespace unbraid::plugin

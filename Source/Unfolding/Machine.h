// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace unbraid::unfolding
{

/** The library file that plain matrix products go to; empty where that is unknown. [any] */
std::string blasLibrary();

/** True of the reference implementation, which is correct and slow.
    library  as `blasLibrary` names it [any] */
bool isReferenceBlas (const std::string& library);

} // namespace unbraid::unfolding

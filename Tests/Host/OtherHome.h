// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Support/Environment.h"
#include "Support/TemporaryFolder.h"

namespace unbraid::test
{

/** The user's folder is another one while it lives. */
struct OtherHome
{
    const TemporaryFolder folder;
    const OtherVariable variable{ dataVariable, folder.path.string() };
};

} // namespace unbraid::test

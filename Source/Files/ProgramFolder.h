// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace unbraid::files
{

/** The folder of the running program, links followed: where its other programs lie, and relative to which its data is
    installed. Of a plugin it is the host's. Empty where the system does not tell.
    [worker] */
std::filesystem::path programFolder();

/** The folder of the file that this code was loaded from, links followed: of a program its own, of a plugin the folder of its
    library, inside its bundle. Empty where the system does not tell.
    [worker] */
std::filesystem::path codeFolder();

} // namespace unbraid::files

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

/** Code that is loaded while the program runs. */
namespace unbraid::platform
{

/** Opens a library that stays open to the program's end: its threads and ours may outlive whoever asked for it. Null where it
    is not installed.
    [any but audio] */
void* openLibrary (const char* name) noexcept;

/** A function of that library, or with null of the program and what it has loaded; null where there is none of that name.
    [any but audio] */
void* findSymbol (void* library, const char* name) noexcept;

/** The file that the code or data at an address was loaded from, as it was named then; empty where the system does not tell.
    [worker] */
std::filesystem::path libraryOf (const void* address);

/** The file of the running program, links followed; empty where the system does not tell. [worker] */
std::filesystem::path programFile();

} // namespace unbraid::platform

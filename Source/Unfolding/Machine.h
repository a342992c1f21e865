// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace unbraid::unfolding
{

/** Has the C library keep the memory that a program frees, up to its end: a step of a training asks for the same large
    tensors again, and mapping them anew costs nearly as much as filling them. For a program that does nothing else;
    call it first. Without glibc nothing happens. [any] */
void keepFreedMemory() noexcept;

/** The library file that plain matrix products go to; empty where that cannot be told. [any] */
std::string blasLibrary();

/** True of the reference implementation, which is correct and slow.
    library  as `blasLibrary` names it [any] */
bool isReferenceBlas (const std::string& library);

} // namespace unbraid::unfolding

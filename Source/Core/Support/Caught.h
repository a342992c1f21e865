// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <exception>
#include <new>
#include <stdexcept>
#include <string>

namespace unbraid::core
{

/** Why work ended, for people: an exception's own words are for those who wrote the program. [any but audio] */
inline std::string reasonOf (const std::exception& failure)
{
    if (dynamic_cast<const std::bad_alloc*> (&failure) != nullptr)
        return "too little memory";
    if (dynamic_cast<const std::logic_error*> (&failure) != nullptr)
        return std::string ("a fault of this program, ") + failure.what();
    return failure.what();
}

/** The result of work that must not end the program: an exception, such as that of memory that is not there, becomes an
    error. It stands at the head of every thread, where nothing else would catch.
    what, where  of that error
    work         returns a Result
    [any but audio] */
template <class Work>
auto caught (const std::string& what, const std::string& where, const Work& work) -> decltype (work())
{
    try
    {
        return work();
    }
    catch (const std::exception& failure)
    {
        return Error{ what, where, reasonOf (failure), {} };
    }
}

} // namespace unbraid::core

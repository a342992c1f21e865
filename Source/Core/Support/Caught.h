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
    catch (const std::bad_alloc&)
    {
        return Error{ what, where, "too little memory", {} };
    }
    catch (const std::logic_error& fault)
    {
        return Error{ what, where, std::string ("a fault of this program, ") + fault.what(), {} };
    }
    catch (const std::exception& failure)
    {
        return Error{ what, where, failure.what(), {} };
    }
}

} // namespace unbraid::core

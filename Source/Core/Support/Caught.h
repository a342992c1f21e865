// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <exception>
#include <new>

namespace unbraid::plugin
{

/** The result of work that must not end the host: an exception, such as that of memory that is not there, becomes an
    error.
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
        return core::Error{ what, where, "too little memory", {} };
    }
    catch (const std::exception& failure)
    {
        return core::Error{ what, where, failure.what(), {} };
    }
}

} // namespace unbraid::plugin

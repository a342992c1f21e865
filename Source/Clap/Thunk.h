// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::clap
{

/** A member function as the C function that a table holds: `Thunk<&Owner::method>::call (table, arguments)`, where the table's
    `data` is the owner. No exception gets out: what cannot be done is false, null or 0. */
template <auto method>
struct Thunk;

template <class Owner, class Result, class... Arguments, Result (Owner::*method) (Arguments...)>
struct Thunk<method>
{
    template <class Table>
    static Result call (const Table* table, Arguments... arguments)
    {
        try
        {
            return (static_cast<Owner*> (table->data)->*method) (arguments...);
        }
        catch (...)
        {
            return Result();
        }
    }
};

} // namespace unbraid::clap

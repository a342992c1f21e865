// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace unbraid::plugin
{

/** The number of an instance among those that the process has now: the lowest that is free. A host that makes instances
    to look at them and throws them away again wastes none. [any but audio] */
class InstanceSlot
{
public:
    InstanceSlot();
    ~InstanceSlot();
    InstanceSlot (const InstanceSlot&) = delete;
    InstanceSlot& operator= (const InstanceSlot&) = delete;

    /** Share of a hop, 0 to below 1, by which the instance's frames may end earlier, so that those of all instances are
        spread evenly however many there are: van der Corput's sequence. The first has 0. */
    [[nodiscard]] float stagger() const noexcept;

private:
    size_t number = 0;
};

} // namespace unbraid::plugin

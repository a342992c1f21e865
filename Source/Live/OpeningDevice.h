// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::live
{

/** A device that counts as open before it is, see `Patience`. */
class OpeningDevice
{
public:
    virtual ~OpeningDevice() = default;

    /** True until sound can flow, or the device has given up. [message] */
    [[nodiscard]] virtual bool isOpening() const = 0;
};

} // namespace unbraid::live

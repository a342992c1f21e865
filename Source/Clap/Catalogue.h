// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapAbi.h"
#include "Plugin/Audio/BusLayout.h"

#include <array>

namespace unbraid::clap
{

/** A plugin of the library. */
struct CatalogueEntry
{
    abi::Descriptor descriptor;
    plugin::BusSet buses;
};

/** Both plugins. Their ids are frozen: hosts' sessions hold on to them. */
extern const std::array<CatalogueEntry, 2> catalogue;

} // namespace unbraid::clap

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Synthesis/ComponentMethod.h"

#include <functional>
#include <string>
#include <vector>

namespace unbraid::offline
{

/** A method and its options in words, as a user gives them. */
struct ComponentRequest
{
    std::string model = componentMethods().front().name;
    core::OptionTexts given{}; // texts by the names of options; "components" must be there
    std::string dashes{};      // in front of the names of options in errors
};

/** The names of the methods of which `holds` is true. [worker] */
std::vector<std::string> methodsWhere (const std::function<bool (const ComponentMethod&)>& holds);

/** [worker] errors: wrong use; no such method or option, a value out of range, an option that the method does not take, a
    combination that means nothing */
core::Result<ComponentSpec> componentSpecFrom (const ComponentRequest& request);

/** Begins a factorisation with W, H or both, an empty one being random; their number of components is taken over, and their order kept.
    start    [bins x components] and [components x frames], zeros stay zero
    request  of which `spec` was made
    [worker] errors: wrong use; a model or an option that begins otherwise, another number of components, values that are negative
    or not finite, a spectrum of zeros */
core::Status beginWith (training::Factors start, const ComponentRequest& request, ComponentSpec& spec);

} // namespace unbraid::offline

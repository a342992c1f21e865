// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Session/SessionParameters.h"

namespace unbraid::plugin
{

std::map<std::string, float> valuesOf (const Parameters& parameters)
{
    std::map<std::string, float> values;
    for (const auto* parameter : parameters.all())
        values[parameter->getParameterID().toStdString()] =
            parameter->convertFrom0to1 (parameter->getValue());
    return values;
}

core::Status checkValues (const std::map<std::string, float>& values, const Parameters& parameters)
{
    for (const auto* parameter : parameters.all())
    {
        const auto found = values.find (parameter->getParameterID().toStdString());
        const auto range = parameter->getNormalisableRange().getRange();
        if (found == values.end() || (found->second >= range.getStart() && found->second <= range.getEnd()))
            continue;
        return core::Error{ "the session cannot be restored", "parameter " + found->first,
                            core::numberText (found->second),
                            core::numberText (range.getStart()) + " to " +
                                core::numberText (range.getEnd()) };
    }
    return core::Done{};
}

void setValues (const std::map<std::string, float>& values, Parameters& parameters)
{
    for (auto* parameter : parameters.all())
    {
        const auto found = values.find (parameter->getParameterID().toStdString());
        const float wanted =
            found == values.end() ? parameter->getDefaultValue() : parameter->convertTo0to1 (found->second);
        if (wanted != parameter->getValue())
            parameter->setValueNotifyingHost (wanted);
    }
}

} // namespace unbraid::plugin

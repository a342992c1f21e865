// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AppSettings.h"

namespace unbraid::app
{

namespace
{
constexpr auto deviceKey = "device";
constexpr auto stateKey = "state";
constexpr auto windowKey = "window";
constexpr auto firstRunKey = "first_run_done";
} // namespace

juce::File AppSettings::defaultFile()
{
    return juce::File::getSpecialLocation (juce::File::userApplicationDataDirectory)
        .getChildFile ("unbraid")
        .getChildFile ("app.settings");
}

juce::PropertiesFile::Options AppSettings::options()
{
    juce::PropertiesFile::Options wanted;
    wanted.millisecondsBeforeSaving = -1; // when `save` is called
    wanted.storageFormat = juce::PropertiesFile::storeAsXML;
    return wanted;
}

AppSettings::AppSettings (const juce::File& file)
    : wasThere (file.existsAsFile())
    , properties (file, options())
{
}

std::unique_ptr<juce::XmlElement> AppSettings::device() const
{
    auto setup = properties.getXmlValue (deviceKey);
    return setup != nullptr && setup->hasTagName ("DEVICESETUP") ? std::move (setup) : nullptr;
}

void AppSettings::setDevice (const juce::XmlElement* setup)
{
    if (setup != nullptr)
        properties.setValue (deviceKey, setup);
}

juce::MemoryBlock AppSettings::state() const
{
    juce::MemoryBlock bytes;
    const auto text = properties.getValue (stateKey);
    const bool isWhole = text.getLargeIntValue() <= text.length(); // it begins with the number of bytes
    if (! isWhole || ! bytes.fromBase64Encoding (text))
        bytes.reset();
    return bytes;
}

void AppSettings::setState (const juce::MemoryBlock& state)
{
    properties.setValue (stateKey, state.toBase64Encoding());
}

juce::String AppSettings::window() const
{
    return properties.getValue (windowKey);
}

void AppSettings::setWindow (const juce::String& bounds)
{
    properties.setValue (windowKey, bounds);
}

bool AppSettings::isFirstRunDone() const
{
    return properties.getBoolValue (firstRunKey, wasThere);
}

void AppSettings::setFirstRunDone (bool isDone)
{
    properties.setValue (firstRunKey, isDone);
}

} // namespace unbraid::app

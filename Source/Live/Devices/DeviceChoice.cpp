// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Devices/DeviceChoice.h"

#include "Live/Pulse/PulseChoice.h"

namespace unbraid::live
{

namespace
{
using juce::String;
using juce::StringArray;

constexpr double preferredRateHz = 48000.0;

core::Error notFound (const String& where, const String& found, const String& allowed)
{
    return { "the sound device cannot be found", where.toStdString(), found.toStdString(),
             allowed.toStdString() };
}

String quotedList (const StringArray& names)
{
    if (names.isEmpty())
        return "none there is";
    return "a part of '" + names.joinIntoString ("', '") + "'";
}

/** The first that has this name; else the first that has it as a part. */
String matching (const StringArray& names, const String& wanted)
{
    if (const int same = names.indexOf (wanted, true); same >= 0)
        return names[same];
    for (const auto& name : names)
        if (name.containsIgnoreCase (wanted))
            return name;
    return {};
}

/** The type's default, or the first that can be opened: systems list devices that are not there. */
String firstUsable (juce::AudioIODeviceType& type, bool isInput)
{
    auto names = type.getDeviceNames (isInput);
    names.move (type.getDefaultDeviceIndex (isInput), 0);
    for (const auto& name : names)
    {
        const std::unique_ptr<juce::AudioIODevice> device (isInput ? type.createDevice ({}, name)
                                                                   : type.createDevice (name, {}));
        if (device != nullptr && ! device->getAvailableSampleRates().isEmpty())
            return name;
    }
    return {};
}

core::Result<String> findName (juce::AudioIODeviceType& type, bool isInput, const std::string& wanted)
{
    if (wanted.empty())
        return firstUsable (type, isInput);
    const auto names = type.getDeviceNames (isInput);
    const auto found = matching (names, wanted);
    if (found.isEmpty())
        return notFound (isInput ? "input" : "output", "'" + String (wanted) + "'", quotedList (names));
    return found;
}

core::Result<juce::XmlElement> findInType (juce::AudioIODeviceType& type, const DeviceChoice& choice)
{
    const auto input = findName (type, true, choice.input);
    if (! input.ok())
        return input.error();
    const auto output = findName (type, false, choice.output);
    if (! output.ok())
        return output.error();
    if (output.value().isEmpty())
        return notFound ("output", "none that can be opened", {});
    auto setup = deviceSetup (type.getTypeName(), input.value(), output.value(), choice.bufferSamples);
    setup.setAttribute ("audioDeviceRate", choice.rateHz > 0.0 ? choice.rateHz : preferredRateHz);
    return setup;
}
} // namespace

juce::XmlElement deviceSetup (const String& type, const String& input, const String& output,
                              int bufferSamples)
{
    juce::XmlElement setup ("DEVICESETUP");
    setup.setAttribute ("deviceType", type);
    setup.setAttribute ("audioInputDeviceName", input);
    setup.setAttribute ("audioOutputDeviceName", output);
    if (bufferSamples > 0)
        setup.setAttribute ("audioDeviceBufferSize", bufferSamples);
    return setup;
}

core::Result<juce::XmlElement> findDevice (const juce::OwnedArray<juce::AudioIODeviceType>& types,
                                           const DeviceChoice& choice)
{
    core::Result<juce::XmlElement> best = notFound ({}, "none that can be opened", {});
    bool isTypeKnown = choice.type.empty(), areNamesKnown = false;
    StringArray typeNames;
    for (auto* type : types)
    {
        typeNames.add (type->getTypeName());
        if (! choice.type.empty() && ! type->getTypeName().equalsIgnoreCase (String (choice.type)))
            continue;
        isTypeKnown = true;
        auto found = findInType (*type, choice);
        if (found.ok() && found.value().getStringAttribute ("audioInputDeviceName").isNotEmpty())
            return found;
        const bool hasNames =
            ! type->getDeviceNames (true).isEmpty() || ! type->getDeviceNames (false).isEmpty();
        if (! best.ok() &&
            (found.ok() || (hasNames && ! areNamesKnown))) // the names of the first type that has some
            best = std::move (found);
        areNamesKnown = areNamesKnown || hasNames;
    }
    if (! isTypeKnown)
        return notFound ("type", "'" + String (choice.type) + "'", typeNames.joinIntoString (", "));
    return best;
}

String shownOutput (const String& outputName)
{
    return outputName == virtualSinkShown ? String (virtualSourceShown) : outputName;
}

bool mayFeedBack (const String& inputName, const String& outputName)
{
    const auto isOneOf = [] (const String& name, const StringArray& parts)
    {
        return std::any_of (parts.begin(), parts.end(),
                            [&] (const String& part) { return name.containsIgnoreCase (part); });
    };
    const StringArray builtIn{ "built-in",  "builtin",  "internal", "macbook",
                               "hda intel", "hd-audio", "sof-hda" };
    const StringArray whatever{ "default", "pulse", "pipewire" };
    return (isOneOf (inputName, builtIn) && isOneOf (outputName, builtIn)) ||
           (isOneOf (inputName, whatever) && isOneOf (outputName, whatever));
}

} // namespace unbraid::live

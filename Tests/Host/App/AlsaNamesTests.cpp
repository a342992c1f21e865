// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "FakeDevices.h"
#include "Live/Devices/AlsaNames.h"
#include "Live/Devices/PatientDevices.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** As `aplay -L` lists them on a laptop with a headset, alsa-plugins and PipeWire's PCM. */
const std::vector<live::AlsaPcm> laptop{
    { "null", "Discard all samples (playback) or generate zero samples (capture)" },
    { "lavrate", "Rate Converter Plugin Using Libav/FFmpeg Library" },
    { "samplerate", "Rate Converter Plugin Using Samplerate Library" },
    { "speexrate", "Rate Converter Plugin Using Speex Resampler" },
    { "jack", "JACK Audio Connection Kit" },
    { "oss", "Open Sound System" },
    { "pipewire", "PipeWire Sound Server" },
    { "pulse", "PulseAudio Sound Server" },
    { "speex", "Plugin using Speex DSP (resample, agc, denoise, echo, dereverb)" },
    { "upmix", "Plugin for channel upmix (4,6,8)" },
    { "vdownmix", "Plugin for channel downmix (stereo) with a simple spacialization" },
    { "default", "Default ALSA Output (currently PipeWire Media Server)" },
    { "hw:CARD=PCH,DEV=0", "HDA Intel PCH, ALC257 Analog\nDirect hardware device without any conversions" },
    { "plughw:CARD=PCH,DEV=0",
      "HDA Intel PCH, ALC257 Analog\nHardware device with all software conversions" },
    { "sysdefault:CARD=PCH", "HDA Intel PCH, ALC257 Analog\nDefault Audio Device" },
    { "front:CARD=PCH,DEV=0", "HDA Intel PCH, ALC257 Analog\nFront output / input" },
    { "surround21:CARD=PCH,DEV=0",
      "HDA Intel PCH, ALC257 Analog\n2.1 Surround output to Front and Subwoofer speakers" },
    { "surround71:CARD=PCH,DEV=0",
      "HDA Intel PCH, ALC257 Analog\n7.1 Surround output to Front, Center, Side, Rear and Woofer speakers" },
    { "hdmi:CARD=PCH,DEV=0", "HDA Intel PCH, HDMI 0\nHDMI Audio Output" },
    { "usbstream:CARD=Headset", "USB Headset\nUSB Stream Output" },
    { "dmix:CARD=Headset,DEV=0", "USB Headset, USB Audio\nDirect sample mixing device" },
    { "iec958:CARD=Headset,DEV=0", "USB Headset, USB Audio\nIEC958 (S/PDIF) Digital Audio Output" },
    { "my_desk", "" }, // of the user's .asoundrc
};

juce::StringArray shownOnLaptop()
{
    const auto hidden = live::namesToHide (laptop);
    juce::StringArray shown;
    for (const auto& pcm : laptop)
    {
        const auto name = pcm.description.empty() ? juce::String (pcm.name)
                                                  : juce::String (pcm.description).replace ("\n", "; ");
        if (! hidden.contains (name))
            shown.add (name.upToFirstOccurrenceOf (";", false, false) + " / " + pcm.name);
    }
    return shown;
}
} // namespace

TEST_CASE ("of ALSA's PCMs those are listed that lead to a device, and no plugins", "[live]")
{
    CHECK (shownOnLaptop() == juce::StringArray{
                                  "PipeWire Sound Server / pipewire",
                                  "PulseAudio Sound Server / pulse",
                                  "Default ALSA Output (currently PipeWire Media Server) / default",
                                  "HDA Intel PCH, ALC257 Analog / hw:CARD=PCH,DEV=0",
                                  "HDA Intel PCH, ALC257 Analog / plughw:CARD=PCH,DEV=0",
                                  "HDA Intel PCH, ALC257 Analog / sysdefault:CARD=PCH",
                                  "HDA Intel PCH, ALC257 Analog / front:CARD=PCH,DEV=0",
                                  "HDA Intel PCH, HDMI 0 / hdmi:CARD=PCH,DEV=0",
                                  "USB Headset, USB Audio / dmix:CARD=Headset,DEV=0",
                                  "USB Headset, USB Audio / iec958:CARD=Headset,DEV=0",
                                  "my_desk / my_desk",
                              });
}

TEST_CASE ("what ALSA lists here goes by names, and its plugins are hidden", "[live]")
{
    for (const auto& pcm : live::listAlsaPcms())
    {
        INFO (pcm.name << ": " << pcm.description);
        CHECK_FALSE (pcm.name.empty());
        if (juce::String (pcm.description).containsIgnoreCase ("plugin"))
            CHECK_FALSE (live::isAlsaDevice (pcm.name));
    }
}

TEST_CASE ("a type without its hidden devices keeps its default and its places", "[live]")
{
    test::Hardware hardware;
    hardware.inputs = { "Rate Converter", "Desk Microphone", "Headset" };
    hardware.outputs = { "Rate Converter", "Upmix", "Desk Speakers", "Headset" };
    const auto type = live::patientType (std::make_unique<test::FakeType> (hardware),
                                         std::make_shared<live::Patience>(), nullptr,
                                         [] {
                                             return juce::StringArray{ "Rate Converter", "Upmix" };
                                         });
    type->scanForDevices();
    CHECK (type->getDeviceNames (true) == juce::StringArray{ "Desk Microphone", "Headset" });
    CHECK (type->getDeviceNames (false) == juce::StringArray{ "Desk Speakers", "Headset" });
    CHECK (type->getDefaultDeviceIndex (true) == 0); // the type's own is hidden
    const std::unique_ptr<juce::AudioIODevice> device (type->createDevice ("Headset", "Desk Microphone"));
    REQUIRE (device != nullptr);
    CHECK (type->getIndexOfDevice (device.get(), false) == 1);
}

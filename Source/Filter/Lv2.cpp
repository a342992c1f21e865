// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filter as a small LV2, mono and stereo, whose controls are ports: for hosts that show no others, such as Ardour and Audacity.
// Resources/Filter/unbraid-voice.lv2 describes its ports.
#include "Filter/Lv2Abi.h"
#include "Filter/VoiceFilter.h"

#include <cstdio>
#include <exception>

namespace
{
using unbraid::filter::Lv2Descriptor;
using unbraid::filter::Lv2Feature;
using unbraid::filter::VoiceFilter;

/** LV2 has no way to say why there is no plugin; hosts keep what plugins print in their logs. */
void* instantiateVoice (double sampleRateHz, int numChannels)
try
{
    std::string problem;
    auto filter = VoiceFilter::make (sampleRateHz, numChannels, problem);
    if (filter == nullptr)
        std::fprintf (stderr, "unbraid-voice: %s\n", problem.c_str());
    return filter.release();
}
catch (const std::exception&)
{
    return nullptr;
}

template <int numChannels>
void* instantiate (const Lv2Descriptor*, double sampleRateHz, const char*, const Lv2Feature* const*)
{
    return instantiateVoice (sampleRateHz, numChannels);
}

void connectPort (void* filter, std::uint32_t port, void* data)
{
    static_cast<VoiceFilter*> (filter)->connect (port, static_cast<float*> (data));
}

void activate (void* filter)
{
    static_cast<VoiceFilter*> (filter)->activate();
}

void run (void* filter, std::uint32_t numSamples)
{
    static_cast<VoiceFilter*> (filter)->run (numSamples);
}

void cleanup (void* filter)
{
    delete static_cast<VoiceFilter*> (filter);
}

template <int numChannels>
constexpr Lv2Descriptor describe (const char* uri)
{
    return { uri, instantiate<numChannels>, connectPort, activate, run, nullptr, cleanup, nullptr };
}

constexpr Lv2Descriptor mono = describe<1> ("https://unbraid.org/plugins/unbraid-voice");
constexpr Lv2Descriptor stereo = describe<2> ("https://unbraid.org/plugins/unbraid-voice-stereo");

} // namespace

/** What hosts ask the library for. URIs and ports stay: sessions name them. */
extern "C" __attribute__ ((visibility ("default"))) const Lv2Descriptor* lv2_descriptor (std::uint32_t index)
{
    return index == 0 ? &mono : index == 1 ? &stereo : nullptr;
}

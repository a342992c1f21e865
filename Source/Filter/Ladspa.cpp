// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filter as LADSPA wants it: two descriptors, mono and stereo.
#include "Filter/VoiceFilter.h"

#include <ladspa.h>

#include <cstdio>
#include <exception>

namespace
{
using unbraid::filter::VoiceFilter;

constexpr auto controlIn = LADSPA_PORT_INPUT | LADSPA_PORT_CONTROL;
constexpr auto controlOut = LADSPA_PORT_OUTPUT | LADSPA_PORT_CONTROL;
constexpr auto audioIn = LADSPA_PORT_INPUT | LADSPA_PORT_AUDIO;
constexpr auto audioOut = LADSPA_PORT_OUTPUT | LADSPA_PORT_AUDIO;

constexpr LADSPA_PortDescriptor monoPorts[] = { controlIn, controlIn, controlOut, audioIn, audioOut };
constexpr LADSPA_PortDescriptor stereoPorts[] = { controlIn, controlIn, controlOut, audioIn,
                                                  audioIn,   audioOut,  audioOut };
constexpr const char* monoNames[] = { "Reduction (dB)", "Dictionary", "latency", "Input", "Output" };
constexpr const char* stereoNames[] = { "Reduction (dB)", "Dictionary", "latency", "Input L",
                                        "Input R",        "Output L",   "Output R" };

constexpr auto bounded = LADSPA_HINT_BOUNDED_BELOW | LADSPA_HINT_BOUNDED_ABOVE;
constexpr LADSPA_PortRangeHint hints[] = {
    { bounded | LADSPA_HINT_DEFAULT_HIGH, unbraid::filter::lowestReductionDb, 0.0f }, // high: -20 dB
    { bounded | LADSPA_HINT_INTEGER | LADSPA_HINT_DEFAULT_MINIMUM, 0.0f,
      static_cast<float> (unbraid::filter::dictionaries.size() - 1) },
    {},
    {},
    {},
    {},
    {},
};

/** LADSPA has no way to say why there is no filter, and its hosts are mostly started from a terminal or a service. */
LADSPA_Handle instantiate (const LADSPA_Descriptor* descriptor, unsigned long sampleRate)
try
{
    std::string problem;
    const int channels = descriptor->PortCount == std::size (monoPorts) ? 1 : 2;
    auto filter = VoiceFilter::make (static_cast<double> (sampleRate), channels, problem);
    if (filter == nullptr)
        std::fprintf (stderr, "unbraid-voice: %s\n", problem.c_str());
    return filter.release();
}
catch (const std::exception&)
{
    return nullptr;
}

void connectPort (LADSPA_Handle filter, unsigned long port, LADSPA_Data* data)
{
    static_cast<VoiceFilter*> (filter)->connect (port, data);
}

void activate (LADSPA_Handle filter)
{
    static_cast<VoiceFilter*> (filter)->activate();
}

void run (LADSPA_Handle filter, unsigned long numSamples)
{
    static_cast<VoiceFilter*> (filter)->run (numSamples);
}

void cleanup (LADSPA_Handle filter)
{
    delete static_cast<VoiceFilter*> (filter);
}

LADSPA_Descriptor describe (unsigned long id, const char* label, const char* name, unsigned long numPorts,
                            const LADSPA_PortDescriptor* ports, const char* const* names)
{
    LADSPA_Descriptor descriptor{};
    descriptor.UniqueID = id;
    descriptor.Label = label;
    descriptor.Name = name;
    descriptor.Maker = "Unbraid contributors";
    descriptor.Copyright = "GPL-3.0-or-later";
    descriptor.PortCount = numPorts;
    descriptor.PortDescriptors = ports;
    descriptor.PortNames = names;
    descriptor.PortRangeHints = hints;
    descriptor.Properties = LADSPA_PROPERTY_HARD_RT_CAPABLE;
    descriptor.instantiate = instantiate;
    descriptor.connect_port = connectPort;
    descriptor.activate = activate;
    descriptor.run = run;
    descriptor.cleanup = cleanup;
    return descriptor;
}

} // namespace

/** What hosts ask the library for. Labels, ids and ports stay: configurations name them. */
extern "C" __attribute__ ((visibility ("default"))) const LADSPA_Descriptor*
ladspa_descriptor (unsigned long index)
{
    static const LADSPA_Descriptor mono =
        describe (19470, "unbraid-voice", "Unbraid Voice", std::size (monoPorts), monoPorts, monoNames);
    static const LADSPA_Descriptor stereo = describe (19471, "unbraid-voice-stereo", "Unbraid Voice Stereo",
                                                      std::size (stereoPorts), stereoPorts, stereoNames);
    return index == 0 ? &mono : index == 1 ? &stereo : nullptr;
}

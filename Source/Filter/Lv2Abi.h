// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/** LV2's interface as far as the filter needs it, as <http://lv2plug.in/ns/lv2core> fixes it: two structs of functions, whose
    layout never changes. */
namespace unbraid::filter
{

/** What a host offers; the filter needs nothing of it. */
struct Lv2Feature
{
    const char* uri;
    void* data;
};

/** A plugin as a host sees it. Threads: `instantiate`, `activate`, `deactivate` and `cleanup` may wait, `connectPort` and `run` are of
    the audio thread. */
struct Lv2Descriptor
{
    const char* uri;
    void* (*instantiate) (const Lv2Descriptor* descriptor, double sampleRateHz, const char* bundle,
                          const Lv2Feature* const* features);
    void (*connectPort) (void* plugin, std::uint32_t port, void* data);
    void (*activate) (void* plugin);
    void (*run) (void* plugin, std::uint32_t numSamples);
    void (*deactivate) (void* plugin);
    void (*cleanup) (void* plugin);
    const void* (*extensionData) (const char* uri);
};

} // namespace unbraid::filter

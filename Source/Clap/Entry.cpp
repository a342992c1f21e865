// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a CLAP host asks the library for: its plugins, and their presets.
#include "Clap/Catalogue.h"
#include "Clap/ClapPlugin.h"
#include "Clap/Presets.h"
#include "Core/Spectral/FftPlanner.h"

#include <string_view>

namespace unbraid::clap
{

namespace
{
constexpr const char* features[] = { abi::feature::audioEffect,  abi::feature::restoration,
                                     abi::feature::noteDetector, abi::feature::stereo,
                                     abi::feature::mono,         nullptr };
constexpr const char* stereoFeatures[] = { abi::feature::audioEffect, abi::feature::restoration,
                                           abi::feature::stereo, abi::feature::mono, nullptr };

constexpr abi::Descriptor describe (const char* id, const char* name, const char* description,
                                    const char* const* words)
{
    return { {}, id, name, "Unbraid", "https://unbraid.org", "", "", UNBRAID_VERSION, description, words };
}
} // namespace

const std::array<CatalogueEntry, 2> catalogue{
    { { describe ("org.unbraid.plugin", "Unbraid", "Separates a live sound into its sources", features),
        plugin::BusSet::mixAndSources },
      { describe ("org.unbraid.stereo", "Unbraid Stereo", "Separates a live sound and mixes its sources anew",
                  stereoFeatures),
        plugin::BusSet::stereo } }
};

namespace
{
std::uint32_t countPlugins (const abi::PluginFactory*)
{
    return static_cast<std::uint32_t> (catalogue.size());
}

const abi::Descriptor* describePlugin (const abi::PluginFactory*, std::uint32_t index)
{
    return index < catalogue.size() ? &catalogue[index].descriptor : nullptr;
}

const abi::Plugin* createPlugin (const abi::PluginFactory*, const abi::Host* host, const char* id)
{
    if (host == nullptr || host->version.major < 1 || id == nullptr)
        return nullptr;
    for (const auto& entry : catalogue)
        if (std::string_view (id) == entry.descriptor.id)
            return (new ClapPlugin (entry.descriptor, *host, entry.buses))->table(); // `destroy` deletes it
    return nullptr;
}

constexpr abi::PluginFactory pluginFactory{ countPlugins, describePlugin, createPlugin };

/** Nothing of ours is kept between plugins, so that there is nothing to count. */
bool init (const char*)
{
    return true;
}

void deinit()
{
#if UNBRAID_OWN_FFTW
    core::releasePlanner();
#endif
}

const void* getFactory (const char* id)
{
    const std::string_view wanted (id == nullptr ? "" : id);
    if (wanted == abi::id::pluginFactory)
        return &pluginFactory;
    return wanted == abi::id::presetFactory || wanted == abi::id::draftPresetFactory ? &presetFactory
                                                                                     : nullptr;
}
} // namespace
} // namespace unbraid::clap

#if defined(_WIN32)
#    define UNBRAID_CLAP_EXPORT __declspec(dllexport)
#else
#    define UNBRAID_CLAP_EXPORT __attribute__ ((visibility ("default")))
#endif
extern "C" UNBRAID_CLAP_EXPORT const unbraid::clap::abi::Entry clap_entry{
    {}, unbraid::clap::init, unbraid::clap::deinit, unbraid::clap::getFactory
};

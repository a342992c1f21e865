// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The filter as OBS Studio wants it: a module with one audio filter, "unbraid_voice", whose settings scenes keep.
#include "Filter/VoiceFilter.h"

#include <obs-module.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>

OBS_DECLARE_MODULE()

namespace
{
using unbraid::filter::VoiceFilter;

constexpr const char* reductionSetting = "reduction";
constexpr const char* dictionarySetting = "dictionary";
constexpr double usualReductionDb = -20.0;
constexpr uint64_t gapNs =
    1'000'000'000; // between two blocks: what came before has nothing to do with what comes

/** What the dictionaries are called, in the filter's order. */
constexpr const char* dictionaryTitles[] = { "Voice", "Voice, light (less work)" };
static_assert (std::size (dictionaryTitles) == unbraid::filter::dictionaries.size());

/** The filter of one source. OBS changes settings on one thread and filters sound on another. */
struct VoiceSource
{
    std::unique_ptr<VoiceFilter> filter; // null: sound passes as it is
    std::atomic<float> reductionDb{ static_cast<float> (usualReductionDb) };
    std::atomic<float> dictionary{ 0.0f };
    float reductionPort = 0.0f, dictionaryPort = 0.0f, latencyPort = 0.0f; // of the thread that filters
    size_t numChannels = 0;
    double rateHz = 0.0;
    uint64_t nextNs = 0; // when the next block begins
};

const char* title (void*)
{
    return "Unbraid Voice";
}

void update (void* data, obs_data_t* settings)
{
    auto& voice = *static_cast<VoiceSource*> (data);
    voice.reductionDb = static_cast<float> (obs_data_get_double (settings, reductionSetting));
    const char* wanted = obs_data_get_string (settings, dictionarySetting);
    const auto& all = unbraid::filter::dictionaries;
    const auto found = std::find_if (all.begin(), all.end(),
                                     [wanted] (const char* name) { return std::strcmp (name, wanted) == 0; });
    voice.dictionary = found == all.end() ? 0.0f : static_cast<float> (found - all.begin());
}

void* create (obs_data_t* settings, obs_source_t*)
try
{
    auto voice = std::make_unique<VoiceSource>();
    std::string problem;
    voice->numChannels = audio_output_get_channels (obs_get_audio());
    voice->rateHz = audio_output_get_sample_rate (obs_get_audio());
    voice->filter = VoiceFilter::make (voice->rateHz, static_cast<int> (voice->numChannels), problem);
    update (voice.get(), settings);
    if (voice->filter == nullptr)
        blog (LOG_ERROR, "Unbraid Voice changes nothing: %s", problem.c_str());
    else
    {
        voice->filter->connect (VoiceFilter::reduction, &voice->reductionPort);
        voice->filter->connect (VoiceFilter::dictionary, &voice->dictionaryPort);
        voice->filter->connect (VoiceFilter::latency, &voice->latencyPort);
    }
    return voice.release();
}
catch (const std::exception& problem)
{
    blog (LOG_ERROR, "Unbraid Voice cannot be made: %s", problem.what());
    return nullptr;
}

void destroy (void* data)
{
    delete static_cast<VoiceSource*> (data);
}

/** Begins anew where sound is missing before a block. [audio] */
void followTime (VoiceSource& voice, const obs_audio_data& audio)
{
    const bool isFollowing =
        voice.nextNs != 0 && audio.timestamp + gapNs > voice.nextNs && audio.timestamp < voice.nextNs + gapNs;
    if (! isFollowing)
        voice.filter->activate();
    voice.nextNs = audio.timestamp + static_cast<uint64_t> (1e9 * audio.frames / voice.rateHz);
}

/** Filters a block in its place. What comes out began earlier by the latency, and its time says so. [audio] */
obs_audio_data* filterAudio (void* data, obs_audio_data* audio)
{
    auto& voice = *static_cast<VoiceSource*> (data);
    if (voice.filter == nullptr)
        return audio;
    for (size_t channel = 0; channel < voice.numChannels; ++channel)
    {
        auto* samples = reinterpret_cast<float*> (audio->data[channel]);
        if (samples == nullptr)
            return audio;
        voice.filter->connect (VoiceFilter::firstAudio + channel, samples);
        voice.filter->connect (VoiceFilter::firstAudio + voice.numChannels + channel, samples);
    }
    voice.reductionPort = voice.reductionDb;
    voice.dictionaryPort = voice.dictionary;
    followTime (voice, *audio);
    voice.filter->run (audio->frames);
    const auto latencyNs =
        static_cast<uint64_t> (1e9 * static_cast<double> (voice.latencyPort) / voice.rateHz);
    audio->timestamp -= std::min (latencyNs, audio->timestamp);
    return audio;
}

obs_properties_t* properties (void*)
{
    obs_properties_t* all = obs_properties_create();
    auto* reduction =
        obs_properties_add_float_slider (all, reductionSetting, "Noise stays at", -60.0, 0.0, 1.0);
    obs_property_float_set_suffix (reduction, " dB");
    auto* list = obs_properties_add_list (all, dictionarySetting, "Dictionary", OBS_COMBO_TYPE_LIST,
                                          OBS_COMBO_FORMAT_STRING);
    for (size_t n = 0; n < std::size (dictionaryTitles); ++n)
        obs_property_list_add_string (list, dictionaryTitles[n], unbraid::filter::dictionaries[n]);
    return all;
}

void setDefaults (obs_data_t* settings)
{
    obs_data_set_default_double (settings, reductionSetting, usualReductionDb);
    obs_data_set_default_string (settings, dictionarySetting, unbraid::filter::dictionaries.front());
}
} // namespace

/** What OBS calls when it loads the module. */
bool obs_module_load (void)
{
    obs_source_info info{};
    info.id = "unbraid_voice";
    info.type = OBS_SOURCE_TYPE_FILTER;
    info.output_flags = OBS_SOURCE_AUDIO;
    info.get_name = title;
    info.create = create;
    info.destroy = destroy;
    info.update = update;
    info.get_defaults = setDefaults;
    info.get_properties = properties;
    info.filter_audio = filterAudio;
    obs_register_source (&info);
    return true;
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Interface/unbraid.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>
#include <obs.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace
{
constexpr uint32_t rateHz = 48000;
constexpr uint32_t blockFrames = 480;
constexpr int numBlocks = 50;
constexpr uint64_t startNs = 1'000'000'000'000;
constexpr double tolerance = 2e-6; // float rounding

using Stereo = std::vector<std::vector<float>>;

/** What comes out behind the filter: its samples, and the time of the first. */
struct Behind
{
    Stereo sound{ 2 };
    uint64_t firstNs = 0;
};

void silentLog (int, const char*, va_list, void*) {}

/** libobs with sound and without pictures, the module loaded into it, and two types of our own: a source that is fed, and
    a filter that keeps what passes it. */
class Obs
{
public:
    Obs()
    {
        base_set_log_handler (silentLog, nullptr);
        REQUIRE (obs_startup ("en-US", nullptr, nullptr));
        obs_audio_info audio{};
        audio.samples_per_sec = rateHz;
        audio.speakers = SPEAKERS_STEREO;
        REQUIRE (obs_reset_audio (&audio));
        obs_module_t* module = nullptr;
        const char* other =
            std::getenv ("UNBRAID_OBS_MODULE"); // Tests/Install/Obs.cmake asks for the installed one
        const std::string path =
            other != nullptr ? other
                             : std::string (unbraid::paths::built) + "/lib/obs-plugins/unbraid-voice.so";
        REQUIRE (obs_open_module (&module, path.c_str(), nullptr) == MODULE_SUCCESS);
        REQUIRE (obs_init_module (module));
        obs_source_info info{};
        info.id = "fed";
        info.type = OBS_SOURCE_TYPE_INPUT;
        info.output_flags = OBS_SOURCE_AUDIO;
        info.get_name = [] (void*) { return "fed"; };
        info.create = [] (obs_data_t*, obs_source_t* source) -> void* { return source; };
        info.destroy = [] (void*) {};
        obs_register_source (&info);
        info.id = "kept";
        info.type = OBS_SOURCE_TYPE_FILTER;
        info.create = [] (obs_data_t*, obs_source_t*) -> void* { return new Behind; };
        info.destroy = [] (void* data) { delete static_cast<Behind*> (data); };
        info.filter_audio = keep;
        obs_register_source (&info);
    }
    ~Obs() { obs_shutdown(); }
    Obs (const Obs&) = delete;
    Obs& operator= (const Obs&) = delete;

    /** Sends sound through a source with the filter. */
    Behind run (const Stereo& sound, double reductionDb, const char* dictionary)
    {
        obs_data_t* settings = obs_data_create();
        obs_data_set_double (settings, "reduction", reductionDb);
        obs_data_set_string (settings, "dictionary", dictionary);
        obs_source_t* source = obs_source_create_private ("fed", "microphone", nullptr);
        obs_source_t* voice = obs_source_create_private ("unbraid_voice", "voice", settings);
        obs_source_t* kept = obs_source_create_private ("kept", "kept", nullptr);
        REQUIRE ((source != nullptr && voice != nullptr && kept != nullptr));
        obs_source_filter_add (source, voice);
        obs_source_filter_add (source, kept);
        feed (source, sound);
        Behind behind = *static_cast<Behind*> (obs_obj_get_data (kept));
        obs_source_filter_remove (source, kept);
        obs_source_filter_remove (source, voice);
        for (obs_source_t* each : { kept, voice, source })
            obs_source_release (each);
        obs_data_release (settings);
        return behind;
    }

private:
    static obs_audio_data* keep (void* data, obs_audio_data* audio)
    {
        auto& behind = *static_cast<Behind*> (data);
        if (behind.sound.front().empty())
            behind.firstNs = audio->timestamp;
        for (size_t channel = 0; channel < 2; ++channel)
        {
            const auto* samples = reinterpret_cast<const float*> (audio->data[channel]);
            behind.sound[channel].insert (behind.sound[channel].end(), samples, samples + audio->frames);
        }
        return audio;
    }

    static void feed (obs_source_t* source, const Stereo& sound)
    {
        obs_source_audio audio{};
        audio.frames = blockFrames;
        audio.speakers = SPEAKERS_STEREO;
        audio.format = AUDIO_FORMAT_FLOAT_PLANAR;
        audio.samples_per_sec = rateHz;
        for (uint32_t block = 0; block < numBlocks; ++block)
        {
            for (size_t channel = 0; channel < 2; ++channel)
                audio.data[channel] =
                    reinterpret_cast<const uint8_t*> (sound[channel].data() + block * blockFrames);
            audio.timestamp = startNs + block * (1'000'000'000ull * blockFrames / rateHz);
            obs_source_output_audio (source, &audio);
        }
    }
};

Stereo noise()
{
    std::mt19937 random (5);
    std::uniform_real_distribution<float> uniform (-0.5f, 0.5f);
    Stereo sound (2, std::vector<float> (static_cast<size_t> (numBlocks) * blockFrames));
    for (auto& channel : sound)
        for (float& sample : channel)
            sample = uniform (random);
    return sound;
}

/** The same by the C interface. */
Stereo cleaned (Stereo sound, float reductionDb, int& latency)
{
    unbraid_options options = unbraid_default_options();
    options.channels = 2;
    unbraid_separator* separator = unbraid_create ("speech-light", &options, nullptr, 0);
    REQUIRE (separator != nullptr);
    latency = unbraid_latency (separator);
    float* channels[] = { sound[0].data(), sound[1].data() };
    unbraid_clean (separator, channels, channels, sound[0].size(), reductionDb);
    unbraid_free (separator);
    return sound;
}

/** One for all tests: libobs 30 does not always start a second time. */
Obs& onlyObs()
{
    static Obs obs;
    return obs;
}
} // namespace

TEST_CASE ("OBS loads the filter, which does what the C interface does and says when its sound began",
           "[obs]")
{
    Obs& obs = onlyObs();
    const Stereo sound = noise();
    for (const float reductionDb : { 0.0f, -20.0f })
    {
        int latency = 0;
        const Stereo expected = cleaned (sound, reductionDb, latency);
        const Behind behind = obs.run (sound, static_cast<double> (reductionDb), "speech-light");
        CHECK (behind.firstNs == startNs - static_cast<uint64_t> (latency) * 1'000'000'000 / rateHz);
        for (size_t channel = 0; channel < 2; ++channel)
        {
            REQUIRE (behind.sound[channel].size() == expected[channel].size());
            double worst = 0.0;
            for (size_t n = 0; n < expected[channel].size(); ++n)
                worst = std::max (
                    worst, std::abs (static_cast<double> (behind.sound[channel][n]) - expected[channel][n]));
            CHECK (worst < tolerance);
        }
    }
}

TEST_CASE ("A scene with a dictionary that is unknown here opens with the first", "[obs]")
{
    Obs& obs = onlyObs();
    const Stereo sound = noise();
    CHECK (obs.run (sound, -20.0, "unheard-of").sound == obs.run (sound, -20.0, "speech").sound);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Interface/unbraid.h"

#include "Support/Paths.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

extern "C" int sources_seen_from_c (void);

namespace
{
constexpr float nullTolerance = 2e-6f; // float rounding of sums around one

struct Free
{
    void operator() (unbraid_separator* separator) const { unbraid_free (separator); }
};
using Handle = std::unique_ptr<unbraid_separator, Free>;

std::vector<float> noise (size_t numSamples, unsigned int seed = 1)
{
    std::mt19937 random (seed);
    std::vector<float> samples (numSamples);
    for (float& sample : samples)
        sample = static_cast<float> (random() % 2001) / 1000.0f - 1.0f;
    return samples;
}

Handle speech (double rateHz = 16000.0, int channels = 1)
{
    auto options = unbraid_default_options();
    options.sample_rate_hz = rateHz;
    options.channels = channels;
    std::array<char, 256> message{};
    Handle separator (unbraid_create ("speech-light", &options, message.data(), message.size()));
    INFO (message.data());
    REQUIRE (separator != nullptr);
    return separator;
}

std::vector<float> cleaned (unbraid_separator* separator, std::vector<float> samples, float reductionDb,
                            size_t block)
{
    for (size_t done = 0; done < samples.size(); done += block)
    {
        float* here = samples.data() + done; // output over input
        const float* in = here;
        unbraid_clean (separator, &in, &here, std::min (block, samples.size() - done), reductionDb);
    }
    return samples;
}

std::string refusal (const char* dictionary, const unbraid_options* options)
{
    std::array<char, 400> message{};
    CHECK (unbraid_create (dictionary, options, message.data(), message.size()) == nullptr);
    return message.data();
}
} // namespace

TEST_CASE ("A tree of dictionaries is made by one call, and its leaves sum to the input")
{
    const char* const sources[] = { "drums" };
    const char* const branches[] = { "drums" };
    auto options = unbraid_default_options();
    std::array<char, 256> message{};
    const Handle tree (
        unbraid_create_tree ("band", sources, branches, 1, &options, message.data(), message.size()));
    INFO (message.data());
    REQUIRE (tree != nullptr);
    REQUIRE (unbraid_sources (tree.get()) == 8);
    CHECK (std::string (unbraid_source_name (tree.get(), 1)) == "drums.kick");
    const auto input = noise (8000);
    std::vector<std::vector<float>> stems (8, std::vector<float> (input.size()));
    std::vector<float*> outputs;
    for (auto& stem : stems)
        outputs.push_back (stem.data());
    const float* in = input.data();
    unbraid_process (tree.get(), &in, outputs.data(), input.size());
    const auto late = static_cast<size_t> (unbraid_latency (tree.get()));
    for (size_t n = late; n < input.size(); ++n)
    {
        float sum = 0.0f;
        for (const auto& stem : stems)
            sum += stem[n];
        REQUIRE (std::abs (sum - input[n - late]) < 2.0f * nullTolerance);
    }
}

TEST_CASE ("A tree that cannot be made says why and is none")
{
    const char* const wrong[] = { "piano", nullptr };
    const char* const branches[] = { "drums", "drums" };
    std::array<char, 256> message{};
    const auto made = [&] (const char* const* sources, const char* const* names, size_t count)
    { return unbraid_create_tree ("band", sources, names, count, nullptr, message.data(), message.size()); };
    CHECK (made (wrong, branches, 1) == nullptr);
    CHECK (std::string (message.data()).find ("piano") != std::string::npos);
    CHECK (made (nullptr, branches, 1) == nullptr);
    CHECK (made (wrong + 1, branches, 1) == nullptr);
    CHECK (made (branches, wrong + 1, 1) == nullptr);
    const Handle root (made (nullptr, nullptr, 0));
    CHECK (unbraid_sources (root.get()) == 4);
}

TEST_CASE ("A program in C separates", "[interface]")
{
    CHECK (sources_seen_from_c() == 2);
    CHECK (unbraid_interface_version() == UNBRAID_INTERFACE_VERSION);
}

TEST_CASE ("The sources of the C interface sum to the input, late by its latency", "[interface]")
{
    const auto separator = speech();
    CHECK (std::string (unbraid_source_name (separator.get(), 0)) == "speech");
    CHECK (std::string (unbraid_source_name (separator.get(), 1)) == "noise");
    CHECK (unbraid_source_name (separator.get(), 2) == nullptr);
    CHECK (unbraid_source_is_target (separator.get(), 0) == 1);
    CHECK (unbraid_source_is_target (separator.get(), 1) == 0);
    CHECK (unbraid_channels (separator.get()) == 1);

    const auto input = noise (8000);
    std::vector<float> voice (input.size()), rest (input.size());
    const float* inputs[] = { input.data() };
    float* outputs[] = { voice.data(), rest.data() };
    unbraid_process (separator.get(), inputs, outputs, input.size());
    const auto latency = static_cast<size_t> (unbraid_latency (separator.get()));
    CHECK (latency == 320); // 20 ms
    float largest = 0.0f;
    for (size_t n = latency; n < input.size(); ++n)
        largest = std::max (largest, std::abs (voice[n] + rest[n] - input[n - latency]));
    CHECK (largest < nullTolerance);
}

TEST_CASE ("Cleaning leaves the delayed input at 0 dB and the wanted source alone at -60", "[interface]")
{
    const auto separator = speech();
    const auto latency = static_cast<size_t> (unbraid_latency (separator.get()));
    const auto input = noise (6000);
    const auto all = cleaned (separator.get(), input, 0.0f, 6000);
    for (size_t n = latency; n < input.size(); ++n)
        REQUIRE (std::abs (all[n] - input[n - latency]) < nullTolerance);

    unbraid_reset (separator.get());
    std::vector<float> voice (input.size()), rest (input.size());
    const float* inputs[] = { input.data() };
    float* outputs[] = { voice.data(), rest.data() };
    unbraid_process (separator.get(), inputs, outputs, input.size());
    unbraid_reset (separator.get());
    CHECK (cleaned (separator.get(), input, -60.0f, 77) == voice);
    unbraid_reset (separator.get());
    const auto half = cleaned (separator.get(), input, -6.0206f, 1000);
    for (size_t n = latency; n < input.size(); ++n)
        REQUIRE (std::abs (half[n] - voice[n] - 0.5f * rest[n]) < 1e-5f); // -6.0206 dB is .49999983
}

TEST_CASE ("A change of the reduction does not click", "[interface]")
{
    const auto separator = speech();
    std::vector<float> constant (4000, 0.5f); // its steps are those of the gain
    for (size_t n = 0; n < constant.size(); ++n)
        constant[n] = 0.5f * std::sin (0.05f * static_cast<float> (n));
    const auto before = cleaned (separator.get(), constant, 0.0f, 4000);
    const auto after = cleaned (separator.get(), constant, -60.0f, 4000);
    CHECK (std::abs (after.front() - before.back()) < 0.06f); // the sine itself moves by .025 a sample
}

TEST_CASE ("What cannot be created is told in a sentence", "[interface]")
{
    CHECK (refusal ("speach", nullptr).find ("There is no dictionary") == 0);
    CHECK (refusal (nullptr, nullptr).find ("No dictionary was named.") == 0);
    auto options = unbraid_default_options();
    options.mode = "instant";
    CHECK (refusal ("speech", &options).find ("There is no such latency mode.") == 0);
    options = unbraid_default_options();
    options.channels = -1;
    CHECK_FALSE (refusal ("speech", &options).empty());
    for (const int channels : { 0, -1, 9, std::numeric_limits<int>::max(), std::numeric_limits<int>::min() })
    {
        options.channels = channels;
        CHECK_FALSE (refusal ("speech", &options).empty());
    }
    options.channels = 1;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    for (const double rate : { 10.0, 0.0, -1.0, std::nan (""), infinity, -infinity, 1e300 })
    {
        options.sample_rate_hz = rate;
        CHECK_FALSE (refusal ("speech", &options).empty());
    }
    CHECK (unbraid_create ("speach", nullptr, nullptr, 0) == nullptr);
    std::array<char, 8> brief{};
    CHECK (unbraid_create ("speach", nullptr, brief.data(), brief.size()) == nullptr);
    CHECK (std::string (brief.data()) == "There i");
}

TEST_CASE (
    "A dictionary in memory separates as its file does, and callers of an earlier struct get the defaults",
    "[interface]")
{
    std::ifstream file (std::string (unbraid::paths::resources) + "/Dictionaries/speech-light.safetensors",
                        std::ios::binary);
    const std::vector<char> bytes ((std::istreambuf_iterator<char> (file)), {});
    auto options = unbraid_default_options();
    options.sample_rate_hz = 16000.0;
    options.channels = 99; // lies beyond what this caller knows of
    options.size = offsetof (unbraid_options, channels);
    const Handle loaded (unbraid_create_from_memory (bytes.data(), bytes.size(), &options, nullptr, 0));
    REQUIRE (loaded != nullptr);
    CHECK (unbraid_channels (loaded.get()) == 1);
    CHECK (cleaned (loaded.get(), noise (3000), -20.0f, 500) ==
           cleaned (speech().get(), noise (3000), -20.0f, 500));
    CHECK (unbraid_create_from_memory (bytes.data(), 1000, nullptr, nullptr, 0) == nullptr);
    CHECK (unbraid_create_from_memory (nullptr, 5, nullptr, nullptr, 0) == nullptr);
}

TEST_CASE ("Without a separator the C interface does nothing", "[interface]")
{
    CHECK (unbraid_latency (nullptr) == 0);
    CHECK (unbraid_channels (nullptr) == 0);
    CHECK (unbraid_sources (nullptr) == 0);
    CHECK (unbraid_source_name (nullptr, 0) == nullptr);
    CHECK (unbraid_source_is_target (nullptr, 0) == 0);
    unbraid_reset (nullptr);
    std::vector<float> samples (64, 0.5f);
    float* outputs[] = { samples.data() };
    const float* inputs[] = { samples.data() };
    unbraid_process (nullptr, inputs, outputs, samples.size());
    unbraid_clean (nullptr, inputs, outputs, samples.size(), -20.0f);
    CHECK (samples == std::vector<float> (64, 0.5f));
    unbraid_free (nullptr);
}

TEST_CASE ("The version of the header is that of the library", "[interface]")
{
    CHECK (std::to_string (UNBRAID_VERSION_MAJOR) + "." + std::to_string (UNBRAID_VERSION_MINOR) + "." +
               std::to_string (UNBRAID_VERSION_PATCH) ==
           unbraid_version());
}

TEST_CASE ("Nothing is allocated and nothing waited for while blocks are processed", "[interface]")
{
    if (! unbraid::test::RealtimeTrap::isAvailable())
        return unbraid::test::skip (unbraid::test::RealtimeTrap::whyMissing());
    const auto separator = speech (16000.0, 2);
    std::vector<float> left = noise (2000), right = noise (2000, 2);
    float* outputs[] = { left.data(), right.data() };
    const float* inputs[] = { left.data(), right.data() };
    unbraid::test::RealtimeTrap trap;
    for (int n = 0; n < 4; ++n)
        unbraid_clean (separator.get(), inputs, outputs, left.size(), -20.0f * static_cast<float> (n));
    unbraid_reset (separator.get());
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"

#include <catch2/catch.hpp>
#include <ladspa.h>

#include <dlfcn.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace
{
constexpr double tolerance = 2e-6; // float rounding
constexpr unsigned long rateHz = 16000;

const LADSPA_Descriptor* descriptorAt (unsigned long index)
{
    static void* const library =
        dlopen ((std::string (unbraid::paths::built) + "/lib/ladspa/unbraid-voice.so").c_str(), RTLD_NOW);
    INFO (dlerror());
    REQUIRE (library != nullptr);
    const auto ask = reinterpret_cast<LADSPA_Descriptor_Function> (dlsym (library, "ladspa_descriptor"));
    REQUIRE (ask != nullptr);
    return ask (index);
}

/** A host: the filter with memory at its ports. */
struct Hosted
{
    explicit Hosted (unsigned long index)
        : descriptor (descriptorAt (index))
        , filter (descriptor->instantiate (descriptor, rateHz))
    {
        REQUIRE (filter != nullptr);
        descriptor->connect_port (filter, 0, &reductionDb);
        descriptor->connect_port (filter, 1, &dictionary);
        descriptor->connect_port (filter, 2, &latency);
        descriptor->activate (filter);
    }
    ~Hosted() { descriptor->cleanup (filter); }
    Hosted (const Hosted&) = delete;
    Hosted& operator= (const Hosted&) = delete;

    /** Each channel over itself, as hosts do. */
    void run (std::vector<std::vector<float>>& channels)
    {
        for (size_t n = 0; n < channels.size(); ++n)
            for (const size_t port : { 3 + n, 3 + channels.size() + n })
                descriptor->connect_port (filter, port, channels[n].data());
        descriptor->run (filter, channels.front().size());
    }

    float reductionDb = -20.0f;
    float dictionary = 0.0f;
    float latency = 0.0f;
    const LADSPA_Descriptor* descriptor;
    LADSPA_Handle filter;
};

std::vector<float> noise (size_t numSamples, unsigned int seed)
{
    std::mt19937 random (seed);
    std::vector<float> samples (numSamples);
    for (float& sample : samples)
        sample = static_cast<float> (random() % 2001) / 1000.0f - 1.0f;
    return samples;
}

double energy (const std::vector<float>& samples)
{
    double sum = 0.0;
    for (const float sample : samples)
        sum += static_cast<double> (sample) * sample;
    return sum;
}
} // namespace

TEST_CASE ("The filter's labels, ids and ports are those that configurations name", "[filter]")
{
    CHECK (std::string (descriptorAt (0)->Label) == "unbraid-voice");
    CHECK (descriptorAt (0)->UniqueID == 19470);
    CHECK (std::string (descriptorAt (1)->Label) == "unbraid-voice-stereo");
    CHECK (descriptorAt (1)->UniqueID == 19471);
    CHECK (descriptorAt (2) == nullptr);
    REQUIRE (descriptorAt (0)->PortCount == 5);
    REQUIRE (descriptorAt (1)->PortCount == 7);
    CHECK (std::string (descriptorAt (0)->PortNames[0]) == "Reduction (dB)");
    CHECK (std::string (descriptorAt (0)->PortNames[1]) == "Dictionary");
    CHECK (std::string (descriptorAt (0)->PortNames[2]) == "latency");
    CHECK (std::string (descriptorAt (0)->PortNames[3]) == "Input");
    CHECK (std::string (descriptorAt (1)->PortNames[6]) == "Output R");
    const auto& reduction = descriptorAt (0)->PortRangeHints[0];
    CHECK (reduction.LowerBound * 0.25f + reduction.UpperBound * 0.75f == -20.0f); // what DEFAULT_HIGH means
    CHECK (LADSPA_IS_HINT_DEFAULT_HIGH (reduction.HintDescriptor));
}

TEST_CASE ("The filter leaves the delayed input at 0 dB, in mono and stereo, over its own input", "[filter]")
{
    for (const unsigned long index : { 0ul, 1ul })
    {
        Hosted host (index);
        host.reductionDb = 0.0f;
        std::vector<std::vector<float>> sound;
        for (unsigned int channel = 0; channel <= index; ++channel)
            sound.push_back (noise (5000, channel));
        const auto before = sound;
        host.run (sound);
        const auto latency = static_cast<size_t> (host.latency);
        CHECK (latency == 320);
        for (size_t channel = 0; channel < sound.size(); ++channel)
            for (size_t n = latency; n < sound[channel].size(); ++n)
                REQUIRE (std::abs (sound[channel][n] - before[channel][n - latency]) < tolerance);
    }
}

TEST_CASE ("The filter takes noise away, more where the control says so", "[filter]")
{
    std::vector<double> energies;
    for (const float reductionDb : { 0.0f, -12.0f, -80.0f })
    {
        Hosted host (0);
        host.reductionDb = reductionDb;
        std::vector<std::vector<float>> sound{ noise (16000, 3) };
        host.run (sound);
        energies.push_back (energy (sound.front()));
    }
    CHECK (energies[1] < 0.3 * energies[0]);
    CHECK (energies[2] < 0.05 * energies[0]);
}

TEST_CASE ("Another dictionary is faded to within an eighth of a second, without a gap", "[filter]")
{
    Hosted host (0);
    std::vector<std::vector<float>> sound{ noise (4000, 4) };
    host.run (sound);
    host.reductionDb = 0.0f; // both dictionaries leave the input then: a gap is all that could be heard
    std::vector<float> before, after;
    for (unsigned int block = 0; block < 8; ++block)
    {
        host.dictionary = block < 2 ? 0.0f : 1.0f;
        sound = { noise (1000, 10 + block) };
        before.insert (before.end(), sound[0].begin(), sound[0].end());
        host.run (sound);
        after.insert (after.end(), sound[0].begin(), sound[0].end());
    }
    for (size_t n = 1000; n < after.size(); ++n)
        REQUIRE (std::abs (after[n] - before[n - 320]) < tolerance);
}

TEST_CASE ("After the fade the other dictionary plays as if it had been chosen when the control changed",
           "[filter]")
{
    Hosted host (0);
    std::vector<std::vector<float>> sound{ noise (4000, 4) };
    host.run (sound);
    host.dictionary = 1.0f;
    Hosted fresh (0);
    fresh.dictionary = 1.0f;
    fresh.descriptor->activate (fresh.filter);
    for (unsigned int block = 0; block < 6; ++block)
    {
        std::vector<std::vector<float>> one{ noise (1000, 50 + block) }, other = one;
        host.run (one);
        fresh.run (other);
        CHECK ((one == other) == (block >= 2)); // the fade ends after .12 s, 1920 samples
    }
}

TEST_CASE ("The filter allocates nothing, not even when the dictionary changes", "[filter]")
{
    if (! unbraid::test::RealtimeTrap::isAvailable())
        return unbraid::test::skip (unbraid::test::RealtimeTrap::whyMissing());
    Hosted host (1);
    std::vector<std::vector<float>> sound{ noise (3000, 5), noise (3000, 6) };
    unbraid::test::RealtimeTrap trap;
    host.run (sound);
    host.dictionary = 1.0f;
    host.run (sound);
    host.dictionary = std::nanf ("");
    host.run (sound);
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
}

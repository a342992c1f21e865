// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Filter/VoiceFilter.h"

#include <algorithm>
#include <cmath>

namespace unbraid::filter
{

namespace
{
constexpr unsigned long pieceSamples = 512;
constexpr double settlingSeconds = 0.1;
constexpr double fadeSeconds = 0.02;
} // namespace

std::unique_ptr<VoiceFilter> VoiceFilter::make (double sampleRateHz, int numChannels, std::string& problem)
{
    auto filter = std::make_unique<VoiceFilter>();
    unbraid_options options = unbraid_default_options();
    options.sample_rate_hz = sampleRateHz;
    options.channels = numChannels;
    options.mode = "balanced";
    std::array<char, 512> message{};
    for (size_t n = 0; n < dictionaries.size(); ++n)
    {
        filter->separators[n].reset (
            unbraid_create (dictionaries[n], &options, message.data(), message.size()));
        if (filter->separators[n] == nullptr)
        {
            problem = message.data();
            return nullptr;
        }
    }
    const auto channels = static_cast<size_t> (numChannels);
    filter->ports.assign (firstAudio + 2 * channels, nullptr);
    filter->next.assign (channels, std::vector<float> (pieceSamples));
    filter->inputs.resize (channels);
    filter->outputs.resize (channels);
    for (auto& samples : filter->next)
        filter->nextOutputs.push_back (samples.data());
    filter->settling = static_cast<unsigned long> (settlingSeconds * sampleRateHz);
    filter->fading = static_cast<unsigned long> (fadeSeconds * sampleRateHz);
    return filter;
}

void VoiceFilter::connect (unsigned long port, float* data) noexcept
{
    if (port < ports.size())
        ports[port] = data;
}

size_t VoiceFilter::wantedDictionary() const noexcept
{
    constexpr auto last = static_cast<float> (dictionaries.size() - 1);
    const float wanted = ports[dictionary] == nullptr ? 0.0f : *ports[dictionary];
    return wanted > 0.0f ? static_cast<size_t> (std::lround (std::min (wanted, last))) : 0; // NaN: the first
}

void VoiceFilter::activate() noexcept
{
    playing = wantedDictionary();
    coming = playing;
    unbraid_reset (separators[playing].get());
}

/** Mixes what comes into what plays. [audio] */
void VoiceFilter::fade (unsigned long count) noexcept
{
    for (unsigned long n = 0; n < count; ++n, ++elapsed)
    {
        const float share =
            elapsed < settling
                ? 0.0f
                : std::min (1.0f, static_cast<float> (elapsed - settling) / static_cast<float> (fading));
        for (size_t channel = 0; channel < outputs.size(); ++channel)
            outputs[channel][n] += share * (next[channel][n] - outputs[channel][n]);
    }
    if (elapsed >= settling + fading)
        playing = coming;
}

void VoiceFilter::runPiece (unsigned long done, unsigned long count, float reductionDb) noexcept
{
    const size_t channels = inputs.size();
    for (size_t channel = 0; channel < channels; ++channel)
    {
        inputs[channel] = ports[firstAudio + channel] + done;
        outputs[channel] = ports[firstAudio + channels + channel] + done;
    }
    const bool isFading = coming != playing;
    if (isFading) // before the outputs are written, which may be the inputs
        unbraid_clean (separators[coming].get(), inputs.data(), nextOutputs.data(), count, reductionDb);
    unbraid_clean (separators[playing].get(), inputs.data(), outputs.data(), count, reductionDb);
    if (isFading)
        fade (count);
}

void VoiceFilter::run (unsigned long numSamples) noexcept
{
    if (coming == playing && wantedDictionary() != playing)
    {
        coming = wantedDictionary();
        elapsed = 0;
        unbraid_reset (separators[coming].get());
    }
    const float reductionDb = ports[reduction] == nullptr ? -20.0f : *ports[reduction];
    for (unsigned long done = 0; done < numSamples; done += pieceSamples)
        runPiece (done, std::min (pieceSamples, numSamples - done), reductionDb);
    if (ports[latency] != nullptr)
        *ports[latency] = static_cast<float> (unbraid_latency (separators[playing].get()));
}

} // namespace unbraid::filter

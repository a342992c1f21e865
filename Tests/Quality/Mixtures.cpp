// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Mixtures.h"

#include "Evaluation/HighPass.h"
#include "Quality/Recordings.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::quality
{

namespace
{
namespace fs = std::filesystem;

constexpr double speechRateHz = 16000.0;
constexpr int numVoices = 100;

double audibleEnergy (const Eigen::VectorXf& signal)
{
    const auto filtered = evaluation::highPass (signal, speechRateHz);
    return filtered.ok() ? filtered.value().cast<double>().squaredNorm()
                         : signal.cast<double>().squaredNorm();
}

/** A segment of `length` samples from `from` on, repeated where the recording is shorter. */
Eigen::VectorXf segmentOf (const Eigen::VectorXf& recording, Eigen::Index from, Eigen::Index length)
{
    Eigen::VectorXf segment (length);
    for (Eigen::Index i = 0; i < length; ++i)
        segment[i] = recording[(from + i) % recording.size()];
    return segment;
}

/** Two utterances of one speaker after each other, at least two seconds of speech. */
core::Result<Eigen::VectorXf> readVoice (const std::vector<fs::path>& files, std::mt19937_64& random)
{
    const size_t index = random() % (files.size() - 1);
    auto first = readMono (files[index], speechRateHz);
    auto second = readMono (files[index + 1], speechRateHz);
    for (const auto* read : { &first, &second })
        if (! read->ok())
            return read->error();
    Eigen::VectorXf joined (first.value().size() + second.value().size());
    joined << first.value(), second.value();
    return joined;
}

std::vector<fs::path> developmentNoiseFiles (const fs::path& data)
{
    auto noises = listFiles (data / "noise" / "osu_nonspeech");
    for (const auto& name : developmentNoises())
        noises.insert (noises.end(), 3, data / "noise" / (name + ".ogg"));
    return noises;
}

Mixture pair (std::string name, double rateHz, const Eigen::VectorXf& clean, const Eigen::VectorXf& noisy)
{
    const Eigen::Index length = std::min (clean.size(), noisy.size());
    const Eigen::VectorXf mixture = noisy.head (length);
    const Eigen::VectorXf speech = clean.head (length);
    const double snr = 10.0 * std::log10 (audibleEnergy (speech) / audibleEnergy (mixture - speech));
    return { std::move (name), rateHz, snr, mixture, { "speech", "noise" }, { speech, mixture - speech } };
}
} // namespace

const std::vector<std::string>& developmentNoises()
{
    static const std::vector<std::string> names{ "moodist_ceiling-fan",  "moodist_laundry-room",
                                                 "moodist_rain-on-tent", "moodist_restaurant",
                                                 "moodist_river",        "moodist_supermarket",
                                                 "moodist_traffic",      "moodist_train",
                                                 "moodist_waves",        "moodist_wind" };
    return names;
}

core::Result<std::vector<Mixture>> noisyVoices (const fs::path& data)
{
    const auto noises = developmentNoiseFiles (data);
    const std::vector<std::vector<fs::path>> voices{ listFiles (data / "speech" / "emodb"),
                                                     listFiles (data / "speech" / "somtts") };
    std::mt19937_64 random (2011);
    std::vector<Mixture> mixtures;
    for (int i = 0; i < numVoices; ++i)
    {
        const double snrDb = -5.0 + 5.0 * (i % 5);
        auto voice = readVoice (voices[i % 4 == 3 ? 1 : 0], random);
        const auto& noiseFile = noises[random() % noises.size()];
        auto noise = readMono (noiseFile, speechRateHz);
        for (const auto* read : { &voice, &noise })
            if (! read->ok())
                return read->error();
        const auto from =
            static_cast<Eigen::Index> (random() % static_cast<std::uint64_t> (noise.value().size()));
        Eigen::VectorXf noiseStem = segmentOf (noise.value(), from, voice.value().size());
        const double gain = std::sqrt (audibleEnergy (voice.value()) / (audibleEnergy (noiseStem) + 1e-12) *
                                       std::pow (10.0, -snrDb / 10.0));
        noiseStem *= static_cast<float> (gain);
        mixtures.push_back ({ std::to_string (i) + " " + noiseFile.stem().string(),
                              speechRateHz,
                              snrDb,
                              voice.value() + noiseStem,
                              { "speech", "noise" },
                              { voice.value(), noiseStem } });
    }
    return mixtures;
}

core::Result<std::vector<Mixture>> developmentPairs (const fs::path& data)
{
    std::vector<Mixture> mixtures;
    for (const char* speaker : { "vbdmd_train_p226", "vbdmd_train_p287" })
        for (const auto& file : listFiles (data / "dev_pairs" / speaker / "clean"))
        {
            auto clean = readMono (file, speechRateHz);
            auto noisy = readMono (data / "dev_pairs" / speaker / "noisy" / file.filename(), speechRateHz);
            for (const auto* read : { &clean, &noisy })
                if (! read->ok())
                    return read->error();
            mixtures.push_back (pair (file.stem().string(), speechRateHz, clean.value(), noisy.value()));
        }
    return mixtures;
}

} // namespace unbraid::quality

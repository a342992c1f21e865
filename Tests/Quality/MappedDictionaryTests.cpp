// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Dictionaries away from home: at every rate, at other windows than their own, and above their last row.
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Evaluation/BandFilters.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/DictionaryFile.h"
#include "Files/Resampler.h"
#include "Quality/Mapping.h"
#include "Quality/Scoring.h"
#include "Support/Paths.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"
#include "Training/Trainer.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <map>

using namespace unbraid;
namespace fs = std::filesystem;

namespace
{
const fs::path resources = paths::resources;

/** A shipped recording for a dictionary, and its sources. */
struct Pairing
{
    std::string dictionary;
    std::string recording;
    std::vector<std::string> sources;
};

const std::vector<Pairing>& pairings()
{
    static const std::vector<Pairing> all{
        { "speech-plain", "noisy-voice", { "speech", "noise" } },
        { "speech-is", "noisy-voice", { "speech", "noise" } },
        { "speech", "noisy-voice", { "speech" } }, // targets only: the noise is what they leave over
        { "speech-light", "noisy-voice", { "speech" } },
        { "drums-plain", "drums", { "kick", "snare", "hi-hat" } },
        { "drums-is", "drums", { "kick", "snare", "hi-hat" } },
        { "piano-saxophone", "duo", { "saxophone", "piano" } },
        { "piano-bass-drums", "band", { "piano", "bass", "drums" } },
        { "voice-guitar", "song", { "voice", "guitar" } },
        { "band", "band", { "bass", "drums" } },
        { "bass", "band", { "bass" } },
        { "guitar", "song", { "guitar" } },
        { "vocals", "song", { "voice" } },
        { "piano", "band", { "piano" } },
    };
    return all;
}

core::Dictionary load (const fs::path& file)
{
    auto loaded = files::loadDictionary (file);
    INFO ((loaded.ok() ? file.string() : loaded.error().message()));
    REQUIRE (loaded.ok());
    return std::move (loaded).value();
}

core::Dictionary factory (const std::string& name)
{
    return load (resources / "Dictionaries" / (name + ".safetensors"));
}

std::vector<fs::path> factoryFiles()
{
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator (resources / "Dictionaries"))
        if (entry.path().extension() == ".safetensors")
            found.push_back (entry.path());
    std::sort (found.begin(), found.end());
    return found;
}

/** The first channel of a file in Resources/Audio. */
files::Recording readShipped (const std::string& name)
{
    constexpr Eigen::Index longest = 1 << 22;
    auto read = files::readRecording (resources / "Audio" / (name + ".flac"), longest);
    INFO (name);
    REQUIRE (read.ok());
    return { read.value().sampleRateHz, read.value().samples.leftCols (1) };
}

Eigen::VectorXf atRate (const Eigen::MatrixXf& sound, double fromHz, double toHz)
{
    auto result = files::resample (sound, fromHz, toHz);
    REQUIRE (result.ok());
    return std::move (result).value().col (0);
}

quality::Mixture mixtureOf (const Pairing& pairing)
{
    const auto whole = readShipped (pairing.recording);
    quality::Mixture mixture{ pairing.recording,     whole.sampleRateHz, 0.0,
                              whole.samples.col (0), pairing.sources,    {} };
    for (const auto& source : pairing.sources)
        mixture.stems.emplace_back (readShipped (pairing.recording + "/" + source).samples.col (0));
    return mixture;
}

std::vector<core::LatencyMode> modesOf (const core::Dictionary& dictionary)
{
    std::vector<core::LatencyMode> modes;
    for (const auto mode : { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
        if (core::serves (dictionary, mode))
            modes.push_back (mode);
    return modes;
}

/** The sources of a sound at its rate, by the preset. */
std::vector<Eigen::VectorXf> sourcesOf (const core::Dictionary& dictionary, const Eigen::VectorXf& sound,
                                        double rateHz, core::LatencyMode mode)
{
    core::Separator separator;
    const core::SeparatorSpec spec{ rateHz, 1, mode, core::residualAtomsFromMixer (dictionary) };
    REQUIRE (separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary)).ok());
    return quality::separateAll (separator, sound);
}

std::vector<double> scores (const core::Dictionary& dictionary, const quality::Mixture& mixture,
                            const std::vector<Eigen::VectorXf>& stems, const quality::Playing& playing)
{
    auto found = quality::presetScores (dictionary, mixture, stems, playing);
    INFO ((found.ok() ? mixture.name : found.error().message()));
    REQUIRE (found.ok());
    REQUIRE (found.value().size() == stems.size());
    return std::move (found).value();
}

double energy (const Eigen::VectorXf& signal)
{
    return signal.cast<double>().squaredNorm();
}
} // namespace

TEST_CASE (
    "Every factory dictionary serves every rate and its modes on a real recording, and its sources sum to it")
{
    constexpr double nullDb = -120.0; // single precision, a few transforms
    for (const auto& file : factoryFiles())
    {
        const auto dictionary = load (file);
        const auto paired = std::find_if (pairings().begin(), pairings().end(),
                                          [&] (const Pairing& p) { return p.dictionary == file.stem(); });
        const auto whole = readShipped (paired == pairings().end() ? "duo" : paired->recording);
        const auto second = static_cast<Eigen::Index> (whole.sampleRateHz);
        for (const double rate : { 8000.0, 16000.0, 22050.0, 44100.0, 48000.0, 88200.0, 96000.0, 192000.0 })
        {
            const Eigen::VectorXf sound =
                atRate (whole.samples.middleRows (second, second / 3), whole.sampleRateHz, rate);
            for (const auto mode : modesOf (dictionary))
            {
                Eigen::VectorXf sum = Eigen::VectorXf::Zero (sound.size());
                for (const auto& source : sourcesOf (dictionary, sound, rate, mode))
                    sum += source;
                INFO (file.stem() << " " << rate << " Hz " << core::toString (mode));
                CHECK (10.0 * std::log10 (energy (sum - sound) / energy (sound)) < nullDb);
            }
        }
    }
}

TEST_CASE ("Scores of one sound at 16, 44.1 and 48 kHz agree within half a decibel, of speech within .6")
{
    constexpr double usuallyDb = 0.5;      // the drums of `piano-bass-drums`: 0.42, of `band`: 0.40
    constexpr double ofSpeechDb = 0.6;     // at 44.1 kHz: 0.57
    constexpr double bandRateHz = 16000.0; // what all rates have in common
    for (const auto& pairing : pairings())
    {
        auto band = quality::resampled (mixtureOf (pairing), bandRateHz);
        REQUIRE (band.ok());
        const auto home = scores (factory (pairing.dictionary), band.value(), band.value().stems, {});
        const double allowedDb = pairing.dictionary == "speech" ? ofSpeechDb : usuallyDb;
        for (const double rate : { 44100.0, 48000.0 })
        {
            auto moved = quality::resampled (band.value(), rate);
            REQUIRE (moved.ok());
            const auto there =
                scores (factory (pairing.dictionary), moved.value(), band.value().stems, { 0.0, bandRateHz });
            for (size_t source = 0; source < home.size(); ++source)
            {
                INFO (pairing.dictionary << ", " << pairing.sources[source] << ", " << rate
                                         << " Hz: " << home[source] << " and " << there[source] << " dB");
                CHECK (std::abs (there[source] - home[source]) < allowedDb);
            }
        }
    }
}

namespace
{
/** A dictionary of the first half of a recording's stems, small and quick. */
core::Dictionary trainOnFirstHalf (const quality::Mixture& mixture, double windowSeconds)
{
    const test::TemporaryFolder folder;
    training::TrainingSpec spec;
    spec.sampleRateHz = mixture.sampleRateHz;
    spec.windowSeconds = windowSeconds;
    spec.iterations = 30;
    std::vector<training::SourceMaterial> materials;
    for (size_t stem = 0; stem < mixture.stems.size(); ++stem)
    {
        auto writer =
            files::AudioWriter::create (folder / (mixture.sourceNames[stem] + ".wav"), spec.sampleRateHz, 1);
        REQUIRE (writer.ok());
        REQUIRE (writer.value().write (mixture.stems[stem].head (mixture.mixture.size() / 2)).ok());
        REQUIRE (writer.value().finish().ok());
        training::SourceMaterial material;
        material.name = mixture.sourceNames[stem];
        material.files = { folder / (material.name + ".wav") };
        material.numAtoms = 16;
        materials.push_back (material);
    }
    auto trained = training::train (spec, materials, [] (const auto&) { return true; });
    INFO ((trained.ok() ? mixture.name : trained.error().message()));
    REQUIRE (trained.ok());
    return std::move (trained).value();
}

/** The half that nothing was trained on. */
quality::Mixture secondHalf (quality::Mixture mixture)
{
    const Eigen::Index half = mixture.mixture.size() - mixture.mixture.size() / 2;
    for (auto* signal : { &mixture.mixture, &mixture.stems[0], &mixture.stems[1] })
        *signal = signal->tail (half).eval();
    for (size_t stem = 2; stem < mixture.stems.size(); ++stem)
        mixture.stems[stem] = mixture.stems[stem].tail (half).eval();
    return mixture;
}
} // namespace

TEST_CASE ("Mapped to half, two thirds or one and a half times its window a dictionary loses at most a "
           "decibel to one trained there")
{
    constexpr double allowedDb = 1.0;
    for (const auto& name : { "drums-plain", "piano-saxophone" })
    {
        const auto pairing = std::find_if (pairings().begin(), pairings().end(),
                                           [&] (const Pairing& p) { return p.dictionary == name; });
        const auto mixture = mixtureOf (*pairing);
        const auto heldOut = secondHalf (mixture);
        std::map<double, core::Dictionary> trainedAt;
        for (const double seconds : { 0.046, 0.069, 0.092 })
            trainedAt.emplace (seconds, trainOnFirstHalf (mixture, seconds));
        for (const auto& [trainedSeconds, playedSeconds] :
             { std::pair{ 0.092, 0.046 }, std::pair{ 0.069, 0.046 }, std::pair{ 0.046, 0.069 } })
        {
            const quality::Playing playing{ playedSeconds, 0.0 };
            const auto mapped = scores (trainedAt.at (trainedSeconds), heldOut, heldOut.stems, playing);
            const auto trained = scores (trainedAt.at (playedSeconds), heldOut, heldOut.stems, playing);
            for (size_t source = 0; source < mapped.size(); ++source)
            {
                INFO (name << ", " << heldOut.sourceNames[source] << ", " << trainedSeconds << " s played at "
                           << playedSeconds << " s: " << mapped[source] << " dB, trained there "
                           << trained[source] << " dB");
                CHECK (mapped[source] > trained[source] - allowedDb);
            }
        }
    }
}

namespace
{
constexpr double noiseRateHz = 48000.0;
constexpr Eigen::Index settling = 48000; // the noise tracker has learned by then

/** What a band of the noise has lost, in dB. */
double attenuationDb (const Eigen::VectorXf& noise, const Eigen::VectorXf& output, double fromHz, double toHz)
{
    const auto after = evaluation::bandPass (output, noiseRateHz, fromHz, toHz);
    const auto before = evaluation::bandPass (noise, noiseRateHz, fromHz, toHz);
    REQUIRE (after.ok());
    REQUIRE (before.ok());
    const Eigen::Index kept = noise.size() - settling;
    return 10.0 * std::log10 (energy (before.value().tail (kept)) / energy (after.value().tail (kept)));
}
} // namespace

TEST_CASE ("White noise above the last row of the speech dictionaries is reduced like that just below")
{
    constexpr double allowedDb = 3.0;
    const Eigen::VectorXf noise = test::Random (11).noise (4 * settling, 0.2f);
    const std::vector<std::pair<std::string, float>> cases{
        { "speech-plain", 0.0f }, // the bus, and --only speech
        { "speech-plain", 0.1f }, // --reduction -20, Mix
        { "speech", 0.1f },
        { "speech-light", 0.1f },
        { "speech-is",
          0.1f } // alone it is reduced by 26 dB below and 30 to 33 dB above: inaudible either way
    };
    for (const auto& [name, otherGain] : cases)
        for (const auto mode :
             { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
        {
            const auto sources = sourcesOf (factory (name), noise, noiseRateHz, mode);
            const Eigen::VectorXf output = sources[0] + otherGain * sources[1];
            const double below = attenuationDb (noise, output, 4500.0, 7500.0);
            CHECK (below > 6.0);
            for (const double edge : { 8500.0, 12000.0, 18000.0 })
            {
                const double above = attenuationDb (noise, output, edge, 1.25 * edge);
                INFO (name << " " << core::toString (mode) << ", others at " << otherGain << ": " << below
                           << " dB below, " << above << " dB from " << edge << " Hz on");
                CHECK (std::abs (above - below) < allowedDb);
            }
        }
}

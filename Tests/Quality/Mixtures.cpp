// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/Mixtures.h"

#include "Evaluation/HighPass.h"
#include "Files/AudioReader.h"
#include "Files/Resampler.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::quality
{

namespace
{
namespace fs = std::filesystem;

constexpr Eigen::Index longest = Eigen::Index{ 1 } << 26;
constexpr double speechRateHz = 16000.0;
constexpr double musicRateHz = 44100.0;
constexpr int numVoices = 100;

core::Result<Eigen::VectorXf> readMono (const fs::path& path, double rateHz)
{
    auto recording = files::readRecording (path, longest);
    if (! recording.ok())
        return recording.error();
    const Eigen::MatrixXf mono = recording.value().samples.rowwise().mean();
    auto resampled = files::resample (mono, recording.value().sampleRateHz, rateHz);
    if (! resampled.ok())
        return resampled.error();
    return Eigen::VectorXf (resampled.value().col (0));
}

std::vector<fs::path> listFiles (const fs::path& folder)
{
    std::vector<fs::path> found;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator (folder, problem))
        if (entry.is_regular_file())
            found.push_back (entry.path());
    std::sort (found.begin(), found.end());
    return found;
}

double audibleEnergy (const Eigen::VectorXf& signal)
{
    const auto filtered = evaluation::highPass (signal, speechRateHz);
    return filtered.ok() ? filtered.value().cast<double>().squaredNorm()
                         : signal.cast<double>().squaredNorm();
}

/** A stretch of `length` samples from `from` on, repeated where the recording is shorter. */
Eigen::VectorXf stretchOf (const Eigen::VectorXf& recording, Eigen::Index from, Eigen::Index length)
{
    Eigen::VectorXf stretch (length);
    for (Eigen::Index i = 0; i < length; ++i)
        stretch[i] = recording[(from + i) % recording.size()];
    return stretch;
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
/** A mixture that is the sum of its stems, as long as the shortest. */
core::Result<Mixture> readStems (std::string name, std::vector<std::string> sourceNames,
                                 const std::vector<fs::path>& paths)
{
    Mixture mixture{ std::move (name), musicRateHz, 0.0, {}, std::move (sourceNames), {} };
    Eigen::Index length = longest;
    for (const auto& path : paths)
    {
        auto stem = readMono (path, musicRateHz);
        if (! stem.ok())
            return stem.error();
        length = std::min (length, stem.value().size());
        mixture.stems.push_back (std::move (stem).value());
    }
    mixture.mixture.setZero (length);
    for (auto& stem : mixture.stems)
    {
        stem.conservativeResize (length);
        mixture.mixture += stem;
    }
    return mixture;
}
/** A saxophone's note and one or more of the piano together, the two at equal energy. */
core::Result<Mixture> saxophoneWith (const fs::path& data, const std::string& saxophone,
                                     const std::vector<std::string>& piano)
{
    std::vector<std::string> names{ saxophone };
    std::vector<fs::path> paths{ data / "music_solo" / "alto_sax" / (saxophone + ".flac") };
    for (const auto& note : piano)
    {
        names.push_back (note);
        paths.push_back (data / "music_solo" / "piano_upright_kw" / (note + ".flac"));
    }
    auto notes = readStems (saxophone, names, paths);
    if (! notes.ok())
        return notes;
    Mixture& mixture = notes.value();
    Eigen::VectorXf chord = mixture.mixture - mixture.stems[0];
    chord *= mixture.stems[0].norm() / chord.norm();
    mixture.sourceNames = { "saxophone", "piano" };
    mixture.stems = { mixture.stems[0], chord };
    mixture.mixture = mixture.stems[0] + mixture.stems[1];
    return notes;
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
        Eigen::VectorXf noiseStem = stretchOf (noise.value(), from, voice.value().size());
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

core::Result<std::vector<Mixture>> funkyDrums (const fs::path& data)
{
    const fs::path folder = data / "multitrack" / "nmfd_funky";
    auto drums = readStems ("nmfd_funky", { "kick", "snare", "hi-hat" },
                            { folder / "kick.flac", folder / "snare.flac", folder / "hihat.flac" });
    if (! drums.ok())
        return drums.error();
    return std::vector<Mixture>{ drums.value() };
}

core::Result<std::vector<Mixture>> renderedDrums (const fs::path& folder)
{
    std::vector<fs::path> loops;
    std::error_code problem;
    for (const auto& entry : fs::directory_iterator (folder, problem))
        loops.push_back (entry.path());
    std::sort (loops.begin(), loops.end());
    std::vector<Mixture> mixtures;
    for (const auto& loop : loops)
    {
        auto drums = readStems (loop.filename().string(), { "kick", "snare", "hi-hat" },
                                { loop / "kick.wav", loop / "snare.wav", loop / "hi-hat.wav" });
        if (! drums.ok())
            return drums.error();
        mixtures.push_back (drums.value());
    }
    return mixtures;
}

const std::vector<std::string>& heldOutSaxophone (NoteSet set)
{
    static const std::vector<std::string> development{ "g2_f_rr1_cnd", "c3_f_rr1_cnd", "eb3_f_rr1_cnd",
                                                       "g3_f_rr1_cnd" };
    static const std::vector<std::string> test{ "f2_f_rr1_cnd", "a2_f_rr1_cnd",  "d3_f_rr1_cnd",
                                                "f3_f_rr1_cnd", "ab3_f_rr1_cnd", "b3_f_rr1_cnd" };
    return set == NoteSet::development ? development : test;
}

const std::vector<std::string>& heldOutPiano (NoteSet set)
{
    static const std::vector<std::string> development{ "B3vH", "D_4vH", "C5vH" };
    static const std::vector<std::string> test{ "D_3vH", "A3vH", "F_4vH", "B4vH" };
    return set == NoteSet::development ? development : test;
}

core::Result<std::vector<Mixture>> notePairs (const fs::path& data, NoteSet set)
{
    std::vector<Mixture> mixtures;
    for (const auto& saxophone : heldOutSaxophone (set))
        for (const auto& piano : heldOutPiano (set))
        {
            auto pair = saxophoneWith (data, saxophone, { piano });
            if (! pair.ok())
                return pair.error();
            mixtures.push_back (std::move (pair).value());
        }
    return mixtures;
}

core::Result<std::vector<Mixture>> noteChords (const fs::path& data, NoteSet set)
{
    std::vector<Mixture> mixtures;
    for (const auto& saxophone : heldOutSaxophone (set))
    {
        auto chord = saxophoneWith (data, saxophone, heldOutPiano (set));
        if (! chord.ok())
            return chord.error();
        mixtures.push_back (std::move (chord).value());
    }
    return mixtures;
}

} // namespace unbraid::quality

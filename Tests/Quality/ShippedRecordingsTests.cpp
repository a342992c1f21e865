// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The shipped dictionaries on the shipped recordings: what a user hears first must stay as good as it was.
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/AudioReader.h"
#include "Files/DictionaryFile.h"
#include "Files/Resampler.h"
#include "Quality/Scoring.h"
#include "Support/Paths.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>

using namespace unbraid;
namespace fs = std::filesystem;

namespace
{
const fs::path resources = paths::resources;

/** A shipped recording and its true sources, first channel. */
quality::Mixture recording (const std::string& name, const std::vector<std::string>& sources)
{
    constexpr Eigen::Index longest = 1 << 22;
    quality::Mixture mixture;
    auto read = files::readRecording (resources / "Audio" / (name + ".flac"), longest);
    REQUIRE (read.ok());
    mixture.sampleRateHz = read.value().sampleRateHz;
    mixture.mixture = read.value().samples.col (0);
    mixture.sourceNames = sources;
    for (const auto& source : sources)
    {
        auto stem = files::readRecording (resources / "Audio" / name / (source + ".flac"), longest);
        REQUIRE (stem.ok());
        mixture.stems.emplace_back (stem.value().samples.col (0));
    }
    return mixture;
}

core::Dictionary factory (const std::string& name)
{
    auto loaded = files::loadDictionary (resources / "Dictionaries" / (name + ".safetensors"));
    INFO ((loaded.ok() ? name : loaded.error().message()));
    REQUIRE (loaded.ok());
    return std::move (loaded).value();
}

std::vector<Eigen::VectorXf> separate (const core::Dictionary& dictionary, const Eigen::VectorXf& mixture,
                                       double rateHz, float quieterPausesDb = 0.0f)
{
    core::Separator separator;
    const core::SeparatorSpec spec{ rateHz, 1, core::LatencyMode::balanced,
                                    core::residualAtomsFromMixer (dictionary) };
    auto settings = core::settingsFromMixer (dictionary);
    settings.quieterPausesDb = quieterPausesDb;
    REQUIRE (separator.prepare (spec, dictionary, settings).ok());
    return quality::separateAll (separator, mixture);
}

/** Level of what is left in the quietest tenth of the frames of 20 ms of the true voice, over the mixture there, in dB. */
double pausesDb (const quality::Mixture& mixture, const Eigen::VectorXf& estimate)
{
    const auto frame = static_cast<Eigen::Index> (0.02 * mixture.sampleRateHz);
    const Eigen::Index numFrames = mixture.mixture.size() / frame;
    const auto energies = [&] (const Eigen::VectorXf& sound) -> Eigen::ArrayXd
    {
        return sound.head (numFrames * frame)
            .reshaped (frame, numFrames)
            .cast<double>()
            .colwise()
            .squaredNorm()
            .transpose();
    };
    const Eigen::ArrayXd voice = energies (mixture.stems[0]), before = energies (mixture.mixture),
                         after = energies (estimate);
    std::vector<double> sorted (voice.begin(), voice.end());
    std::sort (sorted.begin(), sorted.end());
    const Eigen::ArrayXd isPause = (voice <= sorted[sorted.size() / 10]).cast<double>();
    return 10.0 * std::log10 ((isPause * after).sum() / (isPause * before).sum());
}

/** SI-SDR of each true source's estimate, over the mixture's, in dB. */
std::vector<double> gains (const std::string& dictionaryName, const quality::Mixture& mixture,
                           float inputGain = 1.0f)
{
    const auto dictionary = factory (dictionaryName);
    const auto estimates = separate (dictionary, inputGain * mixture.mixture, mixture.sampleRateHz);
    std::vector<double> found;
    for (size_t stem = 0; stem < mixture.stems.size(); ++stem)
        for (size_t source = 0; source < dictionary.sources.size(); ++source)
            if (dictionary.sources[source].name == mixture.sourceNames[stem])
                found.push_back (
                    quality::score (mixture.stems[stem], estimates[source], mixture.sampleRateHz, false)
                        .siSdrDb -
                    quality::score (mixture.stems[stem], mixture.mixture, mixture.sampleRateHz, false)
                        .siSdrDb);
    REQUIRE (found.size() == mixture.stems.size());
    return found;
}

quality::Mixture noisyVoice()
{
    return recording ("noisy-voice", { "speech", "noise" });
}
quality::Mixture duo()
{
    return recording ("duo", { "saxophone", "piano" });
}
quality::Mixture drums()
{
    return recording ("drums", { "kick", "snare", "hi-hat" });
}

quality::Mixture band()
{
    return recording ("band", { "piano", "bass", "drums" });
}
quality::Mixture song()
{
    return recording ("song", { "voice", "guitar" });
}

/** The first seconds of a shipped recording at another rate, two channels; a mono one stands in both. */
Eigen::MatrixXf beginningOf (const std::string& name, double seconds, double rateHz)
{
    auto read = files::readRecording (resources / "Audio" / (name + ".flac"), 1 << 22);
    REQUIRE (read.ok());
    const auto& samples = read.value().samples;
    const auto length = static_cast<Eigen::Index> (seconds * read.value().sampleRateHz);
    Eigen::MatrixXf stereo (length, 2);
    stereo << samples.col (0).head (length), -0.5f * samples.col (samples.cols() - 1).head (length);
    auto resampled = files::resample (stereo, read.value().sampleRateHz, rateHz);
    REQUIRE (resampled.ok());
    return std::move (resampled).value();
}

/** All sources, [samples x (sources x channels)], streamed in blocks and aligned with the input. */
Eigen::MatrixXf streamBlocks (const core::Dictionary& dictionary, const Eigen::MatrixXf& input, double rateHz,
                              core::LatencyMode mode, Eigen::Index block)
{
    core::Separator separator;
    const core::SeparatorSpec spec{ rateHz, input.cols(), mode, core::residualAtomsFromMixer (dictionary) };
    REQUIRE (separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary)).ok());
    const Eigen::Index latency = separator.latencySamples();
    Eigen::MatrixXf padded = Eigen::MatrixXf::Zero (input.rows() + latency, input.cols());
    padded.topRows (input.rows()) = input;
    Eigen::MatrixXf output (padded.rows(), separator.numSources() * input.cols());
    for (Eigen::Index at = 0; at < padded.rows(); at += block)
    {
        std::vector<const float*> from;
        std::vector<float*> to;
        for (Eigen::Index channel = 0; channel < padded.cols(); ++channel)
            from.push_back (padded.col (channel).data() + at);
        for (Eigen::Index column = 0; column < output.cols(); ++column)
            to.push_back (output.col (column).data() + at);
        separator.process (from.data(), to.data(), std::min (block, padded.rows() - at));
    }
    return output.bottomRows (input.rows());
}

/** Checks that no source gains less than its floor: what was measured when it was written, less half a
    decibel for other processors' arithmetic. */
void checkFloors (const std::string& dictionary, const quality::Mixture& mixture,
                  const std::vector<double>& floorsDb)
{
    const auto found = gains (dictionary, mixture);
    REQUIRE (found.size() == floorsDb.size());
    for (size_t source = 0; source < found.size(); ++source)
    {
        INFO (dictionary << ", " << mixture.sourceNames[source]);
        CHECK (found[source] > floorsDb[source]);
    }
}
} // namespace

TEST_CASE ("A noisy voice gains over the mixture and keeps its intelligibility, by either divergence")
{
    const auto mixture = noisyVoice();
    auto voiceOnly = mixture;
    voiceOnly.stems.resize (1);
    checkFloors ("speech-plain", voiceOnly, { 0.5 });
    checkFloors ("speech-is", voiceOnly, { 0.2 });
    checkFloors ("speech", voiceOnly, { 3.1 });
    checkFloors ("speech-light", voiceOnly, { 1.0 });
    checkFloors ("speech-large", voiceOnly, { 2.2 });
    for (const char* name : { "speech", "speech-light", "speech-plain", "speech-is" })
    {
        const auto voice = separate (factory (name), mixture.mixture, mixture.sampleRateHz)[0];
        const auto before = quality::score (mixture.stems[0], mixture.mixture, mixture.sampleRateHz, true);
        const auto after = quality::score (mixture.stems[0], voice, mixture.sampleRateHz, true);
        INFO (name);
        CHECK (after.estoi > before.estoi);
    }
}

namespace
{
/** A voice in a room of some hundred echoes that decay by 60 dB in .8 s.
    returns  the stems: the direct sound and what comes within 40 ms, which `speech` is to be, and all later echoes */
quality::Mixture voiceInRoom()
{
    constexpr double decaySeconds = 0.8, earlySeconds = 0.04, firstSeconds = 0.004;
    constexpr int numEchoes = 400;
    auto mixture = noisyVoice();
    const Eigen::VectorXf voice = mixture.stems[0];
    Eigen::VectorXf early = voice, late = Eigen::VectorXf::Zero (voice.size());
    test::Random random (5);
    for (int echo = 0; echo < numEchoes; ++echo)
    {
        const double seconds =
            firstSeconds + (decaySeconds - firstSeconds) * static_cast<double> (random.uniform());
        const auto delay = static_cast<Eigen::Index> (seconds * mixture.sampleRateHz);
        const auto height = static_cast<float> (std::pow (10.0, -3.0 * seconds / decaySeconds));
        Eigen::VectorXf& part = seconds < earlySeconds ? early : late;
        part.tail (voice.size() - delay) +=
            (echo % 2 == 0 ? 0.15f : -0.15f) * height * voice.head (voice.size() - delay);
    }
    mixture.mixture = early + late;
    mixture.stems = { early, late };
    mixture.sourceNames = { "speech", "room" };
    return mixture;
}
} // namespace

TEST_CASE ("Quieter pauses take more of the noise between the words, and hardly anything of the voice")
{
    const auto mixture = noisyVoice();
    const auto dictionary = factory ("speech");
    const auto scored = [&] (float decibels)
    {
        const auto sources = separate (dictionary, mixture.mixture, mixture.sampleRateHz, decibels);
        CHECK ((sources[0] + sources[1] - mixture.mixture).cwiseAbs().maxCoeff() < 1e-5f);
        return std::pair (pausesDb (mixture, sources[0]),
                          quality::score (mixture.stems[0], sources[0], mixture.sampleRateHz, false).siSdrDb);
    };
    const auto [pauses, voice] = scored (0.0f);
    const auto [quieter, filtered] = scored (4.0f);
    CHECK (quieter < pauses - 2.0);
    CHECK (quieter > pauses - 4.5);
    CHECK (filtered > voice - 0.5);
}

TEST_CASE ("A voice in a room comes out drier, and the room is a source of its own")
{
    const auto mixture = voiceInRoom();
    checkFloors ("speech-room", mixture, { 1.7, 4.6 });
}

TEST_CASE ("A saxophone gains over a piano's chords, and they over it, of held-out notes")
{
    checkFloors ("piano-saxophone", duo(), { 7.0, 3.4 });
}

TEST_CASE ("Kick, snare and hi-hat of a held-out kit gain 5 dB each and more")
{
    checkFloors ("drums-plain", drums(), { 9.0, 9.0, 16.5 });
    checkFloors ("drums-is", drums(), { 9.0, 9.0, 17.0 });
}

TEST_CASE (
    "Five drums that were trained through their updates keep what they reach on a kit of their training")
{
    checkFloors ("drums", drums(), { 19.0, 18.6, 17.6 });
}

TEST_CASE ("Piano, bass and drums of a held-out band gain 3 dB each and more")
{
    checkFloors ("piano-bass-drums", band(), { 3.9, 3.4, 3.6 });
    auto bassOnly = band();
    bassOnly.sourceNames = { "bass" };
    bassOnly.stems = { bassOnly.stems[1] };
    checkFloors ("bass", bassOnly, { 3.8 });
}

TEST_CASE ("Stems of a held-out band gain by what was trained through its updates")
{
    auto stems = band();
    stems.sourceNames = { "other", "bass", "drums" };
    checkFloors ("band", stems, { 3.6, 5.3, 10.0 });
    checkFloors ("band-large", stems, { 3.9, 6.0, 10.0 });
    stems.sourceNames = { "piano", "bass", "drums" };
    checkFloors ("band-six", stems, { 2.4, 5.3, 10.0 });
}

TEST_CASE ("A held-out singer and guitar gain over each other")
{
    checkFloors ("voice-guitar", song(), { 1.1, 1.4 });
}

TEST_CASE ("Scores move by less than 0.3 dB when the input is 20 dB louder or softer")
{
    constexpr double allowedDb = 0.3;
    for (const auto& [name, mixture] :
         { std::pair{ "speech", noisyVoice() }, std::pair{ "drums-plain", drums() } })
    {
        const auto plain = gains (name, mixture);
        for (const float inputGain : { 0.1f, 10.0f })
        {
            const auto moved = gains (name, mixture, inputGain);
            for (size_t source = 0; source < plain.size(); ++source)
                CHECK (std::abs (moved[source] - plain[source]) < allowedDb);
        }
    }
}

TEST_CASE (
    "Sources of real recordings sum to the input below -120 dB at every rate and mode, mono and stereo",
    "[full]")
{
    constexpr double nullDb = -120.0;
    constexpr double seconds = 1.5;
    const std::vector<std::pair<std::string, std::string>> cases{
        { "speech", "noisy-voice" },       { "speech-is", "noisy-voice" },    { "drums-plain", "drums" },
        { "speech-plain", "noisy-voice" }, { "speech-light", "noisy-voice" }, { "piano-saxophone", "duo" },
        { "piano-bass-drums", "band" },    { "voice-guitar", "song" },        { "band", "band" }
    };
    for (const auto& [dictionary, name] : cases)
    {
        const auto loaded = factory (dictionary);
        for (const double rate : { 8000.0, 16000.0, 22050.0, 44100.0, 48000.0, 96000.0, 192000.0 })
        {
            const auto start = beginningOf (name, seconds, rate);
            for (const auto mode :
                 { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
                for (const Eigen::Index channels : { 1, 2 })
                {
                    const Eigen::MatrixXf input = start.leftCols (channels);
                    const auto sources = streamBlocks (loaded, input, rate, mode, 512);
                    Eigen::MatrixXf sum = Eigen::MatrixXf::Zero (input.rows(), channels);
                    for (Eigen::Index at = 0; at < sources.cols(); at += channels)
                        sum += sources.middleCols (at, channels);
                    INFO (name << " " << rate << " Hz " << core::toString (mode) << " channels " << channels);
                    CHECK (20.0 * std::log10 ((sum - input).norm() / input.norm()) < nullDb);
                }
        }
    }
}

TEST_CASE ("Real recordings come out the same bit for bit for blocks of 1 to 8192 samples")
{
    for (const auto& [dictionary, name] :
         { std::pair{ "speech", "noisy-voice" }, std::pair{ "piano-saxophone", "duo" } })
    {
        constexpr double rate = 44100.0;
        const auto input = beginningOf (name, 0.7, rate);
        const auto loaded = factory (dictionary);
        const auto expected = streamBlocks (loaded, input, rate, core::LatencyMode::balanced, input.rows());
        for (const Eigen::Index block : { 1, 17, 64, 220, 512, 1024, 8192 })
            CHECK (streamBlocks (loaded, input, rate, core::LatencyMode::balanced, block) == expected);
    }
}

namespace
{
/** Sources 30 % to the left and to the right, by equal power: their images [samples x 2]. */
std::vector<Eigen::MatrixXf> panned (const quality::Mixture& mixture)
{
    std::vector<Eigen::MatrixXf> images;
    for (size_t source = 0; source < mixture.stems.size(); ++source)
    {
        const double angle = (source % 2 == 0 ? 0.7 : 1.3) * std::numbers::pi / 4.0;
        const Eigen::RowVector2f gains (std::cos (angle), std::sin (angle));
        images.emplace_back (mixture.stems[source] * gains);
    }
    return images;
}

/** SI-SDR of each source, mean over both channels, in dB. */
std::vector<double> pannedScores (const core::Dictionary& dictionary, const quality::Mixture& mixture,
                                  bool byPlace)
{
    const auto images = panned (mixture);
    const Eigen::MatrixXf input = images[0] + images[1];
    auto settings = core::settingsFromMixer (dictionary);
    settings.spatial.enabled = byPlace;
    core::Separator separator;
    REQUIRE (separator.prepare ({ mixture.sampleRateHz, 2 }, dictionary, settings).ok());
    const Eigen::Index latency = separator.latencySamples();
    Eigen::MatrixXf late = Eigen::MatrixXf::Zero (input.rows() + latency, 2), output (late.rows(), 4);
    late.topRows (input.rows()) = input;
    const float* from[]{ late.col (0).data(), late.col (1).data() };
    float* to[]{ output.col (0).data(), output.col (1).data(), output.col (2).data(), output.col (3).data() };
    separator.process (from, to, late.rows());
    std::vector<double> scores;
    for (Eigen::Index source = 0; source < 2; ++source)
    {
        double sum = 0.0;
        for (Eigen::Index channel = 0; channel < 2; ++channel)
            sum += quality::score (images[static_cast<size_t> (source)].col (channel),
                                   output.col (2 * source + channel).tail (input.rows()),
                                   mixture.sampleRateHz, false)
                       .siSdrDb;
        scores.push_back (0.5 * sum);
    }
    return scores;
}
} // namespace

TEST_CASE ("Sources in two places separate at least 3 dB better by their places")
{
    constexpr double promisedDb = 3.0;
    const auto dictionary = factory ("piano-saxophone");
    const auto shared = pannedScores (dictionary, duo(), false);
    const auto placed = pannedScores (dictionary, duo(), true);
    for (size_t source = 0; source < shared.size(); ++source)
        CHECK (placed[source] > shared[source] + promisedDb);
}

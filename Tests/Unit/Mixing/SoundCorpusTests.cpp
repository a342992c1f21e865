// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Spectral/Fft.h"
#include "Unfolding/Mixing/RecordedBand.h"
#include "Unfolding/Mixing/SoundCorpus.h"

#include "Files/AudioWriter.h"
#include "Support/TemporaryFolder.h"
#include "Unit/Mixing/MixingSounds.h"

#include <limits>

using namespace unbraid;
using namespace unbraid::test;
using unfolding::CorpusSpec;
using unfolding::ReadingProgress;

namespace
{
constexpr float sixteenBits = 2e-5f; // half a step of full scale

void writeSound (const std::filesystem::path& path, const Eigen::MatrixXf& samples,
                 double fileRateHz = mixingRateHz)
{
    std::filesystem::create_directories (path.parent_path());
    auto writer = files::AudioWriter::create (path, fileRateHz, samples.cols());
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
}

core::Result<unfolding::SoundCorpus> readAll (const CorpusSpec& spec)
{
    return unfolding::readSounds (spec, [] (const ReadingProgress&) { return true; });
}

Eigen::VectorXf samplesOf (const unfolding::Sound& sound)
{
    return Eigen::Map<const Eigen::Matrix<std::int16_t, Eigen::Dynamic, 1>> (
               sound.samples.data(), static_cast<Eigen::Index> (sound.samples.size()))
               .cast<float>() *
           sound.scale;
}

/** The error of a corpus that holds this one sound. */
core::Error refusal (const std::string& fileName, const Eigen::MatrixXf& samples,
                     double fileRateHz = mixingRateHz)
{
    const test::TemporaryFolder folder;
    writeSound (folder / fileName, samples, fileRateHz);
    const auto corpus = readAll ({ mixingRateHz, { { "noise", { folder / fileName } } }, {} });
    REQUIRE_FALSE (corpus.ok());
    CHECK (corpus.error().where.find (fileName) != std::string::npos);
    return corpus.error();
}
} // namespace

TEST_CASE ("A corpus holds what its files hold however quiet and in their order")
{
    const test::TemporaryFolder folder;
    const Eigen::VectorXf loud = sine (440.0, 8000, 0.9f), quiet = sine (300.0, 9000, 0.001f);
    writeSound (folder / "loud.wav", loud);
    writeSound (folder / "quiet.wav", quiet);
    const auto corpus =
        readAll ({ mixingRateHz, { { "tones", { folder / "loud.wav", folder / "quiet.wav" } } }, {} });
    REQUIRE (corpus.ok());
    const auto& sounds = corpus.value().sounds[0];
    REQUIRE (sounds.size() == 2);
    CHECK ((samplesOf (sounds[0]) - loud).cwiseAbs().maxCoeff() < sixteenBits);
    CHECK ((samplesOf (sounds[1]) - quiet).cwiseAbs().maxCoeff() < 0.001f * sixteenBits + 1e-7f);
    CHECK (corpus.value().seconds (0) == Approx (17000.0 / mixingRateHz));
}

TEST_CASE ("The active level of a voice leaves its pauses out")
{
    Eigen::VectorXf voice = Eigen::VectorXf::Zero (32000);
    voice.segment (8000, 8000) = sine (400.0, 8000, 0.5f);
    const auto sound = unfolding::packSound (voice, mixingRateHz);
    CHECK (static_cast<double> (sound.activeRms) == Approx (0.5 / std::numbers::sqrt2).epsilon (1e-3));
}

TEST_CASE ("Channels are averaged, and sounds resampled to the corpus's rate")
{
    const test::TemporaryFolder folder;
    Eigen::MatrixXf stereo (48000, 2);
    stereo.col (0) = sine (1000.0 / 3.0, 48000, 0.4f); // 1 kHz at 48 kHz
    stereo.col (1) = 0.5f * stereo.col (0);
    writeSound (folder / "stereo.wav", stereo, 48000.0);
    const auto corpus = readAll ({ mixingRateHz, { { "tone", { folder / "stereo.wav" } } }, {} });
    REQUIRE (corpus.ok());
    const auto samples = samplesOf (corpus.value().sounds[0][0]);
    REQUIRE (samples.size() == 16000);
    CHECK (amplitudeAt (1000.0, samples) == Approx (0.3).epsilon (1e-3));
}

TEST_CASE ("Opposite channels are no silence in a corpus")
{
    const test::TemporaryFolder folder;
    const Eigen::VectorXf voice = sine (500.0, 16000);
    Eigen::MatrixXf channels (16000, 2);
    channels << voice, -voice;
    writeSound (folder / "opposite.wav", channels);
    const auto corpus = readAll ({ mixingRateHz, { { "tone", { folder / "opposite.wav" } } }, {} });
    REQUIRE (corpus.ok());
    CHECK ((samplesOf (corpus.value().sounds[0][0]) - voice).cwiseAbs().maxCoeff() < sixteenBits);
}

TEST_CASE ("Where sides are kept, mean and half the difference give the channels")
{
    const test::TemporaryFolder folder;
    Eigen::MatrixXf stereo (16000, 2);
    stereo.col (0) = sine (440.0, 16000, 0.4f);
    stereo.col (1) = sine (300.0, 16000, 0.2f);
    writeSound (folder / "stereo.wav", stereo);
    writeSound (folder / "mono.wav", stereo.col (0));
    CorpusSpec spec{ mixingRateHz, { { "tone", { folder / "stereo.wav", folder / "mono.wav" } } }, {} };
    spec.keepsSides = true;
    const auto corpus = readAll (spec);
    REQUIRE (corpus.ok());
    const auto& sound = corpus.value().sounds[0][0];
    const unfolding::Sound side{ sound.side, sound.sideScale };
    const Eigen::VectorXf right = samplesOf (sound) - samplesOf (side);
    CHECK ((right - stereo.col (1)).cwiseAbs().maxCoeff() < 2.0f * sixteenBits);
    CHECK (corpus.value().sounds[0][1].side.empty());
}

TEST_CASE ("A cache gives what was read, again and again, and reads anew what changed or is damaged")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "a.wav", sine (440.0, 16000, 0.4f));
    CorpusSpec spec{ mixingRateHz, { { "tone", { folder / "a.wav" } } }, {} };
    const auto plain = readAll (spec);
    spec.cache = folder / "cache";
    const auto check = [&]
    {
        const auto cached = readAll (spec);
        REQUIRE (cached.ok());
        const auto &sound = cached.value().sounds[0][0], &expected = plain.value().sounds[0][0];
        CHECK (sound.samples == expected.samples);
        CHECK (sound.scale == expected.scale);
        CHECK (sound.activeRms == expected.activeRms);
        CHECK (sound.bandHz == expected.bandHz);
    };
    check();
    check();
    const auto kept = std::filesystem::directory_iterator (spec.cache)->path();
    std::filesystem::resize_file (kept, 1000);
    check();
    writeText (kept, "something else");
    check();
    writeSound (folder / "a.wav", sine (440.0, 16001, 0.4f));
    const auto changed = readAll (spec);
    REQUIRE (changed.ok());
    CHECK (changed.value().sounds[0][0].samples.size() == 16001);
}

TEST_CASE ("A cache keeps recordings of names as long as a file system has them, each for itself")
{
    constexpr size_t maxNameBytes = 255;
    const test::TemporaryFolder folder;
    const std::string accents = [] // letters of two bytes, which no cut may halve
    {
        std::string name = "x";
        while (name.size() + 2 <= maxNameBytes - 4)
            name += "\xc3\xa9";
        return name;
    }();
    const std::string plain (maxNameBytes - 5, 'n');
    CorpusSpec spec{ mixingRateHz, { { "tone", {} } }, {} };
    spec.cache = folder / "cache";
    std::vector<Eigen::Index> lengths;
    for (const auto& name : { accents, plain + "1", plain + "2" })
    {
        lengths.push_back (16000 + static_cast<Eigen::Index> (lengths.size()));
        const auto file = folder / (name + ".wav");
        writeSound (file, sine (440.0, lengths.back(), 0.4f));
        spec.sources[0].paths.push_back (file);
    }
    for (int times = 0; times < 2; ++times)
    {
        const auto cached = readAll (spec);
        INFO ((cached.ok() ? std::string() : cached.error().message()));
        REQUIRE (cached.ok());
        for (size_t i = 0; i < lengths.size(); ++i)
            CHECK (static_cast<Eigen::Index> (cached.value().sounds[0][i].samples.size()) == lengths[i]);
    }
    for (const auto& item : std::filesystem::directory_iterator (spec.cache))
    {
        const auto name = item.path().filename().string();
        const auto end = name.rfind ('-');
        CHECK ((name[0] != 'x' || (end - 1) % 2 == 0)); // whole letters
    }
}

TEST_CASE ("A recording ends where a codec ended it, and nowhere if it fades")
{
    constexpr double rateHz = 48000.0;
    constexpr Eigen::Index length = 96000;
    const Eigen::VectorXf white = test::Random (5).noise (length, 0.1f);
    CHECK (std::isinf (unfolding::recordedBandHz (white, rateHz)));
    Eigen::VectorXf fading = white; // 12 dB an octave
    for (Eigen::Index n = 1; n < length; ++n)
        fading[n] = 0.97f * fading[n - 1] + 0.03f * fading[n];
    for (Eigen::Index n = 1; n < length; ++n)
        fading[n] = 0.97f * fading[n - 1] + 0.03f * fading[n];
    CHECK (std::isinf (unfolding::recordedBandHz (fading, rateHz)));
    CHECK (std::isinf (unfolding::recordedBandHz (Eigen::VectorXf::Zero (100), rateHz)));

    for (const double endHz : { 8000.0, 15800.0 })
    {
        core::RealFft fft;
        REQUIRE (fft.prepare (length).ok());
        Eigen::VectorXcf spectrum (fft.numBins());
        fft.forward (white.data(), spectrum.data());
        const auto end = static_cast<Eigen::Index> (endHz / rateHz * static_cast<double> (length));
        spectrum.tail (spectrum.size() - end).setZero();
        Eigen::VectorXf ended (length);
        fft.inverse (spectrum.data(), ended.data());
        ended += test::Random (6).noise (length, 3e-6f); // dither
        CHECK (unfolding::recordedBandHz (ended, rateHz) == Approx (endHz).margin (500.0));
    }
}

TEST_CASE ("A recording at a lower rate is taken where it may be, and known to end there")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "narrow.wav", sine (2000.0, 8000, 0.4f), 8000.0); // 1 kHz at 8 kHz
    writeSound (folder / "full.wav", sine (1000.0, 16000, 0.4f));
    CorpusSpec spec{ mixingRateHz, { { "tone", { folder / "narrow.wav", folder / "full.wav" } } }, {} };
    spec.minRateHz = 8000.0;
    const auto corpus = readAll (spec);
    REQUIRE (corpus.ok());
    const auto& sounds = corpus.value().sounds[0];
    CHECK (sounds[0].samples.size() == 16000);
    CHECK (amplitudeAt (1000.0, samplesOf (sounds[0])) == Approx (0.4).epsilon (1e-3));
    CHECK (sounds[0].bandHz == Approx (3600.0));
    CHECK (std::isinf (sounds[1].bandHz));
    spec.minRateHz = 8001.0;
    const auto without = readAll (spec);
    REQUIRE (without.ok());
    CHECK (without.value().sounds[0].size() == 1);
    CHECK (without.value().oddities.size() == 1);
}

TEST_CASE ("A folder stands for its visible files and threads change nothing")
{
    const test::TemporaryFolder folder;
    test::Random random (1);
    for (int i = 0; i < 20; ++i)
        writeSound (folder / ("noises/" + std::to_string (100 + i) + ".wav"), random.noise (1700 + 10 * i));
    writeText (folder / "noises/.hidden", "not a sound");
    CorpusSpec spec{ mixingRateHz, { { "noise", { folder / "noises" } } }, {} };
    const auto one = readAll (spec);
    spec.numThreads = 3;
    const auto three = readAll (spec);
    REQUIRE (one.ok());
    REQUIRE (three.ok());
    REQUIRE (one.value().sounds[0].size() == 20);
    for (size_t i = 0; i < 20; ++i)
    {
        CHECK (one.value().sounds[0][i].samples.size() == 1700 + 10 * i);
        CHECK (one.value().sounds[0][i].samples == three.value().sounds[0][i].samples);
    }
}

TEST_CASE ("Recordings that cannot be mixed are refused by name")
{
    const Eigen::VectorXf good = test::Random (1).noise (8000);
    Eigen::VectorXf broken = good;
    broken[77] = std::numeric_limits<float>::quiet_NaN();
    CHECK (refusal ("nan.wav", broken).found == "NaN or infinity");
    broken[77] = std::numeric_limits<float>::infinity();
    CHECK (refusal ("infinite.wav", broken).found == "NaN or infinity");
    CHECK (refusal ("silent.wav", Eigen::VectorXf::Zero (8000)).found == "silence");
    CHECK (refusal ("short.wav", good.head (1500)).found == "0.09375 s");
    CHECK (refusal ("empty.wav", Eigen::MatrixXf (0, 1)).found == "0 s");
    CHECK (refusal ("slow.wav", good, 8000.0).found == "8000 Hz");
}

TEST_CASE ("A recording that cannot be mixed is left out by name, and so is a song of which nothing is left")
{
    const test::TemporaryFolder folder;
    const Eigen::VectorXf good = test::Random (1).noise (8000);
    writeSound (folder / "noises/good.wav", good);
    writeSound (folder / "noises/silent.wav", Eigen::VectorXf::Zero (8000));
    writeText (folder / "noises/text.wav", "not a sound");
    writeSound (folder / "whole/noise.wav", good);
    writeSound (folder / "half/noise.wav", good);
    writeText (folder / "half/voice.wav", "not a sound");
    writeText (folder / "none/voice.wav", "not a sound");
    writeSound (folder / "whole/voice.wav", good);
    const auto corpus = readAll ({ mixingRateHz,
                                   { { "noise", { folder / "noises" } }, { "voice", {} } },
                                   { folder / "whole", folder / "none", folder / "half" } });
    INFO ((corpus.ok() ? "" : corpus.error().message()));
    REQUIRE (corpus.ok());
    CHECK (corpus.value().sounds[0].size() == 3);
    CHECK (corpus.value().sounds[1].size() == 1);
    CHECK (corpus.value().files[0].front() == folder / "noises/good.wav");
    REQUIRE (corpus.value().songs.size() == 2);
    CHECK (corpus.value().songs[1].sounds == std::vector<Eigen::Index>{ 2, -1 });
    REQUIRE (corpus.value().oddities.size() == 4);
    for (const auto& oddity : corpus.value().oddities)
        CHECK (oddity.find ("is left out") != std::string::npos);
    CHECK (corpus.value().oddities[0].find ("silent.wav") != std::string::npos);
}

TEST_CASE ("Files that are no sounds and folders that are empty are refused by name")
{
    const test::TemporaryFolder folder;
    writeText (folder / "text.wav", "not a sound");
    std::filesystem::create_directories (folder / "nothing");
    for (const char* name : { "text.wav", "missing.wav", "nothing" })
    {
        const auto corpus = readAll ({ mixingRateHz, { { "noise", { folder / name } } }, {} });
        REQUIRE_FALSE (corpus.ok());
        CHECK (corpus.error().where.find (name) != std::string::npos);
    }
}

TEST_CASE ("A corpus needs sources and names of their own and recordings of each")
{
    const test::TemporaryFolder folder;
    writeSound (folder / "a.wav", test::Random (1).noise (8000));
    const std::vector<std::filesystem::path> some{ folder / "a.wav" };
    CHECK_FALSE (readAll ({ mixingRateHz, {}, {} }).ok());
    CHECK_FALSE (readAll ({ mixingRateHz, { { "", some } }, {} }).ok());
    CHECK_FALSE (readAll ({ mixingRateHz, { { "a", some }, { "a", some } }, {} }).ok());
    CHECK_FALSE (readAll ({ 0.0, { { "a", some } }, {} }).ok());
    const auto without = readAll ({ mixingRateHz, { { "a", some }, { "b", {} } }, {} });
    REQUIRE_FALSE (without.ok());
    CHECK (without.error().where == "source b");
}

TEST_CASE ("A song's files belong to the sources that they are named after")
{
    const test::TemporaryFolder folder;
    test::Random random (1);
    writeSound (folder / "alone/1.wav", random.noise (4000));
    for (const char* name : { "one/piano.wav", "one/drums.flac.wav", "two/drums.wav", "two/piano.wav" })
        writeSound (folder / name, random.noise (4000));
    const CorpusSpec spec{ mixingRateHz,
                           { { "piano", { folder / "alone" } }, { "drums", {} } },
                           { folder / "one", folder / "two" } };
    const auto corpus = readAll (spec);
    REQUIRE (corpus.ok());
    REQUIRE (corpus.value().songs.size() == 2);
    CHECK (corpus.value().songs[0].sounds ==
           std::vector<Eigen::Index>{ 1, -1 }); // drums.flac is another name
    CHECK (corpus.value().songs[1].sounds == std::vector<Eigen::Index>{ 2, 0 });

    auto withoutAny = spec;
    withoutAny.songs = { folder / "alone" };
    const auto refused = readAll (withoutAny);
    REQUIRE_FALSE (refused.ok());
    CHECK (refused.error().where.find ("alone") != std::string::npos);
}

TEST_CASE ("Songs have the tempo, scale and weight that are known of them")
{
    const test::TemporaryFolder folder;
    for (const char* name : { "one/piano.wav", "two/piano.wav" })
        writeSound (folder / name, test::Random (1).noise (4000));
    writeText (folder / "two/song.json", R"({"tempo": 90, "root": 0, "scale": [0, 4, 7]})");
    CorpusSpec spec{ mixingRateHz, { { "piano", {} } }, { folder / "one", folder / "two" } };
    spec.songWeights = { 2.0, 0.5 };
    const auto corpus = readAll (spec);
    REQUIRE (corpus.ok());
    const auto& songs = corpus.value().songs;
    CHECK (songs[0].tempo == 0.0);
    CHECK (songs[0].weight == 2.0);
    CHECK (songs[1].tempo == 90.0);
    CHECK (songs[1].pitchClasses == 0b10010001u);
    CHECK (songs[1].weight == 0.5);
    writeText (folder / "two/song.json", "no description");
    CHECK_FALSE (readAll (spec).ok());
}

TEST_CASE ("Reading says where it stands and can be cancelled")
{
    const test::TemporaryFolder folder;
    for (int i = 0; i < 40; ++i)
        writeSound (folder / ("noises/" + std::to_string (i) + ".wav"), test::Random (1).noise (2000));
    const CorpusSpec spec{ mixingRateHz, { { "noise", { folder / "noises" } } }, {} };
    std::vector<size_t> counts;
    const auto whole = unfolding::readSounds (spec,
                                              [&] (const ReadingProgress& progress)
                                              {
                                                  CHECK (progress.numFiles == 40);
                                                  counts.push_back (progress.numRead);
                                                  return true;
                                              });
    REQUIRE (whole.ok());
    CHECK (std::is_sorted (counts.begin(), counts.end()));
    CHECK (counts.back() == 40);
    CHECK (counts.size() > 1);

    const auto cancelled = unfolding::readSounds (spec, [] (const ReadingProgress&) { return false; });
    REQUIRE_FALSE (cancelled.ok());
    CHECK (cancelled.error().cancelled);
}

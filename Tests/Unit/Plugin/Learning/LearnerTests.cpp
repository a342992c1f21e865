// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/Learner.h"

#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Evaluation/SiSdr.h"
#include "Support/FullDisk.h"
#include "Support/Random.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <numbers>
#include <span>
#include <thread>

using namespace unbraid;
using plugin::LearnStage;

namespace
{
constexpr double rateHz = 16000.0;
constexpr std::chrono::seconds patience{ 60 }; // of a test for what takes a moment
constexpr std::array bellRatios{ 1.0, 2.76, 5.4 };
constexpr std::array reedRatios{ 1.0, 3.0, 5.0, 7.0 };

/** Notes of a quarter of a second with these partials, at random heights of a scale of three, and pauses. */
Eigen::VectorXf melody (double lowestHz, std::span<const double> ratios, std::uint64_t seed, double seconds)
{
    test::Random random (seed);
    const auto noteLength = static_cast<Eigen::Index> (0.25 * rateHz);
    Eigen::VectorXf sound = Eigen::VectorXf::Zero (static_cast<Eigen::Index> (seconds * rateHz));
    for (Eigen::Index at = 0; at + noteLength <= sound.size(); at += noteLength)
    {
        const auto height = random.integer (0, 3); // three: a pause
        for (Eigen::Index n = 0; height < 3 && n < noteLength; ++n)
        {
            const double time = static_cast<double> (n) / rateHz;
            const double hz = lowestHz * (1.0 + 0.26 * static_cast<double> (height));
            double sum = 0.0;
            for (const double ratio : ratios)
                sum += std::sin (2.0 * std::numbers::pi * hz * ratio * time) / ratio;
            sound[at + n] = static_cast<float> (0.2 * std::exp (-6.0 * time) * sum);
        }
    }
    return sound;
}

Eigen::VectorXf bells (std::uint64_t seed, double seconds = 4.0)
{
    return melody (410.0, bellRatios, seed, seconds);
}

Eigen::VectorXf reeds (std::uint64_t seed, double seconds = 4.0)
{
    return melody (170.0, reedRatios, seed, seconds);
}

plugin::LearnRequest request (const std::string& source, const Eigen::MatrixXf& samples,
                              Eigen::Index numAtoms = 3)
{
    plugin::LearnRequest wanted;
    wanted.source = source;
    wanted.numAtoms = numAtoms;
    wanted.sampleRateHz = rateHz;
    wanted.samples = samples;
    return wanted;
}

/** Something that takes a while to learn. */
plugin::LearnRequest longRequest()
{
    return request ("hiss", test::Random (1).noise (static_cast<Eigen::Index> (20.0 * rateHz)), 256);
}

void startOrFail (plugin::Learner& learner, plugin::LearnRequest wanted)
{
    const auto started = learner.start (std::move (wanted));
    INFO ((started.ok() ? std::string ("started") : started.error().message()));
    REQUIRE (started.ok());
}

/** Waits until something is so of the progress, looking often. */
plugin::LearnProgress waitUntil (const plugin::Learner& learner,
                                 const std::function<bool (const plugin::LearnProgress&)>& isSo)
{
    const auto end = std::chrono::steady_clock::now() + patience;
    auto progress = learner.progress();
    while (! isSo (progress) && std::chrono::steady_clock::now() < end)
    {
        std::this_thread::sleep_for (std::chrono::milliseconds (1));
        progress = learner.progress();
    }
    INFO (progress.message);
    REQUIRE (isSo (progress));
    return progress;
}

plugin::LearnProgress waitUntil (const plugin::Learner& learner, LearnStage stage)
{
    return waitUntil (learner, [stage] (const auto& progress) { return progress.stage == stage; });
}

bool isIterating (const plugin::LearnProgress& progress)
{
    return progress.iteration > 0;
}

core::Dictionary learned (plugin::Learner& learner, plugin::LearnRequest wanted)
{
    startOrFail (learner, std::move (wanted));
    waitUntil (learner, LearnStage::done);
    auto result = learner.takeResult();
    REQUIRE (result.has_value());
    REQUIRE (core::validate (*result).ok());
    return *std::move (result);
}

/** The sources that the engine makes of a sound, aligned with it: [samples x sources]. */
Eigen::MatrixXf separated (const core::Dictionary& dictionary, const Eigen::VectorXf& sound)
{
    core::Separator separator;
    const core::SeparatorSpec spec{ rateHz, 1, core::LatencyMode::balanced,
                                    core::residualAtomsFromMixer (dictionary) };
    REQUIRE (separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary)).ok());
    Eigen::VectorXf late = Eigen::VectorXf::Zero (sound.size() + separator.latencySamples());
    late.head (sound.size()) = sound;
    Eigen::MatrixXf outputs (late.size(), separator.numSources());
    const float* from = late.data();
    std::vector<float*> to;
    for (Eigen::Index source = 0; source < outputs.cols(); ++source)
        to.push_back (outputs.col (source).data());
    separator.process (&from, to.data(), late.size());
    return outputs.bottomRows (sound.size());
}

double scoreDb (const Eigen::VectorXf& truth, const Eigen::VectorXf& estimate)
{
    const auto score = evaluation::siSdrDb (truth, estimate);
    REQUIRE (score.ok());
    return score.value();
}
} // namespace

TEST_CASE ("A learned source joins the dictionary and is taken out of a mixture")
{
    constexpr double clearlyDb = 10.0; // above the mixture
    plugin::Learner learner;
    auto base = std::make_shared<core::Dictionary> (learned (learner, request ("bell", bells (1))));
    auto wanted = request ("reed", reeds (2));
    wanted.base = base;
    const auto both = learned (learner, std::move (wanted));
    REQUIRE (both.sources.size() == 2);
    CHECK (both.atoms.leftCols (3) == base->atoms);
    CHECK (both.frequenciesHz == base->frequenciesHz);

    const Eigen::VectorXf bell = bells (3), reed = reeds (4), mixture = bell + reed;
    const auto sources = separated (both, mixture);
    CHECK (scoreDb (bell, sources.col (0)) > scoreDb (bell, mixture) + clearlyDb);
    CHECK (scoreDb (reed, sources.col (1)) > scoreDb (reed, mixture) + clearlyDb);
}

TEST_CASE ("A source learned for no dictionary leaves the rest to a residual")
{
    constexpr double clearlyDb = 8.0; // above the mixture
    plugin::Learner learner;
    const auto dictionary = learned (learner, request ("bell", bells (1)));
    CHECK (dictionary.mixer.at ("residual_atoms") == 8.0);
    CHECK (dictionary.sampleRateHz == rateHz);
    const Eigen::VectorXf bell = bells (3), mixture = bell + test::Random (1).noise (bell.size(), 0.1f);
    const auto sources = separated (dictionary, mixture);
    REQUIRE (sources.cols() == 2);
    CHECK (scoreDb (bell, sources.col (0)) > scoreDb (bell, mixture) + clearlyDb);

    auto noise = request ("noise", test::Random (1).noise (16000));
    noise.isTarget = false;
    const auto alone = learned (learner, std::move (noise));
    CHECK (alone.mixer.count ("residual_atoms") == 0);
    CHECK_FALSE (alone.sources[0].isTarget);
}

TEST_CASE ("Progress rises to one and tells what was learned")
{
    plugin::Learner learner;
    CHECK (learner.progress().stage == LearnStage::idle);
    startOrFail (learner, request ("bell", bells (1)));
    double highest = 0.0;
    const auto last = waitUntil (learner,
                                 [&] (const plugin::LearnProgress& progress)
                                 {
                                     CHECK (progress.share >= highest);
                                     CHECK (progress.share <= 1.0);
                                     highest = progress.share;
                                     return progress.stage == LearnStage::done;
                                 });
    CHECK (last.share == 1.0);
    CHECK (last.iteration == last.numIterations);
    CHECK (last.divergence > 0.0);
    CHECK_THAT (last.message, Catch::StartsWith ("bell: 3 atoms from "));
    CHECK (learner.takeResult().has_value());
    CHECK_FALSE (learner.takeResult().has_value());
}

TEST_CASE ("Of half a minute and more a tenth is kept back and scored as the learning goes on")
{
    plugin::Learner learner;
    startOrFail (learner, request ("bell", bells (1, 4.0)));
    auto last = waitUntil (learner, LearnStage::done);
    CHECK (last.heldOut.empty()); // too little to keep any back
    startOrFail (learner, request ("bell", bells (1, 40.0)));
    last = waitUntil (learner, LearnStage::done);
    REQUIRE (last.heldOut.size() == last.divergences.size());
    CHECK (last.heldOut.back() < 0.5f * last.heldOut.front());
    CHECK (last.heldOut.back() < 1.5f * last.divergences.back()); // the same bells at the same heights
}

TEST_CASE ("A cancelled learning leaves no file and no result")
{
    const test::TemporaryFolder folder;
    plugin::Learner learner (folder.path);
    startOrFail (learner, longRequest());
    waitUntil (learner, isIterating);
    CHECK_FALSE (folder.names().empty());
    learner.cancel();
    const auto last = waitUntil (learner, LearnStage::cancelled);
    CHECK (last.message.empty());
    CHECK_FALSE (learner.takeResult().has_value());
    CHECK (folder.names().empty());

    startOrFail (learner, longRequest());
    learner.cancel();
    startOrFail (learner, request ("bell", bells (1)));
    waitUntil (learner, LearnStage::done);
    learner.cancel();
    CHECK (learner.progress().stage == LearnStage::cancelled);
    CHECK_FALSE (learner.takeResult().has_value());
}

TEST_CASE ("A learning that is finished early keeps what it has by then")
{
    const test::TemporaryFolder folder;
    plugin::Learner learner (folder.path);
    startOrFail (learner, longRequest());
    waitUntil (learner, isIterating);
    learner.finishNow();
    const auto last = waitUntil (learner, LearnStage::done);
    CHECK (last.iteration < last.numIterations);
    CHECK (last.share == 1.0);
    const auto result = learner.takeResult();
    REQUIRE (result.has_value());
    CHECK (core::validate (*result).ok());
    CHECK (result->numAtoms() == 256);
    CHECK (folder.names().empty());
}

TEST_CASE ("The captured sound can be read by its owner alone while it is learned from")
{
    const test::TemporaryFolder folder;
    plugin::Learner learner (folder.path);
    startOrFail (learner, longRequest());
    waitUntil (learner, isIterating);
    const auto names = folder.names();
    REQUIRE (names.size() == 1);
    const auto access = std::filesystem::status (folder / names.front()).permissions();
    CHECK (access == std::filesystem::perms::owner_all);
}

TEST_CASE ("A learning that fails says why and the learner starts again")
{
    const test::TemporaryFolder folder;
    plugin::Learner learner (folder / "later");
    startOrFail (learner, request ("bell", bells (1)));
    CHECK_THAT (waitUntil (learner, LearnStage::failed).message, Catch::Contains ("later"));
    CHECK_FALSE (learner.takeResult().has_value());

    std::filesystem::create_directory (folder / "later");
    {
        const test::FullDisk full (4096);
        startOrFail (learner, request ("bell", bells (1)));
        CHECK_THAT (waitUntil (learner, LearnStage::failed).message, Catch::Contains ("captured.wav"));
    }
    CHECK (std::filesystem::is_empty (folder / "later"));
    learned (learner, request ("bell", bells (1)));
    CHECK (std::filesystem::is_empty (folder / "later"));
}

TEST_CASE ("A learner that goes while it learns leaves no file")
{
    const test::TemporaryFolder folder;
    {
        plugin::Learner learner (folder.path);
        startOrFail (learner, longRequest());
        waitUntil (learner, isIterating);
    }
    CHECK (folder.names().empty());
    {
        plugin::Learner learner (folder.path);
        startOrFail (learner, longRequest());
    }
    CHECK (folder.names().empty());
}

TEST_CASE ("Captured channels that are opposite teach what either of them would")
{
    plugin::Learner learner;
    const Eigen::VectorXf bell = bells (1);
    Eigen::MatrixXf opposite (bell.size(), 2);
    opposite << bell, -bell;
    const auto alone = learned (learner, request ("bell", bell)).atoms;
    const auto both = learned (learner, request ("bell", opposite)).atoms;
    CHECK ((alone - both).cwiseAbs().maxCoeff() < 1e-2f * alone.maxCoeff());
}

TEST_CASE ("Silence around a sound is not learned from")
{
    constexpr double edgeSeconds = 0.1; // windows that hold some of the sound
    const auto secondsOf = [] (const core::Dictionary& dictionary)
    { return std::stod (dictionary.trainedOn); };
    plugin::Learner learner;
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (160000);
    const Eigen::VectorXf hiss = test::Random (1).noise (32000);
    padded.segment (64000, hiss.size()) = hiss;
    const auto plain = learned (learner, request ("hiss", hiss));
    const auto silent = learned (learner, request ("hiss", padded));
    CHECK (secondsOf (plain) == Approx (2.0).margin (edgeSeconds));
    CHECK (secondsOf (silent) == Approx (secondsOf (plain)).margin (edgeSeconds));
}

TEST_CASE ("Sound of a lower rate than the dictionary is learned from as far as it goes")
{
    plugin::Learner learner;
    auto base = std::make_shared<core::Dictionary> (learned (learner, request ("bell", bells (1))));
    auto wanted = request ("hiss", test::Random (1).noise (16000), 1);
    wanted.base = base;
    wanted.sampleRateHz = 8000.0;
    startOrFail (learner, std::move (wanted));
    CHECK_THAT (waitUntil (learner, LearnStage::done).message, Catch::EndsWith ("which ends at 4000 Hz"));
    const auto result = learner.takeResult();
    REQUIRE (result.has_value());
    const Eigen::Index top = (base->frequenciesHz.array() < 4000.0f).count();
    const Eigen::VectorXf hiss = result->atoms.col (3);
    CHECK (hiss.head (top).sum() > 0.99f);
}

TEST_CASE ("What cannot be learned is refused before it starts with what would do")
{
    plugin::Learner learner;
    const auto messageOf = [&] (const std::function<void (plugin::LearnRequest&)>& change)
    {
        auto wanted = request ("bell", bells (1));
        change (wanted);
        const auto started = learner.start (std::move (wanted));
        return started.ok() ? std::string() : started.error().message();
    };
    using Wanted = plugin::LearnRequest;
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.source = "My Bell"; }),
                Catch::Contains ("found 'My Bell'; allowed: lower-case words"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.numAtoms = 0; }), Catch::Contains ("1 to 256"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.numAtoms = 257; }), Catch::Contains ("1 to 256"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.samples.setZero(); }),
                Catch::Contains ("found silence"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.samples.resize (0, 0); }),
                Catch::Contains ("found silence"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.samples.bottomRows (60000).setZero(); }),
                Catch::Contains ("at least 0.5 s"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.samples (7, 0) = std::nanf (""); }),
                Catch::Contains ("NaN"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.sampleRateHz = 16000.5; }),
                Catch::Contains ("8000 to 192000"));
    CHECK_THAT (messageOf ([] (Wanted& wanted) { wanted.sampleRateHz = 4000.0; }),
                Catch::Contains ("8000 to 192000"));
    const auto strange = [] (Wanted& wanted)
    {
        auto base = std::make_shared<core::Dictionary>();
        base->sampleRateHz = rateHz;
        base->window = 512;
        base->frequenciesHz = Eigen::VectorXf::LinSpaced (100, 0.0f, 8000.0f);
        wanted.base = base;
    };
    CHECK_THAT (messageOf (strange), Catch::Contains ("does not fit the dictionary"));
    CHECK (learner.progress().stage == LearnStage::idle);

    startOrFail (learner, longRequest());
    CHECK_THAT (messageOf ([] (Wanted&) {}), Catch::Contains ("one at a time"));
}

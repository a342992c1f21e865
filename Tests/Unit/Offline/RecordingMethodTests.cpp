// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What must be true of every method for whole recordings that has options as rows: repair, debleed and mosaic.
#include "Files/Resampler.h"
#include "Mosaic/RecordingMosaic.h"
#include "Offline/Bleed/SessionBleed.h"
#include "Restoration/Restorer.h"
#include "Support/OddSounds.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <set>
#include <utility>

using namespace unbraid;
using core::OptionTexts;
using Eigen::Index;
using Eigen::MatrixXf;

namespace
{
/** A method at work on a stereo sound: [samples x 2]. */
struct RecordingMethod
{
    using Run = core::Result<MatrixXf> (const MatrixXf& samples, const OptionTexts& options, int threads,
                                        const core::Progress& onProgress);

    const char* name;
    Run* run;
    std::vector<core::NumberOption> options;
    OptionTexts quick; // so that it is soon done
};

template <class Settings>
std::vector<core::NumberOption> plain (std::span<const core::OptionRow<Settings>> rows)
{
    return { rows.begin(), rows.end() };
}

core::Result<MatrixXf> repaired (const MatrixXf& samples, const OptionTexts& options, int,
                                 const core::Progress& onProgress)
{
    const auto spec = core::settingsFrom (restoration::restorationOptions(), options);
    if (! spec.ok())
        return spec.error();
    MatrixXf whole = samples;
    const auto found = restoration::restore (whole, test::oddRateHz, spec.value(), onProgress);
    return found.ok() ? core::Result<MatrixXf> (whole) : found.error();
}

/** Both channels as microphones of a source each. */
core::Result<MatrixXf> withoutBleed (const MatrixXf& samples, const OptionTexts& options, int threads,
                                     const core::Progress& onProgress)
{
    auto spec = core::settingsFrom (offline::bleedOptions(), options);
    if (! spec.ok())
        return spec.error();
    spec.value().settings.numThreads = threads;
    const auto read = [&samples] (Index first, Index count) -> core::Result<MatrixXf>
    {
        MatrixXf part = MatrixXf::Zero (count, samples.cols());
        for (Index n = 0; n < count; ++n)
            if (first + n >= 0 && first + n < samples.rows())
                part.row (n) = samples.row (first + n);
        return part;
    };
    const offline::BleedSession session{
        test::oddRateHz, samples.rows(), samples.cols(), { { 0 }, { 1 } }, {}, read
    };
    MatrixXf own =
        MatrixXf::Constant (samples.rows(), samples.cols(), std::numeric_limits<float>::quiet_NaN());
    const auto keep = [&] (const MatrixXf& mixture, const MatrixXf& part, Index first) -> core::Status
    {
        CHECK (mixture == samples.middleRows (first, mixture.rows()));
        own.middleRows (first, part.rows()) = part;
        return core::Done{};
    };
    const auto done = offline::removeBleed (session, spec.value(), keep,
                                            [&onProgress] (const offline::BleedProgress& progress)
                                            { return onProgress (progress.share); });
    return done.ok() ? core::Result<MatrixXf> (own) : done.error();
}

/** The sound rebuilt from itself backwards. */
core::Result<MatrixXf> rebuilt (const MatrixXf& samples, const OptionTexts& options, int threads,
                                const core::Progress& onProgress)
{
    auto spec = core::settingsFrom (mosaic::mosaicOptions(), options);
    if (! spec.ok())
        return spec.error();
    spec.value().settings.numThreads = threads;
    const mosaic::Sound target{ test::oddRateHz, samples };
    const mosaic::Sound source{ test::oddRateHz, samples.colwise().reverse() };
    auto made = mosaic::makeMosaic (target, { source }, spec.value(), files::resample, onProgress);
    return made.ok() ? core::Result<MatrixXf> (made.value().samples) : made.error();
}

const std::vector<RecordingMethod>& recordingMethods()
{
    static const std::vector<RecordingMethod> methods{
        { "repair",
          repaired,
          plain (restoration::restorationOptions()),
          { { "iterations", "3" }, { "hum", "auto" }, { "clicks", "auto" } } },
        { "debleed",
          withoutBleed,
          plain (offline::bleedOptions()),
          { { "iterations", "3" }, { "atoms", "3" }, { "window", "20" } } },
        { "mosaic",
          rebuilt,
          plain (mosaic::mosaicOptions()),
          { { "iterations", "3" }, { "phase-iterations", "3" }, { "window", "20" } } },
    };
    return methods;
}

bool goesOn (double)
{
    return true;
}

MatrixXf wholeSound()
{
    MatrixXf sound = test::inStereo (test::gliding());
    return sound.cwiseMin (0.08f).cwiseMax (-0.08f); // clipped, so that repairing has work to do
}
} // namespace

TEST_CASE (
    "Every option of repair, debleed and mosaic has a default that it takes, and refuses what it does not")
{
    for (const auto& method : recordingMethods())
    {
        std::set<std::string> names;
        for (const auto& option : method.options)
        {
            INFO (method.name << " " << option.name);
            CHECK (names.insert (option.name).second);
            const auto usual = core::textOf (option, option.usual);
            CHECK (core::valueFrom (option, usual.substr (0, usual.find (' '))) == option.usual);
            CHECK (std::string (option.help).find ("default") == std::string::npos);
            for (const std::string& text :
                 { std::string ("nan"), std::string ("1x"), core::numberText (option.lowest - 1.0),
                   core::numberText (2.0 * option.highest + 1.0) })
            {
                const auto found = method.run (wholeSound(), { { option.name, text } }, 1, goesOn);
                REQUIRE_FALSE (found.ok());
                CHECK (found.error().what == option.name + std::string (" takes ") +
                                                 core::allowedFor (option) + ", not '" + text + "'");
            }
        }
        CHECK_FALSE (method.run (wholeSound(), { { "colour", "1" } }, 1, goesOn).ok());
    }
}

TEST_CASE ("The defaults that the rows of repair, debleed and mosaic tell are those of their settings")
{
    for (const auto& method : recordingMethods())
    {
        OptionTexts told = method.quick;
        for (const auto& option : method.options)
            if (! told.contains (option.name))
            {
                const auto usual = core::textOf (option, option.usual);
                told[option.name] = usual.substr (0, usual.find (' '));
            }
        const auto bare = method.run (wholeSound(), method.quick, 1, goesOn);
        const auto named = method.run (wholeSound(), told, 1, goesOn);
        INFO (method.name);
        REQUIRE (bare.ok());
        REQUIRE (named.ok());
        CHECK (bare.value() == named.value());
        for (const auto& [name, text] : method.quick) // each of them is used
        {
            auto changed = method.quick;
            changed.erase (name);
            const auto other = method.run (wholeSound(), changed, 1, goesOn);
            REQUIRE (other.ok());
            if (name != "hum" && name != "clicks") // of which there are none
                CHECK (other.value() != bare.value());
        }
    }
}

TEST_CASE ("Repair, debleed and mosaic give one result for any number of threads, and are cancelled where "
           "they are told")
{
    for (const auto& method : recordingMethods())
    {
        INFO (method.name);
        int all = 0;
        const auto one = method.run (wholeSound(), method.quick, 1,
                                     [&all] (double share)
                                     {
                                         CHECK (share <= 1.0);
                                         return ++all > 0;
                                     });
        const auto two = method.run (wholeSound(), method.quick, 2, goesOn);
        REQUIRE (one.ok());
        REQUIRE (two.ok());
        CHECK (one.value() == two.value());
        REQUIRE (all > 1);
        for (const int last : { 1, all })
        {
            int calls = 0;
            const auto stopped =
                method.run (wholeSound(), method.quick, 1, [&] (double) { return ++calls < last; });
            REQUIRE_FALSE (stopped.ok());
            CHECK (stopped.error().cancelled);
            CHECK (calls == last);
        }
    }
}

TEST_CASE ("Sounds that are odd end well in repair, debleed and mosaic: in finite samples or in a sentence")
{
    for (const auto& odd : test::oddSounds())
        for (const auto& method : recordingMethods())
        {
            const auto found = method.run (odd.samples, method.quick, 1, goesOn);
            INFO (odd.name << ", " << method.name << (found.ok() ? "" : ": " + found.error().message()));
            CHECK ((found.ok() || ! odd.isTakenApart || odd.samples.maxCoeff() > 1e9f));
            if (! found.ok())
            {
                CHECK_FALSE (found.error().cancelled);
                CHECK_FALSE (found.error().what.empty());
                continue;
            }
            CHECK (found.value().allFinite());
            CHECK (found.value().rows() == odd.samples.rows());
        }
}

TEST_CASE ("A level of clipping is in decibels of full scale, a length of gaps in milliseconds")
{
    MatrixXf samples = test::inStereo (test::gliding());
    const float largest = samples.cwiseAbs().maxCoeff();
    samples *= 0.9f / largest;
    samples.middleRows (1000, static_cast<Index> (0.01 * test::oddRateHz)).setZero();
    const auto found = [&samples] (const OptionTexts& options)
    {
        const auto spec = core::settingsFrom (restoration::restorationOptions(), options);
        REQUIRE (spec.ok());
        MatrixXf repaired = samples;
        auto findings = restoration::restore (repaired, test::oddRateHz, spec.value(), goesOn);
        REQUIRE (findings.ok());
        return findings.value().front().damage;
    };
    const auto clipped =
        found ({ { "clipping", "-6" }, { "gaps", "off" }, { "iterations", "1" }, { "atoms", "2" } });
    CHECK (clipped.numClipped == (samples.col (0).array().abs() >= std::pow (10.0f, -0.3f)).count());
    const OptionTexts gaps{ { "clipping", "off" }, { "iterations", "1" }, { "atoms", "2" } };
    for (const auto& [milliseconds, isFound] : { std::pair{ "15", true }, { "5", false } })
    {
        auto options = gaps;
        options["gaps"] = milliseconds;
        CHECK ((found (options).numLost > 0) == isFound);
    }
}

TEST_CASE ("Windows are told in milliseconds and kept in seconds, and the defaults of both are the same")
{
    for (const auto& [text, seconds] : { std::pair{ "20", 0.02 }, { "93", 0.093 }, { "340", 0.34 } })
    {
        const auto bleed = core::settingsFrom (offline::bleedOptions(), { { "window", text } });
        const auto mosaic = core::settingsFrom (mosaic::mosaicOptions(), { { "window", text } });
        REQUIRE (bleed.ok());
        REQUIRE (mosaic.ok());
        CHECK (bleed.value().settings.windowSeconds == Approx (seconds));
        CHECK (mosaic.value().windowSeconds == Approx (seconds));
    }
    CHECK (offline::BleedSettings{}.windowSeconds == Approx (0.093));
    CHECK (mosaic::MosaicSpec{}.windowSeconds == Approx (0.093));
}

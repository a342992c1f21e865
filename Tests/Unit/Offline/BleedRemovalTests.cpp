// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Evaluation/SiSdr.h"
#include "Offline/Bleed/BleedRemoval.h"
#include "Support/Random.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using namespace unbraid::offline;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr double rateHz = 8000.0;
constexpr Index length = 16000;

/** Bursts of noise in a band that ring, each `every` samples. */
VectorXf struck (test::Random& random, Index every, Index first, float pole)
{
    VectorXf sound = VectorXf::Zero (length);
    float one = 0.0f, two = 0.0f;
    for (Index n = 0; n < length; ++n)
    {
        const Index since = n < first ? length : (n - first) % every;
        const float next = (since < 40 ? random.uniform (-1.0f, 1.0f) : 0.0f) + pole * one - 0.98f * two;
        two = one;
        one = sound[n] = next;
    }
    return sound;
}

/** Three sources at three microphones: each hears its own at once, the others later, softer and with an echo. */
struct Band
{
    std::vector<MatrixXf> images; // per source [samples x microphones]
    MatrixXf mixture;
};

Band makeBand()
{
    test::Random random (7);
    const std::vector<VectorXf> sources{ struck (random, 3100, 100, 1.9f), struck (random, 2300, 900, 0.6f),
                                         struck (random, 1700, 400, -1.2f) };
    Band band;
    band.mixture.setZero (length, 3);
    for (Index j = 0; j < 3; ++j)
    {
        band.images.emplace_back (MatrixXf::Zero (length, 3));
        for (Index microphone = 0; microphone < 3; ++microphone)
        {
            const Index delay = microphone == j ? 3 : 20 + 7 * microphone + 3 * j;
            const float gain = microphone == j ? 1.0f : 0.4f;
            auto image = band.images.back().col (microphone);
            image.tail (length - delay) += gain * sources[static_cast<size_t> (j)].head (length - delay);
            image.tail (length - 2 * delay) +=
                0.3f * gain * sources[static_cast<size_t> (j)].head (length - 2 * delay);
        }
        band.mixture += band.images.back();
    }
    return band;
}

BleedSettings quick()
{
    BleedSettings settings;
    settings.windowSeconds = 0.064;
    settings.atoms = 4;
    settings.iterations = 15;
    return settings;
}

/** All of the recording learned from, and separated in blocks of these lengths. */
MatrixXf removed (BleedRemoval& removal, const MatrixXf& mixture, Index block)
{
    const Index hop = removal.hop(), count = removal.numFrames (mixture.rows());
    MatrixXf padded = MatrixXf::Zero ((count + 1) * hop, mixture.cols());
    padded.middleRows (hop, mixture.rows()) = mixture;
    removal.addExcerpt (padded, -hop);
    REQUIRE (removal.learn ([] (double) { return true; }).ok());
    MatrixXf own (count * hop, mixture.cols());
    for (Index frame = 0; frame < count; frame += block)
    {
        const Index frames = std::min (block, count - frame);
        own.middleRows (frame * hop, frames * hop) =
            removal.process (padded.middleRows (frame * hop, (frames + 1) * hop), frame);
    }
    return own.middleRows (hop, mixture.rows());
}

double scoreOf (const VectorXf& truth, const VectorXf& estimate)
{
    const auto score = evaluation::siSdrDb (truth, estimate);
    REQUIRE (score.ok());
    return score.value();
}
} // namespace

TEST_CASE ("Each microphone keeps its own source, and loses more than ten decibels of the others")
{
    const auto band = makeBand();
    BleedRemoval removal;
    REQUIRE (removal.prepare (rateHz, { { 0 }, { 1 }, { 2 } }, {}, quick()).ok());
    const MatrixXf own = removed (removal, band.mixture, 1000);
    for (Index microphone = 0; microphone < 3; ++microphone)
    {
        const VectorXf truth = band.images[static_cast<size_t> (microphone)].col (microphone);
        const double before = scoreOf (truth, band.mixture.col (microphone));
        INFO (microphone << ": " << before);
        CHECK (scoreOf (truth, own.col (microphone)) > before + 10.0);
    }
}

TEST_CASE ("The result depends neither on the number of threads nor on where its blocks are cut")
{
    const auto band = makeBand();
    auto settings = quick();
    settings.iterations = 3;
    BleedRemoval one, two;
    REQUIRE (one.prepare (rateHz, { { 0, 1 }, { 2 } }, {}, settings).ok());
    settings.numThreads = 3;
    REQUIRE (two.prepare (rateHz, { { 0, 1 }, { 2 } }, {}, settings).ok());
    const MatrixXf whole = removed (one, band.mixture, 1000), cut = removed (two, band.mixture, 17);
    CHECK ((whole - cut).cwiseAbs().maxCoeff() <
           1e-4f * whole.cwiseAbs().maxCoeff()); // sums of other lengths
    const MatrixXf again = removed (two, band.mixture, 1000);
    CHECK ((whole.array() == again.array()).all());
}

TEST_CASE ("A source has no sound where it is known to be silent")
{
    const auto band = makeBand();
    auto settings = quick();
    settings.iterations = 3;
    BleedRemoval removal;
    REQUIRE (removal.prepare (rateHz, { { 0 }, { 1 }, { 2 } }, { { 1, 0.5, 1.5 } }, settings).ok());
    const MatrixXf own = removed (removal, band.mixture, 1000);
    const Index inside =
        static_cast<Index> (0.064 * rateHz); // frames begin and end before and after their middles
    CHECK (own.col (1).segment (4000 + inside, 8000 - 2 * inside).isZero (1e-6f));
    CHECK (own.col (1).head (4000 - inside).squaredNorm() > 0.0f);
    CHECK (own.col (0).segment (4000 + inside, 8000 - 2 * inside).squaredNorm() > 0.0f);
}

TEST_CASE ("A source is not learned from where it is known to be silent, which changes its sound elsewhere")
{
    const auto band = makeBand();
    auto settings = quick();
    settings.iterations = 3;
    const auto soundWith = [&] (const std::vector<SilentSpan>& silent)
    {
        BleedRemoval removal;
        REQUIRE (removal.prepare (rateHz, { { 0 }, { 1 }, { 2 } }, silent, settings).ok());
        return removed (removal, band.mixture, 1000);
    };
    const Index behind = 12000 + static_cast<Index> (0.064 * rateHz);
    const VectorXf untold = soundWith ({}).col (1).tail (length - behind);
    const VectorXf told = soundWith ({ { 1, 0.5, 1.5 } }).col (1).tail (length - behind);
    CHECK ((told - untold).norm() > 1e-3f * untold.norm());
}

TEST_CASE ("Learning can be cancelled, and silence is no trouble")
{
    BleedRemoval removal;
    REQUIRE (removal.prepare (rateHz, { { 0 }, { 1 } }, {}, quick()).ok());
    removal.addExcerpt (MatrixXf::Zero (4000, 2), 0);
    const auto cancelled = removal.learn ([] (double) { return false; });
    REQUIRE (! cancelled.ok());
    CHECK (cancelled.error().cancelled);
    REQUIRE (removal.prepare (rateHz, { { 0 }, { 1 } }, {}, quick()).ok());
    CHECK (removed (removal, MatrixXf::Zero (4000, 2), 20).isZero (0.0f));
}

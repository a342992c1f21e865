// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/LearnedVoices.h"

#include "Training/Cancelled.h"
#include "Training/Enrolment/Discriminants.h"
#include "Unfolding/Mixing/MixtureMaker.h"

#include <algorithm>
#include <utility>

namespace unbraid::unfolding
{

namespace
{
using Eigen::Index;

constexpr Index mostPeople = 2000;
constexpr int takesOfEach = 3;
constexpr double ridge = 1.0; // chosen on people and microphones that the directions were not found on

/** Statistics of voices, and whose they are. */
struct Voices
{
    Eigen::MatrixXf statistics{}; // [statistics x takes]
    std::vector<Index> people{};  // [takes]

    void add (Index speaker, const Eigen::VectorXf& ofTake)
    {
        const auto taken = static_cast<Index> (people.size());
        if (taken == statistics.cols())
            statistics.conservativeResize (ofTake.size(), std::max (Index{ 64 }, 2 * taken));
        statistics.col (taken) = ofTake;
        people.push_back (speaker);
    }
};
} // namespace

core::Result<training::Discriminants> learnVoices (const UnfoldingSpec& spec,
                                                   std::shared_ptr<const SoundCorpus> corpus,
                                                   const std::function<bool()>& goesOn)
{
    auto made = MixtureMaker::create (spec.mixing, std::move (corpus));
    if (! made.ok())
        return made.error();
    auto& maker = made.value();
    const Index step = std::max (Index{ 1 }, maker.numSpeakers() / mostPeople);
    Voices voices;
    for (Index speaker = 0; speaker < maker.numSpeakers(); speaker += step)
    {
        if (! goesOn())
            return training::trainingCancelled ("voices");
        for (int take = 0; take < takesOfEach; ++take)
            if (const auto statistics = maker.voiceOf (speaker, static_cast<std::uint64_t> (take));
                statistics.size() > 0)
                voices.add (speaker, statistics);
    }
    if (voices.people.empty() || voices.people.front() == voices.people.back())
        return core::Error{ "voices cannot be told apart", "people with two recordings or more",
                            voices.people.empty() ? "none" : "one", "several" };
    voices.statistics.conservativeResize (Eigen::NoChange, static_cast<Index> (voices.people.size()));
    return training::discriminants (voices.statistics, voices.people, spec.network.speakerValues, ridge);
}

} // namespace unbraid::unfolding

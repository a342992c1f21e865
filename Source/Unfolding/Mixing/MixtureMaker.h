// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"
#include "Unfolding/Mixing/MixingSettings.h"
#include "Unfolding/Mixing/Mixture.h"
#include "Unfolding/Mixing/SoundCorpus.h"

#include <cstdint>
#include <memory>

namespace unbraid::unfolding
{

/** Makes any number of different mixtures from recordings. Mixture `number` depends only on the settings (including
    their seed), the number and the corpus: not on threads, nor on earlier mixtures. A maker is used by one thread at a
    time; several may share a corpus. */
class MixtureMaker
{
public:
    /** [worker] errors: settings as `check` says, a corpus of another rate; for the recipes of speech and notes, one
        without exactly two sources; for that of songs, one without songs; for that of notes, recordings without pitch
        and velocity in their names */
    static core::Result<MixtureMaker> create (const MixingSettings& settings,
                                              std::shared_ptr<const SoundCorpus> corpus);

    ~MixtureMaker();
    MixtureMaker (MixtureMaker&&) noexcept;
    MixtureMaker& operator= (MixtureMaker&&) noexcept;

    /** The mixture of this number; takes a few milliseconds. All samples are finite and below 1.
        [worker] */
    Mixture make (std::uint64_t number);

    /** People whose voices are told by enrolments; 0 where talkers are not separated. [any] */
    [[nodiscard]] Eigen::Index numSpeakers() const noexcept;

    /** What an enrolment of somebody tells of the voice: every take is another one, at one speed and pitch.
        returns  core::VoiceStatistics; empty: they have but one recording
        [worker] */
    Eigen::VectorXf voiceOf (Eigen::Index speaker, std::uint64_t take);

private:
    struct Parts;
    explicit MixtureMaker (std::unique_ptr<Parts> made);

    std::unique_ptr<Parts> parts;
};

} // namespace unbraid::unfolding

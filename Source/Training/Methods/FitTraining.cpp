// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/FitTraining.h"

#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/Factoriser.h"
#include "Training/Material/Segment.h"
#include "Training/Methods/DictionaryMerge.h"

#include <algorithm>

namespace unbraid::training
{

namespace
{
using Eigen::Index;

constexpr double longestSeconds = 1200.0;
constexpr float quietest = 1e-4f; // of the loudest frame: fainter ones say nothing

core::Error refused (const std::string& where, const std::string& found, const std::string& allowed)
{
    return { "the dictionary cannot be fitted", where, found, allowed };
}

/** The frames that sound, each of unit mean, and when they are. */
struct TimedFrames
{
    Eigen::MatrixXf spectra;          // [bins x frames]
    std::vector<double> begins, ends; // seconds that a frame covers
};

core::Result<Eigen::VectorXf> readMono (const std::filesystem::path& file, double sampleRateHz)
{
    const auto reader = files::AudioReader::open (file);
    if (! reader.ok())
        return reader.error();
    const double rateHz = reader.value().sampleRateHz();
    const double seconds = static_cast<double> (reader.value().numFrames()) / rateHz;
    if (seconds > longestSeconds)
        return refused (file.string(), core::numberText (seconds) + " s", "at most 1200 s: a part of it");
    if (rateHz < sampleRateHz)
        return refused (file.string(), core::numberText (rateHz) + " Hz",
                        "at least the dictionary's " + core::numberText (sampleRateHz) + " Hz");
    auto recording = files::readPart (file, 0, reader.value().numFrames());
    if (! recording.ok())
        return recording.error();
    return monoOf (recording.value(), rateHz, sampleRateHz);
}

core::Result<TimedFrames> readFrames (const TrainingSpec& spec, const std::filesystem::path& file)
{
    const auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    const auto samples = readMono (file, spec.sampleRateHz);
    if (! samples.ok())
        return samples.error();
    core::RealFft fft;
    if (auto planned = fft.prepare (geometry.value().fft); ! planned.ok())
        return planned.error();
    const Eigen::MatrixXf spectra =
        spectraOf (samples.value(), geometry.value(), trainingHop (geometry.value()), spec.spectrum, fft);
    const Eigen::RowVectorXf levels = spectra.colwise().mean();
    if (levels.size() == 0 || ! (levels.maxCoeff() > 0.0f))
        return refused (file.string(), "no sound", "a recording of the sources");
    TimedFrames frames{ Eigen::MatrixXf (spectra.rows(), spectra.cols()), {}, {} };
    Index count = 0;
    for (Index frame = 0; frame < spectra.cols(); ++frame)
    {
        if (! (levels[frame] > quietest * levels.maxCoeff()))
            continue;
        frames.spectra.col (count++) = spectra.col (frame).array() / levels[frame] + floorOfModel;
        // Most of the energy under the slowly rising window is in its second half.
        const double end =
            static_cast<double> (frame * trainingHop (geometry.value()) + geometry.value().analysis);
        frames.ends.push_back (end / spec.sampleRateHz);
        frames.begins.push_back ((end - 0.75 * static_cast<double> (geometry.value().analysis)) /
                                 spec.sampleRateHz);
    }
    frames.spectra.conservativeResize (Eigen::NoChange, count);
    return frames;
}

/** True where a source may be active in a frame. A mark applies to frames that lie completely within it. */
bool maySound (size_t source, double begin, double end, const std::vector<Mark>& marks)
{
    return std::none_of (marks.begin(), marks.end(),
                         [&] (const Mark& mark)
                         {
                             const bool forbids =
                                 (mark.kind == Mark::Kind::silent) == (mark.source == source);
                             return forbids && begin >= mark.beginSeconds && end <= mark.endSeconds;
                         });
}

core::Result<Eigen::MatrixXf> allowedActivations (const core::Dictionary& base, const TimedFrames& frames,
                                                  const std::vector<Mark>& marks)
{
    Eigen::MatrixXf allowed = Eigen::MatrixXf::Zero (base.numAtoms(), frames.spectra.cols());
    for (Index frame = 0; frame < allowed.cols(); ++frame)
    {
        const auto at = static_cast<size_t> (frame);
        for (size_t s = 0; s < base.sources.size(); ++s)
            if (maySound (s, frames.begins[at], frames.ends[at], marks))
                allowed.col (frame).segment (base.sources[s].firstAtom, base.sources[s].numAtoms).setOnes();
        if (allowed.col (frame).isZero (0.0f))
            return refused ("marks at " + core::numberText (frames.begins[at]) + " s",
                            "no source that may sound", "one at least, since something sounds there");
    }
    return allowed;
}

core::Status checkMarks (const core::Dictionary& base, const std::vector<Mark>& marks)
{
    for (const Mark& mark : marks)
        if (mark.source >= base.sources.size() ||
            ! (mark.beginSeconds >= 0.0 && mark.endSeconds > mark.beginSeconds))
            return refused (
                "mark", core::numberText (mark.beginSeconds) + " to " + core::numberText (mark.endSeconds),
                "a source of the dictionary, from 0 s on, the end behind the beginning");
    return core::Done{};
}
} // namespace

core::Result<core::Dictionary> blankDictionary (const TrainingSpec& spec,
                                                const std::vector<SourceMaterial>& sources,
                                                const std::filesystem::path& recording)
{
    const auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    const auto frames = readFrames (spec, recording);
    if (! frames.ok())
        return frames.error();
    core::Dictionary blank = emptyDictionary (spec, geometry.value());
    Index first = 0;
    for (const auto& source : sources)
    {
        blank.sources.push_back ({ source.name, first, source.numAtoms, {}, {}, source.isTarget });
        first += source.numAtoms;
    }
    blank.atoms = randomAtoms (frames.value().spectra, std::max<Index> (1, first), spec.seed);
    if (auto valid = core::validate (blank); ! valid.ok())
        return valid.error();
    return blank;
}

core::Result<core::Dictionary> fitDictionary (const FitSpec& spec, const core::Dictionary& base,
                                              const std::filesystem::path& recording,
                                              const std::vector<Mark>& marks,
                                              const core::ProgressOf<TrainingProgress>& onProgress)
{
    if (auto checked = checkMarks (base, marks); ! checked.ok())
        return checked.error();
    const auto training = specToExtend (base);
    if (! training.ok())
        return training.error();
    const auto frames = readFrames (training.value(), recording);
    if (! frames.ok())
        return frames.error();
    const auto allowed = allowedActivations (base, frames.value(), marks);
    if (! allowed.ok())
        return allowed.error();
    const auto perBin = 1.0 / static_cast<double> (frames.value().spectra.size());
    const auto tellIteration = [&] (int iteration, double objective)
    {
        return onProgress ({ .source = recording.filename().string(),
                             .share = static_cast<double> (iteration) / spec.iterations,
                             .iteration = iteration,
                             .numIterations = spec.iterations,
                             .divergence = objective * perBin });
    };
    auto factors = factorise (frames.value().spectra, base.atoms,
                              { base.divergenceBeta, 0.0f, spec.iterations, 1, spec.numThreads, spec.enough },
                              tellIteration, { {}, allowed.value() });
    if (! factors.ok())
        return factors.error();
    core::Dictionary fitted = base;
    fitted.dynamics = {};
    for (Index atom = 0; atom < base.numAtoms(); ++atom)
    {
        const auto column = factors.value().atoms.col (atom);
        const bool wasActive = ! allowed.value().row (atom).isZero (0.0f); // else it stays as it was
        if (wasActive && column.allFinite() && column.sum() > 0.5f)
            fitted.atoms.col (atom) = column;
    }
    core::normaliseAtoms (fitted.atoms);
    fitted.command = spec.command;
    if (auto valid = core::validate (fitted); ! valid.ok())
        return valid.error();
    return fitted;
}

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Corpus.h"

#include "Core/Factorisation/ActivationSolver.h"
#include "Core/Spectral/Fft.h"
#include "Files/AudioReader.h"
#include "Files/Resampler.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::training
{

namespace
{
constexpr Eigen::Index framesPerRun = 32;                     // kept together, so that A can be learned
constexpr Eigen::Index longestFile = Eigen::Index{ 1 } << 29; // frames: three hours at 48 kHz
constexpr double silentRms = 1e-7;

/** One channel at the dictionary's rate. */
core::Result<Eigen::VectorXf> readMono (const TrainingSpec& spec, const CorpusFile& file)
{
    auto recording = files::readRecording (file.path, longestFile);
    if (! recording.ok())
        return recording.error();
    const double recordedHz = recording.value().sampleRateHz;
    if (recordedHz < spec.sampleRateHz)
        return core::Error{ "the recording holds too little of the spectrum", file.path.string(),
                            std::to_string (std::lround (recordedHz)) + " Hz",
                            "at least the dictionary's " + std::to_string (std::lround (spec.sampleRateHz)) +
                                " Hz" };
    const double rate = recordedHz * std::exp2 (file.transposeSemitones / 12.0); // played faster or slower
    const Eigen::MatrixXf mono = recording.value().samples.rowwise().mean();
    auto resampled = files::resample (mono, rate, spec.sampleRateHz);
    if (! resampled.ok())
        return resampled.error();
    Eigen::VectorXf samples = resampled.value().col (0);
    return samples;
}

/** Spectra of all frames of one recording, [bins x frames]; not normalised. */
Eigen::MatrixXf framesOf (const Eigen::VectorXf& samples, const core::FrameGeometry& geometry,
                          core::Spectrum kind, core::RealFft& fft)
{
    const Eigen::VectorXf window = core::makeWindowPair (geometry).analysis;
    const Eigen::Index hop = trainingHop (geometry);
    const Eigen::Index numFrames = std::max<Eigen::Index> (0, (samples.size() - geometry.analysis) / hop + 1);
    Eigen::MatrixXf spectra (geometry.numBins(), numFrames);
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (geometry.fft);
    Eigen::VectorXcf bins (geometry.numBins());
    for (Eigen::Index frame = 0; frame < numFrames; ++frame)
    {
        padded.head (geometry.analysis) =
            samples.segment (frame * hop, geometry.analysis).cwiseProduct (window);
        fft.forward (padded.data(), bins.data());
        spectra.col (frame) = bins.cwiseAbs2();
    }
    if (kind == core::Spectrum::magnitude)
        spectra = spectra.cwiseSqrt();
    return spectra;
}

/** A uniform sample of runs of frames in bounded memory. */
class FrameSample
{
public:
    FrameSample (Eigen::Index numBins, Eigen::Index maxFrames, unsigned int seed)
        : mostRuns (std::max<Eigen::Index> (1, maxFrames / framesPerRun))
        , bins (numBins)
        , random (seed)
    {
    }

    void add (const Corpus& run)
    {
        ++seen;
        if (static_cast<Eigen::Index> (runs.size()) < mostRuns)
            runs.push_back (run);
        else if (const auto slot = random() % static_cast<std::uint64_t> (seen); slot < runs.size())
            runs[slot] = run;
    }

    [[nodiscard]] Corpus join() const
    {
        Eigen::Index total = 0;
        for (const auto& run : runs)
            total += run.spectra.cols();
        Corpus joined{ Eigen::MatrixXf (bins, total), {} };
        Eigen::Index at = 0;
        for (const auto& run : runs)
        {
            joined.spectra.middleCols (at, run.spectra.cols()) = run.spectra;
            joined.continues.insert (joined.continues.end(), run.continues.begin(), run.continues.end());
            at += run.spectra.cols();
        }
        return joined;
    }

private:
    Eigen::Index mostRuns;
    Eigen::Index bins;
    Eigen::Index seen = 0;
    std::mt19937_64 random;
    std::vector<Corpus> runs;
};

/** Leaves out quiet frames, makes the others' mean one, and hands them on in short runs. */
void selectFrames (const Eigen::MatrixXf& spectra, const TrainingSpec& spec, double silence,
                   FrameSample& sample)
{
    const Eigen::RowVectorXf levels = spectra.colwise().mean();
    const float power = spec.spectrum == core::Spectrum::power ? 10.0f : 20.0f;
    const float least = std::max (levels.maxCoeff() * std::pow (10.0f, -spec.dynamicRangeDb / power),
                                  static_cast<float> (silence));
    Corpus run{ Eigen::MatrixXf (spectra.rows(), framesPerRun), {} };
    auto close = [&]
    {
        if (run.continues.empty())
            return;
        const auto length = static_cast<Eigen::Index> (run.continues.size());
        sample.add ({ run.spectra.leftCols (length), run.continues });
        run.continues.clear();
    };
    Eigen::Index last = -2;
    for (Eigen::Index frame = 0; frame < spectra.cols(); ++frame)
    {
        if (! (levels[frame] > least))
            continue;
        const auto at = static_cast<Eigen::Index> (run.continues.size());
        run.spectra.col (at) =
            (spectra.col (frame).array() / levels[frame] + core::ActivationSolver::modelFloor);
        run.continues.push_back (at > 0 && frame == last + 1 ? 1 : 0);
        last = frame;
        if (at + 1 == framesPerRun)
            close();
    }
    close();
}
} // namespace

core::Result<core::FrameGeometry> trainingGeometry (const TrainingSpec& spec)
{
    return core::frameGeometry (spec.sampleRateHz, core::LatencyMode::balanced, spec.windowSeconds);
}

Eigen::Index trainingHop (const core::FrameGeometry& geometry)
{
    return std::max<Eigen::Index> (1, geometry.analysis / 4);
}

core::Result<Corpus> readCorpus (const TrainingSpec& spec, const std::vector<CorpusFile>& files)
{
    auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    core::RealFft fft;
    if (auto planned = fft.prepare (geometry.value().fft); ! planned.ok())
        return planned.error();
    const double silentPower = silentRms * silentRms * static_cast<double> (geometry.value().analysis);
    const double silence = spec.spectrum == core::Spectrum::power ? silentPower : std::sqrt (silentPower);

    FrameSample sample (geometry.value().numBins(), spec.maxFrames, spec.seed);
    for (const auto& file : files)
    {
        auto samples = readMono (spec, file);
        if (! samples.ok())
            return samples.error();
        const auto spectra = framesOf (samples.value(), geometry.value(), spec.spectrum, fft);
        if (spectra.cols() > 0)
            selectFrames (spectra, spec, silence, sample);
    }
    Corpus corpus = sample.join();
    if (corpus.spectra.cols() == 0)
        return core::Error{ "there is nothing to learn from",
                            files.empty() ? "" : files.front().path.string(),
                            "no sound in " + std::to_string (files.size()) + " files",
                            "recordings longer than one window, not silent" };
    return corpus;
}

} // namespace unbraid::training

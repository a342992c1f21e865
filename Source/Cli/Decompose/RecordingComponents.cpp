// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/RecordingComponents.h"

#include "Cli/Separate/WholeRecording.h"
#include "Core/Spectral/SubsonicSplit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

constexpr float smallestShare = 1e-30f; // keeps the masks' sum at one where the model is zero

core::Dictionary emptyDictionary (const RecordingComponents& components, float beta)
{
    const auto& frames = components.frames;
    const double rate = components.recording.sampleRateHz;
    core::Dictionary dictionary;
    dictionary.sampleRateHz = rate;
    dictionary.window = frames.window();
    dictionary.hop = frames.hop();
    dictionary.windowShape = "sine";
    dictionary.spectrum = beta == 0.0f ? core::Spectrum::power : core::Spectrum::magnitude;
    dictionary.divergenceBeta = beta;
    dictionary.frequenciesHz =
        Eigen::VectorXf::LinSpaced (frames.numBins(), 0.0f, static_cast<float> (0.5 * rate));
    return dictionary;
}

/** Takes W and H over, the components in the order of their frequencies. */
void store (const training::Factors& factors, RecordingComponents& components)
{
    auto& dictionary = components.dictionary;
    dictionary.atoms = factors.atoms;
    std::vector<Index> order (static_cast<size_t> (factors.atoms.cols()));
    std::iota (order.begin(), order.end(), Index{ 0 });
    std::stable_sort (order.begin(), order.end(),
                      [&] (Index a, Index b)
                      { return lowestPeakHz (dictionary, a) < lowestPeakHz (dictionary, b); });
    dictionary.atoms = Eigen::MatrixXf (factors.atoms (Eigen::all, order));
    components.activations = factors.activations (order, Eigen::all);
    core::Source source;
    source.name = "components";
    source.numAtoms = factors.atoms.cols();
    dictionary.sources = { source };
}
} // namespace

Eigen::MatrixXf RecordingComponents::masks (Index frame) const
{
    const Eigen::ArrayXXf models =
        (dictionary.atoms.array().rowwise() * activations.col (frame).transpose().array()) + smallestShare;
    return (models.colwise() / models.rowwise().sum()).matrix();
}

Eigen::MatrixXf RecordingComponents::levels() const
{
    Eigen::MatrixXf levels (numComponents(), power.cols());
    for (Index frame = 0; frame < power.cols(); ++frame)
        levels.col (frame).noalias() = masks (frame).transpose() * power.col (frame);
    return levels;
}

core::Result<RecordingComponents>
takeApart (const std::filesystem::path& file, double windowSeconds, const training::DecompositionSpec& spec,
           const core::ProgressOf<training::DecompositionProgress>& onProgress)
{
    RecordingCheck check;
    auto recording = readWhole (file, longestDecomposition, check);
    if (! recording.ok())
        return recording.error();
    RecordingComponents components;
    components.recording = std::move (recording).value();
    if (auto ready = components.frames.prepare (components.recording.sampleRateHz, windowSeconds);
        ! ready.ok())
        return ready.error();
    Eigen::MatrixXf& samples = components.recording.samples;
    components.low = samples;
    samples = core::withoutOffset (samples, components.recording.sampleRateHz);
    components.low -= samples;
    const Eigen::VectorXf mono = samples.rowwise().mean();
    if (! hasSound (mono))
        return core::Error{ "there is nothing to take apart", file.string(), "no sound",
                            "a recording with sound" };
    const auto& taken = components.recording;
    check.report (file.string(), taken.missingFrames, taken.sampleRateHz);

    components.power = components.frames.powerSpectra (mono);
    components.dictionary = emptyDictionary (components, spec.beta);
    Eigen::MatrixXf spectra = components.power;
    if (components.dictionary.spectrum == core::Spectrum::magnitude)
        spectra = spectra.cwiseSqrt();
    spectra /= static_cast<float> (spectra.cast<double>().mean());
    const auto factors = training::decompose (spectra, spec, onProgress);
    if (! factors.ok())
        return factors.error();
    components.divergence = factors.value().objective / static_cast<double> (spectra.size());
    store (factors.value(), components);
    return components;
}

double lowestPeakHz (const core::Dictionary& dictionary, Index atom)
{
    constexpr float lowestHz = 20.0f;
    const auto& frequencies = dictionary.frequenciesHz;
    Index bin = std::min<Index> ((frequencies.array() < lowestHz).count(), frequencies.size() - 1);
    const auto column = dictionary.atoms.col (atom);
    const bool isPower = dictionary.spectrum == core::Spectrum::power;
    const float strong = column.tail (column.size() - bin).maxCoeff() * (isPower ? 0.1f : std::sqrt (0.1f));
    while (column[bin] < strong)
        ++bin;
    while (bin + 1 < column.size() && column[bin + 1] > column[bin])
        ++bin;
    return static_cast<double> (frequencies[bin]);
}

core::Dictionary groupedDictionary (const core::Dictionary& components,
                                    const std::vector<ComponentGroup>& groups)
{
    core::Dictionary grouped = components;
    grouped.sources.clear();
    std::vector<Index> order;
    for (const auto& group : groups)
    {
        core::Source source;
        source.name = group.name;
        source.firstAtom = static_cast<Index> (order.size());
        source.numAtoms = static_cast<Index> (group.components.size());
        source.isTarget = group.name != "noise" && group.name != "residual";
        order.insert (order.end(), group.components.begin(), group.components.end());
        grouped.sources.push_back (source);
    }
    grouped.atoms = Eigen::MatrixXf (components.atoms (Eigen::all, order));
    core::normaliseAtoms (grouped.atoms);
    return grouped;
}

} // namespace unbraid::cli

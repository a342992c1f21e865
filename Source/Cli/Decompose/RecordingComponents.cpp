// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/RecordingComponents.h"

#include "Cli/Separate/WholeRecording.h"
#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/SubsonicSplit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

constexpr float smallestShare = 1e-30f;         // keeps the masks' sum at one where the model is zero
constexpr double longestSummarySeconds = 0.093; // window of the spectra that sum up a model's sounds

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

/** The columns of each component in another order. */
Eigen::MatrixXf reordered (const Eigen::MatrixXf& estimates, const std::vector<Index>& order)
{
    const Index perComponent = estimates.cols() / static_cast<Index> (order.size());
    Eigen::MatrixXf found (estimates.rows(), estimates.cols());
    for (size_t to = 0; to < order.size(); ++to)
        found.middleCols (static_cast<Index> (to) * perComponent, perComponent) =
            estimates.middleCols (order[to] * perComponent, perComponent);
    return found;
}

/** Takes W and H over, the components in the order of their frequencies; outliers stay the last. */
void store (const training::Factors& factors, bool hasOutliers, RecordingComponents& components)
{
    auto& dictionary = components.dictionary;
    dictionary.atoms = factors.atoms;
    std::vector<Index> order (static_cast<size_t> (factors.atoms.cols()));
    std::iota (order.begin(), order.end(), Index{ 0 });
    std::stable_sort (order.begin(), order.end() - (hasOutliers ? 1 : 0),
                      [&] (Index a, Index b)
                      { return lowestPeakHz (dictionary, a) < lowestPeakHz (dictionary, b); });
    dictionary.atoms = Eigen::MatrixXf (factors.atoms (Eigen::all, order));
    components.activations = factors.activations (order, Eigen::all);
    if (components.estimates.size() > 0)
        components.estimates = reordered (components.estimates, order);
    core::Source source;
    source.name = "components";
    source.numAtoms = factors.atoms.cols();
    dictionary.sources = { source };
}
/** Whether masks at half overlap do, channel by channel. */
bool isPlain (const offline::ComponentSpec& spec)
{
    return spec.model == offline::ComponentModel::isNmf && spec.overlap == 2;
}

Index longestOf (const offline::ComponentSpec& spec)
{
    constexpr Index soughtAtoms = 20; // where their number is found
    if (isPlain (spec))
        return longestDecomposition;
    return mostComponentSamples / (spec.factors.numAtoms > 0 ? spec.factors.numAtoms : soughtAtoms);
}

core::Result<RecordingComponents> readComponents (const std::filesystem::path& file, Index longest)
{
    RecordingCheck check;
    auto recording = readWhole (file, longest, check);
    if (! recording.ok())
        return recording.error();
    RecordingComponents components;
    components.recording = std::move (recording).value();
    Eigen::MatrixXf& samples = components.recording.samples;
    components.low = samples;
    samples = core::withoutOffset (samples, components.recording.sampleRateHz);
    components.low -= samples;
    if (! hasSound (samples))
        return core::Error{ "there is nothing to take apart", file.string(), "no sound",
                            "a recording with sound" };
    const auto& taken = components.recording;
    check.report (file.string(), taken.missingFrames, taken.sampleRateHz);
    return components;
}

/** Sets the divergence that predicts the recording best; the floor was the power's. */
core::Status seekBeta (training::DecompositionSpec& spec,
                       const core::ProgressOf<training::DecompositionProgress>& onProgress,
                       RecordingComponents& components)
{
    constexpr int parts = 1000;
    training::BetaSearchSpec search;
    if (spec.numAtoms > 0)
        search.numAtoms = spec.numAtoms;
    search.floor = spec.floor;
    search.seed = spec.seed;
    auto scores = training::compareBetas (
        components.power, search,
        [&] (double share) {
            return onProgress ({ static_cast<int> (parts * share), parts, 0.0, search.numAtoms });
        });
    if (! scores.ok())
        return scores.error();
    components.betas = std::move (scores).value();
    spec.beta = training::bestBeta (components.betas);
    if (spec.beta != 0.0f)
        spec.floor = std::sqrt (spec.floor);
    return core::Done{};
}

core::Status factoriseSpectra (const training::DecompositionSpec& spec,
                               const core::ProgressOf<training::DecompositionProgress>& onProgress,
                               RecordingComponents& components)
{
    components.dictionary = emptyDictionary (components, spec.beta);
    Eigen::MatrixXf spectra = components.power;
    if (components.dictionary.spectrum == core::Spectrum::magnitude)
        spectra = spectra.cwiseSqrt();
    spectra /= static_cast<float> (spectra.cast<double>().mean());
    const auto factors = training::decompose (spectra, spec, onProgress);
    if (! factors.ok())
        return factors.error();
    components.divergence = factors.value().objective / static_cast<double> (spectra.size());
    store (factors.value(), false, components);
    return core::Done{};
}

/** The mean spectra of the sounds and their levels. */
training::Factors summaryOf (const Eigen::MatrixXf& sounds, core::Frames& frames)
{
    constexpr float nothing = 1e-20f; // so that a component that came to nothing has a spectrum
    training::Factors summary;
    summary.atoms.resize (frames.numBins(), sounds.cols());
    summary.activations.resize (sounds.cols(), frames.numFrames (sounds.rows()));
    for (Index k = 0; k < sounds.cols(); ++k)
    {
        const Eigen::MatrixXf power = frames.powerSpectra (sounds.col (k));
        summary.atoms.col (k) = (power.rowwise().sum().array() + nothing).matrix();
        summary.activations.row (k) = power.colwise().sum();
    }
    core::normaliseAtoms (summary.atoms);
    return summary;
}

/** The components' sounds in mono, of channels so many at a time. */
Eigen::MatrixXf monoOf (const Eigen::MatrixXf& estimates, Index perComponent, double sampleRateHz)
{
    Eigen::MatrixXf mono (estimates.rows(), estimates.cols() / perComponent);
    for (Index k = 0; k < mono.cols(); ++k)
        mono.col (k) = core::mixdown (estimates.middleCols (k * perComponent, perComponent), sampleRateHz);
    return mono;
}

/** The share of the energy of a sound that its parts leave.
    parts  [samples x (components x channels)] */
double shareLeft (const Eigen::MatrixXf& sound, const Eigen::MatrixXf& parts)
{
    Eigen::MatrixXf rest = sound;
    for (Index column = 0; column < parts.cols(); ++column)
        rest.col (column % sound.cols()) -= parts.col (column);
    return rest.cast<double>().squaredNorm() / sound.cast<double>().squaredNorm();
}

core::Status applyModel (const Eigen::MatrixXf& mono, const offline::ComponentSpec& spec,
                         const core::ProgressOf<training::DecompositionProgress>& onProgress,
                         RecordingComponents& components)
{
    const auto& samples = components.recording.samples;
    offline::ComponentSpec course = spec;
    course.onTransform = [&components] (const Eigen::MatrixXf& learned) { components.transform = learned; };
    auto sounds = offline::componentSounds (samples, components.recording.sampleRateHz, course,
                                            [&] (const training::DecompositionProgress& progress)
                                            {
                                                components.objective = progress.objective;
                                                return onProgress (progress);
                                            });
    if (! sounds.ok())
        return sounds.error();
    components.estimates = std::move (sounds).value();
    const bool isOfChannels = offline::isOfChannels (spec.model);
    components.unexplainedShare = shareLeft (isOfChannels ? samples : mono, components.estimates);
    components.polarities = isOfChannels ? Eigen::RowVectorXf (Eigen::RowVectorXf::Ones (samples.cols()))
                                         : core::polarities (samples);
    const Eigen::MatrixXf summed =
        monoOf (components.estimates, isOfChannels ? samples.cols() : 1, components.recording.sampleRateHz);
    components.dictionary = emptyDictionary (components, 0.0f);
    store (summaryOf (summed, components.frames), offline::hasOutliers (spec.model), components);
    return core::Done{};
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
takeApart (const std::filesystem::path& file, const offline::ComponentSpec& spec,
           const core::ProgressOf<training::DecompositionProgress>& onProgress)
{
    auto read = readComponents (file, longestOf (spec));
    if (! read.ok())
        return read.error();
    RecordingComponents components = std::move (read).value();
    const double windowSeconds =
        isPlain (spec) ? spec.windowSeconds : std::min (spec.windowSeconds, longestSummarySeconds);
    if (auto ready = components.frames.prepare (components.recording.sampleRateHz, windowSeconds);
        ! ready.ok())
        return ready.error();
    const Eigen::VectorXf mono =
        core::mixdown (components.recording.samples, components.recording.sampleRateHz);
    components.power = components.frames.powerSpectra (mono);
    training::DecompositionSpec factors = spec.factors;
    if (spec.seeksBeta)
        if (auto found = seekBeta (factors, onProgress, components); ! found.ok())
            return found.error();
    const auto done = isPlain (spec) ? factoriseSpectra (factors, onProgress, components)
                                     : applyModel (mono, spec, onProgress, components);
    if (! done.ok())
        return done.error();
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

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/RecordingComponents.h"

#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/SubsonicSplit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

constexpr float smallestModelShare = 1e-30f;    // keeps the masks' sum at one where the model is zero
constexpr double longestSummarySeconds = 0.093; // window of the spectra that sum up a model's sounds

core::Dictionary emptyDictionary (const RecordingComponents& components, float beta)
{
    const auto& frames = components.frames;
    const double rate = components.sampleRateHz;
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

/** How many of the components, from the first on, go into the order of their frequencies: outliers stay the last, and all stay
    where a start has put them. */
Index numOrdered (const ComponentSpec& spec, Index numComponents)
{
    return spec.factors.start ? 0 : numComponents - (spec.method->gives.hasOutliers ? 1 : 0);
}

/** Takes W and H over. */
void store (const training::Factors& factors, const ComponentSpec& spec, RecordingComponents& components)
{
    auto& dictionary = components.dictionary;
    dictionary.atoms = factors.atoms;
    std::vector<Index> order (static_cast<size_t> (factors.atoms.cols()));
    std::iota (order.begin(), order.end(), Index{ 0 });
    std::stable_sort (order.begin(), order.begin() + numOrdered (spec, factors.atoms.cols()),
                      [&] (Index a, Index b)
                      { return lowestPeakHz (dictionary, a) < lowestPeakHz (dictionary, b); });
    components.factors.reorder (order);
    dictionary.atoms = Eigen::MatrixXf (factors.atoms (Eigen::all, order));
    components.activations = factors.activations (order, Eigen::all);
    if (components.estimates.size() > 0)
        components.estimates = reordered (components.estimates, order);
    core::Source source;
    source.name = "components";
    source.numAtoms = factors.atoms.cols();
    dictionary.sources = { source };
}

/** 1, but of samples that `core::audible` would clip, or whose power no float holds, a power of two near the loudest: dividing by it
    changes no digit. */
float levelOf (const Eigen::MatrixXf& samples)
{
    constexpr float loudest = 1e6f;
    const float peak = samples.size() > 0 ? samples.cwiseAbs().maxCoeff() : 0.0f;
    return peak > loudest ? std::exp2 (std::floor (std::log2 (peak))) : 1.0f;
}

/** Whether masks at half overlap do, channel by channel. */
bool isPlain (const ComponentSpec& spec)
{
    return spec.method->factorise != nullptr && spec.overlap == 2;
}

/** Sets the divergence that predicts the recording best; the floor was the power's. */
core::Status seekBeta (training::DecompositionSpec& spec, const ComponentProgress& onProgress,
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

core::Status factoriseSpectra (const ComponentSpec& spec, const ComponentProgress& onProgress,
                               RecordingComponents& components)
{
    components.dictionary = emptyDictionary (components, spec.factors.beta);
    Eigen::MatrixXf spectra = components.power;
    if (components.dictionary.spectrum == core::Spectrum::magnitude)
        spectra = spectra.cwiseSqrt();
    spectra /= static_cast<float> (spectra.cast<double>().mean());
    const auto factors = spec.method->factorise (spectra, spec.factors, onProgress);
    if (! factors.ok())
        return factors.error();
    components.divergence = factors.value().objective / static_cast<double> (spectra.size());
    components.factors.add (factors.value());
    components.factors.setGrid (components.frames, spectra.cols());
    store (factors.value(), spec, components);
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

core::Status applyModel (const Eigen::MatrixXf& mono, const ComponentSpec& spec,
                         const ComponentProgress& onProgress, RecordingComponents& components)
{
    const auto& samples = components.samples;
    ComponentSpec course = spec;
    course.found = &components.factors;
    auto sounds = componentSounds (samples, components.sampleRateHz, course, onProgress);
    if (! sounds.ok())
        return sounds.error();
    components.estimates = std::move (sounds).value();
    const bool isOfChannels = spec.method->gives.isOfChannels;
    components.unexplainedShare = shareLeft (isOfChannels ? samples : mono, components.estimates);
    components.polarities = isOfChannels ? Eigen::RowVectorXf (Eigen::RowVectorXf::Ones (samples.cols()))
                                         : core::polarities (samples);
    const Eigen::MatrixXf summed =
        monoOf (components.estimates, isOfChannels ? samples.cols() : 1, components.sampleRateHz);
    components.dictionary = emptyDictionary (components, 0.0f);
    const auto summary = summaryOf (summed, components.frames);
    components.factors.isSummary = components.factors.all.empty();
    if (components.factors.isSummary)
    {
        components.factors.add (summary);
        components.factors.setGrid (components.frames, summary.activations.cols());
    }
    store (summary, spec, components);
    return core::Done{};
}
} // namespace

Eigen::MatrixXf RecordingComponents::masks (Index frame) const
{
    const Eigen::ArrayXXf models =
        (dictionary.atoms.array().rowwise() * activations.col (frame).transpose().array()) +
        smallestModelShare;
    return (models.colwise() / models.rowwise().sum()).matrix();
}

Eigen::MatrixXf RecordingComponents::levels() const
{
    Eigen::MatrixXf levels (numComponents(), power.cols());
    for (Index frame = 0; frame < power.cols(); ++frame)
        levels.col (frame).noalias() = masks (frame).transpose() * power.col (frame);
    return levels;
}

Index longestRecording (const ComponentSpec& spec) noexcept
{
    constexpr Index longest = Index{ 1 } << 27, mostOfComponents = Index{ 1 } << 26;
    constexpr Index soughtAtoms = 20; // where their number is found
    if (isPlain (spec))
        return longest;
    return mostOfComponents / (spec.factors.numAtoms > 0 ? spec.factors.numAtoms : soughtAtoms);
}

core::Result<RecordingComponents> recordingFrom (Eigen::MatrixXf samples, double sampleRateHz)
{
    RecordingComponents components;
    components.sampleRateHz = sampleRateHz;
    components.level = levelOf (samples);
    samples /= components.level;
    components.samples = core::withoutOffset (samples, sampleRateHz);
    components.low = std::move (samples);
    components.low -= components.samples;
    if (! core::hasSound (components.samples))
        return core::Error{ "there is nothing to take apart", "", "no sound", "a recording with sound" };
    return components;
}

core::Status takeApart (RecordingComponents& components, const ComponentSpec& spec,
                        const ComponentProgress& onProgress)
{
    if (components.samples.rows() > longestRecording (spec))
        return core::Error{ "the recording is too long to be taken apart", "",
                            std::to_string (components.samples.rows()) + " samples",
                            std::to_string (longestRecording (spec)) };
    const double windowSeconds =
        isPlain (spec) ? spec.windowSeconds : std::min (spec.windowSeconds, longestSummarySeconds);
    if (auto ready = components.frames.prepare (components.sampleRateHz, windowSeconds); ! ready.ok())
        return ready.error();
    const Eigen::VectorXf mono = core::mixdown (components.samples, components.sampleRateHz);
    components.power = components.frames.powerSpectra (mono);
    ComponentSpec course = spec;
    if (spec.seeksBeta)
        if (auto found = seekBeta (course.factors, onProgress, components); ! found.ok())
            return found.error();
    const ComponentProgress keeping = [&] (const training::DecompositionProgress& progress)
    {
        components.factors.objectives.push_back (progress.objective);
        return onProgress (progress);
    };
    return isPlain (spec) ? factoriseSpectra (course, keeping, components)
                          : applyModel (mono, spec, keeping, components);
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

ComponentSounds::ComponentSounds (RecordingComponents& source)
    : components (source)
    , rest (source.samples)
    , leftOver (static_cast<size_t> (source.numComponents()),
                Eigen::MatrixXf::Zero (source.frames.hop(), source.samples.cols()))
    , spectra (source.frames.numBins(), source.samples.cols())
{
    for (Index k = 0; k < source.numComponents() && source.estimates.size() > 0; ++k)
        for (Index channel = 0; channel < rest.cols(); ++channel)
            rest.col (channel) -= source.estimate (k, channel);
    components.levels().rowwise().sum().maxCoeff (&strongest);
    masked(); // all of it before the recording
}

std::vector<Eigen::MatrixXf> ComponentSounds::next()
{
    if (frame >= components.activations.cols())
        return {};
    const Index first = (frame - 1) * components.frames.hop();
    const Index rows = std::min (components.frames.hop(), rest.rows() - first);
    auto sounds = masked();
    for (auto& sound : sounds)
        sound.conservativeResize (rows, Eigen::NoChange);
    sounds[static_cast<size_t> (strongest)] += components.low.middleRows (first, rows);
    addEstimates (first, sounds);
    for (auto& sound : sounds)
        sound *= components.level;
    return sounds;
}

/** The next frame's share of what is left, by the masks: the samples from (frame - 1) times hop on. */
std::vector<Eigen::MatrixXf> ComponentSounds::masked()
{
    auto& frames = components.frames;
    for (Index channel = 0; channel < spectra.cols(); ++channel)
        frames.analyse (rest.col (channel), frame, spectra.col (channel));
    const Eigen::MatrixXcf masks = components.masks (frame++).cast<std::complex<float>>();
    std::vector<Eigen::MatrixXf> sounds (leftOver.size(), Eigen::MatrixXf (frames.hop(), spectra.cols()));
    for (size_t component = 0; component < sounds.size(); ++component)
        for (Index channel = 0; channel < spectra.cols(); ++channel)
        {
            const Eigen::VectorXcf share =
                spectra.col (channel).cwiseProduct (masks.col (static_cast<Index> (component)));
            sounds[component].col (channel) = frames.synthesise (share, leftOver[component].col (channel));
        }
    return sounds;
}

/** Adds the components' own sounds, if any. */
void ComponentSounds::addEstimates (Index first, std::vector<Eigen::MatrixXf>& sounds) const
{
    for (Index k = 0; k < components.numComponents() && components.estimates.size() > 0; ++k)
        for (Index channel = 0; channel < spectra.cols(); ++channel)
        {
            auto sound = sounds[static_cast<size_t> (k)].col (channel);
            sound += components.estimate (k, channel).segment (first, sound.size());
        }
}

Eigen::MatrixXf soundsOf (RecordingComponents& components)
{
    const Index channels = components.samples.cols();
    Eigen::MatrixXf all (components.samples.rows(), components.numComponents() * channels);
    ComponentSounds sounds (components);
    Index first = 0;
    for (auto hop = sounds.next(); ! hop.empty(); hop = sounds.next())
    {
        const Index rows = hop.front().rows();
        for (size_t k = 0; k < hop.size(); ++k)
            all.block (first, static_cast<Index> (k) * channels, rows, channels) = hop[k];
        first += rows;
    }
    return all;
}

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Core/Support/Realtime.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr Eigen::Index maxChannels = 8;
constexpr Eigen::Index maxResidualAtoms = 256;
constexpr double silenceAmplitude = 1e-7; // RMS, -140 dB of full scale
constexpr float bandFloor =
    1e-8f; // of the loudest bin's mean power: fainter bins are no part of the sound's band
constexpr double bandSeconds = 5.0;   // of those means: one hit opens the band, one click is diluted by 30 dB
constexpr double levelSeconds = 0.25; // of the usual level
constexpr float mostOverUsual = 4.0f; // what a frame counts at most where the usual level is followed
constexpr double learnableAmplitude =
    3e-6; // RMS, -110 dB of full scale: a muted microphone is no noise sample

Status check (const SeparatorSpec& spec, const Dictionary& dictionary)
{
    if (spec.numChannels < 1 || spec.numChannels > maxChannels)
        return Error{ "the separator cannot be set up", "channels", std::to_string (spec.numChannels),
                      "1 to 8" };
    if (spec.residualAtoms < 0 || spec.residualAtoms > maxResidualAtoms)
        return Error{ "the separator cannot be set up", "residual atoms", std::to_string (spec.residualAtoms),
                      "0 to 256" };
    const auto& modes = dictionary.modes;
    if (modes.empty() || std::find (modes.begin(), modes.end(), toString (spec.mode)) != modes.end())
        return Done{};
    std::string allowed;
    for (const auto& mode : modes)
        allowed += (allowed.empty() ? "" : ", ") + mode;
    return Error{ "the dictionary does not serve this latency mode", "mode", toString (spec.mode), allowed };
}

std::vector<std::string> namesOf (const Dictionary& dictionary, Eigen::Index numSources)
{
    std::vector<std::string> names;
    for (const auto& source : dictionary.sources)
        names.push_back (source.name);
    if (static_cast<Eigen::Index> (names.size()) < numSources)
        names.emplace_back ("residual");
    return names;
}

/** The level of a frame of white noise of this RMS amplitude. */
float frameLevel (double amplitude, const FrameGeometry& geometry, Spectrum kind)
{
    const double power = amplitude * amplitude * 0.5 * static_cast<double> (geometry.analysis);
    return static_cast<float> (kind == Spectrum::power ? power : std::sqrt (power));
}
} // namespace

Status Separator::prepare (const SeparatorSpec& spec, const Dictionary& source,
                           const SeparatorSettings& settings)
{
    for (auto checked : { validate (source), check (spec, source) })
        if (! checked.ok())
            return checked;
    const double ownSeconds = static_cast<double> (source.window) / source.sampleRateHz;
    auto geometry = frameGeometry (spec.sampleRateHz, spec.mode,
                                   spec.windowSeconds > 0.0 ? spec.windowSeconds : ownSeconds);
    if (! geometry.ok())
        return geometry.error();
    auto prepared = prepareDictionary (source, geometry.value(), spec.residualAtoms);
    if (! prepared.ok())
        return prepared.error();

    dictionary = std::move (prepared).value();
    channels = spec.numChannels;
    names = namesOf (source, numSources());
    const double hopSeconds = static_cast<double> (geometry.value().hop) / spec.sampleRateHz;
    for (auto ready : { stft.prepare (geometry.value(), channels, channels * numSources()),
                        solver.prepare (dictionary, settings.solver),
                        adapter.prepare (dictionary, settings.adaptation, hopSeconds),
                        tracker.prepare (dictionary, settings.noiseTracking, hopSeconds) })
        if (! ready.ok())
            return ready;
    masks.prepare (geometry.value().numBins(), dictionary.numModelBins, numSources(), dictionary.maskExponent,
                   hopSeconds);
    masks.setSmoothing (settings.maskSmoothingSeconds);
    adapter.freeze (settings.frozen);
    tracker.freeze (settings.frozen);
    spectrum.setZero (dictionary.numModelBins);
    sourceModels.setZero (dictionary.numModelBins, numSources());
    usualPower.setZero (dictionary.numModelBins);
    usualKept = static_cast<float> (std::exp (-hopSeconds / bandSeconds));
    levelKept = static_cast<float> (std::exp (-hopSeconds / levelSeconds));
    silentPower = frameLevel (silenceAmplitude, geometry.value(), Spectrum::power);
    silence = frameLevel (silenceAmplitude, geometry.value(), dictionary.spectrum);
    tooQuietToLearn = frameLevel (learnableAmplitude, geometry.value(), dictionary.spectrum);
    forgetFrames();
    return Done{};
}

void Separator::reset() noexcept
{
    stft.reset();
    solver.reset();
    adapter.reset (dictionary);
    tracker.reset();
    masks.reset();
    forgetFrames();
}

void Separator::forgetFrames() noexcept
{
    usualPower.setZero();
    usualLevel = 0.0f;
    dictionary.hearBins (dictionary.numModelBins);
    lastLevel = 0.0f;
    numFrames = 0;
    isSilent = true;
}

void Separator::set (const SeparatorSettings& settings) noexcept
{
    solver.set (settings.solver);
    adapter.freeze (settings.frozen);
    tracker.freeze (settings.frozen);
    adapter.set (settings.adaptation);
    tracker.set (settings.noiseTracking);
    masks.setSmoothing (settings.maskSmoothingSeconds);
}

Eigen::Index Separator::adaptedSize() const noexcept
{
    const Eigen::Index numAtoms = dictionary.adaptive.numAtoms;
    return numAtoms > 0 ? dictionary.numModelBins * numAtoms + 1 : 0;
}

/** The atoms, column by column, then the factor that makes the first of them the absolute spectrum of tracked
    noise; 0: it is none. */
void Separator::copyAdapted (float* values) const noexcept
{
    const auto& range = dictionary.adaptive;
    if (range.numAtoms == 0)
        return;
    Eigen::Map<Eigen::MatrixXf> atoms (values, dictionary.numModelBins, range.numAtoms);
    atoms = dictionary.atoms.middleCols (range.first, range.numAtoms);
    values[atoms.size()] = tracker.copyNoise (atoms.col (0));
}

AdaptedAtoms Separator::adaptedFrom (const float* values) const
{
    AdaptedAtoms adapted;
    if (dictionary.adaptive.numAtoms == 0)
        return adapted;
    adapted.frequenciesHz = binFrequencies (geometry(), dictionary.numModelBins);
    adapted.atoms =
        Eigen::Map<const Eigen::MatrixXf> (values, dictionary.numModelBins, dictionary.adaptive.numAtoms);
    if (const float noiseLevel = values[adapted.atoms.size()]; noiseLevel > 0.0f)
        adapted.trackedAmplitude = static_cast<float> (
            noiseAmplitude (noiseLevel * adapted.atoms.col (0), geometry(), channels, dictionary.spectrum));
    for (auto atom : adapted.atoms.colwise())
        if (atom.isZero (0.0f)) // it has nothing on these bins: flat, as adaptation would leave it
            atom.setOnes();
    makeUnitAtoms (adapted.atoms);
    return adapted;
}

Status Separator::restoreAdapted (const AdaptedAtoms& adapted)
{
    if (auto checked = validate (adapted, dictionary.adaptive.numAtoms); ! checked.ok())
        return checked;
    if (adapted.trackedAmplitude > 0.0f)
    {
        auto noise =
            trackedNoiseAtBins (adapted, geometry(), dictionary.numModelBins, channels, dictionary.spectrum);
        if (! noise.ok())
            return noise.error();
        tracker.restore (noise.value());
    }
    Eigen::MatrixXf atoms = atomsAtBins (adapted, geometry(), dictionary.numModelBins);
    makeUnitAtoms (atoms);
    adapter.restore (dictionary, atoms);
    dictionary.hearBins (dictionary.numModelBins);
    return Done{};
}

void Separator::process (const float* const* inputs, float* const* outputs, Eigen::Index numSamples) noexcept
{
    const ScopedFlushToZero flushing;
    stft.process (inputs, outputs, numSamples,
                  [this] (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
                  { processFrame (mixture, sources); });
}

void Separator::processFrame (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
{
    ++numFrames;
    isSilent = stft.hearsSilence() || ! measureSpectrum (mixture);
    if (! isSilent) // in silence the last masks are held
    {
        const float levelRatio = lastLevel > 0.0f ? lastLevel / level : 1.0f;
        const bool learns = level > tooQuietToLearn;
        tracker.hold (dictionary, solver, spectrum, level);
        solver.solve (dictionary, spectrum, levelRatio);
        if (learns && ! tracker.isOn()) // one of the two, so that they do not chase each other
            adapter.learn (dictionary, spectrum, solver.activations());
        modelSources();
        if (learns && tracker.isOn())
            tracker.learn (spectrum, sourceModels, solver.activations());
        masks.update (sourceModels, spectrum);
        lastLevel = level;
    }
    if (! stft.hearsSilence())
        applyMasks (mixture, sources);
}

/** v = sum over channels of |x|^2, or its root, divided by its mean; false where the frame is silent. */
bool Separator::measureSpectrum (const Eigen::MatrixXcf& mixture) noexcept
{
    const Eigen::Index bins = dictionary.numModelBins;
    spectrum = mixture.col (0).head (bins).cwiseAbs2();
    for (Eigen::Index channel = 1; channel < channels; ++channel)
        spectrum += mixture.col (channel).head (bins).cwiseAbs2();
    followBand();
    if (dictionary.spectrum == Spectrum::magnitude)
        spectrum = spectrum.cwiseSqrt();
    level = spectrum.head (dictionary.numHeardBins).mean();
    if (! (level > silence))
        return false;
    spectrum.array() = spectrum.array() / level + ActivationSolver::modelFloor;
    return true;
}

/** Sound that was recorded or sent at a lower rate ends below the model's last bin. It cannot say what atoms do
    above that end, so that those bins are left out, as they are where the engine itself runs at that rate. A
    frame counts a few times the usual at most: a burst decides nothing. */
void Separator::followBand() noexcept
{
    const float power = spectrum.mean();
    if (! (power > silentPower))
        return;
    const float usual = usualLevel > 0.0f ? usualLevel : power;
    const float counted = std::min (power, mostOverUsual * usual);
    usualLevel = levelKept * usual + (1.0f - levelKept) * counted;
    usualPower = usualKept * usualPower + (1.0f - usualKept) * counted / power * spectrum;
    const float least = bandFloor * usualPower.maxCoeff();
    Eigen::Index bins = dictionary.numModelBins;
    while (least > 0.0f && bins > fewestModelBins && usualPower[bins - 1] <= least)
        --bins;
    if (bins != dictionary.numHeardBins)
        dictionary.hearBins (bins);
}

void Separator::modelSources() noexcept
{
    for (Eigen::Index source = 0; source < numSources(); ++source)
    {
        const auto& range = dictionary.sources[static_cast<size_t> (source)];
        nmfKernels().reconstruct (dictionary.view (range), solver.activations().data() + range.first, 0.0f,
                                  sourceModels.col (source).data());
    }
}

void Separator::applyMasks (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) const noexcept
{
    for (Eigen::Index source = 0; source < numSources(); ++source)
        for (Eigen::Index channel = 0; channel < channels; ++channel)
            sources.col (source * channels + channel) =
                masks.gains().col (source).cwiseProduct (mixture.col (channel));
}

} // namespace unbraid::core

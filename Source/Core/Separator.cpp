// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Separator.h"

#include "Core/Factorisation/AtomLayout.h"
#include "Core/Support/Realtime.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr Eigen::Index maxChannels = 8;
constexpr Eigen::Index maxResidualAtoms = 256;

Status checkParts (const Dictionary& dictionary, Eigen::Index numParts)
{
    const auto numSources = static_cast<Eigen::Index> (dictionary.sources.size());
    if (numParts < 0 || numParts > numSources || (numParts > 0 && ! dictionary.isPlain()))
        return Error{ "the separator cannot be set up", "parts", std::to_string (numParts),
                      ! dictionary.isPlain() ? "0 with an unfolded or convolutive dictionary"
                                             : "0 to " + std::to_string (numSources) };
    for (Eigen::Index part = 0; part < numParts; ++part)
        if (const auto& source = dictionary.sources[static_cast<size_t> (part)]; source.pitches.empty())
            return Error{ "the separator cannot be set up", "part " + source.name, "no pitches",
                          "a source of notes" };
    return Done{};
}

Status check (const SeparatorSpec& spec, const Dictionary& dictionary)
{
    if (spec.numChannels < 1 || spec.numChannels > maxChannels)
        return Error{ "the separator cannot be set up", "channels", std::to_string (spec.numChannels),
                      "1 to 8" };
    if (spec.residualAtoms < 0 || spec.residualAtoms > maxResidualAtoms)
        return Error{ "the separator cannot be set up", "residual atoms", std::to_string (spec.residualAtoms),
                      "0 to 256" };
    if (auto guided = checkParts (dictionary, spec.numParts); ! guided.ok())
        return guided;
    const auto& modes = dictionary.modes;
    if (modes.empty() || std::find (modes.begin(), modes.end(), toString (spec.mode)) != modes.end())
        return Done{};
    std::string allowed;
    for (const auto& mode : modes)
        allowed += (allowed.empty() ? "" : ", ") + mode;
    return Error{ "the dictionary does not serve this latency mode", "mode", toString (spec.mode), allowed };
}

/** The atoms of the parts, side by side as they are packed; none where no notes guide. */
AtomRange rangeOfParts (const PreparedDictionary& dictionary, Eigen::Index numParts)
{
    if (numParts == 0)
        return {};
    const auto& last = dictionary.sources[static_cast<size_t> (numParts) - 1];
    return { 0, last.first + last.count, last.first + last.numAtoms };
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
} // namespace

Status Separator::prepare (const SeparatorSpec& spec, const Dictionary& source,
                           const SeparatorSettings& settings)
{
    for (auto checked : { validate (source), check (spec, source) })
        if (! checked.ok())
            return checked;
    const double ownSeconds = static_cast<double> (source.window) / source.sampleRateHz;
    const auto& geometryOf = source.tails.empty() ? frameGeometry : lookAheadGeometry;
    auto geometry =
        geometryOf (spec.sampleRateHz, spec.mode, spec.windowSeconds > 0.0 ? spec.windowSeconds : ownSeconds);
    if (! geometry.ok())
        return geometry.error();
    auto prepared = prepareDictionary (source, geometry.value(), spec.residualAtoms);
    if (! prepared.ok())
        return prepared.error();

    dictionary = std::move (prepared).value();
    channels = spec.numChannels;
    names = namesOf (source, numSources());
    const double hopSeconds = static_cast<double> (geometry.value().hop) / spec.sampleRateHz;
    for (auto ready :
         { stft.prepare (geometry.value(), channels, channels * numSources()),
           solver.prepare (dictionary, settings.solver),
           convolutive.prepare (source, geometry.value().lookAhead, hopSeconds, settings.solver,
                                settings.adaptation),
           adapter.prepare (dictionary, dictionary.adaptive, Zeros::grow, settings.adaptation, hopSeconds),
           noteAdapter.prepare (dictionary, rangeOfParts (dictionary, spec.numParts), Zeros::stay,
                                settings.noteAdaptation, hopSeconds),
           tracker.prepare (dictionary, settings.noiseTracking, hopSeconds) })
        if (! ready.ok())
            return ready;
    masks.prepare (geometry.value().numBins(), dictionary.numModelBins, numSources(), dictionary.maskExponent,
                   hopSeconds, dictionary.bands.numBands());
    masks.setSmoothing (settings.maskSmoothingSeconds);
    for (Eigen::Index index = 0; index < numSources(); ++index)
        setGate (index, true);
    notes.prepare (source.sources, spec.numParts, packedColumns (source), spec.sampleRateHz);
    places.prepare (channels, numSources(), hopSeconds, settings.place);
    freeze (settings.frozen);
    encoder.prepare (source, hopSeconds);
    refiner.prepare (source, encoder.numCopies());
    spectrum.prepare (dictionary, geometry.value());
    newest.prepare (dictionary, geometry.value());
    silence.setZero (dictionary.numRows());
    levelActivations.setZero (dictionary.numPaddedAtoms());
    sourceModels.setZero (dictionary.numRows(), numSources());
    forgetFrames();
    return Done{};
}

void Separator::reset() noexcept
{
    stft.reset();
    solver.reset();
    convolutive.reset();
    adapter.reset (dictionary);
    noteAdapter.reset (dictionary);
    notes.reset();
    tracker.reset();
    masks.reset();
    places.reset();
    forgetFrames();
}

void Separator::forgetFrames() noexcept
{
    spectrum.reset (dictionary);
    encoder.reset();
    refiner.reset();
    lastLevel = 0.0f;
    numFrames = 0;
    samplesHeard = 0;
    isSilent = true;
}

void Separator::freeze (bool shouldBeFrozen) noexcept
{
    places.freeze (shouldBeFrozen);
    adapter.freeze (shouldBeFrozen);
    noteAdapter.freeze (shouldBeFrozen);
    convolutive.freeze (shouldBeFrozen);
    tracker.freeze (shouldBeFrozen);
}

void Separator::set (const SeparatorSettings& settings) noexcept
{
    solver.set (settings.solver);
    convolutive.set (settings.solver, settings.adaptation);
    freeze (settings.frozen);
    adapter.set (settings.adaptation);
    noteAdapter.set (settings.noteAdaptation);
    tracker.set (settings.noiseTracking);
    masks.setSmoothing (settings.maskSmoothingSeconds);
    places.set (settings.place);
}

void Separator::setGate (Eigen::Index source, bool open) noexcept
{
    solver.setGate (source, open);
    convolutive.setGate (source, open);
    masks.setFloor (source, dictionary.isUnfolded && open ? unfoldedShareFloor : 0.0f);
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
    samplesHeard += numSamples;
}

void Separator::queueNote (const NoteEvent& event, Eigen::Index offset) noexcept
{
    if (notes.isPresent())
        notes.queue (event, samplesHeard + offset);
}

void Separator::processFrame (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
{
    ++numFrames;
    if (notes.isPresent())
        notes.moveTo (numFrames * stft.geometry().hop, solver);
    if (convolutive.isPresent())
        hearAhead();
    isSilent = stft.hearsSilence() || ! spectrum.measure (mixture, dictionary);
    if (! isSilent) // in silence the last masks are held
    {
        const float levelRatio = lastLevel > 0.0f ? lastLevel / spectrum.level() : 1.0f;
        if (dictionary.isUnfolded)
            separateUnfolded (levelRatio);
        else if (convolutive.isPresent())
            separateConvolutive();
        else
            separatePlain (levelRatio);
        lastLevel = spectrum.level();
    }
    if (! stft.hearsSilence())
        applyMasks (mixture, sources);
    if (listener != nullptr)
        listener->frameDone (lastFrame());
}

void Separator::separatePlain (float levelRatio) noexcept
{
    const Eigen::VectorXf& v = spectrum.values();
    tracker.hold (dictionary, solver, v, spectrum.level());
    solver.solve (dictionary, v, levelRatio);
    if (spectrum.isLearnable() && ! tracker.isOn()) // one of the two, so that they do not chase each other
        adapter.learn (dictionary, v, solver);
    if (spectrum.isLearnable())
        noteAdapter.learn (dictionary, v, solver);
    modelSources();
    if (spectrum.isLearnable() && tracker.isOn())
        tracker.learn (v, sourceModels, solver.activations());
    masks.update (sourceModels, v);
}

void Separator::separateUnfolded (float levelRatio) noexcept
{
    const Eigen::VectorXf& v = spectrum.values();
    if (encoder.isPresent())
    {
        const auto& proposal = encoder.propose (spectrum.unscaled(), spectrum.level(), numFrames - 1);
        if (dictionary.floorAtom >= 0)
            dictionary.moveFloorAtom (encoder.floor());
        solver.solveFrom (proposal, dictionary, v);
    }
    else
        solver.solve (dictionary, v, levelRatio);
    modelSources();
    if (refiner.isPresent())
        refiner.refine (encoder.newest(), sourceModels);
    masks.update (sourceModels, spectrum.valuesAtBins(), dictionary.bands);
}

void Separator::hearAhead() noexcept
{
    if (stft.hearsSilence())
        return convolutive.forgetFrames();
    convolutive.solve (newest.measure (stft.newest(), dictionary) ? newest.unscaled() : silence);
}

void Separator::separateConvolutive() noexcept
{
    sourceModels = convolutive.sourceModels() / spectrum.level();
    levelActivations = convolutive.activations() / spectrum.level();
    masks.update (sourceModels, spectrum.valuesAtBins(), dictionary.bands);
}

void Separator::modelSources() noexcept
{
    for (Eigen::Index source = 0; source < numSources(); ++source)
        nmfKernels().reconstruct (solver.openView (dictionary.view(), source), solver.activations().data(),
                                  0.0f, sourceModels.col (source).data());
}

void Separator::applyMasks (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources) noexcept
{
    if (places.isOn())
        return places.apply (mixture, masks.gains(), ! isSilent, sources);
    for (Eigen::Index source = 0; source < numSources(); ++source)
        for (Eigen::Index channel = 0; channel < channels; ++channel)
            sources.col (source * channels + channel) =
                masks.gains().col (source).cwiseProduct (mixture.col (channel));
}

} // namespace unbraid::core

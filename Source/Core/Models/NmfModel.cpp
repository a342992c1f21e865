// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Models/NmfModel.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"

namespace unbraid::core
{

namespace
{
Problem checkPlain (const Dictionary& dictionary)
{
    if (dictionary.rows == Rows::bins)
        return {};
    return invalid ("rows", "bands of a dictionary without output.W or W.tails",
                    "bins, or an unfolded or convolutive dictionary");
}

Status checkParts (const Dictionary& dictionary, Eigen::Index numParts)
{
    const auto numSources = static_cast<Eigen::Index> (dictionary.sources.size());
    if (numParts < 0 || numParts > numSources)
        return Error{ "the separator cannot be set up", "parts", std::to_string (numParts),
                      "0 to " + std::to_string (numSources) };
    for (Eigen::Index part = 0; part < numParts; ++part)
        if (const auto& source = dictionary.sources[static_cast<size_t> (part)]; source.pitches.empty())
            return Error{ "the separator cannot be set up", "part " + source.name, "no pitches",
                          "a source of notes" };
    return Done{};
}

/** The atoms of the parts, side by side as they are packed; none where no notes guide. */
AtomRange rangeOfParts (const PreparedDictionary& dictionary, Eigen::Index numParts)
{
    if (numParts == 0)
        return {};
    const auto& last = dictionary.sources[static_cast<size_t> (numParts) - 1];
    return { 0, last.first + last.count, last.first + last.numAtoms };
}
} // namespace

const ModelKind plainKind{
    .name = "plain",
    .summary = "",
    .recognises = [] (const Dictionary&) noexcept { return true; },
    .check = checkPlain,
    .tensors = {},
    .traits = [] (const Dictionary&) noexcept
    { return ModelTraits{ .takesUpdates = true, .isExtensible = true, .runsBackwards = true }; },
    .make = makePrepared<NmfModel>,
};

Status NmfModel::prepare (const SeparatorSpec& spec, const FrameGeometry& geometry, const Dictionary& source,
                          const SeparatorSettings& settings)
{
    if (auto checked = checkParts (source, spec.numParts); ! checked.ok())
        return checked;
    auto mapped = prepareDictionary (source, geometry, spec.residualAtoms);
    if (! mapped.ok())
        return mapped.error();
    prepared = std::move (mapped).value();
    if (auto ready = prepareStages (spec, settings); ! ready.ok())
        return ready;
    spectrum.prepare (prepared);
    notes.prepare (source.sources, spec.numParts, packedColumns (source), spec.sampleRateHz);
    sourceModels.setZero (prepared.numRows(), prepared.numSources());
    numChannels = spec.numChannels;
    freeze (settings.frozen);
    if (prepared.adaptive.numAtoms == 0 && spec.numParts == 0)
        prepared.shareAtoms();
    return Done{};
}

Status NmfModel::prepareStages (const SeparatorSpec& spec, const SeparatorSettings& settings)
{
    const double hopSeconds = prepared.hopSeconds();
    if (auto ready = solver.prepare (prepared, settings.solver); ! ready.ok())
        return ready;
    if (auto ready =
            adapter.prepare (prepared, prepared.adaptive, Zeros::grow, settings.adaptation, hopSeconds);
        ! ready.ok())
        return ready;
    if (auto ready = noteAdapter.prepare (prepared, rangeOfParts (prepared, spec.numParts), Zeros::stay,
                                          settings.noteAdaptation, hopSeconds);
        ! ready.ok())
        return ready;
    return tracker.prepare (prepared, settings.noiseTracking, hopSeconds);
}

void NmfModel::reset() noexcept
{
    solver.reset();
    adapter.reset (prepared);
    noteAdapter.reset (prepared);
    notes.reset();
    tracker.reset();
    spectrum.reset();
    prepared.setActiveBins (prepared.numModelBins);
    lastLevel = 0.0f;
}

void NmfModel::freeze (bool shouldBeFrozen) noexcept
{
    adapter.freeze (shouldBeFrozen);
    noteAdapter.freeze (shouldBeFrozen);
    tracker.freeze (shouldBeFrozen);
}

void NmfModel::set (const SeparatorSettings& settings) noexcept
{
    solver.set (settings.solver);
    freeze (settings.frozen);
    adapter.set (settings.adaptation);
    noteAdapter.set (settings.noteAdaptation);
    tracker.set (settings.noiseTracking);
}

void NmfModel::queueNote (const NoteEvent& event, Eigen::Index position) noexcept
{
    notes.queue (event, position);
}

void NmfModel::beginFrame (Eigen::Index number, const Eigen::MatrixXcf&, bool) noexcept
{
    notes.moveTo (number * prepared.geometry.hop, solver);
}

bool NmfModel::explain (const Eigen::MatrixXcf& mixture) noexcept
{
    const bool sounds = spectrum.measure (mixture);
    followBand();
    if (! sounds)
        return false;
    const Eigen::VectorXf& v = spectrum.values();
    tracker.hold (prepared, solver, v, spectrum.level());
    solver.solve (prepared, v, lastLevel > 0.0f ? lastLevel / spectrum.level() : 1.0f);
    adaptAtoms();
    modelSources (solver.enabledAtoms(), prepared.view(), solver.activations(), sourceModels);
    if (spectrum.isLearnable() && tracker.isOn()) // from the frame's own models, for the next frame
        tracker.learn (v, sourceModels, solver.activations());
    lastLevel = spectrum.level();
    return true;
}

/** Bins above the band of the sound count no more for the activations. */
void NmfModel::followBand() noexcept
{
    if (spectrum.numActiveBins() != prepared.numActiveBins)
        prepared.setActiveBins (spectrum.numActiveBins());
}

/** The noise is tracked or adapts, so that the two do not chase each other. */
void NmfModel::adaptAtoms() noexcept
{
    if (! spectrum.isLearnable())
        return;
    if (! tracker.isOn())
        adapter.learn (prepared, spectrum.values(), solver);
    noteAdapter.learn (prepared, spectrum.values(), solver);
}

SourceEstimate NmfModel::estimate() const noexcept
{
    return { spectrum.level(), spectrum.values(), spectrum.values(), sourceModels };
}

Eigen::Index NmfModel::adaptedSize() const noexcept
{
    const Eigen::Index numAtoms = prepared.adaptive.numAtoms;
    return numAtoms > 0 ? prepared.numModelBins * numAtoms + 1 : 0;
}

/** The atoms, column by column, then the factor that makes the first of them the absolute spectrum of tracked
    noise; 0: it is none. */
void NmfModel::copyAdapted (float* values) const noexcept
{
    const auto& range = prepared.adaptive;
    if (range.numAtoms == 0)
        return;
    Eigen::Map<Eigen::MatrixXf> atoms (values, prepared.numModelBins, range.numAtoms);
    atoms = prepared.atoms.middleCols (range.first, range.numAtoms);
    values[atoms.size()] = tracker.copyNoise (atoms.col (0));
}

AdaptedAtoms NmfModel::adaptedFrom (const float* values) const
{
    AdaptedAtoms adapted;
    const Eigen::Index numAtoms = prepared.adaptive.numAtoms;
    if (numAtoms == 0)
        return adapted;
    adapted.frequenciesHz = prepared.rowsHz;
    adapted.atoms = Eigen::Map<const Eigen::MatrixXf> (values, prepared.numModelBins, numAtoms);
    if (const float noiseLevel = values[adapted.atoms.size()]; noiseLevel > 0.0f)
        adapted.trackedAmplitude = static_cast<float> (noiseAmplitude (
            noiseLevel * adapted.atoms.col (0), prepared.geometry, numChannels, prepared.spectrum));
    for (auto atom : adapted.atoms.colwise())
        if (atom.isZero (0.0f)) // it has nothing on these bins: flat, as adaptation would leave it
            atom.setOnes();
    makeUnitAtoms (adapted.atoms);
    return adapted;
}

Status NmfModel::restoreAdapted (const AdaptedAtoms& adapted)
{
    if (auto checked = validate (adapted, prepared.adaptive.numAtoms); ! checked.ok())
        return checked;
    if (adapted.trackedAmplitude > 0.0f)
    {
        auto noise = trackedNoiseAtBins (adapted, prepared.geometry, prepared.numModelBins, numChannels,
                                         prepared.spectrum);
        if (! noise.ok())
            return noise.error();
        tracker.restore (noise.value());
    }
    Eigen::MatrixXf atoms = atomsAtBins (adapted, prepared.geometry, prepared.numModelBins);
    makeUnitAtoms (atoms);
    adapter.restore (prepared, atoms);
    prepared.setActiveBins (prepared.numModelBins);
    return Done{};
}

} // namespace unbraid::core

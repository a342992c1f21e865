// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Audio/SeparationEngine.h"

#include "Core/EngineSettings.h"
#include "Core/Guidance/MidiNotes.h"
#include "Core/Models/GuidedDictionary.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
constexpr float confirmSeconds = 0.03f; // of a note: short, for players who follow it live
static_assert (numParts == core::numPartChannels);

constexpr size_t maxNotes = 256; // in a chunk

/** The preset's settings, with those over them that are parameters. */
core::SeparatorSettings settingsFor (const core::SeparatorSettings& preset,
                                     const core::SeparatorSettings& chosen)
{
    auto settings = preset;
    for (const auto& setting : core::engineSettings())
        if (setting.knob.id != nullptr)
            setting.set (settings, setting.get (chosen));
    settings.frozen = chosen.frozen;
    settings.noteAdaptation.enabled = chosen.adaptation.enabled;
    settings.noiseTracking.enabled = preset.noiseTracking.enabled && chosen.adaptation.enabled;
    if (preset.noiseTracking.enabled)
    {
        settings.noiseTracking.memorySeconds = chosen.adaptation.memorySeconds;
        settings.adaptation.memorySeconds = preset.adaptation.memorySeconds;
    }
    return settings;
}

std::vector<bool> targetsOf (const core::Dictionary& dictionary, Eigen::Index numSources)
{
    std::vector<bool> isTarget;
    isTarget.reserve (static_cast<size_t> (numSources));
    for (const auto& source : core::leavesOf (dictionary))
        isTarget.push_back (source.isTarget);
    isTarget.resize (static_cast<size_t> (numSources), false); // a residual
    return isTarget;
}
} // namespace

core::Result<std::unique_ptr<SeparationEngine>>
SeparationEngine::make (const EngineSpec& spec, const core::Dictionary& dictionary,
                        const std::vector<core::AdaptedAtoms>& adapted)
{
    if (! spec.isGuided)
        return build (spec, dictionary, 0, 0, adapted);
    const auto guided = core::guidedByNotes (dictionary);
    if (! guided.ok())
        return guided.error();
    const auto& [tree, node, parts] = guided.value();
    return build (spec, tree, node, parts, {});
}

core::Result<std::unique_ptr<SeparationEngine>>
SeparationEngine::build (const EngineSpec& spec, const core::Dictionary& dictionary, size_t node,
                         Eigen::Index partsOfNode, const std::vector<core::AdaptedAtoms>& adapted)
{
    auto branches = core::branchesOf (dictionary);
    if (node > 0)
        branches[node - 1].numParts = partsOfNode;
    std::unique_ptr<SeparationEngine> engine (new SeparationEngine (spec));
    engine->presetSettings = core::settingsFromMixer (dictionary);
    const bool isOne = spec.isStereoLinked || spec.inputChannels == 1;
    engine->separators.resize (isOne ? 1 : static_cast<size_t> (spec.inputChannels));
    const core::SeparatorSpec each{ spec.sampleRateHz,
                                    isOne ? spec.inputChannels : 1,
                                    spec.mode,
                                    core::residualAtomsFromMixer (dictionary),
                                    0.0,
                                    node == 0 ? partsOfNode : 0,
                                    spec.stagger };
    for (size_t i = 0; i < engine->separators.size(); ++i)
    {
        auto& separator = engine->separators[i];
        if (auto ready = separator.prepare (each, dictionary, engine->presetSettings, branches); ! ready.ok())
            return ready.error();
        if (adapted.empty())
            continue;
        if (auto restored = separator.restoreAdapted (adapted[std::min (i, adapted.size() - 1)]);
            ! restored.ok())
            return restored.error();
    }
    const auto& first = engine->separators.front();
    engine->names = first.sourceNames();
    engine->latency = first.latencySamples();
    engine->warmUp = first.geometry().analysis + first.latencySamples();
    engine->lead = engine->samplesProcessed = first.leadSamples();
    engine->window = first.geometry().analysis;
    engine->hop = first.geometry().hop;
    engine->picture.prepare (first.geometry(), dictionary, shownNumber (spec));
    engine->separators.front().listen (engine.get());
    engine->allocate (first.numSources(), targetsOf (dictionary, first.numSources()));
    engine->guidedNode = static_cast<Eigen::Index> (node);
    if (! spec.isGuided)
        engine->prepareFinder (dictionary);
    return engine;
}

void SeparationEngine::prepareFinder (const core::Dictionary& dictionary)
{
    const auto node = core::Transcriber::tellingNode (dictionary);
    if (! node)
        return;
    tellingNode = *node;
    const auto& teller =
        *node == 0 ? dictionary : *dictionary.branches[static_cast<size_t> (*node) - 1].dictionary;
    finder.prepare (teller, separators.front().geometryOf (*node),
                    { .confirmSeconds = confirmSeconds, .looksAhead = false });
    outgoing.resize (maxNotes);
}

std::unique_ptr<SeparationEngine> SeparationEngine::makeDry (const EngineSpec& spec)
{
    std::unique_ptr<SeparationEngine> engine (new SeparationEngine (spec));
    constexpr double anyWindowSeconds = 0.02;
    if (const auto geometry = core::frameGeometry (spec.sampleRateHz, spec.mode, anyWindowSeconds);
        geometry.ok())
        engine->latency = geometry.value().latencySamples();
    engine->warmUp = engine->latency;
    engine->picture.prepareDry (spec.sampleRateHz, spec.mode, spec.inputChannels, shownNumber (spec));
    engine->allocate (1, { true });
    return engine;
}

void SeparationEngine::allocate (Eigen::Index numSources, const std::vector<bool>& isTarget)
{
    const Eigen::Index channels = builtFor.inputChannels;
    sources.setZero (maxChunk, numSources * channels);
    dry.setZero (maxChunk, channels);
    mixed.setZero (maxChunk, builtFor.mixChannels);
    delays.resize (static_cast<size_t> (channels));
    for (auto& delay : delays)
        delay.prepare (latency);
    mixer.prepare (builtFor.sampleRateHz, isTarget, channels, builtFor.mixChannels);
    const auto numSeparators = static_cast<Eigen::Index> (std::max<size_t> (1, separators.size()));
    Eigen::Index numAdapted = 0;
    for (const auto& separator : separators)
        numAdapted += separator.adaptedSize();
    frozenCopy.assign (static_cast<size_t> (numAdapted), 0.0f);
    for (Eigen::Index separator = 0; separator < numSeparators; ++separator)
        for (Eigen::Index column = separator; column < sources.cols(); column += numSeparators)
            sourcePointers.push_back (sources.col (column).data());
}

void SeparationEngine::reset() noexcept
{
    for (auto& separator : separators)
        separator.reset();
    for (auto& delay : delays)
        delay.reset();
    mixer.reset();
    finder.reset();
    samplesProcessed = lead;
}

void SeparationEngine::aimAt (const Controls& controls) noexcept
{
    const auto settings = settingsFor (presetSettings, controls.engine.settings);
    for (auto& separator : separators)
    {
        separator.set (settings);
        for (Eigen::Index source = 0; source < separator.numSources(); ++source)
            separator.setSourceEnabled (source,
                                        controls.strips[stripOf (static_cast<size_t> (source))].isOpen);
    }
    finder.setThreshold (controls.engine.noteThreshold);
    keepFrozen (controls.engine.settings.frozen);
    mixer.aimAt (controls);
}

void SeparationEngine::queueNote (const core::NoteEvent& event, Eigen::Index offset) noexcept
{
    for (auto& separator : separators)
        separator.queueNote (event, offset, guidedNode);
}

void SeparationEngine::process (const float* const* input, Eigen::Index numSamples) noexcept
{
    for (size_t channel = 0; channel < delays.size(); ++channel)
        delays[channel].process (input[channel], dry.col (static_cast<Eigen::Index> (channel)).data(),
                                 numSamples);
    numOutgoing = 0;
    separate (input, numSamples);
    setNoteOffsets (numSamples);
    mixer.process (sources, dry, mixed, numSamples);
    finishStrips (numSamples);
}

void SeparationEngine::separate (const float* const* input, Eigen::Index numSamples) noexcept
{
    if (separators.empty())
    {
        sources.topRows (numSamples) = dry.topRows (numSamples);
        picture.observe (input, numSamples);
    }
    const auto each = sourcePointers.size() / std::max<size_t> (1, separators.size());
    for (size_t i = 0; i < separators.size(); ++i)
        separators[i].process (input + i, sourcePointers.data() + i * each, numSamples);
}

void SeparationEngine::frameDone (const core::FrameView& frame) noexcept
{
    picture.frameDone (frame, samplesProcessed);
    if (outgoing.empty())
        return;
    for (const auto& note :
         finder.find (tellingNode == 0 ? frame : separators.front().lastFrameOf (tellingNode)))
        if (numOutgoing < outgoing.size())
            outgoing[numOutgoing++].note = note;
}

void SeparationEngine::setNoteOffsets (Eigen::Index numSamples) noexcept
{
    if (numOutgoing > 0)
    {
        const auto late = separators.front().lateSamples (tellingNode);
        for (auto& [note, offset] : std::span (outgoing.data(), numOutgoing))
            offset = static_cast<int> (std::clamp<Eigen::Index> (
                note.position - late + latency - samplesProcessed, 0, numSamples - 1));
    }
    samplesProcessed += numSamples;
}

/** Adds the sources beyond the last strip to it. */
void SeparationEngine::finishStrips (Eigen::Index numSamples) noexcept
{
    mixer.silenceBypassed (sources, numSamples);
    const Eigen::Index channels = builtFor.inputChannels;
    for (Eigen::Index column = numStrips * channels; column < sources.cols(); ++column)
        sources.col ((numStrips - 1) * channels + column % channels).head (numSamples) +=
            sources.col (column).head (numSamples);
}

const float* SeparationEngine::strip (int index, Eigen::Index channel) const noexcept
{
    const Eigen::Index column =
        index * builtFor.inputChannels + std::min (channel, builtFor.inputChannels - 1);
    return column < sources.cols() ? sources.col (column).data() : nullptr;
}

/** Copies what was learned once after it is frozen: from then on it does not change. What an engine learned that notes
    guide fits no other. */
void SeparationEngine::keepFrozen (bool isFrozen) noexcept
{
    if (builtFor.isGuided)
        return;
    if (! isFrozen)
        isCopied = false;
    if (! isFrozen || isCopied || isCopyFull.load (std::memory_order_acquire))
        return;
    float* values = frozenCopy.data();
    for (const auto& separator : separators)
    {
        separator.copyAdapted (values);
        values += separator.adaptedSize();
    }
    isCopyFull.store (true, std::memory_order_release);
    isCopied = true;
}

std::vector<core::AdaptedAtoms> SeparationEngine::takeFrozen()
{
    std::vector<core::AdaptedAtoms> adapted;
    if (! isCopyFull.load (std::memory_order_acquire))
        return adapted;
    const float* values = frozenCopy.data();
    for (const auto& separator : separators)
    {
        if (separator.adaptedSize() > 0)
            adapted.push_back (separator.adaptedFrom (values));
        values += separator.adaptedSize();
    }
    isCopyFull.store (false, std::memory_order_release);
    return adapted;
}

} // namespace unbraid::plugin

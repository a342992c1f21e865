// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/EngineLoader.h"

#include "Core/Guidance/GuidedDictionary.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
constexpr int lookEveryMs = 20;

/** The wanted mode, or the first one that the dictionary serves. */
core::LatencyMode servedMode (const core::Dictionary& dictionary, core::LatencyMode wanted)
{
    const auto& modes = dictionary.modes;
    if (modes.empty() || std::find (modes.begin(), modes.end(), core::toString (wanted)) != modes.end())
        return wanted;
    return core::latencyModeFrom (modes.front()).value_or (wanted);
}
} // namespace

EngineLoader::EngineLoader (SignalPath& signalPath, const Parameters& parameterSet,
                            std::function<void()> onChange)
    : path (signalPath)
    , parameters (parameterSet)
    , changed (std::move (onChange))
{
    worker->addTimeSliceClient (this);
}

EngineLoader::~EngineLoader()
{
    worker->removeTimeSliceClient (this);
}

EngineSpec EngineLoader::wantedSpec (const LoadedDictionary& loaded) const
{
    auto spec = hostSpec;
    spec.mode = parameters.latencyMode();
    if (loaded.shared != nullptr)
        spec.mode = servedMode (loaded.shared->content, spec.mode);
    spec.isStereoLinked = parameters.stereoLink->get();
    spec.isGuided = parameters.guideMode() != GuideMode::off && loaded.shared != nullptr &&
                    core::canBeGuided (loaded.shared->content);
    return spec;
}

core::Result<std::unique_ptr<SeparationEngine>>
EngineLoader::build (const LoadedDictionary& loaded, const std::vector<core::AdaptedAtoms>& adapted) const
{
    const auto spec = wantedSpec (loaded);
    if (loaded.shared == nullptr)
        return SeparationEngine::makeDry (spec);
    return SeparationEngine::make (spec, loaded.shared->content, adapted);
}

void EngineLoader::note (const SeparationEngine& engine)
{
    tried = built = engine.spec();
    latency = static_cast<int> (engine.latencySamples());
    tail = static_cast<double> (engine.warmUpSamples()) / hostSpec.sampleRateHz;
    window = static_cast<int> (engine.windowSamples());
    hop = static_cast<int> (engine.hopSamples());
    names = engine.sourceNames();
}

void EngineLoader::prepare (double sampleRateHz, Eigen::Index inputChannels, Eigen::Index mixChannels)
{
    {
        const std::scoped_lock locked (guard);
        collectFrozen();
        hostSpec.sampleRateHz = sampleRateHz;
        hostSpec.inputChannels = inputChannels;
        hostSpec.mixChannels = mixChannels;
        auto engine = build (current, frozen);
        if (! engine.ok() && ! frozen.empty()) // what was frozen does not reach to this rate
            engine = build (current, {});
        if (! engine.ok())
        {
            newestMessage = engine.error().message();
            engine = SeparationEngine::makeDry (wantedSpec (current));
        }
        note (*engine.value());
        path.install (std::move (engine).value());
        isPrepared = true;
    }
    changed();
}

void EngineLoader::load (const std::string& nameOrFile)
{
    const std::scoped_lock locked (guard);
    requested = nameOrFile;
}

core::Status EngineLoader::loadNow (const std::string& nameOrFile)
{
    const auto loaded = dictionaries::load (nameOrFile);
    return loaded.ok() ? use (loaded.value(), {}, true) : core::Status (loaded.error());
}

core::Status EngineLoader::check (const LoadedDictionary& dictionary,
                                  const std::vector<core::AdaptedAtoms>& adapted) const
{
    const std::scoped_lock locked (guard);
    const auto engine = build (dictionary, adapted);
    return engine.ok() ? core::Status (core::Done{}) : core::Status (engine.error());
}

core::Status EngineLoader::use (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                                bool isPreset)
{
    {
        const std::scoped_lock locked (guard);
        ++hostSpec.dictionaryNumber;
        if (isPrepared)
        {
            auto engine = build (dictionary, adapted);
            if (! engine.ok())
            {
                --hostSpec.dictionaryNumber;
                return engine.error();
            }
            note (*engine.value());
            path.offer (std::move (engine).value());
        }
        current = dictionary;
        frozen = std::move (adapted);
        wasFrozen = false;
        preset = isPreset ? dictionary.shared : nullptr;
        newestMessage.clear();
    }
    changed();
    return core::Done{};
}

LoadedDictionary EngineLoader::dictionary() const
{
    const std::scoped_lock locked (guard);
    return current;
}

PlayingEngine EngineLoader::playing() const
{
    const std::scoped_lock locked (guard);
    const auto& spec = isPrepared ? built : hostSpec;
    return { current,
             names,
             shownNumber (spec),
             spec.isGuided,
             window,
             hop,
             latency,
             isPrepared ? hostSpec.sampleRateHz : 0.0 };
}

void EngineLoader::rename (const std::filesystem::path& file, const std::filesystem::path& newFile)
{
    {
        const std::scoped_lock locked (guard);
        if (current.file != file)
            return;
        current.file = newFile;
        current.name = newFile.stem().string();
    }
    changed();
}

std::vector<core::AdaptedAtoms> EngineLoader::frozenAtoms()
{
    const std::scoped_lock locked (guard);
    collectFrozen();
    return frozen;
}

std::shared_ptr<const SharedDictionary> EngineLoader::takePreset()
{
    const std::scoped_lock locked (guard);
    return std::exchange (preset, nullptr);
}

int EngineLoader::latencySamples() const
{
    const std::scoped_lock locked (guard);
    return latency;
}

double EngineLoader::sampleRateHz() const
{
    const std::scoped_lock locked (guard);
    return isPrepared ? hostSpec.sampleRateHz : 0.0;
}

std::string EngineLoader::message() const
{
    const std::scoped_lock locked (guard);
    return newestMessage;
}

void EngineLoader::setMessage (const std::string& text)
{
    {
        const std::scoped_lock locked (guard);
        newestMessage = text;
    }
    changed();
}

int EngineLoader::useTimeSlice()
{
    loadRequested();
    followParameters();
    return lookEveryMs;
}

/** Reads the file outside the lock, so that nobody waits for a disk. */
void EngineLoader::loadRequested()
{
    std::optional<std::string> wanted;
    {
        const std::scoped_lock locked (guard);
        wanted.swap (requested);
    }
    if (! wanted)
        return;
    if (auto loaded = loadNow (*wanted); ! loaded.ok())
        setMessage (loaded.error().message());
}

void EngineLoader::followParameters()
{
    {
        const std::scoped_lock locked (guard);
        path.collect();
        if (! isPrepared)
            return;
        collectFrozen();
        const auto spec = wantedSpec (current);
        if (spec == tried)
            return;
        auto engine = build (current, frozen);
        tried = spec;
        if (engine.ok())
        {
            note (*engine.value());
            path.offer (std::move (engine).value());
        }
        else
            newestMessage = engine.error().message();
    }
    changed();
}

/** Keeps what the playing engine froze, and forgets it when nothing is frozen any more. What an engine of the
    dictionary before froze, while it still plays, says nothing of this one. */
void EngineLoader::collectFrozen()
{
    const bool isFrozen = parameters.freeze->get();
    if (wasFrozen && ! isFrozen)
        frozen.clear();
    wasFrozen = isFrozen;
    if (! isFrozen)
        return;
    if (auto* engine = path.playing())
        if (auto news = engine->takeFrozen();
            ! news.empty() && engine->spec().dictionaryNumber == hostSpec.dictionaryNumber)
            frozen = std::move (news);
}

} // namespace unbraid::plugin

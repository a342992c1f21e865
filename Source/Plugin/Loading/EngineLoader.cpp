// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/EngineLoader.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Guidance/GuidedDictionary.h"

namespace unbraid::plugin
{

namespace
{
constexpr int lookEveryMs = 20;
} // namespace

EngineLoader::EngineLoader (SignalPath& signalPath, const Parameters& parameterSet,
                            std::function<void()> onChange, EngineBuilder engineBuilder)
    : path (signalPath)
    , parameters (parameterSet)
    , changed (std::move (onChange))
    , builder (std::move (engineBuilder))
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
        spec.mode = core::servedMode (loaded.shared->content, spec.mode);
    spec.isStereoLinked = parameters.stereoLink->get();
    spec.isGuided = parameters.guideMode() != GuideMode::off && loaded.shared != nullptr &&
                    core::canBeGuided (loaded.shared->content);
    return spec;
}

EngineLoader::Plan EngineLoader::planNow() const
{
    return { wishes, isPrepared, wantedSpec (current), current, frozen };
}

core::Result<std::unique_ptr<SeparationEngine>> EngineLoader::build (const Plan& plan) const
{
    if (plan.dictionary.shared == nullptr)
        return SeparationEngine::makeDry (plan.spec);
    return builder (plan.spec, plan.dictionary.shared->content, plan.adapted);
}

/** Frozen atoms may not cover the band of this rate. */
core::Result<std::unique_ptr<SeparationEngine>> EngineLoader::buildForHost (Plan& plan) const
{
    auto engine = build (plan);
    if (engine.ok() || plan.adapted.empty())
        return engine;
    plan.adapted.clear();
    return build (plan);
}

void EngineLoader::note (const Plan& plan, const SeparationEngine& engine)
{
    tried = engine.spec();
    built = { engine.spec(),
              plan.dictionary,
              engine.sourceNames(),
              static_cast<int> (engine.windowSamples()),
              static_cast<int> (engine.hopSamples()),
              static_cast<int> (engine.latencySamples()) };
    tail = static_cast<double> (engine.warmUpSamples()) / engine.spec().sampleRateHz;
}

void EngineLoader::prepare (double sampleRateHz, Eigen::Index inputChannels, Eigen::Index mixChannels)
{
    for (bool isDone = false; ! isDone;)
    {
        Plan wanted;
        {
            const std::scoped_lock locked (guard);
            collectFrozen();
            hostSpec.sampleRateHz = sampleRateHz;
            hostSpec.inputChannels = inputChannels;
            hostSpec.mixChannels = mixChannels;
            ++wishes;
            wanted = planNow();
        }
        auto engine = buildForHost (wanted);
        const auto error = engine.ok() ? std::string() : engine.error().message();
        if (! engine.ok())
            engine = SeparationEngine::makeDry (wanted.spec);
        const std::scoped_lock locked (guard);
        isDone = wishes == wanted.wish;
        if (! isDone)
            continue;
        if (! error.empty())
            newestMessage = error;
        note (wanted, *engine.value());
        path.install (std::move (engine).value());
        isPrepared = true;
    }
    changed();
}

void EngineLoader::load (const std::string& nameOrFile)
{
    const std::scoped_lock locked (guard);
    requested = Request{ nameOrFile, ++numDictionaries };
}

core::Status EngineLoader::loadNow (const std::string& nameOrFile)
{
    const auto loaded = dictionaries::load (nameOrFile);
    return loaded.ok() ? use (loaded.value(), {}, true) : core::Status (loaded.error());
}

core::Status EngineLoader::check (const LoadedDictionary& dictionary,
                                  const std::vector<core::AdaptedAtoms>& adapted) const
{
    Plan wanted{ 0, true, {}, dictionary, adapted };
    {
        const std::scoped_lock locked (guard);
        wanted.spec = wantedSpec (dictionary);
    }
    const auto engine = build (wanted);
    return engine.ok() ? core::Status (core::Done{}) : core::Status (engine.error());
}

core::Status EngineLoader::use (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                                bool isPreset, std::optional<float> newStagger)
{
    return use (dictionary, std::move (adapted), isPreset, newStagger, ++numDictionaries, false);
}

bool EngineLoader::isOutdated (int request) const
{
    return request <= lastForgotten || request < hostSpec.dictionaryNumber;
}

/** A request gives up without a word where a newer one was met, or all were forgotten, while its engine was built. */
core::Status EngineLoader::use (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                                bool isPreset, std::optional<float> newStagger, int number, bool isRequest)
{
    for (bool isDone = false; ! isDone;)
    {
        Plan wanted;
        {
            const std::scoped_lock locked (guard);
            wanted = { wishes, isPrepared, wantedSpec (dictionary), dictionary, adapted };
            wanted.spec.dictionaryNumber = number;
            wanted.spec.stagger = newStagger.value_or (wanted.spec.stagger);
        }
        std::unique_ptr<SeparationEngine> engine;
        if (wanted.isPrepared)
        {
            auto made = build (wanted);
            if (! made.ok())
                return made.error();
            engine = std::move (made).value();
        }
        const std::scoped_lock locked (guard);
        if (isRequest && isOutdated (number))
            return core::Done{};
        isDone = wishes == wanted.wish && isPrepared == wanted.isPrepared;
        if (! isDone)
            continue;
        replace (dictionary, std::move (adapted), isPreset, number);
        hostSpec.stagger = newStagger.value_or (hostSpec.stagger);
        if (engine == nullptr)
            break;
        note (wanted, *engine);
        path.offer (std::move (engine));
    }
    changed();
    return core::Done{};
}

void EngineLoader::useSoon (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                            bool isPreset)
{
    {
        const std::scoped_lock locked (guard);
        replace (dictionary, std::move (adapted), isPreset, ++numDictionaries);
    }
    changed();
}

void EngineLoader::replace (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                            bool isPreset, int number)
{
    ++wishes;
    hostSpec.dictionaryNumber = number;
    current = dictionary;
    frozen = std::move (adapted);
    wasFrozen = false;
    preset = isPreset ? dictionary.shared : nullptr;
    newestMessage.clear();
}

void EngineLoader::setStagger (float share)
{
    const std::scoped_lock locked (guard);
    hostSpec.stagger = share;
}

float EngineLoader::stagger() const
{
    const std::scoped_lock locked (guard);
    return hostSpec.stagger;
}

LoadedDictionary EngineLoader::dictionary() const
{
    const std::scoped_lock locked (guard);
    return current;
}

PlayingEngine EngineLoader::playing() const
{
    const std::scoped_lock locked (guard);
    const bool isNew = isPrepared && built.spec.dictionaryNumber != hostSpec.dictionaryNumber;
    const auto spec = isNew ? wantedSpec (current) : isPrepared ? built.spec : hostSpec;
    return { current,
             isNew ? std::vector<std::string>() : built.sourceNames,
             shownNumber (spec),
             spec.isGuided,
             built.window,
             built.hop,
             built.latency,
             isPrepared ? hostSpec.sampleRateHz : 0.0,
             isPrepared && wantedSpec (current) != tried };
}

void EngineLoader::rename (const std::filesystem::path& file, const std::filesystem::path& newFile)
{
    {
        const std::scoped_lock locked (guard);
        if (current.file != file)
            return;
        for (auto* named : { &current, &built.dictionary })
            if (named->file == file)
            {
                named->file = newFile;
                named->name = newFile.stem().string();
            }
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
    return built.latency;
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

/** Reads the file outside the lock, so that no caller waits for a disk. */
void EngineLoader::loadRequested()
{
    std::optional<Request> wanted;
    {
        const std::scoped_lock locked (guard);
        wanted.swap (requested);
        if (const auto* name = program.exchange (nullptr))
            wanted = Request{ name, ++numDictionaries };
    }
    if (! wanted)
        return;
    const auto loaded = dictionaries::load (wanted->nameOrFile);
    const auto used = loaded.ok() ? use (loaded.value(), {}, true, {}, wanted->number, true)
                                  : core::Status (loaded.error());
    if (used.ok())
        return;
    {
        const std::scoped_lock locked (guard);
        if (isOutdated (wanted->number))
            return;
        newestMessage = used.error().message();
    }
    changed();
}

void EngineLoader::forgetRequests()
{
    const std::scoped_lock locked (guard);
    requested.reset();
    program = nullptr;
    lastForgotten = numDictionaries;
}

void EngineLoader::followParameters()
{
    Plan wanted;
    {
        const std::scoped_lock locked (guard);
        path.collect();
        if (! isPrepared)
            return;
        collectFrozen();
        wanted = planNow();
        if (wanted.spec == tried)
            return;
    }
    auto engine = build (wanted);
    {
        const std::scoped_lock locked (guard);
        if (wishes != wanted.wish || wanted.spec == tried)
            return; // another one is wanted, or was built by who prepared
        if (engine.ok())
        {
            note (wanted, *engine.value());
            path.offer (std::move (engine).value());
        }
        else
        {
            newestMessage = engine.error().message();
            goBack (wanted);
        }
    }
    changed();
}

/** To the dictionary that plays, where another one cannot be used. */
void EngineLoader::goBack (const Plan& failed)
{
    tried = failed.spec;
    if (built.spec.dictionaryNumber == failed.spec.dictionaryNumber)
        return;
    ++wishes;
    current = built.dictionary;
    hostSpec.dictionaryNumber = built.spec.dictionaryNumber;
    frozen.clear();
    preset = nullptr;
    tried = built.spec;
}

/** Keeps what the playing engine froze, and forgets it when nothing is frozen any more. What an engine of the
    dictionary before froze, while it still plays, says nothing of this one. */
void EngineLoader::collectFrozen()
{
    const bool isFrozen = parameters.freeze->get();
    if (wasFrozen && ! isFrozen && ! frozen.empty())
    {
        frozen.clear();
        ++wishes;
    }
    wasFrozen = isFrozen;
    if (! isFrozen)
        return;
    if (auto* engine = path.playing())
        if (auto news = engine->takeFrozen();
            ! news.empty() && engine->spec().dictionaryNumber == hostSpec.dictionaryNumber)
        {
            frozen = std::move (news);
            ++wishes;
        }
}

} // namespace unbraid::plugin

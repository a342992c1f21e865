// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/EngineLoader.h"

#include "Core/Support/Caught.h"

namespace unbraid::plugin
{

namespace
{
constexpr int lookEveryMs = 20;

core::Result<LoadedDictionary> readDictionary (const std::string& nameOrFile)
{
    return core::caught ("the dictionary cannot be read", nameOrFile,
                         [&] { return dictionaries::load (nameOrFile); });
}
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

template <class Work>
auto EngineLoader::atDesk (const Work& work)
{
    const std::scoped_lock locked (guard);
    if (const auto* name = program.exchange (nullptr))
        desk.ask (name);
    return work();
}

core::Result<EngineLoader::Engine> EngineLoader::build (const BuildPlan& plan) const
{
    return core::caught ("the dictionary cannot be used", plan.dictionary.name,
                         [&]() -> core::Result<Engine>
                         {
                             if (plan.dictionary.shared == nullptr)
                                 return SeparationEngine::makeDry (plan.spec);
                             return builder (plan.spec, plan.dictionary.shared->content, plan.adapted);
                         });
}

/** Frozen atoms may not cover the band of this rate. */
core::Result<EngineLoader::Engine> EngineLoader::buildForHost (BuildPlan& plan) const
{
    auto engine = build (plan);
    if (engine.ok() || plan.adapted.empty())
        return engine;
    plan.adapted.clear();
    return build (plan);
}

void EngineLoader::note (const BuildPlan& plan, const SeparationEngine& engine)
{
    desk.note (plan, { engine.sourceNames(), static_cast<int> (engine.windowSamples()),
                       static_cast<int> (engine.hopSamples()), static_cast<int> (engine.latencySamples()) });
    tail = static_cast<double> (engine.warmUpSamples()) / plan.spec.sampleRateHz;
}

void EngineLoader::prepare (double sampleRateHz, Eigen::Index inputChannels, Eigen::Index mixChannels)
{
    atDesk ([&] { desk.setHost (sampleRateHz, inputChannels, mixChannels); });
    for (bool isDone = false; ! isDone;)
    {
        auto plan = atDesk (
            [&]
            {
                collectFrozen();
                return desk.plan (parameters.engineChoice());
            });
        auto engine = buildForHost (plan);
        const auto error = engine.ok() ? std::string() : engine.error().message();
        if (! engine.ok())
            engine = SeparationEngine::makeDry (plan.spec);
        const std::scoped_lock locked (guard);
        isDone = desk.judge (plan) == RequestDesk::Verdict::publish;
        if (! isDone)
            continue;
        if (! error.empty())
            desk.setMessage (error);
        note (plan, *engine.value());
        path.install (std::move (engine).value());
        desk.setPrepared();
    }
    changed();
}

void EngineLoader::load (const std::string& nameOrFile)
{
    atDesk ([&] { desk.ask (nameOrFile); });
}

core::Status EngineLoader::loadNow (const std::string& nameOrFile)
{
    const auto ticket = atDesk ([&] { return desk.take(); });
    const auto loaded = readDictionary (nameOrFile);
    if (! loaded.ok())
        return loaded.error();
    const auto played = play (
        atDesk ([&] { return desk.plan (ticket, loaded.value(), {}, parameters.engineChoice(), {}); }), true);
    return played.ok() ? core::Status (core::Done{}) : played.error();
}

core::Result<EngineLoader::Outcome> EngineLoader::use (const LoadedDictionary& dictionary,
                                                       std::vector<core::AdaptedAtoms> adapted,
                                                       const EngineChoice& choice, float newStagger)
{
    return play (
        atDesk ([&] { return desk.plan (desk.take(), dictionary, std::move (adapted), choice, newStagger); }),
        false);
}

void EngineLoader::useSoon (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                            bool isPreset)
{
    atDesk ([&] { desk.adopt (desk.take(), dictionary, std::move (adapted), isPreset); });
    changed();
}

/** Builds until the host stays as it was meanwhile. */
core::Result<EngineLoader::Outcome> EngineLoader::play (BuildPlan plan, bool isPreset)
{
    using Verdict = RequestDesk::Verdict;
    for (auto verdict = Verdict::again; verdict == Verdict::again;)
    {
        auto engine = plan.isPrepared ? build (plan) : Engine();
        verdict = atDesk (
            [&]
            {
                const auto judged = desk.judge (plan);
                if (judged == Verdict::again)
                    desk.renew (plan);
                else if (judged == Verdict::publish && engine.ok())
                {
                    desk.publish (plan, isPreset);
                    if (plan.isPrepared)
                    {
                        note (plan, *engine.value());
                        path.offer (std::move (engine).value());
                    }
                }
                return judged;
            });
        if (verdict == Verdict::drop)
            return Outcome::superseded;
        if (verdict == Verdict::publish && ! engine.ok())
            return engine.error();
    }
    changed();
    return Outcome::plays;
}

void EngineLoader::setStagger (float share)
{
    const std::scoped_lock locked (guard);
    desk.setStagger (share);
}

float EngineLoader::stagger() const
{
    const std::scoped_lock locked (guard);
    return desk.stagger();
}

LoadedDictionary EngineLoader::dictionary() const
{
    const std::scoped_lock locked (guard);
    return desk.dictionary();
}

PlayingEngine EngineLoader::playing() const
{
    const std::scoped_lock locked (guard);
    return desk.playing (parameters.engineChoice());
}

void EngineLoader::rename (const std::filesystem::path& file, const std::filesystem::path& newFile)
{
    if (atDesk ([&] { return desk.rename (file, newFile); }))
        changed();
}

std::vector<core::AdaptedAtoms> EngineLoader::frozenAtoms()
{
    const std::scoped_lock locked (guard);
    collectFrozen();
    return desk.frozenAtoms();
}

std::shared_ptr<const SharedDictionary> EngineLoader::takePreset()
{
    const std::scoped_lock locked (guard);
    return desk.takePreset();
}

int EngineLoader::latencySamples() const
{
    const std::scoped_lock locked (guard);
    return desk.latencySamples();
}

double EngineLoader::sampleRateHz() const
{
    const std::scoped_lock locked (guard);
    return desk.sampleRateHz();
}

std::string EngineLoader::message() const
{
    const std::scoped_lock locked (guard);
    return desk.message();
}

void EngineLoader::setMessage (const std::string& text)
{
    {
        const std::scoped_lock locked (guard);
        desk.setMessage (text);
    }
    changed();
}

int EngineLoader::useTimeSlice()
{
    const auto worked = core::caught ("the dictionary cannot be used", {},
                                      [this]() -> core::Status
                                      {
                                          loadRequested();
                                          followParameters();
                                          return core::Done{};
                                      });
    if (! worked.ok())
        setMessage (worked.error().message());
    return lookEveryMs;
}

/** Reads the file outside the lock, so that no caller waits for a disk. */
void EngineLoader::loadRequested()
{
    const auto wish = atDesk ([&] { return desk.nextFile(); });
    if (! wish)
        return;
    const auto loaded = readDictionary (wish->nameOrFile);
    const auto load = [&]() -> core::Result<Outcome>
    {
        if (! loaded.ok())
            return loaded.error();
        return play (
            atDesk ([&]
                    { return desk.plan (wish->ticket, loaded.value(), {}, parameters.engineChoice(), {}); }),
            true);
    };
    const auto played = load();
    const auto isFailure = atDesk (
        [&]
        {
            const bool tells = ! played.ok() && ! desk.isVoid (wish->ticket);
            if (tells)
                desk.setMessage (played.error().message());
            return tells;
        });
    if (isFailure)
        changed();
}

void EngineLoader::followParameters()
{
    const auto plan = atDesk (
        [&]() -> std::optional<BuildPlan>
        {
            path.collect();
            collectFrozen();
            const auto choice = parameters.engineChoice();
            return desk.needsEngine (choice) ? std::optional (desk.plan (choice)) : std::nullopt;
        });
    if (! plan)
        return;
    auto engine = build (*plan);
    const bool isAnswer = atDesk (
        [&]
        {
            if (desk.judge (*plan) != RequestDesk::Verdict::publish ||
                plan->choice != parameters.engineChoice())
                return false; // the next turn plans anew
            if (! engine.ok())
                desk.refuse (*plan, engine.error().message());
            else
            {
                note (*plan, *engine.value());
                path.offer (std::move (engine).value());
            }
            return true;
        });
    if (isAnswer)
        changed();
}

void EngineLoader::collectFrozen()
{
    const bool isFrozen = parameters.freeze->get();
    desk.setFrozen (isFrozen);
    if (! isFrozen)
        return;
    if (auto* engine = path.playing())
        desk.keepFrozen (engine->takeFrozen(), engine->spec().dictionaryNumber);
}

} // namespace unbraid::plugin

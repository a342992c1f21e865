// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/RequestDesk.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Models/GuidedDictionary.h"

namespace unbraid::plugin
{

Ticket RequestDesk::ask (const std::string& nameOrFile)
{
    const Ticket ticket{ ++newest, true };
    asked = ticket.number;
    waiting = FileWish{ ticket, nameOrFile };
    return ticket;
}

std::optional<FileWish> RequestDesk::nextFile()
{
    auto next = std::exchange (waiting, std::nullopt);
    return next && ! isVoid (next->ticket) ? next : std::nullopt;
}

bool RequestDesk::isVoid (const Ticket& ticket) const
{
    return ticket.number < hostSpec.dictionaryNumber || (ticket.isFile && ticket.number < asked);
}

void RequestDesk::adopt (const Ticket& ticket, const LoadedDictionary& dictionary,
                         std::vector<core::AdaptedAtoms> adaptedAtoms, bool isPreset)
{
    if (built.dictionaryNumber == hostSpec.dictionaryNumber)
        builtAdapted = std::move (adapted);
    hostSpec.dictionaryNumber = ticket.number;
    current = dictionary;
    adapted = std::move (adaptedAtoms);
    wasFrozen = false;
    preset = isPreset ? dictionary.shared : nullptr;
    newestMessage.clear();
}

EngineSpec RequestDesk::specFor (const LoadedDictionary& dictionary, int number,
                                 const EngineChoice& choice) const
{
    auto spec = hostSpec;
    spec.dictionaryNumber = number;
    spec.isStereoLinked = choice.isStereoLinked;
    spec.mode = choice.mode;
    spec.isGuided = false;
    if (dictionary.shared == nullptr)
        return spec;
    spec.mode = core::servedMode (dictionary.shared->content, choice.mode);
    spec.isGuided = choice.isGuided && core::guidedNode (dictionary.shared->content);
    return spec;
}

bool RequestDesk::needsEngine (const EngineChoice& choice) const
{
    const auto wanted = specFor (current, hostSpec.dictionaryNumber, choice);
    return isPrepared && ! isPreparing && wanted != built && wanted != refused;
}

BuildPlan RequestDesk::plan (const EngineChoice& choice) const
{
    return plan ({ hostSpec.dictionaryNumber, false }, current, adapted, choice, {});
}

BuildPlan RequestDesk::plan (const Ticket& ticket, const LoadedDictionary& dictionary,
                             std::vector<core::AdaptedAtoms> adaptedAtoms, const EngineChoice& choice,
                             std::optional<float> newStagger) const
{
    BuildPlan made{ ticket, dictionary, std::move (adaptedAtoms), choice, newStagger, {} };
    renew (made);
    return made;
}

void RequestDesk::renew (BuildPlan& plan) const
{
    plan.spec = specFor (plan.dictionary, plan.ticket.number, plan.choice);
    plan.spec.stagger = plan.stagger.value_or (hostSpec.stagger);
    plan.isPrepared = isPrepared;
    plan.host = host;
    plan.frozen = frozen;
}

RequestDesk::Verdict RequestDesk::judge (const BuildPlan& plan) const
{
    if (isVoid (plan.ticket))
        return Verdict::drop;
    const bool isCurrent = plan.ticket.number == hostSpec.dictionaryNumber;
    const bool isStale =
        plan.host != host || plan.isPrepared != isPrepared || (isCurrent && plan.frozen != frozen);
    return isStale ? Verdict::again : Verdict::publish;
}

void RequestDesk::publish (const BuildPlan& plan, bool isPreset)
{
    adopt (plan.ticket, plan.dictionary, plan.adapted, isPreset);
    hostSpec.stagger = plan.stagger.value_or (hostSpec.stagger);
}

void RequestDesk::note (const BuildPlan& plan, EngineFacts newFacts)
{
    built = plan.spec;
    builtAdapted.clear();
    builtDictionary = plan.dictionary;
    facts = std::move (newFacts);
    refused.reset();
}

void RequestDesk::refuse (const BuildPlan& plan, const std::string& message)
{
    newestMessage = message;
    refused = plan.spec;
    if (built.dictionaryNumber == plan.spec.dictionaryNumber)
        return;
    current = builtDictionary;
    hostSpec.dictionaryNumber = built.dictionaryNumber;
    adapted = std::exchange (builtAdapted, {});
    wasFrozen = ! adapted.empty(); // so that they are forgotten if they were released meanwhile
    preset = nullptr;
}

void RequestDesk::setHost (double sampleRateHz, Eigen::Index inputChannels, Eigen::Index mixChannels)
{
    ++host;
    isPreparing = true;
    hostSpec.sampleRateHz = sampleRateHz;
    hostSpec.inputChannels = inputChannels;
    hostSpec.mixChannels = mixChannels;
}

void RequestDesk::setPrepared()
{
    isPrepared = true;
    isPreparing = false;
}

void RequestDesk::setFrozen (bool isFrozen)
{
    if (wasFrozen && ! isFrozen && ! adapted.empty())
    {
        adapted.clear();
        ++frozen;
    }
    if (! isFrozen)
        builtAdapted.clear();
    wasFrozen = isFrozen;
}

void RequestDesk::keepFrozen (std::vector<core::AdaptedAtoms> atoms, int dictionaryNumber)
{
    if (atoms.empty())
        return;
    if (dictionaryNumber !=
        hostSpec.dictionaryNumber) // an engine of the dictionary before, while it still plays
    {
        if (dictionaryNumber == built.dictionaryNumber)
            builtAdapted = std::move (atoms);
        return;
    }
    adapted = std::move (atoms);
    ++frozen;
}

PlayingEngine RequestDesk::playing (const EngineChoice& choice) const
{
    const bool isNew = isPrepared && built.dictionaryNumber != hostSpec.dictionaryNumber;
    const auto spec = isNew        ? specFor (current, hostSpec.dictionaryNumber, choice)
                      : isPrepared ? built
                                   : hostSpec;
    return { current,
             isNew ? std::vector<std::string>() : facts.sourceNames,
             shownNumber (spec),
             spec.isGuided,
             facts.window,
             facts.hop,
             facts.latency,
             sampleRateHz(),
             isPreparing || needsEngine (choice) };
}

bool RequestDesk::rename (const std::filesystem::path& file, const std::filesystem::path& newFile)
{
    if (current.file != file)
        return false;
    for (auto* named : { &current, &builtDictionary })
        if (named->file == file)
        {
            named->file = newFile;
            named->name = newFile.stem().string();
        }
    return true;
}

} // namespace unbraid::plugin

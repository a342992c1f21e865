// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/EngineChoice.h"
#include "Plugin/Audio/SeparationEngine.h"
#include "Plugin/Loading/DictionaryStore.h"

#include <optional>

namespace unbraid::plugin
{

/** The place of one wish for a dictionary among all of them. */
struct Ticket
{
    int number = 0;      // a newer wish has a higher one
    bool isFile = false; // a file that is yet to be read
};

/** A file that is to be read and played. */
struct FileWish
{
    Ticket ticket;
    std::string nameOrFile;
};

/** An engine to be built, as it was wanted at some moment. */
struct BuildPlan
{
    Ticket ticket; // its number is the spec's `dictionaryNumber`
    LoadedDictionary dictionary;
    std::vector<core::AdaptedAtoms> adapted; // the initial state of its adaptive atoms; empty: as it has them
    EngineChoice choice;
    std::optional<float> stagger; // from now on; empty: as it was
    EngineSpec spec;
    bool isPrepared = false; // by the host; before that there is nothing to build
    int host = 0, frozen = 0;
};

/** The properties of an engine that others ask for. */
struct EngineFacts
{
    std::vector<std::string> sourceNames;
    int window = 0, hop = 0, latency = 0; // samples
};

/** The engine that plays, or is about to. */
struct PlayingEngine
{
    LoadedDictionary dictionary;
    std::vector<std::string> sourceNames; // of the engine, a residual included
    unsigned number = 0;                  // another one for each dictionary, and where notes guide it
    bool isGuided = false;                // by notes
    int window = 0, hop = 0;              // samples; 0: all is dry
    int latencySamples = 0;
    double sampleRateHz = 0.0; // 0: not prepared
    bool isBuilding = false;   // another engine is to take over
};

/** Decides which dictionary plays. Wishes for one come in any order: each takes a ticket, and the newest wins.

        file     load, program, trial: `ask`, `nextFile`, read, `plan`, build, `judge`, `publish`
        in hand  session: `take`, `plan`, build, `judge`, `publish`
                 undo, saved, learned: `adopt`, and the current dictionary's engine follows
        host     `setHost`: all that is being built is built again

    An engine is built without the lock, from a plan, and judged when it is ready. A file voids older files as soon as it
    is asked for; it may not exist, so that a dictionary in hand gives way only once the file's engine is published.

    It has no thread and no lock: its owner holds one during each call. [any but audio] */
class RequestDesk
{
public:
    enum class Verdict
    {
        publish,
        again, // the host or the frozen atoms have changed: its plan is to be renewed
        drop   // a newer wish has won
    };

    Ticket ask (const std::string& nameOrFile);
    std::optional<FileWish> nextFile(); // each once
    Ticket take() { return { ++newest, false }; }
    [[nodiscard]] bool isVoid (const Ticket& ticket) const;

    /** Makes a dictionary the current one at once: older wishes are void, and an engine is needed.
        isPreset  its mixer is to be applied, see `takePreset` */
    void adopt (const Ticket& ticket, const LoadedDictionary& dictionary,
                std::vector<core::AdaptedAtoms> adapted, bool isPreset);

    /** True if the engine that plays, or the last that could not be built, is not the one that is wanted. */
    [[nodiscard]] bool needsEngine (const EngineChoice& choice) const;
    [[nodiscard]] BuildPlan plan (const EngineChoice& choice) const; // of the current dictionary
    [[nodiscard]] BuildPlan plan (const Ticket& ticket, const LoadedDictionary& dictionary,
                                  std::vector<core::AdaptedAtoms> adapted, const EngineChoice& choice,
                                  std::optional<float> stagger) const;
    void renew (BuildPlan& plan) const; // for the host as it is now

    [[nodiscard]] Verdict judge (const BuildPlan& plan) const;

    /** A plan's dictionary becomes the current one, if it is not yet. */
    void publish (const BuildPlan& plan, bool isPreset);

    /** The plan's engine plays. */
    void note (const BuildPlan& plan, EngineFacts facts);

    /** The engine of the current dictionary could not be built: the one that plays comes back, with what was frozen of it. */
    void refuse (const BuildPlan& plan, const std::string& message);

    void setHost (double sampleRateHz, Eigen::Index inputChannels, Eigen::Index mixChannels);
    void setPrepared(); // its engine is there
    void setStagger (float share) { hostSpec.stagger = share; }
    [[nodiscard]] float stagger() const { return hostSpec.stagger; }

    /** Whether atoms are frozen; when they are released, what was kept of them is forgotten. */
    void setFrozen (bool isFrozen);

    /** Keeps atoms that an engine of that dictionary froze: of the current one, or of the one that may come back (`refuse`). */
    void keepFrozen (std::vector<core::AdaptedAtoms> atoms, int dictionaryNumber);
    [[nodiscard]] const std::vector<core::AdaptedAtoms>& frozenAtoms() const { return adapted; }

    [[nodiscard]] const LoadedDictionary& dictionary() const { return current; }
    [[nodiscard]] PlayingEngine playing (const EngineChoice& choice) const;
    [[nodiscard]] int latencySamples() const { return facts.latency; }
    [[nodiscard]] double sampleRateHz() const { return isPrepared ? hostSpec.sampleRateHz : 0.0; }

    /** Updates name and path of the current dictionary, if it is of that file; returns whether it is. */
    bool rename (const std::filesystem::path& file, const std::filesystem::path& newFile);

    /** The dictionary whose mixer is to be applied now, once. */
    std::shared_ptr<const SharedDictionary> takePreset() { return std::exchange (preset, nullptr); }

    [[nodiscard]] const std::string& message() const { return newestMessage; }
    void setMessage (const std::string& text) { newestMessage = text; }

private:
    [[nodiscard]] EngineSpec specFor (const LoadedDictionary& dictionary, int number,
                                      const EngineChoice& choice) const;

    int newest = 0; // number of the last ticket
    int asked = 0;  // of the newest file
    std::optional<FileWish> waiting;
    EngineSpec hostSpec; // rate, channels, stagger; number of the current dictionary
    bool isPrepared = false;
    bool isPreparing = false; // the host builds its engine itself
    int host = 0;             // another one for each change of the host
    int frozen = 0;           // and of the frozen atoms

    LoadedDictionary current;
    std::vector<core::AdaptedAtoms> adapted; // the initial state of its engines
    bool wasFrozen = false;
    std::shared_ptr<const SharedDictionary> preset; // to be applied
    std::string newestMessage;

    EngineSpec built;                             // of the engine that plays
    LoadedDictionary builtDictionary;             // and its dictionary
    std::vector<core::AdaptedAtoms> builtAdapted; // and what was kept of it, while another one is current
    EngineFacts facts;                            // and its properties
    std::optional<EngineSpec> refused;            // of the last engine that could not be built
};

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/SignalPath.h"
#include "Plugin/Loading/DictionaryStore.h"
#include "Plugin/Loading/LoaderThread.h"
#include "Plugin/Parameters.h"

#include <functional>
#include <mutex>
#include <optional>

namespace unbraid::plugin
{

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

/** Makes an engine; see SeparationEngine::make. [worker] */
using EngineBuilder = std::function<core::Result<std::unique_ptr<SeparationEngine>> (
    const EngineSpec&, const core::Dictionary&, const std::vector<core::AdaptedAtoms>&)>;

/** The worker behind the audio thread: loads dictionaries, builds an engine whenever dictionary, latency mode or stereo
    link change, and frees engines that were replaced. All instances share one thread. It looks for changes a few times
    a second, so that a parameter that a host automates needs no signal from the audio thread.

    Engines are built outside the lock and published at the end, unless the wanted engine has changed meanwhile:
    queries of the state never wait for a build. */
class EngineLoader : private juce::TimeSliceClient
{
public:
    /** onChange       called on any thread but the audio thread after dictionary, latency or message changed
        engineBuilder  makes the engines */
    EngineLoader (SignalPath& signalPath, const Parameters& parameterSet, std::function<void()> onChange,
                  EngineBuilder engineBuilder = SeparationEngine::make);
    ~EngineLoader() override;

    /** Builds an engine for this host and installs it before it returns; without a usable dictionary a dry one,
        with a message.
        [host] while no audio runs */
    void prepare (double sampleRateHz, Eigen::Index inputChannels, Eigen::Index mixChannels);

    /** Loads by name or file in the background. If it cannot be loaded or used, the current engine keeps playing and
        `message` has the reason. [message] */
    void load (const std::string& nameOrFile);

    /** The same for a name that lives for ever. [any, audio included] */
    void loadSoon (const char* name) noexcept { program = name; }

    /** Cancels all loading in the background, also of a file that is being read. [host] */
    void forgetRequests();

    /** Loads by name or file before it returns. [host] error: not found, not valid, not usable here */
    core::Status loadNow (const std::string& nameOrFile);

    /** Plays a dictionary that is in memory; builds its engine before it returns.
        adapted    what its adaptive atoms begin with; empty: as it has them
        isPreset   its mixer is to be applied to the parameters, see `takePreset`
        newStagger from now on, see setStagger; empty: as it was
        [host, worker] error: it cannot be used at this rate; the current engine keeps playing */
    core::Status use (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                      bool isPreset, std::optional<float> newStagger = {});

    /** The same, built in the background: `dictionary()` returns it at once, and it plays when built. If it cannot be
        used at this rate, the dictionary before returns, and `message` has the reason. [message] */
    void useSoon (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted, bool isPreset);

    /** Tries out whether `use` would accept it (before the host has prepared: at 48 kHz). [host] */
    [[nodiscard]] core::Status check (const LoadedDictionary& dictionary,
                                      const std::vector<core::AdaptedAtoms>& adapted) const;

    /** Engines from now on finish their frames this share of a hop earlier, see core::SeparatorSpec; one that plays is
        replaced in the background. [host, message] */
    void setStagger (float share);
    [[nodiscard]] float stagger() const; // [any but audio]

    /** The dictionary and engine that play, or are about to. [any but audio] */
    [[nodiscard]] LoadedDictionary dictionary() const;
    [[nodiscard]] PlayingEngine playing() const;

    /** Updates name and path of the dictionary of that file. [message] */
    void rename (const std::filesystem::path& file, const std::filesystem::path& newFile);

    /** State of the adaptive atoms when they were frozen; empty where they are not. [any but audio] */
    [[nodiscard]] std::vector<core::AdaptedAtoms> frozenAtoms();

    /** The dictionary whose mixer is to be applied now, once. [message] */
    std::shared_ptr<const SharedDictionary> takePreset();

    [[nodiscard]] int latencySamples() const;
    [[nodiscard]] double tailSeconds() const noexcept { return tail; } // [any]
    [[nodiscard]] double sampleRateHz() const;
    [[nodiscard]] std::string message() const;
    void setMessage (const std::string& text);

private:
    /** An engine to be built, as it was wanted at some moment. */
    struct Plan
    {
        unsigned wish = 0; // see `wishes`
        bool isPrepared = false;
        EngineSpec spec;
        LoadedDictionary dictionary;
        std::vector<core::AdaptedAtoms> adapted;
    };

    /** The newest engine. */
    struct Built
    {
        EngineSpec spec;
        LoadedDictionary dictionary;
        std::vector<std::string> sourceNames;
        int window = 0, hop = 0, latency = 0;
    };

    /** A dictionary to be loaded. */
    struct Request
    {
        std::string nameOrFile;
        int number = 0; // of all dictionaries that were tried, allotted when it was asked for
    };

    int useTimeSlice() override;
    void loadRequested();
    void followParameters();
    [[nodiscard]] core::Result<std::unique_ptr<SeparationEngine>> build (const Plan& plan) const;
    core::Result<std::unique_ptr<SeparationEngine>> buildForHost (Plan& plan) const;

    core::Status use (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                      bool isPreset, std::optional<float> newStagger, int number, bool isRequest);

    // With the lock held:
    [[nodiscard]] bool isOutdated (int request) const; // a newer dictionary is there, or it was forgotten
    [[nodiscard]] EngineSpec wantedSpec (const LoadedDictionary& loaded) const;
    [[nodiscard]] Plan planNow() const;
    void replace (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted, bool isPreset,
                  int number);
    void note (const Plan& plan, const SeparationEngine& engine);
    void goBack (const Plan& failed);
    void collectFrozen();

    SignalPath& path;
    const Parameters& parameters;
    const std::function<void()> changed;
    const EngineBuilder builder;
    std::atomic<int> numDictionaries{ 0 }; // that were tried: each has a number

    mutable std::mutex
        guard;           // of all below, never held while an engine is built; never taken on the audio thread
    unsigned wishes = 0; // another one when host, dictionary or frozen atoms change: plans of before are void
    LoadedDictionary current;
    std::vector<core::AdaptedAtoms> frozen;
    bool wasFrozen = false;
    std::optional<Request> requested;
    int lastForgotten = 0;                          // requests up to this number are void
    std::shared_ptr<const SharedDictionary> preset; // to be applied
    EngineSpec hostSpec; // rate, channels, stagger, number of the current dictionary
    EngineSpec tried;    // what the last engine was built for, or could not be
    Built built;
    bool isPrepared = false;
    std::string newestMessage;

    std::atomic<const char*> program{ nullptr }; // to be loaded
    std::atomic<double> tail{ 0.0 };

    juce::SharedResourcePointer<LoaderThread> worker; // last: it may call as soon as it is there
};

} // namespace unbraid::plugin

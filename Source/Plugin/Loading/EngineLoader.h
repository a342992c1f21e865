// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/SignalPath.h"
#include "Plugin/Loading/LoaderThread.h"
#include "Plugin/Loading/RequestDesk.h"
#include "Plugin/Parameters.h"

#include <functional>
#include <mutex>

namespace unbraid::plugin
{

/** Makes an engine; see SeparationEngine::make. [worker] */
using EngineBuilder = std::function<core::Result<std::unique_ptr<SeparationEngine>> (
    const EngineSpec&, const core::Dictionary&, const std::vector<core::AdaptedAtoms>&)>;

/** The worker behind the audio thread: loads dictionaries, builds an engine whenever dictionary, latency mode or stereo
    link change, and frees engines that were replaced. All instances share one thread. It looks for changes a few times
    a second, so that a parameter that a host automates needs no signal from the audio thread.

    What plays is decided by a RequestDesk, which says how wishes that overlap are settled. Engines are built outside its
    lock, so that queries of the state never wait for a build. A failure of the builder, exceptions included, is a
    message. */
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

    /** Loads by name or file before it returns. [host] error: not found, not valid, not usable here */
    core::Status loadNow (const std::string& nameOrFile);

    /** Whether a wish was granted. */
    enum class Outcome
    {
        plays,
        superseded // by a newer wish, while its engine was built
    };

    /** Plays a dictionary that is in memory; builds its engine before it returns.
        adapted  what its adaptive atoms begin with; empty: as it has them
        choice   the values that the parameters have or are about to get
        stagger  from now on, see setStagger
        [host, worker] error: it cannot be used at this rate; the current engine keeps playing */
    core::Result<Outcome> use (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted,
                               const EngineChoice& choice, float stagger);

    /** The same in the background: `dictionary()` returns it at once, and it plays when its engine is built. If it
        cannot be used at this rate, the dictionary before returns, and `message` has the reason.
        isPreset  its mixer is to be applied to the parameters, see `takePreset`
        [message] */
    void useSoon (const LoadedDictionary& dictionary, std::vector<core::AdaptedAtoms> adapted, bool isPreset);

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
    using Engine = std::unique_ptr<SeparationEngine>;

    int useTimeSlice() override;
    void loadRequested();
    void followParameters();
    [[nodiscard]] core::Result<Engine> build (const BuildPlan& plan) const;
    core::Result<Engine> buildForHost (BuildPlan& plan) const;
    core::Result<Outcome> play (BuildPlan plan, bool isPreset);

    /** Calls work with the desk, under its lock and after a program that was chosen has its ticket. */
    template <class Work>
    auto atDesk (const Work& work);

    // With the lock held:
    void note (const BuildPlan& plan, const SeparationEngine& engine);
    void collectFrozen();

    SignalPath& path;
    const Parameters& parameters;
    const std::function<void()> changed;
    const EngineBuilder builder;

    mutable std::mutex
        guard; // of the desk, never held while an engine is built; never taken on the audio thread
    RequestDesk desk;
    std::atomic<const char*> program{ nullptr }; // that was chosen, on its way to the desk
    std::atomic<double> tail{ 0.0 };

    juce::SharedResourcePointer<LoaderThread> worker; // last: it may call as soon as it is there
};

} // namespace unbraid::plugin

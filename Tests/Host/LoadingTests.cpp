// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/ModelCard.h"
#include "Host/HostedProcessor.h"
#include "Host/OtherHome.h"
#include "Plugin/Loading/FactoryPrograms.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace unbraid;

namespace
{
/** Makes engines, and can hold their makers: all but the message thread, which is not to make any. */
class HeldBuilder
{
public:
    explicit HeldBuilder (plugin::EngineBuilder maker = plugin::SeparationEngine::make)
        : make (std::move (maker))
    {
    }

    plugin::EngineBuilder builder()
    {
        return [this] (const auto&... arguments)
        {
            wait();
            return make (arguments...);
        };
    }

    void hold()
    {
        const std::scoped_lock locked (guard);
        isHolding = true;
    }

    void release()
    {
        {
            const std::scoped_lock locked (guard);
            isHolding = false;
        }
        changed.notify_all();
    }

    [[nodiscard]] int numWaiting() const
    {
        const std::scoped_lock locked (guard);
        return numHeld;
    }

    [[nodiscard]] bool isHeld() const { return numWaiting() > 0; }

    /** Whether the message thread made an engine that was to be held. */
    [[nodiscard]] bool wasCalledHere() const
    {
        const std::scoped_lock locked (guard);
        return calledHere;
    }

private:
    void wait()
    {
        std::unique_lock locked (guard);
        if (isHolding && std::this_thread::get_id() == here)
            calledHere = true;
        if (! isHolding || std::this_thread::get_id() == here)
            return;
        ++numHeld;
        changed.wait (locked, [this] { return ! isHolding; });
        --numHeld;
    }

    const plugin::EngineBuilder make;
    const std::thread::id here = std::this_thread::get_id();
    mutable std::mutex guard;
    std::condition_variable changed;
    bool isHolding = false;
    bool calledHere = false;
    int numHeld = 0;
};

/** Ends a hold that something waits for, so that a failure is one and no hanging test. */
class Watchdog
{
public:
    explicit Watchdog (HeldBuilder& held)
        : thread (
              [this, &held]
              {
                  std::unique_lock locked (guard);
                  if (! changed.wait_for (locked, std::chrono::seconds (60), [this] { return isDone; }))
                  {
                      hasBarked = true;
                      held.release();
                  }
              })
    {
    }

    ~Watchdog()
    {
        finish();
        thread.join();
    }

    void finish()
    {
        {
            const std::scoped_lock locked (guard);
            isDone = true;
        }
        changed.notify_all();
    }

    [[nodiscard]] bool barked()
    {
        const std::scoped_lock locked (guard);
        return hasBarked;
    }

private:
    std::mutex guard;
    std::condition_variable changed;
    bool isDone = false;
    bool hasBarked = false;
    std::thread thread;
};

core::Result<std::unique_ptr<plugin::SeparationEngine>> makeDryEngine (const plugin::EngineSpec& spec,
                                                                       const core::Dictionary&,
                                                                       const std::vector<core::AdaptedAtoms>&)
{
    return plugin::SeparationEngine::makeDry (spec);
}

/** Something that wants another dictionary or another engine. */
struct Wish
{
    const char* name;
    const char* plays; // the dictionary; null: the one that is there
    bool isHosts;      // waits for its engine, on a thread of the host
    std::function<void (plugin::PluginProcessor&)> make;
};

/** A wish that is being made, until it is made. */
class Running
{
public:
    Running (const Wish& wish, plugin::PluginProcessor& processor)
    {
        if (wish.isHosts)
            thread = std::thread ([&] { wish.make (processor); });
        else
            wish.make (processor);
    }
    ~Running()
    {
        if (thread.joinable())
            thread.join();
    }

private:
    std::thread thread;
};

/** Returns after the turn of the loaders' thread that is under way, and a whole one. */
void passThrough (plugin::PluginProcessor& fence)
{
    for (int turn = 0; turn < 2; ++turn)
    {
        fence.dictionaries().load ("not-there");
        REQUIRE (test::waitUntil ([&] { return fence.status().message().isNotEmpty(); }));
        fence.status().dismissMessage();
    }
}

/** Everything an editor may ask or do. */
void callAll (plugin::PluginModel& model)
{
    model.parameters();
    model.meters();
    model.dictionaries().presets();
    model.dictionaries().playing();
    model.dictionaries().atoms();
    model.status().message();
    model.status().dismissMessage();
    model.dictionaries().setColour (0, 5);
    model.dictionaries().split (0, "speech-light");
    model.dictionaries().split (0, {});
    model.dictionaries().savePreset ("held");
    model.dictionaries().renamePreset ("held", "kept");
    model.dictionaries().userFolder();
    model.history().undo();
    model.history().redo();
    model.history().undoName();
    model.history().redoName();
    model.learning().addRecordings ({});
    model.learning().removeRecording ({});
    model.learning().recordings();
    model.learning().learnFromRecordings ({});
    model.learning().startCapture ({});
    model.learning().progress();
    model.learning().finishCapture();
    model.learning().finishTraining();
    model.learning().cancelLearning();
    model.picture().open();
    model.picture().read ([] (const plugin::PictureFrame&) {});
    model.picture().freeze();
    model.learning().fit ({});
    model.picture().close();
    juce::ignoreUnused (model.status().sampleRateHz(), model.status().latencySamples(),
                        model.status().isBusOn (0));
    model.status().numbers();
    model.dictionaries().load ("piano");
}
} // namespace

TEST_CASE ("Each factory dictionary's card says what it is good for, and what it is not for")
{
    int numCards = 0;
    for (const auto& file : juce::File (std::string (paths::resources) + "/Dictionaries")
                                .findChildFiles (juce::File::findFiles, false, "*.safetensors"))
    {
        const auto card = file.withFileExtension (".md").loadFileAsString();
        const auto uses = juce::StringArray::fromLines (files::usesFrom (card.toStdString()));
        INFO (file.getFileName());
        REQUIRE (uses.size() == 2);
        CHECK (uses[0].startsWith ("Good for "));
        CHECK (uses[1].startsWith ("Not for "));
        CHECK (uses[1].endsWith ("."));
        CHECK (files::purposeFrom (card.toStdString()).size() > 10);
        ++numCards;
    }
    CHECK (numCards > 0);
}

TEST_CASE ("Each factory dictionary's card says what it is for in a musician's words, and figures come later")
{
    for (const auto& file : juce::File (std::string (paths::resources) + "/Dictionaries")
                                .findChildFiles (juce::File::findFiles, false, "*.safetensors"))
    {
        const auto card = file.withFileExtension (".md").loadFileAsString();
        INFO (file.getFileName());
        const auto uses = card.indexOf ("**Good for**");
        const auto atoms = card.indexOf ("atoms");
        CHECK ((atoms < 0 || atoms > uses));
        CHECK (card.indexOf ("**Trained on**") > uses);
        const auto shown = " " + juce::String::fromUTF8 (files::purposeFrom (card.toStdString()).c_str()) +
                           " " + juce::String::fromUTF8 (files::usesFrom (card.toStdString()).c_str());
        for (const auto* jargon : { "atom", " dB", "SI-SDR", "latency", "updates", "LMMS", "window", " ms",
                                    "oracle", "mixture", "model", "kHz", "(", "`", "rendered" })
        {
            INFO (jargon);
            CHECK_FALSE (shown.contains (jargon));
        }
    }
}

TEST_CASE ("A factory dictionary says on what recordings it was trained, not in which file that stands")
{
    const test::OtherHome home;
    plugin::PluginProcessor processor;
    for (const auto* name : { "speech", "speech-plain", "speech-is", "drums" })
    {
        REQUIRE (processor.loadNow (name).ok());
        const auto trainedOn = processor.dictionaries().playing().trainedOn;
        INFO (trainedOn);
        CHECK (trainedOn.length() > 20);
        for (const auto* file : { ".json", ".md", "Recipes" })
            CHECK_FALSE (trainedOn.contains (file));
    }
}

TEST_CASE ("No call of the interface waits for an engine that is being built")
{
    const test::OtherHome home;
    HeldBuilder held;
    plugin::PluginProcessor processor (nullptr, held.builder());
    REQUIRE (processor.loadNow ("drums-plain").ok());
    REQUIRE (test::startStereo (processor));
    test::turn (*processor.parameters().reductionDb, -6.0f);
    held.hold();
    *processor.parameters().stereoLink = false;
    REQUIRE (test::waitUntil ([&] { return held.isHeld(); }));

    Watchdog watchdog (held);
    callAll (processor);
    juce::MemoryBlock state;
    processor.getStateInformation (state);
    CHECK (held.isHeld()); // still
    CHECK (processor.status().numbers().isBuilding);
    CHECK_FALSE (held.wasCalledHere());
    CHECK_FALSE (watchdog.barked());
    watchdog.finish();
    held.release();
    REQUIRE (test::waitUntil ([&] { return processor.dictionaries().playing().name == "piano"; }));
    REQUIRE (test::waitForEngine (processor));
    CHECK (state.getSize() > 0);
}

TEST_CASE ("A host that prepares or opens a session waits for its engine")
{
    HeldBuilder held;
    plugin::PluginProcessor processor (nullptr, held.builder());
    held.hold();
    REQUIRE (test::startStereo (processor));
    CHECK (held.wasCalledHere());
    CHECK_FALSE (processor.status().numbers().isBuilding);
    CHECK (processor.status().numbers().hop > 0);
    held.release();
}

TEST_CASE ("What was taken back plays once its engine is built and until then the old one does")
{
    HeldBuilder held;
    plugin::PluginProcessor processor (nullptr, held.builder());
    REQUIRE (test::startStereo (processor));
    REQUIRE (processor.loadNow ("drums-plain").ok());
    test::render (processor, test::whiteNoise (2, 48000), 512);
    const int window = processor.status().numbers().window;
    held.hold();
    processor.history().undo();
    CHECK (processor.dictionaries().playing().name == "speech"); // at once
    REQUIRE (test::waitUntil ([&] { return held.isHeld(); }));
    const auto number = processor.dictionaries().playing().number;
    test::render (processor, test::whiteNoise (2, 4800), 512);
    CHECK (processor.status().numbers().isBuilding);
    CHECK (processor.status().numbers().window == window);
    held.release();
    REQUIRE (test::waitForEngine (processor));
    CHECK (processor.status().numbers().window != window);
    CHECK (processor.dictionaries().playing().number == number);
    CHECK (processor.status().message().isEmpty());
}

TEST_CASE ("Of two wishes the newer one plays, though the engine of the older one is still built")
{
    const test::OtherHome home;
    const auto state = [] // of a session
    {
        plugin::PluginProcessor source;
        REQUIRE (source.loadNow ("speech-is").ok());
        *source.parameters().reductionDb = -6.0f;
        juce::MemoryBlock bytes;
        source.getStateInformation (bytes);
        return bytes;
    }();
    const Wish wishes[] = {
        { "load", "bass", false, [] (auto& processor) { processor.dictionaries().load ("bass"); } },
        { "program", "vocals", false,
          [] (auto& processor) { processor.setCurrentProgram (plugin::programOf ("vocals")); } },
        { "trial", "speech-plain", false,
          [] (auto& processor) { processor.dictionaries().tryOut ("speech-plain"); } },
        { "undo", "speech", false, [] (auto& processor) { processor.history().undo(); } },
        { "session", "speech-is", true,
          [&] (auto& processor)
          { processor.setStateInformation (state.getData(), static_cast<int> (state.getSize())); } },
        { "host", nullptr, true, [] (auto& processor) { processor.prepareToPlay (44100.0, 512); } },
    };
    plugin::PluginProcessor fence; // its loads run on the same thread
    for (const auto& older : wishes)
        for (const auto& newer : wishes)
        {
            if (&older == &newer)
                continue;
            INFO (newer.name << " after " << older.name);
            HeldBuilder held (makeDryEngine);
            plugin::PluginProcessor processor (nullptr, held.builder());
            REQUIRE (test::startStereo (processor));
            test::turn (*processor.parameters().reductionDb, -3.0f);
            REQUIRE (processor.loadNow ("drums-plain").ok());
            Watchdog watchdog (held);
            held.hold();
            {
                const Running first (older, processor);
                REQUIRE (test::waitUntil ([&] { return held.isHeld(); }));
                const Running second (newer, processor);
                REQUIRE (test::waitUntil ([&] { return ! newer.isHosts || held.numWaiting() == 2; }));
                held.release();
            }
            REQUIRE_FALSE (watchdog.barked());
            const juce::String expected (newer.plays != nullptr ? newer.plays : older.plays);
            const auto isThere = [&] { return processor.dictionaries().playing().name == expected; };
            REQUIRE (test::waitUntil (isThere));
            passThrough (fence);
            REQUIRE (test::waitForEngine (processor));
            CHECK (isThere());
            CHECK (processor.status().message().isEmpty());
            const bool isOtherHost = older.plays == nullptr || newer.plays == nullptr;
            CHECK (processor.status().sampleRateHz() == (isOtherHost ? 44100.0 : 48000.0));
            const auto reduction = processor.parameters().reductionDb->get();
            if (expected == "speech-is")
                CHECK (reduction == Approx (-6.0f));
            if (expected == "speech")
                CHECK (reduction == Approx (-3.0f));
        }
}

TEST_CASE ("A trial that is given up while its engine is built leaves what played, and its mixer")
{
    HeldBuilder held;
    plugin::PluginProcessor processor (nullptr, held.builder()), fence;
    REQUIRE (test::startStereo (processor));
    test::turn (*processor.parameters().reductionDb, -6.0f);
    held.hold();
    processor.dictionaries().tryOut ("drums-plain");
    REQUIRE (test::waitUntil ([&] { return held.isHeld(); }));
    processor.dictionaries().endTrial();
    held.release();
    passThrough (fence);
    REQUIRE (test::waitForEngine (processor));
    CHECK (processor.dictionaries().playing().name == "speech");
    CHECK (processor.parameters().reductionDb->get() == Approx (-6.0f));
}

TEST_CASE ("A session builds its engine once, for the parameters that it brings")
{
    std::atomic<int> numBuilt{ 0 };
    plugin::PluginProcessor opened (nullptr,
                                    [&] (const auto&... arguments)
                                    {
                                        ++numBuilt;
                                        return plugin::SeparationEngine::make (arguments...);
                                    }),
        saved, fence;
    REQUIRE (saved.loadNow ("piano").ok());
    *saved.parameters().latency = 2;
    *saved.parameters().stereoLink = false;
    *saved.parameters().guide = 1;
    juce::MemoryBlock state;
    saved.getStateInformation (state);
    const auto restore = [&]
    { opened.setStateInformation (state.getData(), static_cast<int> (state.getSize())); };
    restore();
    CHECK (numBuilt == 0); // for which rate?
    REQUIRE (test::startStereo (opened));
    CHECK (numBuilt == 1);
    REQUIRE (opened.loadNow ("speech-plain").ok());
    *opened.parameters().latency = 0;
    *opened.parameters().stereoLink = true;
    *opened.parameters().guide = 0;
    passThrough (fence);
    REQUIRE (test::waitForEngine (opened));
    numBuilt = 0;
    restore();
    passThrough (fence);
    CHECK_FALSE (opened.status().numbers().isBuilding);
    CHECK (numBuilt == 1);
    CHECK (opened.dictionaries().playing().name == "piano");
}

TEST_CASE ("A builder that throws leaves a message, and what played plays on")
{
    std::atomic<bool> throws{ false };
    plugin::PluginProcessor processor (nullptr,
                                       [&] (const auto&... arguments)
                                       {
                                           if (throws)
                                               throw std::bad_alloc();
                                           return plugin::SeparationEngine::make (arguments...);
                                       });
    REQUIRE (test::startStereo (processor));
    plugin::PluginProcessor saved;
    REQUIRE (saved.loadNow ("drums-plain").ok());
    *saved.parameters().reductionDb = -6.0f;
    juce::MemoryBlock state;
    saved.getStateInformation (state);
    const int latency = processor.getLatencySamples();
    const auto expectMessage = [&] (const char* dictionary, const std::function<void()>& wish)
    {
        throws = true;
        wish();
        REQUIRE (test::waitUntil ([&] { return processor.status().message().isNotEmpty(); }));
        CHECK (processor.status().message() ==
               juce::String ("The dictionary cannot be used. (") + dictionary + ": found too little memory)");
        CHECK (processor.dictionaries().playing().name == "speech");
        CHECK_FALSE (processor.status().numbers().isBuilding);
        CHECK (processor.getLatencySamples() == latency);
        throws = false;
        processor.status().dismissMessage();
    };
    expectMessage ("drums-plain", [&] { processor.dictionaries().load ("drums-plain"); });
    expectMessage ("drums-plain", [&]
                   { processor.setStateInformation (state.getData(), static_cast<int> (state.getSize())); });
    CHECK (processor.parameters().reductionDb->get() == Approx (-20.0f)); // the session changed nothing
    expectMessage ("speech", [&] { *processor.parameters().stereoLink = false; });
    throws = true;
    processor.prepareToPlay (44100.0, 512);
    CHECK (processor.status().message().contains ("too little memory"));
    CHECK (processor.status().numbers().hop == 0); // all is dry
    CHECK (processor.status().sampleRateHz() == 44100.0);
}

TEST_CASE ("A dictionary that proves unusable gives way to the one that played")
{
    std::atomic<bool> refuses{ false };
    plugin::PluginProcessor processor (
        nullptr,
        [&] (const auto& spec, const auto& dictionary, const auto& adapted)
        {
            using Made = core::Result<std::unique_ptr<plugin::SeparationEngine>>;
            return refuses ? Made (core::Error{ "no engine", {}, {}, {} })
                           : plugin::SeparationEngine::make (spec, dictionary, adapted);
        });
    REQUIRE (test::startStereo (processor));
    REQUIRE (processor.loadNow ("drums-plain").ok());
    const auto number = processor.dictionaries().playing().number;
    refuses = true;
    processor.history().undo();
    REQUIRE (test::waitUntil ([&] { return processor.status().message() == "No engine."; }));
    CHECK (processor.dictionaries().playing().name == "drums-plain");
    CHECK (processor.dictionaries().playing().number == number);
    CHECK_FALSE (processor.status().numbers().isBuilding);
}

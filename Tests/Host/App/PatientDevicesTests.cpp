// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "FakeDevices.h"
#include "Live/Devices/PatientDevices.h"
#include "Live/LiveSession.h"
#include "Live/Waiting/PatientCall.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

using namespace unbraid;
using test::Hardware;

namespace
{
using namespace std::chrono_literals;

/** What a killed sound server holds: whoever asks for it waits. */
class Lock
{
public:
    void wait()
    {
        std::unique_lock locked (guard);
        isAskedFor = true;
        freed.wait (locked, [this] { return isFree; });
    }
    bool isHeldAgainst()
    {
        const std::scoped_lock locked (guard);
        return isAskedFor && ! isFree;
    }
    void free()
    {
        {
            const std::scoped_lock locked (guard);
            isFree = true;
        }
        freed.notify_all();
    }

private:
    std::mutex guard;
    std::condition_variable freed;
    bool isFree = false, isAskedFor = false;
};

/** Must outlive the threads that were given up, whose devices ask their hardware last. */
struct DeadServer
{
    Hardware hardware;
    Lock lock;
    std::atomic<int> numDevices{ 0 };
    std::string stuckIn = "close", throwsIn;

    void call (const std::string& name)
    {
        if (name == throwsIn)
            throw std::runtime_error ("no such card");
        if (name == stuckIn)
            lock.wait();
    }
};

/** One of its calls waits for ever; stopping is a part of closing. */
class StuckDevice : public test::FakeDevice
{
public:
    StuckDevice (std::shared_ptr<DeadServer> itsServer, const juce::String& inputName,
                 const juce::String& outputName)
        : FakeDevice (itsServer->hardware, inputName, outputName)
        , server (std::move (itsServer))
    {
    }
    juce::String open (const juce::BigInteger& inputs, const juce::BigInteger& outputs, double rateHz,
                       int bufferSamples) override
    {
        server->call ("open");
        return FakeDevice::open (inputs, outputs, rateHz, bufferSamples);
    }
    void stop() override
    {
        server->call ("close");
        FakeDevice::stop();
    }
    void close() override
    {
        server->call ("close");
        FakeDevice::close();
    }

private:
    std::shared_ptr<DeadServer> server;
};

/** The first device of the server is stuck. */
class StuckType : public test::FakeType
{
public:
    explicit StuckType (std::shared_ptr<DeadServer> itsServer)
        : FakeType (itsServer->hardware)
        , server (std::move (itsServer))
    {
    }
    void scanForDevices() override
    {
        server->call ("scan");
        FakeType::scanForDevices();
    }
    juce::AudioIODevice* createDevice (const juce::String& output, const juce::String& input) override
    {
        server->call ("make");
        if (server->numDevices++ == 0)
            return new StuckDevice (server, input, output);
        return FakeType::createDevice (output, input);
    }

private:
    std::shared_ptr<DeadServer> server;
};

std::shared_ptr<live::Patience> waitsFor (std::chrono::milliseconds longest)
{
    return std::make_shared<live::Patience> (live::Patience{ longest, 10ms, true });
}

/** Turns of the message thread. */
struct Turns : juce::Timer
{
    Turns() { startTimer (1); }
    void timerCallback() override { ++number; }
    int number = 0;
};

struct Listener : juce::AudioIODeviceCallback
{
    void audioDeviceIOCallbackWithContext (const float* const*, int, float* const*, int, int,
                                           const juce::AudioIODeviceCallbackContext&) override
    {
        ++numBlocks;
    }
    void audioDeviceAboutToStart (juce::AudioIODevice*) override {}
    void audioDeviceStopped() override {}
    int numBlocks = 0;
};
} // namespace

TEST_CASE ("every call runs, however soon the one before it ends")
{
    constexpr int numCalls = 1000;
    static std::atomic<int> numRun; // outlives a thread that comes too late
    numRun = 0;
    std::shared_ptr<live::PatientCall> call;
    for (int calls = 1; calls <= numCalls; ++calls)
    {
        call = live::PatientCall::start (call, 20s, [] { ++numRun; });
        REQUIRE (call->await (10s) == live::PatientCall::State::ended);
        REQUIRE (numRun == calls);
    }
}

TEST_CASE ("a call that throws has ended, and the next one runs")
{
    static std::atomic<bool> hasRun; // outlives a thread that comes too late
    hasRun = false;
    auto call = live::PatientCall::start (nullptr, 20s, [] { throw std::runtime_error ("no such card"); });
    CHECK (call->await (10s) == live::PatientCall::State::ended);
    call = live::PatientCall::start (call, 20s, [] { hasRun = true; });
    CHECK (call->await (10s) == live::PatientCall::State::ended);
    CHECK (hasRun);
}

TEST_CASE ("a device whose opening throws says why, and the session goes on")
{
    static const auto server = std::make_shared<DeadServer>(); // outlives the thread that opened
    server->throwsIn = "open";
    const auto type = live::patientType (std::make_unique<StuckType> (server), waitsFor (20s), {}, {});
    type->scanForDevices();
    const std::unique_ptr<juce::AudioIODevice> device (
        type->createDevice (server->hardware.outputs[0], server->hardware.inputs[0]));
    REQUIRE (device != nullptr);
    CHECK (device->open (3, 3, 48000.0, 256) ==
           "The device cannot be opened. (" + device->getName() + ": found no such card)");
    CHECK_FALSE (device->isOpen());
    server->throwsIn.clear();
    CHECK (device->open (3, 3, 48000.0, 256).isEmpty());
    CHECK (device->isOpen());
}

TEST_CASE ("a device that never stops is given up, and reaches nobody any more")
{
    static const auto server = std::make_shared<DeadServer>(); // outlives the thread that waits
    const auto type = live::patientType (std::make_unique<StuckType> (server), waitsFor (100ms));
    type->scanForDevices();
    CHECK (type->getDeviceNames (true) == server->hardware.inputs);
    const std::unique_ptr<juce::AudioIODevice> device (type->createDevice ("Headset", "Headset"));
    REQUIRE (device != nullptr);
    CHECK (type->getIndexOfDevice (device.get(), false) == 1);
    CHECK (device->open ({}, {}, 48000.0, 256).isEmpty());
    Listener listener;
    device->start (&listener);
    CHECK (device->isPlaying());
    (void)server->hardware.pump ({}, 2, 64);
    CHECK (listener.numBlocks == 1);

    device->close();
    CHECK_FALSE (device->isPlaying());
    CHECK_FALSE (device->isOpen());
    CHECK (device->getLastError() == "the device does not answer");
    CHECK (device->open ({}, {}, 48000.0, 256) == "the device does not answer");
    CHECK (type->getIndexOfDevice (device.get(), false) == -1);
    const auto silence = server->hardware.pump ({}, 2, 64); // it still runs
    CHECK (listener.numBlocks == 1);
    CHECK (std::all_of (silence[0].begin(), silence[0].end(), [] (float sample) { return sample == 0.0f; }));
    server->lock.free();
}

TEST_CASE ("a session goes on without a device that never closes")
{
    static const auto server = std::make_shared<DeadServer>();
    live::LiveSession session (
        nullptr, [] (juce::OwnedArray<juce::AudioIODeviceType>& list)
        { list.add (live::patientType (std::make_unique<StuckType> (server), waitsFor (100ms)).release()); });
    live::DeviceChoice choice;
    choice.input = choice.output = "Headset";
    REQUIRE (session.open (choice).ok());
    const auto reach = [&] (live::LiveSession::Stage stage)
    {
        for (int tries = 0; tries < 1000 && session.stage() != stage; ++tries)
        {
            (void)server->hardware.pump ({}, 2, 64);
            juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
        }
        return session.stage() == stage;
    };
    server->hardware.inputs = { "Desk Microphone" };
    server->hardware.outputs = { "Desk Speakers" };
    REQUIRE (reach (live::LiveSession::Stage::missing)); // within its own time, not the device's
    server->hardware.inputs.add ("Headset");
    server->hardware.outputs.add ("Headset");
    CHECK (reach (live::LiveSession::Stage::running));
    CHECK (server->numDevices > 1);
    server->lock.free();
}

TEST_CASE ("a device that does not answer never holds the message thread, and plays once it answers")
{
    static std::vector<std::shared_ptr<DeadServer>> servers; // outlive the threads that wait
    const auto server = servers.emplace_back (std::make_shared<DeadServer>());
    server->stuckIn = GENERATE ("scan", "make", "open", "close");
    INFO ("stuck in: " << server->stuckIn);
    const auto patience = waitsFor (30s); // a message thread that waits gives up, and nothing plays
    patience->mayWait = false;
    live::LiveSession session (
        nullptr, [&] (juce::OwnedArray<juce::AudioIODeviceType>& list)
        { list.add (live::patientType (std::make_unique<StuckType> (server), patience).release()); });
    const auto runUntil = [&] (const std::function<bool()>& isSo)
    {
        for (int tries = 0; tries < 1000 && ! isSo(); ++tries)
        {
            (void)server->hardware.pump ({}, 2, 64);
            juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
        }
        return isSo();
    };
    juce::XmlElement setup ("DEVICESETUP");
    setup.setAttribute ("deviceType", "Fake");
    setup.setAttribute ("audioInputDeviceName", "Headset");
    setup.setAttribute ("audioOutputDeviceName", "Headset");
    setup.setAttribute ("audioDeviceRate", 48000.0);
    setup.setAttribute ("audioDeviceBufferSize", 128);
    session.reopen (std::make_unique<juce::XmlElement> (setup));
    if (server->stuckIn == "close")
    {
        REQUIRE (runUntil ([&] { return session.stage() == live::LiveSession::Stage::running; }));
        session.lookForDevices();
    }
    REQUIRE (server->lock.isHeldAgainst()); // the call has not returned, the session has
    const Turns turns;
    REQUIRE (runUntil ([&] { return turns.number > 20; }));
    REQUIRE (server->lock.isHeldAgainst());
    if (server->stuckIn == "open") // longer than a device may be silent, and still it is the same one
    {
        const auto endMs = juce::Time::getMillisecondCounter() + 3000;
        REQUIRE (runUntil ([&] { return juce::Time::getMillisecondCounter() > endMs; }));
        CHECK (server->numDevices == 1);
    }

    server->lock.free();
    const auto blocks = session.engine().numBlocks();
    CHECK (runUntil ([&] { return session.engine().numBlocks() > blocks; }));
    CHECK (runUntil ([&] { return session.stage() == live::LiveSession::Stage::running; }));
    CHECK (session.description() == "Headset, 48 kHz, 128 samples");
}

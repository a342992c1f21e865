// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "FakeDevices.h"
#include "Live/LiveSession.h"
#include "Live/PatientDevices.h"

#include <catch2/catch.hpp>

#include <condition_variable>
#include <mutex>

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
        freed.wait (locked, [this] { return isFree; });
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
    bool isFree = false;
};

/** Must outlive the threads that were given up, whose devices ask their hardware last. */
struct DeadServer
{
    Hardware hardware;
    Lock lock;
    int numDevices = 0;
};

/** Closing and stopping wait for ever. */
class StuckDevice : public test::FakeDevice
{
public:
    StuckDevice (std::shared_ptr<DeadServer> itsServer, const juce::String& inputName,
                 const juce::String& outputName)
        : FakeDevice (itsServer->hardware, inputName, outputName)
        , server (std::move (itsServer))
    {
    }
    void stop() override { server->lock.wait(); }
    void close() override { server->lock.wait(); }

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
    juce::AudioIODevice* createDevice (const juce::String& output, const juce::String& input) override
    {
        if (server->numDevices++ == 0)
            return new StuckDevice (server, input, output);
        return FakeType::createDevice (output, input);
    }

private:
    std::shared_ptr<DeadServer> server;
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

TEST_CASE ("a device that never stops is given up, and reaches nobody any more")
{
    static const auto server = std::make_shared<DeadServer>(); // outlives the thread that waits
    const auto type = live::patientType (std::make_unique<StuckType> (server), 100ms);
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
        { list.add (live::patientType (std::make_unique<StuckType> (server), 100ms).release()); });
    live::DeviceChoice choice;
    choice.input = choice.output = "Headset";
    REQUIRE (session.open (choice).ok());
    const auto reach = [&] (live::LiveSession::Stage stage)
    {
        for (int tries = 0; tries < 1000 && session.stage() != stage; ++tries)
            juce::MessageManager::getInstance()->runDispatchLoopUntil (20);
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

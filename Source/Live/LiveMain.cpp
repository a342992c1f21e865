// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Caught.h"
#include "Live/LiveOptions.h"
#include "Live/LiveReport.h"
#include "Live/LiveSession.h"
#include "Live/StatusLine.h"
#include "Platform/StopSignals.h"
#include "Platform/Terminal.h"

#include <cstdio>
#include <iostream>

namespace
{
using namespace unbraid;
using juce::String;

constexpr int looksPerSecond = 10;

enum ExitCode : int
{
    exitDone = 0,
    exitFailed = 1
};

int fail (const core::Error& error)
{
    auto line = String (error.message()).replaceCharacters ("\r\n\t", "   ");
    if (juce::CharacterFunctions::isLowerCase (line[1])) // a sentence, and no abbreviation
        line = line.substring (0, 1).toLowerCase() + line.substring (1);
    std::cerr << "unbraid: " << line << "\n";
    return exitFailed;
}

/** Goes on until the time is over or somebody wants it to end, showing how things are. */
class LiveRun : private juce::Timer
{
public:
    LiveRun (live::LiveSession& liveSession, std::optional<double> runSeconds)
        : session (liveSession)
        , seconds (runSeconds)
    {
        startTimerHz (looksPerSecond);
    }

private:
    void timerCallback() override
    {
        const double elapsed = 0.001 * (juce::Time::getMillisecondCounterHiRes() - startedMs);
        if (platform::isStopWanted() || (seconds && elapsed >= *seconds))
            return juce::MessageManager::getInstance()->stopDispatchLoop();
        sayWhatIsNew();
        line.show (text().toStdString());
    }

    /** A device that went or came back, and what the processor or the player has to complain about. */
    void sayWhatIsNew()
    {
        using Stage = live::LiveSession::Stage;
        if (const auto stage = session.stage(); std::exchange (lastStage, stage) != stage)
            line.say (stage == Stage::running ? "the sound device is back"
                                              : "the sound device is gone, looking for it: " +
                                                    session.description().toStdString());
        sayDevices();
        if (const auto message = session.processor().status().message(); message != lastMessage)
        {
            lastMessage = message;
            if (message.isNotEmpty())
                line.say (message.toStdString());
        }
        if (const auto error = session.player().status().error; error != lastError)
        {
            lastError = error;
            if (! error.empty())
                line.say (error);
        }
    }

    /** Which they are, for logs also how late they are. */
    void sayDevices()
    {
        const bool isRunning = session.stage() == live::LiveSession::Stage::running;
        const auto devices = isRunning ? "sound from " + session.inputInUse() + " to " +
                                             session.outputInUse() + "; " + session.deviceFormat()
                                       : String();
        if (report.isNews (devices.toStdString()))
            line.say (devices.toStdString());
        const auto deviceMs = session.deviceLatencyMs();
        const double ours = session.processorLatencyMs();
        if (! line.isSeen() && report.isNews (deviceMs ? std::optional (ours + *deviceMs) : std::nullopt,
                                              1e-3 * juce::Time::getMillisecondCounterHiRes()))
            line.say (("latency " + milliseconds (ours + *deviceMs) + ": " + milliseconds (ours) +
                       " Unbraid, " + milliseconds (*deviceMs) + " the devices")
                          .toStdString());
    }

    static String milliseconds (double ms) { return String (juce::roundToInt (ms)) + " ms"; }

    static String level (plugin::PeakMeter& meter)
    {
        const float peak = meter.take();
        return String (juce::Decibels::gainToDecibels (peak, -99.0f), 1).paddedLeft (' ', 5) + " dB";
    }

    String text()
    {
        const auto in = level (session.engine().input);
        const auto out = level (session.engine().output);
        if (session.stage() == live::LiveSession::Stage::missing)
            return "looking for " + session.description();
        const auto deviceMs = session.deviceLatencyMs();
        return "in " + in + "  out " + out + "  latency " +
               String (juce::roundToInt (session.processorLatencyMs())) + " + " +
               (deviceMs ? String (juce::roundToInt (*deviceMs)) : String ("?")) + " ms  CPU " +
               String (juce::roundToInt (100.0 * session.processLoad())) + " %  dropouts " +
               String (session.numDropouts());
    }

    live::LiveSession& session;
    const std::optional<double> seconds;
    const double startedMs = juce::Time::getMillisecondCounterHiRes();
    live::StatusLine line;
    live::LiveReport report;
    live::LiveSession::Stage lastStage = live::LiveSession::Stage::running;
    String lastMessage;
    std::string lastError;
};

int listDevices()
{
    live::LiveDevices devices;
    for (auto* type : devices.getAvailableDeviceTypes())
        for (const bool isInput : { true, false })
            for (const auto& name : type->getDeviceNames (isInput))
                std::cout << type->getTypeName() << (isInput ? "  input   " : "  output  ") << name << "\n";
    return std::cout.flush() ? exitDone : exitFailed;
}

core::Status setUp (live::LiveSession& session, const live::LiveOptions& options)
{
    auto& processor = session.processor();
    if (! options.dictionary.empty())
        if (auto loaded = processor.loadNow (options.dictionary); ! loaded.ok())
            return loaded;
    auto& parameters = processor.parameters();
    if (! options.latency.empty())
        *parameters.latency = static_cast<int> (*core::latencyModeFrom (options.latency));
    if (options.reductionDb)
        *parameters.reductionDb = *options.reductionDb;
    if (options.pausesDb)
        *parameters.quieterPauses = *options.pausesDb;
    if (! options.file.empty())
        session.player().open (options.file);
    return session.open (options.device);
}

int run (const std::vector<std::string>& arguments)
{
    const auto parsed = live::parseLive (arguments);
    if (parsed.exitCode)
    {
        (*parsed.exitCode == exitDone ? std::cout : std::cerr) << parsed.text;
        return *parsed.exitCode;
    }
    platform::catchStopSignals();
    const juce::ScopedJuceInitialiser_GUI initialised; // a message thread; no window is ever opened
    if (parsed.options.listsDevices)
        return listDevices();
    live::LiveSession session;
    if (auto ready = setUp (session, parsed.options); ! ready.ok())
        return fail (ready.error());
    if (session.mayFeedBack())
        std::cerr << "wear headphones, or the loudspeakers will feed back into the microphone\n";
    if (parsed.options.device.isVirtualMicrophone)
        std::cerr << "other programs can record \"Unbraid Microphone\"\n";
    const LiveRun running (session, parsed.options.seconds);
    juce::MessageManager::getInstance()->runDispatchLoop();
    return exitDone;
}
} // namespace

int main (int argc, char** argv)
{
    const auto exitCode = core::caught ("the work failed", {},
                                        [&]() -> core::Result<int>
                                        {
                                            const auto words = platform::startProgram (argc, argv);
                                            return run ({ words.begin() + 1, words.end() });
                                        });
    return exitCode.ok() ? exitCode.value() : fail (exitCode.error());
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "App/AppSettings.h"
#include "App/MainWindow.h"
#include "Editor/PluginEditor.h"
#include "Live/LiveOptions.h"
#include "Platform/StopSignals.h"
#include "Platform/Terminal.h"

#include <filesystem>
#include <iostream>

namespace
{
using namespace unbraid;

constexpr int looksForSignalsHz = 10;

/** Options of the command line; read before anything of JUCE is started. */
live::LiveOptions& asked()
{
    static live::LiveOptions options;
    return options;
}

/** The app: its settings, the live session and the window, from the start to the end. */
class App : public juce::JUCEApplication, private juce::Timer
{
public:
    const juce::String getApplicationName() override { return "Unbraid"; }
    const juce::String getApplicationVersion() override { return UNBRAID_VERSION; }

    void initialise (const juce::String&) override
    {
        if (juce::Desktop::getInstance().getDisplays().getPrimaryDisplay() == nullptr)
            return fail ({ "the window cannot be opened", {}, "no display", "`unbraid live` needs none" });
        platform::catchStopSignals();
        startTimerHz (looksForSignalsHz);
        session = std::make_unique<live::LiveSession> (editor::createEditor);
        if (auto ready = setUp(); ! ready.ok())
        {
            session.reset();
            return fail (ready.error());
        }
        window = std::make_unique<app::MainWindow> (*session, settings);
    }

    void shutdown() override
    {
        stopTimer();
        if (window != nullptr)
            keep();
        window.reset();
        session.reset();
    }

    void systemRequestedQuit() override { quit(); }

private:
    void timerCallback() override
    {
        if (platform::isStopWanted())
            quit();
    }

    void fail (const core::Error& error)
    {
        std::cerr << juce::String (error.message()).replaceCharacters ("\r\n\t", "   ") << "\n";
        setApplicationReturnValue (1);
        quit();
    }

    /** As it was the last time, but for what the command line says. */
    core::Status setUp()
    {
        auto& processor = session->processor();
        processor.setView ({ plugin::Look::voice, {}, {} }); // until another look is asked for
        if (const auto state = settings.state(); ! state.isEmpty())
            processor.setStateInformation (state.getData(), static_cast<int> (state.getSize()));
        const auto& options = asked();
        if (! options.dictionary.empty())
            if (auto loaded = processor.loadNow (options.dictionary); ! loaded.ok())
                return loaded;
        if (! options.file.empty())
            session->player().open (options.file);
        core::Status opened = core::Done{};
        if (options.device != live::DeviceChoice{})
            opened = session->open (options.device);
        session->neverWait();
        if (options.device == live::DeviceChoice{})
            session->reopen (settings.device());
        return opened;
    }

    void keep()
    {
        juce::MemoryBlock state;
        session->processor().getStateInformation (state);
        settings.setState (state);
        settings.setDevice (session->kept().get());
        window->keep();
        if (! settings.save())
            std::cerr << "the settings cannot be written: "
                      << app::AppSettings::defaultFile().getFullPathName() << "\n";
    }

    app::AppSettings settings;
    std::unique_ptr<live::LiveSession> session;
    std::unique_ptr<app::MainWindow> window;
};
} // namespace

int main (int argc, char** argv)
{
    const auto words = platform::startProgram (argc, argv);
    const auto parsed = live::parseApp ({ words.begin() + 1, words.end() });
    if (parsed.exitCode)
    {
        (*parsed.exitCode == 0 ? std::cout : std::cerr) << parsed.text;
        return *parsed.exitCode;
    }
    asked() = parsed.options;
    juce::JUCEApplicationBase::createInstance = []() -> juce::JUCEApplicationBase* { return new App(); };
#if JUCE_WINDOWS
    return juce::JUCEApplicationBase::main(); // asks the system for the words by itself
#else
    return juce::JUCEApplicationBase::main (argc, const_cast<const char**> (argv));
#endif
}

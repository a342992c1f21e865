// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveOptions.h"

#include "Core/EngineSettings.h"
#include "Core/Spectral/Window.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <sstream>

namespace unbraid::live
{

namespace
{
constexpr double maxRunSeconds = 1e7; // four months
constexpr int maxBufferSamples = 1 << 16;
constexpr double minRateHz = 8000.0; // what the engine takes
constexpr double maxRateHz = 192000.0;
constexpr float silentDb = -60.0f;

void addCommon (CLI::App& app, LiveOptions& options)
{
    app.set_help_flag ("--help,-h", "Show this help");
    app.set_version_flag ("--version", "unbraid " UNBRAID_VERSION, "Show the version");
    app.add_option ("--dictionary", options.dictionary, "Dictionary, by name or file")
        ->option_text ("NAME|FILE");
    app.add_option ("--input", options.device.input, "Microphone, by a part of its name")
        ->option_text ("NAME");
    app.add_option ("--output", options.device.output, "Output, by a part of its name")->option_text ("NAME");
    app.add_option ("--type", options.device.type, "PulseAudio, ALSA or JACK (PipeWire works as any)")
        ->option_text ("NAME");
    app.add_option ("--rate", options.device.rateHz, "Sample rate, 8000 to 192000")
        ->check (CLI::Range (minRateHz, maxRateHz))
        ->option_text ("HZ");
    app.add_option ("--buffer", options.device.bufferSamples, "Buffer size of the device, 1 to 65536 samples")
        ->check (CLI::Range (1, maxBufferSamples))
        ->option_text ("SAMPLES");
}

void addLive (CLI::App& app, LiveOptions& options)
{
    app.add_option ("--latency", options.latency, "low (8 ms), balanced (20 ms) or high (42 ms)")
        ->check (CLI::IsMember ({ core::toString (core::LatencyMode::low),
                                  core::toString (core::LatencyMode::balanced),
                                  core::toString (core::LatencyMode::high) }))
        ->option_text ("MODE");
    app.add_option ("--reduction", options.reductionDb,
                    "Gain of noise and other sources, -60 (removed) to 0 (unchanged)")
        ->check (CLI::Range (silentDb, 0.0f))
        ->option_text ("DB");
    app.add_option ("--quieter-pauses", options.pausesDb,
                    "Lower what is left of the noise by up to this, 0 to 12")
        ->check (CLI::Range (0.0, core::engineSetting ("quieter_pauses_db").optionHigh))
        ->option_text ("DB");
    app.add_option ("--file", options.file, "Play this sound file in a loop instead of the microphone")
        ->option_text ("FILE");
    app.add_flag ("--virtual-microphone", options.device.isVirtualMicrophone,
                  "Play to \"Unbraid Microphone\", which other programs can record");
    app.add_flag ("--list-devices", options.listsDevices, "List the sound devices");
    app.add_option ("--seconds", options.seconds, "Stop after so many seconds")
        ->check (CLI::Range (0.0, maxRunSeconds))
        ->option_text ("SECONDS");
    app.footer ("Examples:\n"
                "  unbraid live --dictionary speech --reduction -20\n"
                "      a voice with its noise 20 dB down, from the microphone to the loudspeaker\n"
                "  unbraid live --virtual-microphone\n"
                "      the same for calls: choose \"Unbraid Microphone\" there\n");
}

/** CLI11 could say it, but would also say so in the help. Throws CLI::ParseError. */
void refuseOutputBesideVirtual (const CLI::App& app, const LiveOptions& options)
{
    for (const auto* name : { "--output", "--type" })
        if (options.device.isVirtualMicrophone && app.count (name) > 0)
            throw CLI::ExcludesError ("--virtual-microphone", name);
}

/** CLI11 takes whatever follows an option as its value, another option as well. Throws CLI::ParseError. */
void refuseMissingValues (const CLI::App& app)
{
    for (const auto* option : app.get_options())
        for (const auto& text : option->results())
            if (! option->get_positional() && text.starts_with ("--"))
                throw CLI::ArgumentMismatch (option->get_name() + " needs a value, not '" + text + "'");
}

/** CLI11's words as text; for an error on one line. */
ParsedLine parse (CLI::App& app, const LiveOptions& options, const std::vector<std::string>& arguments)
{
    app.allow_windows_style_options (false); // what begins with a slash is a path
    try
    {
        app.parse (std::vector<std::string> (arguments.rbegin(), arguments.rend()));
        refuseMissingValues (app);
        refuseOutputBesideVirtual (app, options);
        return { options, {}, {} };
    }
    catch (const CLI::Success& asked) // --help, --version
    {
        std::ostringstream text;
        app.exit (asked, text, text);
        return { {}, 0, text.str() };
    }
    catch (const CLI::ParseError& error)
    {
        std::string line = "unbraid: " + std::string (error.what()) + "; see " + app.get_name() + " --help";
        std::replace_if (
            line.begin(), line.end(), [] (unsigned char c) { return c < ' ' || c == 127; }, '?');
        return { {}, 2, line + "\n" };
    }
}
} // namespace

ParsedLine parseLive (const std::vector<std::string>& arguments)
{
    LiveOptions options;
    CLI::App app ("Separates the sound of a microphone in real time; Ctrl-C ends it.", "unbraid live");
    addCommon (app, options);
    addLive (app, options);
    return parse (app, options, arguments);
}

ParsedLine parseApp (const std::vector<std::string>& arguments)
{
    LiveOptions options;
    CLI::App app ("Unbraid on a live microphone, in a window.", "Unbraid");
    addCommon (app, options);
    app.add_option ("file", options.file, "Sound file to play instead of the microphone");
    return parse (app, options, arguments);
}

} // namespace unbraid::live

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Live/Devices/DeviceChoice.h"
#include "Live/Devices/LiveDevices.h"
#include "Live/LiveEngine.h"
#include "Live/ProcessLoad.h"
#include "Live/Takes/Exporter.h"
#include "Plugin/PluginProcessor.h"

namespace unbraid::live
{

/** Unbraid on a sound device: the processor, the file player, the device, and the watch over it. A device that
    vanishes is not the end: once a second it is looked for, and when it is back sound continues. Broadcasts a change
    whenever the device or its state has changed. All for the message thread. */
class LiveSession : public juce::ChangeBroadcaster, private juce::ChangeListener, private juce::Timer
{
public:
    /** The state of the device. */
    enum class Stage
    {
        none, // none was asked for
        running,
        missing // gone, or never there: looked for
    };

    /** editors  null: none
        types    of devices; null: the system's */
    explicit LiveSession (plugin::EditorFactory editors = nullptr, DeviceTypesFactory types = nullptr);
    ~LiveSession() override;

    /** Opens the device that is meant; makes the virtual microphone where that is meant. Error: not there, or it cannot be opened so; then no device is looked for. */
    core::Status open (const DeviceChoice& choice);

    /** Opens the device of an earlier session (`kept`; null: any that can be opened), or goes looking for it. */
    void reopen (std::unique_ptr<juce::XmlElement> setup);

    /** The device to have, as `reopen` takes it; null: none has been there yet. */
    [[nodiscard]] std::unique_ptr<juce::XmlElement> kept() const;

    /** While someone chooses among the devices none is looked for, since the lists must stay. */
    void setChoosing (bool isChosenNow);

    /** Plays to the virtual microphone, which stays as long as the session, or no longer. Error: as `open`; then the output
        before continues. */
    core::Status useVirtualMicrophone (bool isWanted);
    [[nodiscard]] bool isVirtualMicrophone() const;
    [[nodiscard]] bool canMakeMicrophone() const { return manager.canMakeMicrophone(); }

    /** While somebody rehearses, from one place or several, and others hear the device, the user's default output is open beside it
        (`LiveEngine::own`). */
    void beginRehearsing();
    void endRehearsing();

    /** True where the user has no output to rehearse on: others hear the device, and there is no other. */
    [[nodiscard]] bool isOwnOutputMissing() const;

    /** From now on a window is open, which must not stand still: no call waits for devices, see `Patience`. */
    void neverWait() { manager.setMayWait (false); }

    /** Looks for devices again, interrupting the one that runs for a moment; no caller may hold a device type. */
    void lookForDevices();

    [[nodiscard]] Stage stage() const noexcept { return now; }

    /** The device in words; where it is missing, which one and why. One line. */
    [[nodiscard]] juce::String description() const;

    /** The names of the device that runs, "Headset to Desk Speakers", and its format, "48 kHz, 256 samples"; empty: none runs. The
        feed of the virtual microphone has the name of the microphone. */
    [[nodiscard]] juce::String deviceNames() const;
    [[nodiscard]] juce::String deviceFormat() const;

    /** Input and output of the running device, as exactly as it is known: "Default microphone, which is USB
        Microphone (alsa_input.usb-1)". */
    [[nodiscard]] juce::String inputInUse() const;
    [[nodiscard]] juce::String outputInUse() const;

    /** From the microphone to the loudspeaker: the processor's share, and the device's own; nothing before that is known. */
    [[nodiscard]] double processorLatencyMs();
    [[nodiscard]] std::optional<double> deviceLatencyMs() const;

    /** Share of one core that the whole program uses, window and all. */
    [[nodiscard]] double processLoad() const { return programLoad.share(); }

    /** Blocks that came too late. */
    [[nodiscard]] int numDropouts() const { return manager.getXRunCount(); }

    /** True where the microphone may pick up the loudspeakers. */
    [[nodiscard]] bool mayFeedBack() const;

    /** Begins to record what comes out, and, if asked, each source into a file beside it; for that the sound stops for a moment.
        Error: as `Recorder::start`. */
    core::Status record (const std::filesystem::path& file, bool hasSources);

    /** Cleans the file that is open in the player, as it would be played now, see `Exporter`. Error: as there, or none is open. */
    core::Status exportFile (const std::filesystem::path& output, bool hasSources);

    plugin::PluginProcessor& processor() noexcept { return liveProcessor; }
    FilePlayer& player() noexcept { return filePlayer; }
    LiveEngine& engine() noexcept { return liveEngine; }
    Exporter& exporter() noexcept { return fileExporter; }
    juce::AudioDeviceManager& devices() noexcept { return manager; }

private:
    void changeListenerCallback (juce::ChangeBroadcaster*) override;
    void timerCallback() override;
    [[nodiscard]] core::Status tryToOpen (const juce::XmlElement& setup);
    void checkPulse();
    void checkProof();
    [[nodiscard]] bool hasPulse();
    void restartPulse();
    void keepOwnOutput();
    core::Status openVirtualMicrophone (DeviceChoice choice);
    void awaitVirtualMicrophone (const DeviceChoice& choice);
    void setSourcesOn (size_t numSources);
    void lookForMissing();
    void become (Stage stage);

    plugin::PluginProcessor liveProcessor;
    FilePlayer filePlayer;
    Exporter fileExporter;
    LiveEngine liveEngine;
    LiveDevices manager;
    std::unique_ptr<juce::XmlElement> wanted; // the device to have; null: any
    ProcessLoad programLoad;
    Stage now = Stage::none;
    bool isChoosing = false;
    int numRehearsing = 0;
    bool isProving = false; // one that was missing is open, and counts once a block has come
    juce::String trouble;   // why it is missing
    unsigned lastPulse = 0;
    juce::uint32 lastPulseMs = 0;
    juce::uint32 lastLookMs = 0;
    juce::uint32 lookAgainAfterMs = 0;
};

} // namespace unbraid::live

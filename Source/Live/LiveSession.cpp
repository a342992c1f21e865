// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/LiveSession.h"

#include "Live/Pulse/PulseChoice.h"
#include "Live/Waiting/OpeningDevice.h"
#include "Platform/Machine.h"

namespace unbraid::live
{

namespace
{
using juce::String;

constexpr int lookEveryMs = 250;
constexpr juce::uint32 longestSilenceMs = 2000; // between two blocks of a device that lives
constexpr juce::uint32 searchEveryMs = 1000;
constexpr juce::uint32 restsAfterLook = 4; // times as long as it took, for the window's sake
constexpr int numDeviceChannels = 2;

String kiloHertz (double rateHz)
{
    return String (core::numberText (rateHz / 1000.0)) + " kHz";
}

core::Error cannotOpen (const String& device, const String& why, const String& allowed = {})
{
    return { "the sound device cannot be opened", device.toStdString(),
             why.trim().replaceCharacters ("\r\n", "  ").toStdString(), allowed.toStdString() };
}

String inputOf (const juce::XmlElement& setup)
{
    return setup.getStringAttribute ("audioInputDeviceName");
}

String outputOf (const juce::XmlElement& setup)
{
    return shownOutput (setup.getStringAttribute ("audioOutputDeviceName"));
}

/** Both names, or the one there is. */
String namesOf (const juce::XmlElement& setup)
{
    const auto input = inputOf (setup);
    const auto output = outputOf (setup);
    return input == output || input.isEmpty() ? output : output.isEmpty() ? input : input + " to " + output;
}

/** Current meaning of a name, beside it unless it says the same. */
String exactly (const String& name, const String& inUse)
{
    return inUse.isEmpty() ? name : inUse.startsWith (name) ? inUse : name + ", which is " + inUse;
}

template <class Number>
String listed (const juce::Array<Number>& numbers)
{
    juce::StringArray texts;
    for (const auto number : numbers)
        texts.add (core::numberText (static_cast<double> (number)));
    return texts.joinIntoString (", ");
}

/** JUCE takes other values in silence; what was asked for shall be what is there. */
core::Status checkAsAsked (juce::AudioIODevice& device, const DeviceChoice& choice)
{
    const double rateHz = device.getCurrentSampleRate();
    if (choice.rateHz > 0.0 && rateHz != choice.rateHz)
        return cannotOpen (device.getName() + ", rate", core::numberText (choice.rateHz),
                           listed (device.getAvailableSampleRates()) + " Hz");
    const int samples = device.getCurrentBufferSizeSamples();
    if (choice.bufferSamples > 0 && samples != choice.bufferSamples)
        return cannotOpen (device.getName() + ", buffer", String (choice.bufferSamples),
                           listed (device.getAvailableBufferSizes()) + " samples");
    return core::Done{};
}
} // namespace

LiveSession::LiveSession (plugin::EditorFactory editors, DeviceTypesFactory types)
    : liveProcessor (editors)
    , liveEngine (liveProcessor, filePlayer)
    , manager (std::move (types))
{
    manager.addAudioCallback (&liveEngine);
    manager.addChangeListener (this);
    startTimer (lookEveryMs);
}

LiveSession::~LiveSession()
{
    stopTimer();
    liveEngine.own.close();
    manager.removeChangeListener (this);
    manager.setMayWait (true); // what is closed shall be closed before the program ends
    manager.closeAudioDevice();
    manager.removeAudioCallback (&liveEngine);
}

core::Status LiveSession::open (const DeviceChoice& choice)
{
    if (choice.isVirtualMicrophone)
        return openVirtualMicrophone (choice);
    const auto found = findDevice (manager.getAvailableDeviceTypes(), choice);
    if (! found.ok())
        return found.error();
    auto opened = tryToOpen (found.value());
    if (opened.ok())
        opened = checkAsAsked (*manager.getCurrentAudioDevice(), choice);
    if (! opened.ok())
    {
        manager.closeAudioDevice();
        return opened;
    }
    wanted = std::make_unique<juce::XmlElement> (found.value());
    isProving = false;
    become (Stage::running);
    return core::Done{};
}

void LiveSession::reopen (std::unique_ptr<juce::XmlElement> setup)
{
    wanted = std::move (setup);
    isProving = false;
    if (isVirtualMicrophone())
        (void)manager.makeVirtualMicrophone(); // or later, when there is a server
    lookForMissing();
}

std::unique_ptr<juce::XmlElement> LiveSession::kept() const
{
    return wanted == nullptr ? nullptr : std::make_unique<juce::XmlElement> (*wanted);
}

core::Status LiveSession::tryToOpen (const juce::XmlElement& setup)
{
    const auto error = manager.initialise (numDeviceChannels, numDeviceChannels, &setup, false);
    auto* device = manager.getCurrentAudioDevice();
    if (error.isNotEmpty())
        return cannotOpen (namesOf (setup), error);
    if (device == nullptr || ! device->isPlaying())
        return cannotOpen (namesOf (setup), "no device");
    return core::Done{};
}

void LiveSession::setChoosing (bool isChosenNow)
{
    isChoosing = isChosenNow;
}

void LiveSession::lookForDevices()
{
    manager.rescan();
    lookForMissing();
}

/** The manager says so when somebody has chosen another device, and when one starts or stops. */
void LiveSession::changeListenerCallback (juce::ChangeBroadcaster*)
{
    auto* device = manager.getCurrentAudioDevice();
    if (device != nullptr && device->isPlaying())
    {
        if (auto chosen = manager.createStateXml())
            wanted = std::move (chosen);
        if (! isProving)
            become (Stage::running);
    }
    keepOwnOutput();
    sendChangeMessage();
}

void LiveSession::timerCallback()
{
    keepOwnOutput();
    programLoad.observe (1e-3 * juce::Time::getMillisecondCounterHiRes(), platform::usedProcessorSeconds());
    if (now == Stage::running)
        checkPulse();
    else if (isProving)
        checkProof();
    else if (now == Stage::missing && ! isChoosing &&
             juce::Time::getMillisecondCounter() - lastLookMs >= lookAgainAfterMs)
    {
        if (wanted == nullptr || ! LiveDevices::hasLiveLists (wanted->getStringAttribute ("deviceType")))
            manager.rescan(); // which looks at other types too, and may take their patience
        lookForMissing();
    }
}

/** Devices seldom report that they are gone; they fall silent. */
void LiveSession::checkPulse()
{
    if (hasPulse())
        return;
    trouble = "unplugged";
    manager.closeAudioDevice();
    become (Stage::missing);
}

/** A device that was missing may be open and silent: its server hangs. */
void LiveSession::checkProof()
{
    const auto before = lastPulse;
    isProving = hasPulse();
    if (! isProving)
        return manager.closeAudioDevice();
    if (lastPulse == before)
        return;
    isProving = false;
    become (Stage::running);
}

/** False: the device says that it is gone, or no block has come for too long. */
bool LiveSession::hasPulse()
{
    const auto ms = juce::Time::getMillisecondCounter();
    auto* device = manager.getCurrentAudioDevice();
    if (device == nullptr || ! device->isPlaying())
        return false;
    const auto pulse = liveEngine.numBlocks();
    const auto* patient = dynamic_cast<OpeningDevice*> (device);
    const bool isOpening = patient != nullptr && patient->isOpening();
    if (std::exchange (lastPulse, pulse) != pulse || isOpening) // which it gives up by itself
        lastPulseMs = ms;
    return ms - lastPulseMs <= longestSilenceMs;
}

void LiveSession::restartPulse()
{
    lastPulse = liveEngine.numBlocks();
    lastPulseMs = juce::Time::getMillisecondCounter();
}

void LiveSession::lookForMissing()
{
    const auto startedMs = juce::Time::getMillisecondCounter();
    const auto opened = wanted == nullptr ? open ({}) : tryToOpen (*wanted);
    lastLookMs = juce::Time::getMillisecondCounter();
    lookAgainAfterMs = std::max (searchEveryMs, restsAfterLook * (lastLookMs - startedMs));
    if (! opened.ok())
    {
        manager.closeAudioDevice();
        if (now != Stage::missing)
            trouble = String (opened.error().found).startsWith ("No such device") ? "not plugged in"
                                                                                  : opened.error().found;
    }
    isProving = opened.ok() && now == Stage::missing;
    if (isProving)
        return restartPulse();
    become (opened.ok() ? Stage::running : Stage::missing);
}

void LiveSession::become (Stage stage)
{
    if (stage == Stage::running)
        restartPulse();
    if (std::exchange (now, stage) != stage)
        sendChangeMessage();
}

String LiveSession::description() const
{
    if (now == Stage::missing)
        return wanted == nullptr ? String ("no sound device") : namesOf (*wanted) + ": " + trouble;
    const auto format = deviceFormat();
    return format.isEmpty() ? String ("no sound device") : deviceNames() + ", " + format;
}

String LiveSession::deviceNames() const
{
    return deviceFormat().isEmpty() ? String() : namesOf (*wanted);
}

String LiveSession::deviceFormat() const
{
    auto* device = manager.getCurrentAudioDevice();
    if (now != Stage::running || device == nullptr)
        return {};
    return kiloHertz (device->getCurrentSampleRate()) + ", " +
           String (device->getCurrentBufferSizeSamples()) + " samples";
}

double LiveSession::processorLatencyMs()
{
    return liveProcessor.status().sampleRateHz() > 0.0
               ? 1000.0 * liveProcessor.status().latencySamples() / liveProcessor.status().sampleRateHz()
               : 0.0;
}

String LiveSession::inputInUse() const
{
    const auto* opening = dynamic_cast<OpeningDevice*> (manager.getCurrentAudioDevice());
    if (now != Stage::running)
        return {};
    return exactly (inputOf (*wanted), opening == nullptr ? String() : opening->inputInUse());
}

String LiveSession::outputInUse() const
{
    const auto* opening = dynamic_cast<OpeningDevice*> (manager.getCurrentAudioDevice());
    if (now != Stage::running)
        return {};
    return exactly (outputOf (*wanted),
                    opening == nullptr || isVirtualMicrophone() ? String() : opening->outputInUse());
}

std::optional<double> LiveSession::deviceLatencyMs() const
{
    auto* device = manager.getCurrentAudioDevice();
    const auto* opening = dynamic_cast<OpeningDevice*> (device);
    if (device == nullptr || ! device->isPlaying() || (opening != nullptr && opening->isMeasuring()))
        return std::nullopt;
    const int samples = device->getInputLatencyInSamples() + device->getOutputLatencyInSamples();
    return 1000.0 * samples / device->getCurrentSampleRate();
}

bool LiveSession::mayFeedBack() const
{
    return now == Stage::running && live::mayFeedBack (wanted->getStringAttribute ("audioInputDeviceName"),
                                                       wanted->getStringAttribute ("audioOutputDeviceName"));
}

} // namespace unbraid::live

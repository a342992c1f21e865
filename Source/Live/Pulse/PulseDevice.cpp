// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Pulse/PulseDevice.h"

#include "Core/Support/Caught.h"

namespace unbraid::live
{

namespace
{
using juce::String;
using Milliseconds = PulseThread::Milliseconds;

constexpr Milliseconds opensWithin{ 3000 };   // sinks without a card may take two seconds to notice a stream
constexpr Milliseconds answersWithin{ 7000 }; // connecting and opening, and some
constexpr Milliseconds closesWithin{ 500 };
constexpr int looksEveryMs = 100;
constexpr int numChannels = 2;
constexpr int defaultSamples = 192; // 4 ms at 48 kHz
constexpr auto noAnswer = "the sound server does not answer";
} // namespace

PulseDevice::PulseDevice (std::shared_ptr<PulseWatch> itsWatch, std::shared_ptr<const Patience> howPatient,
                          const String& input, const String& output)
    : AudioIODevice (output.isEmpty() ? input : output, pulseTypeName)
    , watch (std::move (itsWatch))
    , patience (std::move (howPatient))
    , inputName (input)
    , outputName (output)
{
}

PulseDevice::~PulseDevice()
{
    PulseDevice::close();
}

juce::StringArray PulseDevice::channelNames (const String& device)
{
    return device.isEmpty() ? juce::StringArray() : juce::StringArray{ "Left", "Right" };
}

/** None where the names mean nothing now, so that nobody takes it for usable; a monitor alone is no microphone. */
juce::Array<double> PulseDevice::getAvailableSampleRates()
{
    const auto ends = watch->ends();
    const auto output = sinkOf (ends, outputName.isEmpty() ? defaultSinkShown : outputName.toStdString());
    if (! output && outputName.isNotEmpty())
        return {};
    if (inputName.isNotEmpty())
    {
        const auto source = sourceOf (ends, inputName.toStdString(), output.value_or (std::string()));
        const auto* end = source ? findEnd (ends.sources, *source) : nullptr;
        if (end == nullptr ||
            (outputName.isEmpty() && inputName != defaultSourceShown && ! end->monitorOf.empty()))
            return {};
    }
    return { 44100.0, 48000.0, 88200.0, 96000.0, 192000.0 };
}

juce::Array<int> PulseDevice::getAvailableBufferSizes()
{
    return { 64, 96, 128, 192, 240, 256, 480, 512, 960, 1024, 2048 };
}

int PulseDevice::getDefaultBufferSize()
{
    return defaultSamples;
}

std::optional<PulseStreams::Ends> PulseDevice::meant (const PulseEnds& ends) const
{
    PulseStreams::Ends found;
    if (! activeOutputs.isZero())
    {
        const auto sink = sinkOf (ends, outputName.toStdString());
        if (! sink)
            return std::nullopt;
        found.sink = *sink;
    }
    if (! activeInputs.isZero())
    {
        const auto source = sourceOf (ends, inputName.toStdString(), found.sink);
        if (! source)
            return std::nullopt;
        found.source = *source;
    }
    return found;
}

String PulseDevice::open (const juce::BigInteger& inputs, const juce::BigInteger& outputs, double rateHz,
                          int bufferSamples)
{
    close();
    activeInputs = activeOutputs = {};
    activeInputs.setRange (0, inputName.isEmpty() ? 0 : std::min (numChannels, inputs.countNumberOfSetBits()),
                           true);
    activeOutputs.setRange (
        0, outputName.isEmpty() ? 0 : std::min (numChannels, outputs.countNumberOfSetBits()), true);
    rate = rateHz;
    blockSamples = bufferSamples > 0 ? bufferSamples : defaultSamples;
    isFollowing = true;
    pendingMove.reset();
    const auto ends = watch->ends();
    const auto wanted = meant (ends);
    lastError = ! ends.isAnswering ? String (noAnswer)
                : ! wanted         ? String ("No such device")
                                   : connect (*wanted);
    return lastError;
}

String PulseDevice::connect (const PulseStreams::Ends& ends)
{
    auto connection = PulseThread::start();
    if (connection == nullptr)
        return "libpulse is missing";
    PulseStreamsSpec spec;
    spec.source = ends.source;
    spec.sink = ends.sink;
    spec.inputChannels = activeInputs.countNumberOfSetBits();
    spec.outputChannels = activeOutputs.countNumberOfSetBits();
    spec.rateHz = rate;
    spec.blockSamples = blockSamples;
    auto made = std::make_shared<PulseStreams> (spec);
    opening = connection->request<std::string> ([made] (PulseThread& self)
                                                { return made->open (self, opensWithin); });
    openBy = std::chrono::steady_clock::now() + answersWithin;
    thread = std::move (connection);
    streams = std::move (made);
    opened = ends;
    (void)opening.wait_for (patience->mayWait ? answersWithin : patience->glance);
    lastError.clear();
    noteOpened();
    return lastError;
}

/** An opening that has failed, or takes too long, is the end of the streams. */
void PulseDevice::noteOpened()
{
    if (! opening.valid())
        return;
    if (opening.wait_for (Milliseconds::zero()) == std::future_status::ready)
    {
        const auto answer = core::caught ("the sound device cannot be opened", {},
                                          [this]() -> core::Result<std::string> { return opening.get(); });
        lastError = answer.ok() ? answer.value() : answer.error().message();
    }
    else if (patience->mayWait || std::chrono::steady_clock::now() > openBy)
        lastError = noAnswer;
    if (lastError.isNotEmpty())
        disconnect();
}

/** While the server does not answer, nothing has changed. */
String PulseDevice::inputInUse() const
{
    if (const auto ends = watch->ends(); ends.isAnswering)
        knownInput = String::fromUTF8 (fullName (ends.sources, opened.source).c_str());
    return knownInput;
}

String PulseDevice::outputInUse() const
{
    if (const auto ends = watch->ends(); ends.isAnswering)
        knownOutput = String::fromUTF8 (fullName (ends.sinks, opened.sink).c_str());
    return knownOutput;
}

bool PulseDevice::isPlaying()
{
    return callback != nullptr && streams != nullptr && (opening.valid() || streams->isAlive());
}

/** The thread keeps the streams until it has closed them, even if that is never. */
void PulseDevice::disconnect()
{
    opening = {};
    if (streams != nullptr)
        streams->setCallback (nullptr);
    if (thread != nullptr)
    {
        thread->post ([kept = streams] (PulseThread&) { kept->close(); });
        (void)thread->end (patience->mayWait ? closesWithin : patience->glance);
    }
    thread.reset();
    streams.reset();
}

void PulseDevice::close()
{
    stop();
    disconnect();
}

void PulseDevice::start (juce::AudioIODeviceCallback* next)
{
    if (next == nullptr || streams == nullptr || next == callback)
        return;
    stop();
    next->audioDeviceAboutToStart (this);
    callback = next;
    streams->setCallback (callback);
    startTimer (looksEveryMs);
}

void PulseDevice::stop()
{
    stopTimer();
    if (streams != nullptr)
        streams->setCallback (nullptr);
    if (auto* old = std::exchange (callback, nullptr))
        old->audioDeviceStopped();
}

/** Follows the default and what the server did to the streams. One that ended is left to whoever watches the device. */
void PulseDevice::timerCallback()
{
    noteOpened();
    if (! isPlaying() || opening.valid())
        return;
    const auto ends = watch->ends();
    if (! ends.isAnswering)
        return;
    if (auto moved = streams->takeMoved())
    {
        pendingMove = std::move (moved); // judged once the list of ends is newer than it
        return;
    }
    if (const auto moved = std::exchange (pendingMove, std::nullopt))
        judgeMove (ends, *moved);
    if (isFollowing && streams != nullptr)
        follow (ends);
}

/** Changes over where the names mean other ends now. */
void PulseDevice::follow (const PulseEnds& ends)
{
    const auto wanted = meant (ends);
    if (! wanted)
        return disconnect();
    if (*wanted == opened)
        return;
    disconnect();
    lastError = connect (*wanted);
    if (streams != nullptr)
        streams->setCallback (callback);
}

/** Keeps changes that the user made in a mixer, but not those that the server made because a device is gone. */
void PulseDevice::judgeMove (const PulseEnds& ends, const PulseStreams::Ends& moved)
{
    const bool isSourceLost = ! opened.source.empty() && findEnd (ends.sources, opened.source) == nullptr;
    const bool isSinkLost = ! opened.sink.empty() && findEnd (ends.sinks, opened.sink) == nullptr;
    if (isSourceLost || isSinkLost || isOwnOutput (ends, moved.source, moved.sink))
    {
        isFollowing = true;
        opened = {}; // so that the names are looked up again
        return;
    }
    isFollowing = isFollowing && moved == opened;
    opened = moved;
    streams->trustInput();
}

} // namespace unbraid::live

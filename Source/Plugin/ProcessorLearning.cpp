// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/PluginProcessor.h"

#include "Core/Models/ModelKind.h"

#include <algorithm>

namespace unbraid::plugin
{

namespace
{
constexpr int lookAtLearningHz = 10;
} // namespace

void PluginProcessor::startCapture (const LearnOptions& options)
{
    const bool isInput = options.from == CaptureFrom::input;
    const int numChannels = isInput ? getMainBusNumInputChannels() : getChannelCountOfBus (true, 1);
    if (numChannels == 0)
        return loader.setMessage ("the capture cannot start: the host has not connected the bus Reference");
    auto started = learnSession.startCapture (options, loader.sampleRateHz(), numChannels);
    if (! started.ok())
        return loader.setMessage (started.error().message());
    sendChangeMessage();
}

/** The dictionary that plays; what is learned is a change of it, whatever is loaded meanwhile. */
std::shared_ptr<const core::Dictionary> PluginProcessor::base()
{
    if (learnSession.status().stage != LearnStatus::Stage::training)
        learnedInto = loader.dictionary();
    const auto playing = loader.dictionary().shared;
    return playing == nullptr ? nullptr
                              : std::shared_ptr<const core::Dictionary> (playing, &playing->content);
}

void PluginProcessor::begunTraining (const core::Status& started)
{
    if (started.ok())
        startTimerHz (lookAtLearningHz);
    else
        loader.setMessage (started.error().message());
    sendChangeMessage();
}

void PluginProcessor::finishCapture()
{
    begunTraining (learnSession.train (base()));
}

void PluginProcessor::addRecordings (const juce::StringArray& files)
{
    for (const auto& file : files)
        recordingList.add (file.toStdString());
    sendChangeMessage();
}

void PluginProcessor::removeRecording (const juce::File& file)
{
    recordingList.remove (file.getFullPathName().toStdString());
    sendChangeMessage();
}

std::vector<RecordingInfo> PluginProcessor::recordings()
{
    std::vector<RecordingInfo> found;
    for (const auto& recording : recordingList.all())
        found.push_back ({ juce::File (recording.file.string()), recording.isChecked, recording.seconds,
                           juce::String (recording.error) });
    return found;
}

void PluginProcessor::learnFromRecordings (const LearnOptions& options)
{
    begunTraining (learnSession.trainOn (recordingList.all(), options, base()));
}

/** In seconds of the frozen sound and sources of the dictionary. */
core::Result<std::vector<training::Mark>> PluginProcessor::marksOf (const std::vector<SpanMark>& marks)
{
    std::vector<training::Mark> found;
    const auto playing = loader.playing();
    const auto info = describe (playing, colours);
    for (const auto& mark : marks)
    {
        const auto index = static_cast<size_t> (mark.source);
        const auto name = index < info.sources.size() ? info.sources[index].name.toStdString() : "";
        const auto& own = playing.dictionary.shared->content.sources;
        const auto source =
            std::find_if (own.begin(), own.end(), [&] (const auto& each) { return each.name == name; });
        if (source == own.end())
            return core::Error{ "the dictionary cannot be fitted", "mark",
                                name.empty() ? "no source" : name + ", which has no atoms of its own",
                                "a source of the dictionary" };
        found.push_back (markOf (shownPicture.frozen(), mark.isAlone,
                                 static_cast<size_t> (source - own.begin()), mark.begin, mark.end));
    }
    return found;
}

void PluginProcessor::fit (const std::vector<SpanMark>& marks)
{
    FitRequest request{ base(), shownPicture.frozen(), {} };
    if (request.base != nullptr && core::modelKind (*request.base).isExtensible &&
        request.sound.samples.size() > 0)
    {
        auto found = marksOf (marks);
        if (! found.ok())
            return loader.setMessage (found.error().message());
        request.marks = std::move (found).value();
    }
    begunTraining (learnSession.fit (std::move (request)));
}

void PluginProcessor::cancelLearning()
{
    learnSession.cancel();
    stopTimer();
    sendChangeMessage();
}

/** Looks whether the learner is done, and plays what it made. */
void PluginProcessor::timerCallback()
{
    auto result = learnSession.takeResult();
    if (! result)
        return;
    stopTimer();
    const auto& options = learnSession.options();
    if (result->ok())
    {
        hasLearned = ! learnSession.isFitting();
        loader.useSoon (asLearned (learnedInto, std::move (*result).value(), options), {},
                        options.as == LearnAs::newDictionary);
        if (learnSession.isFromRecordings())
            recordingList.clear();
        hasLearned = false;
    }
    else
        loader.setMessage (result->error().message());
    sendChangeMessage();
}

/** The source that was learned gets the colour that was asked for; a new one otherwise the first that none has. */
void PluginProcessor::colourLearned()
{
    const auto& name = learnSession.learnedSource();
    int colour = learnSession.options().colour;
    const auto sources = dictionary().sources;
    const auto hasColour = [&] (int number)
    {
        return std::any_of (sources.begin(), sources.end(),
                            [&] (const SourceInfo& each)
                            { return each.colour == number && each.name.toStdString() != name; });
    };
    const auto chosen = colours.chosen();
    for (int number = 1; number <= numColours && colour == 0 && ! chosen.contains (name); ++number)
        if (! hasColour (number))
            colour = number;
    if (colour >= 1 && colour <= numColours)
        colours.choose (name, colour);
}

} // namespace unbraid::plugin

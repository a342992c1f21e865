// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/Learning.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Plugin/Loading/DictionaryInfo.h"
#include "Plugin/Loading/DictionaryStore.h"
#include "Plugin/Loading/UserPresets.h"

#include <algorithm>
#include <utility>

namespace unbraid::plugin
{

namespace
{
constexpr int lookAtLearningHz = 10;
constexpr auto voiceDictionary = "own-voice"; // of the factory, which learns voices
} // namespace

Learning::Learning (Parts partsToUse)
    : parts (std::move (partsToUse))
    , recordingList (parts.onListed)
{
}

Learning::~Learning()
{
    stopTimer();
}

/** Says why a voice cannot be learned under that name, before anybody speaks. */
bool Learning::isRefused (const LearnOptions& options)
{
    if (options.as != LearnAs::voice)
        return false;
    const auto base = baseFor (options.as);
    for (const auto& good : { checkVoice (base.get()), checkVoiceName (options.name.toStdString()) })
        if (! good.ok())
        {
            parts.loader.setMessage (good.error().message());
            return true;
        }
    return false;
}

void Learning::startCapture (const LearnOptions& options)
{
    if (isRefused (options))
        return;
    const int numChannels = parts.numChannels (options.from);
    if (numChannels == 0)
        return parts.loader.setMessage (
            "the capture cannot start: the host has not connected the bus Reference");
    auto started = session.startCapture (options, parts.loader.sampleRateHz(), numChannels);
    if (! started.ok())
        return parts.loader.setMessage (started.error().message());
    parts.onChange();
}

void Learning::follow()
{
    if (session.followRate (parts.loader.sampleRateHz()))
        parts.loader.setMessage ("the capture began anew: the host changed its sample rate");
}

/** Of the dictionary that plays; what is learned is a change of it, whatever is loaded meanwhile. */
std::shared_ptr<const core::Dictionary> Learning::baseOf (const LoadedDictionary& playing)
{
    if (session.status().stage != LearnStatus::Stage::training)
        learnedInto = playing;
    const auto& shared = playing.shared;
    return shared == nullptr ? nullptr : std::shared_ptr<const core::Dictionary> (shared, &shared->content);
}

/** Voices are learned into the dictionary that plays where it learns them, else into the factory's that does. */
std::shared_ptr<const core::Dictionary> Learning::baseFor (LearnAs as)
{
    const auto playing = parts.loader.dictionary();
    const bool canBeAnother = as == LearnAs::voice && playing.shared != nullptr &&
                              isOfSpeech (playing.shared->content) &&
                              ! core::learnsVoices (playing.shared->content);
    if (! canBeAnother)
        return baseOf (playing);
    const auto another = dictionaries::load (voiceDictionary);
    return baseOf (another.ok() ? another.value() : playing);
}

void Learning::begunTraining (const core::Status& started)
{
    if (started.ok())
        startTimerHz (lookAtLearningHz);
    else
        parts.loader.setMessage (started.error().message());
    parts.onChange();
}

void Learning::finishCapture()
{
    begunTraining (session.train (baseFor (session.options().as)));
}

void Learning::addRecordings (const juce::StringArray& files)
{
    for (const auto& file : files)
        recordingList.add (file.toStdString());
    parts.onChange();
}

void Learning::removeRecording (const juce::File& file)
{
    recordingList.remove (file.getFullPathName().toStdString());
    parts.onChange();
}

std::vector<RecordingInfo> Learning::recordings()
{
    std::vector<RecordingInfo> found;
    for (const auto& recording : recordingList.all())
        found.push_back ({ juce::File (recording.file.string()), recording.isChecked, recording.seconds,
                           juce::String (recording.error) });
    return found;
}

void Learning::learnFromRecordings (const LearnOptions& options)
{
    if (isRefused (options))
        return;
    begunTraining (session.trainOn (recordingList.all(), options, baseFor (options.as)));
}

/** In seconds of the frozen sound and sources of the dictionary. */
core::Result<std::vector<training::Mark>> Learning::marksOf (const std::vector<SpanMark>& marks,
                                                             const PlayingEngine& playing)
{
    std::vector<training::Mark> found;
    const auto info = describe (playing, parts.colours);
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
        found.push_back (markOf (parts.picture.frozen(), mark.isAlone,
                                 static_cast<size_t> (source - own.begin()), mark.begin, mark.end));
    }
    return found;
}

void Learning::fit (const std::vector<SpanMark>& marks)
{
    const auto playing = parts.loader.playing(); // once: a session may take it away meanwhile
    FitRequest request{ baseOf (playing.dictionary), parts.picture.frozen(), {} };
    if (request.base != nullptr && core::modelTraits (*request.base).isExtensible &&
        request.sound.samples.size() > 0)
    {
        auto found = marksOf (marks, playing);
        if (! found.ok())
            return parts.loader.setMessage (found.error().message());
        request.marks = std::move (found).value();
    }
    begunTraining (session.fit (std::move (request)));
}

void Learning::cancelLearning()
{
    session.cancel();
    stopTimer();
    parts.onChange();
}

/** Reports a learned dictionary while it plays: not once it was taken back. */
LearnStatus Learning::progress()
{
    auto status = session.status();
    const auto made = learned.lock();
    if (made == nullptr || made != parts.loader.dictionary().shared)
        status.result.clear();
    return status;
}

/** As it will play: what knows a voice is saved among the user's, and found there by sessions. */
core::Result<LoadedDictionary> Learning::readied (core::Dictionary dictionary)
{
    const auto& options = session.options();
    auto made = asLearned (learnedInto, std::move (dictionary), options);
    if (options.as != LearnAs::voice)
        return made;
    return saveAmongUsers (made, parts.parameters, parts.colours, options.name.toStdString());
}

/** Looks whether the learner is done, and plays what it made. */
void Learning::timerCallback()
{
    auto result = session.takeResult();
    if (! result)
        return;
    stopTimer();
    const auto made = result->ok() ? readied (std::move (*result).value()) : result->error();
    if (made.ok())
    {
        const auto as = session.options().as;
        hasLearned = ! session.isFitting() && as != LearnAs::voice && as != LearnAs::kit;
        if (as != LearnAs::kit || ! parts.splitDrums (made.value()))
            parts.loader.useSoon (made.value(), {}, as == LearnAs::newDictionary || as == LearnAs::kit);
        learned = parts.loader.dictionary().shared;
        if (session.isFromRecordings())
            recordingList.clear();
        hasLearned = false;
        if (const auto& doubts = session.doubts(); ! doubts.empty())
            parts.loader.setMessage ("the voice was learned, but may not be kept well: " + doubts);
    }
    else
        parts.loader.setMessage (made.error().message());
    parts.onChange();
}

/** The source that was learned gets the colour that was asked for; a new one otherwise the first that none has. */
void Learning::colourIfLearned()
{
    if (! std::exchange (hasLearned, false))
        return;
    const auto& name = session.learnedSource();
    int colour = session.options().colour;
    const auto sources = describe (parts.loader.playing(), parts.colours).sources;
    const auto hasColour = [&] (int number)
    {
        return std::any_of (sources.begin(), sources.end(),
                            [&] (const SourceInfo& each)
                            { return each.colour == number && each.name.toStdString() != name; });
    };
    const auto chosen = parts.colours.chosen();
    for (int number = 1; number <= numColours && colour == 0 && ! chosen.contains (name); ++number)
        if (! hasColour (number))
            colour = number;
    if (colour >= 1 && colour <= numColours)
        parts.colours.choose (name, colour);
}

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Learning/LearnSession.h"
#include "Plugin/Loading/EngineLoader.h"
#include "Plugin/Model/LearnModel.h"
#include "Plugin/Picture/PictureSource.h"
#include "Plugin/Session/SourceColours.h"

#include <functional>

namespace unbraid::plugin
{

/** Learning as an editor sees it: begins and ends captures and trainings, and has their results played. [message], but for
    the session, which the audio thread lends sound to. */
class Learning : public LearnModel, private juce::Timer
{
public:
    /** The objects that it uses; all outlive it. */
    struct Parts
    {
        EngineLoader& loader;
        PictureSource& picture; // has the frozen sound
        SourceColours& colours;
        const Parameters& parameters;
        std::function<int (CaptureFrom)> numChannels; // of the bus; 0: the host has not connected it
        std::function<bool (const LoadedDictionary&)> splitDrums; // see Dictionaries
        std::function<void()> onListed; // recordings were looked through; [any but audio]
        std::function<void()> onChange;
    };

    explicit Learning (Parts partsToUse);
    ~Learning() override;

    [[nodiscard]] bool canCapture (CaptureFrom from) const override { return parts.numChannels (from) > 0; }
    void startCapture (const LearnOptions& options) override;
    void finishCapture() override;
    void addRecordings (const juce::StringArray& files) override;
    void removeRecording (const juce::File& file) override;
    std::vector<RecordingInfo> recordings() override;
    void learnFromRecordings (const LearnOptions& options) override;
    void fit (const std::vector<SpanMark>& marks) override;
    void finishTraining() override { session.finishTraining(); }
    void cancelLearning() override;
    LearnStatus progress() override;

    /** The host may have changed its rate: what is captured at another one begins anew, with a message. */
    void follow();

    /** Another dictionary is there: where it was learned, its new source gets its colour. */
    void colourIfLearned();

    LearnSession session;

private:
    void timerCallback() override;
    [[nodiscard]] bool isRefused (const LearnOptions& options);
    [[nodiscard]] core::Result<LoadedDictionary> readied (core::Dictionary dictionary);
    void begunTraining (const core::Status& started);
    [[nodiscard]] std::shared_ptr<const core::Dictionary> baseOf (const LoadedDictionary& playing);
    [[nodiscard]] std::shared_ptr<const core::Dictionary> baseFor (LearnAs as);
    core::Result<std::vector<training::Mark>> marksOf (const std::vector<SpanMark>& marks,
                                                       const PlayingEngine& playing);

    Parts parts;
    LoadedDictionary learnedInto;                  // that was played when the training began
    bool hasLearned = false;                       // the dictionary that comes next was learned
    std::weak_ptr<const SharedDictionary> learned; // what the last training made
    RecordingList recordingList;
};

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/PluginEditor.h"
#include "Host/HeadlessWindow.h"
#include "Support/BareProcessor.h"

#include <catch2/catch.hpp>

#include <functional>
#include <memory>

namespace unbraid::test
{

/** A processor that only owns the parameters. */
class SilentProcessor : public BareProcessor
{
public:
    plugin::Parameters parameters{ *this };

    const juce::String getName() const override { return "Silent"; }
};

/** A dictionary of two sources that can be loaded by name. */
inline plugin::PresetInfo preset (const juce::String& name, bool isFactory)
{
    plugin::PresetInfo info;
    info.name = name;
    info.isFactory = isFactory;
    info.isRead = true;
    info.sources = { "one", "other" };
    info.numAtoms = 128;
    info.windowMs = 32.0;
    info.licence = "CC-BY-4.0";
    info.about = "What " + name + " is for.";
    return info;
}

/** A model whose answers a test sets, and which notes down what it is asked to do. */
class FakeModel : public plugin::PluginModel,
                  public plugin::PresetModel,
                  public plugin::StatusModel,
                  private plugin::PictureModel,
                  private plugin::HistoryModel,
                  private plugin::LearnModel
{
public:
    explicit FakeModel (plugin::Parameters& parametersToUse)
        : fixedParameters (parametersToUse)
    {
    }

    plugin::Parameters& parameters() override { return fixedParameters; }
    plugin::Meters& meters() override { return levels; }
    plugin::PresetModel& dictionaries() override { return *this; }
    plugin::StatusModel& status() override { return *this; }
    plugin::PictureModel& picture() override { return *this; }
    plugin::HistoryModel& history() override { return *this; }
    plugin::LearnModel& learning() override { return *this; }
    plugin::ViewState view() const override { return shownView; }
    void setView (const plugin::ViewState& next) override { shownView = next; }
    std::vector<plugin::PresetInfo> presets() override { return presetList; }
    plugin::DictionaryInfo playing() override { return current; }
    void load (const juce::String& name) override { asked.add ("load " + name); }
    void tryOut (const juce::String& name) override
    {
        asked.add ("try " + name);
        triedName = name;
        sendSynchronousChangeMessage();
    }
    void endTrial() override
    {
        if (triedName.isEmpty())
            return;
        asked.add ("end trial");
        triedName.clear();
        sendSynchronousChangeMessage();
    }
    [[nodiscard]] juce::String trial() const override { return triedName; }
    void savePreset (const juce::String& name) override { asked.add ("save " + name); }
    juce::String message() override { return trouble; }
    void dismissMessage() override
    {
        asked.add ("dismiss");
        tell ({});
    }
    void renamePreset (const juce::String& name, const juce::String& newName) override
    {
        asked.add ("rename " + name + " to " + newName);
    }
    void deleteVoice() override { asked.add ("delete voice"); }
    juce::File userFolder() override { return juce::File::getSpecialLocation (juce::File::tempDirectory); }
    plugin::AtomCurves atoms() override { return curves; }
    void split (int source, const juce::String& dictionary) override
    {
        asked.add ("split " + juce::String (source) + " " + dictionary);
    }
    void setColour (int source, int colour) override
    {
        asked.add ("colour " + juce::String (source) + " " + juce::String (colour));
    }
    [[nodiscard]] bool canCapture (plugin::CaptureFrom from) const override
    {
        return from == plugin::CaptureFrom::input || hasReference;
    }
    void startCapture (const plugin::LearnOptions& options) override
    {
        asked.add ("start " + options.name);
        learned = options;
    }
    void finishCapture() override { asked.add ("finish capture"); }
    void addRecordings (const juce::StringArray& files) override
    {
        asked.add ("add " + files.joinIntoString (" "));
    }
    void removeRecording (const juce::File& file) override { asked.add ("remove " + file.getFileName()); }
    std::vector<plugin::RecordingInfo> recordings() override { return recordingList; }
    void learnFromRecordings (const plugin::LearnOptions& options) override
    {
        asked.add ("learn " + options.name);
        learned = options;
    }
    void fit (const std::vector<plugin::SpanMark>& marks) override
    {
        asked.add ("fit");
        fitted = marks;
    }
    void finishTraining() override { asked.add ("finish training"); }
    void cancelLearning() override { asked.add ("cancel"); }
    plugin::LearnStatus progress() override
    {
        ++polls;
        return stage;
    }
    [[nodiscard]] double sampleRateHz() const override { return rateHz; }
    [[nodiscard]] int latencySamples() const override { return 882; }
    plugin::EngineNumbers numbers() override { return figures; }
    [[nodiscard]] bool isBusOn (int strip) const override { return strip < numBusesOn; }
    void undo() override { asked.add ("undo"); }
    void redo() override { asked.add ("redo"); }
    juce::String undoName() override { return undoable; }
    juce::String redoName() override { return redoable; }

    void show (const plugin::DictionaryInfo& dictionary)
    {
        current = dictionary;
        sendSynchronousChangeMessage();
    }
    void tell (const juce::String& message)
    {
        trouble = message;
        sendSynchronousChangeMessage();
    }
    void reach (const plugin::LearnStatus& reached)
    {
        stage = reached;
        sendSynchronousChangeMessage();
    }

    plugin::ViewState shownView{ plugin::Look::lab, {}, {} }; // where everything is
    juce::StringArray asked;
    plugin::LearnOptions learned;
    std::vector<plugin::SpanMark> fitted;
    std::vector<plugin::RecordingInfo> recordingList;
    plugin::AtomCurves curves;
    plugin::EngineNumbers figures{ 44100.0, 1411, 220, 882, 5, false, 0.031, 0.094, 0.00018, 0 };
    std::function<void (const std::function<void (const plugin::PictureFrame&)>&)> makeFrames;
    juce::String undoable, redoable, triedName;
    bool hasReference = true;
    int numBusesOn = plugin::numStrips;
    int pictures = 0; // that are open
    int reads = 0;
    int polls = 0;
    double rateHz = 44100.0;
    plugin::Meters levels;
    plugin::DictionaryInfo current;
    plugin::LearnStatus stage;
    juce::String trouble;
    std::vector<plugin::PresetInfo> presetList{ preset ("drums", true), preset ("my-room", false),
                                                preset ("piano", true), preset ("speech", true) };

private:
    void open() override { ++pictures; }
    void close() override { --pictures; }
    void freeze() override { asked.add ("freeze"); }
    void read (const std::function<void (const plugin::PictureFrame&)>& showFrame) override
    {
        ++reads;
        if (makeFrames)
            makeFrames (showFrame);
    }

    plugin::Parameters& fixedParameters;
};

/** A dictionary with so many sources, the last of them no target. */
inline plugin::DictionaryInfo dictionaryOf (const juce::String& name, const juce::StringArray& sources)
{
    plugin::DictionaryInfo info;
    info.name = name;
    info.isFactory = true;
    info.canBeTaught = true;
    for (const auto& source : sources)
        info.sources.push_back ({ source, source != sources[sources.size() - 1], 64,
                                  1 + static_cast<int> (info.sources.size()) % 8 });
    info.numAtoms = 64 * sources.size();
    info.summary = juce::String (64 * sources.size()) + " atoms, window 1024, hop 256, Kullback-Leibler";
    info.licence = "CC-BY-4.0";
    info.trainedOn = "two hundred voices and forty kinds of noise";
    return info;
}

/** Calls for every component below this one. */
inline void visit (juce::Component& parent, const std::function<void (juce::Component&)>& call)
{
    for (auto* child : parent.getChildren())
    {
        call (*child);
        visit (*child, call);
    }
}

/** The component of that id below this one, nullptr without one. */
inline juce::Component* found (juce::Component& parent, const juce::String& id)
{
    juce::Component* result = nullptr;
    visit (parent,
           [&] (juce::Component& component)
           {
               if (component.getComponentID() == id)
                   result = &component;
           });
    return result;
}

/** The editor of a model that a test holds in its hands. */
struct Desk
{
    SilentProcessor processor;
    FakeModel model{ processor.parameters };
    juce::TemporaryFile settings; // no user's looks, and none are kept
    std::unique_ptr<editor::PluginEditor> editor;

    explicit Desk (const plugin::DictionaryInfo& dictionary = dictionaryOf ("speech", { "speech", "noise" }))
    {
        model.current = dictionary;
        open();
    }

    /** The editor anew, on the same settings. */
    void open() { editor = std::make_unique<editor::PluginEditor> (processor, model, settings.getFile()); }

    editor::FullView& full() { return *editor->fullView(); }

    template <class Control>
    Control& get (const juce::String& id)
    {
        auto* control = dynamic_cast<Control*> (found (*editor, id));
        REQUIRE (control != nullptr);
        return *control;
    }

    void click (const juce::String& id)
    {
        auto& button = get<juce::Button> (id);
        REQUIRE (button.isVisible());
        REQUIRE (button.isEnabled());
        button.onClick();
    }

    /** What is written on a button. */
    juce::String textOf (const juce::String& id) { return get<juce::Button> (id).getButtonText(); }

    /** What a screen reader says of something: its value in words. */
    juce::String valueOf (const juce::String& id)
    {
        const HeadlessWindow window (*editor);
        auto* handler = get<juce::Component> (id).getAccessibilityHandler();
        REQUIRE (handler != nullptr);
        auto* value = handler->getValueInterface();
        return value != nullptr ? value->getCurrentValueAsString() : juce::String();
    }
};

/** Lets messages and timers run. */
inline void waitFor (int milliseconds)
{
    juce::MessageManager::getInstance()->runDispatchLoopUntil (milliseconds);
}

} // namespace unbraid::test

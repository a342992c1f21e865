// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/PluginEditor.h"
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

/** A model whose answers a test sets, and which notes down what it is asked to do. */
class FakeModel : public plugin::PluginModel
{
public:
    explicit FakeModel (plugin::Parameters& parametersToUse)
        : fixedParameters (parametersToUse)
    {
    }

    plugin::Parameters& parameters() override { return fixedParameters; }
    plugin::Meters& meters() override { return levels; }
    std::vector<plugin::PresetInfo> presets() override { return presetList; }
    plugin::DictionaryInfo dictionary() override { return current; }
    void load (const juce::String& name) override { asked.add ("load " + name); }
    void savePreset (const juce::String& name) override { asked.add ("save " + name); }
    juce::String message() override { return trouble; }
    void dismissMessage() override
    {
        asked.add ("dismiss");
        tell ({});
    }
    void startCapture (const plugin::LearnOptions& options) override
    {
        asked.add ("start " + options.name);
        learned = options;
    }
    void finishCapture() override { asked.add ("finish capture"); }
    void finishTraining() override { asked.add ("finish training"); }
    void cancelLearning() override { asked.add ("cancel"); }
    plugin::LearnStatus learning() override
    {
        ++polls;
        return status;
    }
    [[nodiscard]] double sampleRateHz() const override { return rateHz; }
    [[nodiscard]] int latencySamples() const override { return 882; }

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
        status = reached;
        sendSynchronousChangeMessage();
    }

    juce::StringArray asked;
    plugin::LearnOptions learned;
    int polls = 0;
    double rateHz = 44100.0;
    plugin::Meters levels;
    plugin::DictionaryInfo current;
    plugin::LearnStatus status;
    juce::String trouble;
    std::vector<plugin::PresetInfo> presetList{
        { "drums", true }, { "my-room", false }, { "piano", true }, { "speech", true }
    };

private:
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
        info.sources.push_back ({ source, source != sources[sources.size() - 1], 64 });
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
    std::unique_ptr<juce::AudioProcessorEditor> editor;

    explicit Desk (const plugin::DictionaryInfo& dictionary = dictionaryOf ("speech", { "speech", "noise" }))
    {
        model.current = dictionary;
        editor.reset (editor::createEditor (processor, model));
    }

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

    juce::String textOf (const juce::String& id) { return get<juce::Label> (id).getText(); }
};

/** Lets messages and timers run. */
inline void waitFor (int milliseconds)
{
    juce::MessageManager::getInstance()->runDispatchLoopUntil (milliseconds);
}

} // namespace unbraid::test

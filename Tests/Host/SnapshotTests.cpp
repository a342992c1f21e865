// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorStage.h"
#include "Host/KeptPictures.h"

#include <cmath>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double briefly = 2.5; // seconds

void compare (EditorStage& stage, const juce::String& name, bool isLight)
{
    stage.editor().setLight (isLight);
    stage.settle();
    compareWithKept (stage.editor(), name + (isLight ? "-light" : "-dark"));
}

void compareThemes (EditorStage& stage, const juce::String& name)
{
    for (const bool isLight : { false, true })
        compare (stage, name, isLight);
}

double distance (juce::Colour one, juce::Colour other)
{
    return std::hypot (one.getRed() - other.getRed(), one.getGreen() - other.getGreen(),
                       one.getBlue() - other.getBlue());
}

/** A palette for the whole picture must not merge two sources: each chip has its own colour in the file. */
void checkColours (EditorStage& stage, const juce::String& name)
{
    constexpr double same = 16.0; // of 255
    const auto& theme = editor::themeOf (stage.full());
    const auto file = pictureFolder().getChildFile (name + (theme.isDark ? "-dark.png" : "-light.png"));
    const auto kept = juce::ImageFileFormat::loadFrom (file);
    REQUIRE (kept.isValid());
    for (size_t index = 0; index < stage.model.current.sources.size(); ++index)
    {
        const int colour = stage.model.current.sources[index].colour;
        auto* chip = found (stage.editor(), "strip_" + juce::String (index + 1) + "_colour");
        if (colour == 0 || chip == nullptr)
            continue;
        const auto at = stage.editor().getLocalPoint (chip, chip->getLocalBounds().getCentre());
        INFO (file.getFileName() << ", source " << index + 1);
        CHECK (distance (kept.getPixelAt (at.x, at.y), theme.source (colour)) <= same);
    }
}
} // namespace

TEST_CASE ("Mix looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.show (plugin::Look::mix);
    compareThemes (stage, "main");
}

TEST_CASE ("Lab looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    compare (stage, "lab", false);
}

TEST_CASE ("the smallest full view looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac", false, briefly);
    stage.editor().setSize (840, 520);
    compareThemes (stage, "smallest");
}

TEST_CASE ("the activations look as they are drawn")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac");
    stage.full().views.setView (editor::View::activations);
    compareThemes (stage, "activations");
}

TEST_CASE ("the dictionary looks as it is drawn")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac");
    stage.full().views.setView (editor::View::dictionary);
    compare (stage, "dictionary", false);
}

TEST_CASE ("the browser looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.full().openBrowser (true);
    compare (stage, "browser", false);
}

TEST_CASE ("learning looks as it is drawn, before it and during it")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac", false, briefly);
    stage.full().openLearning (true);
    compare (stage, "learn", false);
    stage.train();
    compare (stage, "training", false);
}

TEST_CASE ("a refused dictionary looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.full().openBrowser (true);
    stage.model.tell ("The dictionary cannot be read. (old-choir.safetensors, W, atom 12, bin 55: found nan; "
                      "allowed: finite, not negative)");
    compare (stage, "refused", false);
}

TEST_CASE ("Voice looks as it is drawn, and with four sources")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.show (plugin::Look::voice);
    compareThemes (stage, "voice");
    EditorStage band ("band", "band.flac");
    band.show (plugin::Look::voice);
    compareThemes (band, "voice-band");
}

TEST_CASE ("Voice with a dial for the room looks as it is drawn")
{
    EditorStage stage ("speech-room", "noisy-voice.flac", false, briefly);
    stage.show (plugin::Look::voice);
    compareThemes (stage, "voice-room");
}

TEST_CASE ("the window without a dictionary looks as it is drawn")
{
    EditorStage stage ("", "noisy-voice.flac", false, briefly);
    compare (stage, "empty", false);
}

TEST_CASE ("eight sources look as they are drawn")
{
    EditorStage stage ("piano", "two-hands.flac", true);
    compareThemes (stage, "eight-sources");
    for (const bool isLight : { false, true })
    {
        stage.editor().setLight (isLight);
        checkColours (stage, "eight-sources");
    }
}

TEST_CASE ("the parts of a source that is split further look as they are drawn")
{
    EditorStage stage ("band-kit", "band.flac");
    compare (stage, "tree", false);
}

TEST_CASE ("the activations that notes guide look as they are drawn")
{
    EditorStage stage ("piano", "two-hands.flac", true);
    stage.full().views.setView (editor::View::activations);
    compareThemes (stage, "guided");
}

TEST_CASE ("one source looks as it is drawn")
{
    EditorStage stage (EditorStage::learnedNoise, "noisy-voice.flac", false, briefly);
    compare (stage, "one-source", false);
}

TEST_CASE ("marks on the frozen picture look as they are drawn")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac");
    stage.mark();
    compare (stage, "marks", true);
}

TEST_CASE ("the engine's panel looks as it is drawn")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac", false, briefly);
    stage.full().openEngine();
    compareThemes (stage, "engine");
}

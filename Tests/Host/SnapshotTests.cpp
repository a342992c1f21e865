// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorStage.h"
#include "Host/KeptPictures.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
void compareThemes (EditorStage& stage, const juce::String& name)
{
    for (const bool isLight : { false, true })
    {
        stage.editor().setLight (isLight);
        stage.settle();
        compareWithKept (stage.editor(), name + (isLight ? "-light" : "-dark"));
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
    compareThemes (stage, "lab");
}

TEST_CASE ("the smallest full view looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
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
    compareThemes (stage, "dictionary");
}

TEST_CASE ("the browser looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.full().openBrowser (true);
    compareThemes (stage, "browser");
}

TEST_CASE ("learning looks as it is drawn, before it and during it")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac");
    stage.full().openLearning (true);
    compareThemes (stage, "learn");
    stage.train();
    compareThemes (stage, "training");
}

TEST_CASE ("a refused dictionary looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.full().openBrowser (true);
    stage.model.tell ("old-choir.safetensors cannot be loaded: tensor W holds NaN at atom 12, 1720 Hz; "
                      "values must be finite and not below 0");
    compareThemes (stage, "refused");
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

TEST_CASE ("the window without a dictionary looks as it is drawn")
{
    EditorStage stage ("", "noisy-voice.flac");
    compareThemes (stage, "empty");
}

TEST_CASE ("eight sources look as they are drawn")
{
    EditorStage stage ("piano", "two-hands.flac", true);
    compareThemes (stage, "eight-sources");
}

TEST_CASE ("the activations that notes guide look as they are drawn")
{
    EditorStage stage ("piano", "two-hands.flac", true);
    stage.full().views.setView (editor::View::activations);
    compareThemes (stage, "guided");
}

TEST_CASE ("one source looks as it is drawn")
{
    EditorStage stage (EditorStage::learnedNoise, "noisy-voice.flac");
    compareThemes (stage, "one-source");
}

TEST_CASE ("marks on the frozen picture look as they are drawn")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac");
    stage.mark();
    compareThemes (stage, "marks");
}

TEST_CASE ("the engine's panel looks as it is drawn")
{
    EditorStage stage ("speech-plain", "noisy-voice.flac");
    stage.full().openEngine();
    compareThemes (stage, "engine");
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Host/EditorStage.h"

#include <cstdlib>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr double mostMeanDifference = 2.0; // of 255: another processor's rounding, not another layout
constexpr double mostOtherPixels = 0.01;   // share of those that differ plainly
constexpr int plainly = 48;

juce::File pictureFolder()
{
    return juce::File (UNBRAID_PICTURES);
}

void write (const juce::Image& image, const juce::File& file)
{
    file.getParentDirectory().createDirectory();
    file.deleteFile();
    juce::FileOutputStream stream (file);
    REQUIRE (juce::PNGImageFormat().writeImageToStream (image, stream));
}

/** Mean difference of all channels, and the share of pixels that are plainly others. */
std::pair<double, double> differences (const juce::Image& one, const juce::Image& other)
{
    double sum = 0.0, others = 0.0;
    for (int y = 0; y < one.getHeight(); ++y)
        for (int x = 0; x < one.getWidth(); ++x)
        {
            const auto a = one.getPixelAt (x, y), b = other.getPixelAt (x, y);
            const int red = std::abs (a.getRed() - b.getRed()),
                      green = std::abs (a.getGreen() - b.getGreen()),
                      blue = std::abs (a.getBlue() - b.getBlue());
            sum += red + green + blue;
            others += std::max ({ red, green, blue }) >= plainly ? 1.0 : 0.0;
        }
    const double pixels = static_cast<double> (one.getWidth()) * one.getHeight();
    return { sum / (3.0 * pixels), others / pixels };
}

/** Compares what is shown with the picture of that name in the docs, at both scales; UNBRAID_KEEP_PICTURES=1 keeps it as
    the new one. */
void compare (juce::Component& shown, const juce::String& name)
{
    for (const float scale : { 1.0f, 2.0f })
    {
        const auto file = name + (scale > 1.0f ? "@2x.png" : ".png");
        const auto image = shown.createComponentSnapshot (shown.getLocalBounds(), true, scale);
        write (image, juce::File (UNBRAID_SCREENSHOTS).getChildFile ("editor").getChildFile (file));
        const auto kept = pictureFolder().getChildFile (file);
        if (std::getenv ("UNBRAID_KEEP_PICTURES") != nullptr)
            write (image, kept);
        INFO (file);
        const auto reference = juce::ImageFileFormat::loadFrom (kept);
        REQUIRE (reference.isValid());
        REQUIRE (reference.getBounds() == image.getBounds());
        const auto [mean, others] = differences (reference, image);
        CHECK (mean <= mostMeanDifference);
        CHECK (others <= mostOtherPixels);
    }
}

void compareThemes (EditorStage& stage, const juce::String& name)
{
    for (const bool isLight : { false, true })
    {
        stage.editor().setLight (isLight);
        stage.settle();
        compare (stage.editor(), name + (isLight ? "-light" : "-dark"));
    }
}
} // namespace

TEST_CASE ("the main view looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    compareThemes (stage, "main");
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

TEST_CASE ("the one-knob view looks as it is drawn")
{
    EditorStage stage ("speech", "noisy-voice.flac");
    stage.makeCompact();
    compareThemes (stage, "compact");
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

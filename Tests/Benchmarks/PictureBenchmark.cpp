// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the picture takes of a processor core: reading the frames into the history and drawing what is new, 30 times a
// second at 900 x 600 with JUCE's software renderer, for frames of 1025 bins every 5 ms.
#include "Editor/Look/EditorLook.h"
#include "Editor/Picture/ActivationsView.h"
#include "Editor/Picture/SpectrogramView.h"

#include <benchmark/benchmark.h>

#include <ctime>
#include <random>

using namespace unbraid;

namespace
{
constexpr int width = 900, height = 600;
constexpr int numBins = 1025, atomsPerSource = 32;
constexpr double rateHz = 48000.0, hopSeconds = 0.005, drawingsPerSecond = 30.0;

/** What this thread has computed so far, whatever else the machine does. */
double computedSeconds()
{
    timespec now{};
    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double> (now.tv_sec) + 1e-9 * static_cast<double> (now.tv_nsec);
}

/** Noise with random masks, the same frames again and again. */
class Source
{
public:
    explicit Source (int sources)
        : numSources (sources)
    {
        std::minstd_rand random (1);
        std::exponential_distribution<float> spread (1.0f);
        for (int i = 0; i < numBins * kinds; ++i)
            power.push_back (1.0e-6f * spread (random));
        for (int i = 0; i < numBins * numSources; ++i)
            masks.push_back (1.0f / static_cast<float> (numSources));
        for (int i = 0; i < atomsPerSource * numSources; ++i)
            activations.push_back (1.0e-5f * spread (random));
    }

    void give (editor::PictureHistory& history)
    {
        plugin::PictureFrame frame;
        frame.number = ++number;
        frame.position = static_cast<std::int64_t> (static_cast<double> (number) * hopSeconds * rateHz);
        frame.hopSeconds = hopSeconds;
        frame.binHz = 0.5 * rateHz / (numBins - 1);
        frame.dictionary = 1;
        frame.power = std::span (power).subspan (static_cast<size_t> (number % kinds * numBins), numBins);
        frame.masks = masks;
        frame.activations = activations;
        history.take (frame, rateHz);
    }

private:
    static constexpr int kinds = 16;
    int numSources;
    std::int64_t number = 0;
    std::vector<float> power, masks, activations;
};

/** What the component repaints when columns are new, drawn into an image as a window's. */
template <class View>
void drawings (benchmark::State& state)
{
    const int numSources = static_cast<int> (state.range (0));
    const auto scale = static_cast<float> (state.range (1));
    editor::EditorLook look;
    editor::PictureHistory history;
    editor::PictureScope scope (history);
    plugin::DictionaryInfo info;
    info.number = 1;
    plugin::AtomCurves atoms;
    for (int i = 0; i < numSources; ++i)
    {
        info.sources.push_back ({ "source", true, atomsPerSource, 1 + i });
        atoms.sources.insert (atoms.sources.end(), atomsPerSource, i);
    }
    scope.setDictionary (info);
    View view (scope);
    view.setLookAndFeel (&look);
    view.setSize (width, height);
    if constexpr (std::is_same_v<View, editor::ActivationsView>)
        view.setAtoms (atoms, editor::AtomSort::source);
    Source source (numSources);
    for (int i = 0; i < 2000; ++i)
        source.give (history);
    juce::Image screen (juce::Image::RGB, static_cast<int> (scale * width), static_cast<int> (scale * height),
                        true, juce::SoftwareImageType());
    const auto draw = [&]
    {
        view.update();
        juce::Graphics graphics (screen);
        graphics.addTransform (juce::AffineTransform::scale (scale));
        graphics.reduceClipRegion (view.pictureArea().withRight (width)); // as a window does after repaint
        view.paintEntireComponent (graphics, true);
    };
    draw();
    double reading = 0.0, drawing = 0.0, due = 0.0;
    for (auto turn : state)
    {
        const double begin = computedSeconds();
        for (due += 1.0 / drawingsPerSecond; due >= hopSeconds; due -= hopSeconds)
            source.give (history);
        const double read = computedSeconds();
        draw();
        reading += read - begin;
        drawing += computedSeconds() - read;
    }
    const auto count = static_cast<double> (state.iterations());
    state.counters["read_ms"] = 1e3 * reading / count;
    state.counters["draw_ms"] = 1e3 * drawing / count;
    state.counters["core_%_at_30"] = 100.0 * drawingsPerSecond * (reading + drawing) / count;
    view.setLookAndFeel (nullptr);
}
} // namespace

BENCHMARK_TEMPLATE (drawings, editor::SpectrogramView)
    ->ArgsProduct ({ { 2, 8 }, { 1, 2 } })
    ->ArgNames ({ "sources", "scale" });
BENCHMARK_TEMPLATE (drawings, editor::ActivationsView)
    ->ArgsProduct ({ { 2, 8 }, { 1, 2 } })
    ->ArgNames ({ "sources", "scale" });

int main (int argc, char** argv)
{
    const juce::ScopedJuceInitialiser_GUI initialised;
    benchmark::Initialize (&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

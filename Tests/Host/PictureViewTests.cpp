// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Guidance/NoteName.h"
#include "Editor/Atoms/AtomDetail.h"
#include "Editor/Atoms/AtomsView.h"
#include "Editor/Atoms/PartAtoms.h"
#include "Editor/Look/EditorLook.h"
#include "Editor/Look/Words.h"
#include "Editor/Picture/ActivationsView.h"
#include "Editor/Picture/NoteRows.h"
#include "Editor/Picture/PictureFeed.h"
#include "Editor/Picture/SpectrogramView.h"
#include "Host/EditorFakes.h"
#include "Host/HeadlessWindow.h"
#include "Host/PictureFrames.h"
#include "Support/Paths.h"

using namespace unbraid;
using namespace unbraid::test;
using editor::PictureHistory;
using editor::PictureRows;
using editor::PictureScope;

namespace
{
constexpr int viewWidth = 784, viewHeight = 524; // as in a window of 1120 x 680

plugin::DictionaryInfo speechAndNoise()
{
    auto info = dictionaryOf ("speech", { "Speech", "Noise" });
    info.number = 1;
    return info;
}

/** A picture on its own. */
struct Screen
{
    explicit Screen (const editor::Theme& theme = editor::darkTheme())
        : look (theme)
    {
        view.setLookAndFeel (&look);
        view.setSize (viewWidth, viewHeight);
        scope.setDictionary (speechAndNoise());
    }
    ~Screen() { view.setLookAndFeel (nullptr); }

    juce::Image shot (float scale = 1.0f)
    {
        view.update();
        return view.createComponentSnapshot (view.getLocalBounds(), true, scale);
    }

    /** The point of the picture at a time before now and a frequency. */
    [[nodiscard]] juce::Point<float> pointAt (double secondsAgo, double hz)
    {
        const auto area = view.pictureArea().toFloat();
        return { area.getRight() - area.getWidth() * static_cast<float> (secondsAgo / scope.span()),
                 area.getBottom() - area.getHeight() * static_cast<float> (view.frequencies().shareOf (hz)) };
    }

    editor::EditorLook look;
    PictureHistory history;
    PictureScope scope{ history };
    editor::SpectrogramView view{ scope };
};

/** A mouse event at a point of a component, dragged from another one. */
juce::MouseEvent mouseAt (juce::Component& component, juce::Point<float> point, juce::Point<float> from,
                          juce::ModifierKeys keys = {})
{
    return { juce::Desktop::getInstance().getMainMouseSource(),
             point,
             keys,
             juce::MouseInputSource::defaultPressure,
             juce::MouseInputSource::defaultOrientation,
             juce::MouseInputSource::defaultRotation,
             juce::MouseInputSource::defaultTiltX,
             juce::MouseInputSource::defaultTiltY,
             &component,
             &component,
             {},
             from,
             {},
             1,
             point != from };
}

void hover (juce::Component& component, juce::Point<float> point)
{
    component.mouseMove (mouseAt (component, point, point));
}

void drag (juce::Component& component, juce::Point<float> from, juce::Point<float> to)
{
    component.mouseDown (mouseAt (component, from, from));
    component.mouseDrag (mouseAt (component, to, from));
    component.mouseUp (mouseAt (component, to, from));
}

juce::Colour colourAt (const juce::Image& image, juce::Point<float> point)
{
    return image.getPixelAt (static_cast<int> (point.x), static_cast<int> (point.y));
}

void keep (const juce::Image& image, const juce::String& name)
{
    const auto folder = juce::File (paths::screenshots);
    folder.createDirectory();
    const auto file = folder.getChildFile (name + ".png");
    file.deleteFile();
    juce::FileOutputStream stream (file);
    juce::PNGImageFormat().writeImageToStream (image, stream);
}
} // namespace

namespace
{
/** Atoms like those of voices: harmonics under a broad hill, and hills alone. */
plugin::AtomCurves someAtoms (const std::vector<int>& counts)
{
    constexpr int rows = 256;
    plugin::AtomCurves curves;
    curves.number = 1;
    for (int row = 0; row < rows; ++row)
        curves.frequenciesHz.push_back (40.0f * std::pow (500.0f, static_cast<float> (row) / (rows - 1)));
    std::minstd_rand random (3);
    for (int source = 0; source < static_cast<int> (counts.size()); ++source)
        for (int atom = 0; atom < counts[static_cast<size_t> (source)]; ++atom)
        {
            const float hill = 80.0f * std::pow (100.0f, static_cast<float> (random() % 1000) / 1000.0f);
            const float pitch = source % 2 == 0 ? 90.0f + static_cast<float> (random() % 160) : 0.0f;
            std::vector<float> values;
            for (const float hz : curves.frequenciesHz)
            {
                const float octaves = std::log2 (hz / hill);
                const float near = pitch > 0.0f ? std::abs (hz / pitch - std::round (hz / pitch)) * pitch /
                                                      (0.02f * hz + 8.0f)
                                                : 0.0f;
                values.push_back (std::exp (-octaves * octaves) * (0.15f + std::exp (-near * near)) *
                                  (0.6f + 0.4f * static_cast<float> (random() % 100) / 100.0f));
            }
            const float most = *std::max_element (values.begin(), values.end());
            for (const float value : values)
                curves.values.push_back (value / most);
            curves.centresHz.push_back (hill);
            curves.pitchesHz.push_back (pitch);
            curves.sources.push_back (source);
        }
    return curves;
}
} // namespace

TEST_CASE ("all ramps start at the ground and share one lightness that only rises or falls")
{
    constexpr float tolerance = 0.002f; // of OKLab lightness: float and the cut to the gamut
    for (const auto* theme : { &editor::darkTheme(), &editor::lightTheme() })
    {
        const auto& ramps = editor::ColourRamps::of (*theme);
        for (int colour = 0; colour <= editor::numSourceColours; ++colour)
        {
            const auto& ramp = ramps.ramp (colour);
            const auto first = editor::toPixel (ramp[0]);
            CHECK (juce::Colour (first.getRed(), first.getGreen(), first.getBlue()) == theme->well);
            float before = editor::toOkLab (ramp[0]).lightness;
            for (size_t step = 1; step < ramp.size(); ++step)
            {
                for (const float value : { ramp[step].red, ramp[step].green, ramp[step].blue })
                    CHECK ((value >= -1.0e-4f && value <= 1.0f + 1.0e-4f));
                const float lightness = editor::toOkLab (ramp[step]).lightness;
                CHECK (lightness ==
                       Approx (editor::toOkLab (ramps.ramp (0)[step]).lightness).margin (tolerance));
                CHECK ((theme->isDark ? lightness > before : lightness < before));
                before = lightness;
            }
        }
    }
}

TEST_CASE ("a sine appears on the row of its frequency")
{
    Screen screen;
    FrameMaker maker;
    const double hz = GENERATE (86.1, 1012.0, 6007.0);
    const double bin = std::round (hz / maker.binHz()) * maker.binHz();
    maker.setSine (bin, -20.0f);
    maker.give (screen.history, 1.0);
    for (const float scale : { 1.0f, 2.0f })
    {
        const auto shot = screen.shot (scale);
        const int x = juce::roundToInt (scale * screen.pointAt (0.5, bin).x);
        int brightest = 0;
        for (int y = 0;
             y < juce::roundToInt (scale * static_cast<float> (screen.view.pictureArea().getHeight())); ++y)
            if (shot.getPixelAt (x, y).getPerceivedBrightness() >
                shot.getPixelAt (x, brightest).getPerceivedBrightness())
                brightest = y;
        const float tolerance =
            hz < 100.0 ? 4.0f : 1.5f; // pixels: where bins are far apart the peak is broad
        CHECK (static_cast<float> (brightest) / scale ==
               Approx (screen.pointAt (0.5, bin).y).margin (tolerance));
    }
}

TEST_CASE ("the hue of a pixel is that of the source whose mask is largest")
{
    Screen screen (GENERATE (true, false) ? editor::darkTheme() : editor::lightTheme());
    FrameMaker maker;
    maker.setNoise (-70.0f, 1);
    for (const int source : { 0, 1 })
    {
        maker.setMasks (source);
        maker.give (screen.history, 1.0);
        const auto shot = screen.shot();
        const float hue = colourAt (shot, screen.pointAt (0.4, 3000.0)).getHue();
        CHECK (hue == Approx (screen.look.theme().source (source + 1).getHue()).margin (0.06f));
    }
    const auto before = colourAt (screen.shot(), screen.pointAt (1.5, 3000.0));
    CHECK (before.getHue() == Approx (screen.look.theme().source (1).getHue()).margin (0.06f));
}

TEST_CASE ("time stays true when frames were dropped")
{
    Screen screen;
    FrameMaker maker;
    maker.setNoise (-60.0f, 1);
    maker.give (screen.history, 2.0);
    maker.position += static_cast<std::int64_t> (maker.rateHz); // one second is missing
    maker.number += 172;
    maker.give (screen.history, 1.0);
    const auto shot = screen.shot();
    const auto well = editor::darkTheme().well;
    const auto isBlank = [&] (double ago)
    {
        for (const double hz : { 820.0, 830.0, 2370.0, 6150.0 })
            if (colourAt (shot, screen.pointAt (ago, hz)) != well)
                return false;
        return true;
    };
    CHECK_FALSE (isBlank (0.9));
    CHECK (isBlank (1.1));
    CHECK (isBlank (1.9));
    CHECK_FALSE (isBlank (2.1));
    CHECK_FALSE (isBlank (3.9));
    CHECK (isBlank (4.1)); // before the first
    CHECK (screen.scope.columnAt (screen.scope.now() - 1.5) == nullptr);
}

TEST_CASE ("the picture begins anew when the plugin is prepared again, and outlives another dictionary")
{
    PictureHistory history;
    FrameMaker maker;
    maker.give (history, 1.0);
    const auto count = history.columns().size();
    maker.dictionary = 2;
    maker.numSources = 5;
    maker.prepare();
    maker.give (history, 1.0);
    CHECK (history.columns().size() > count + 100);
    CHECK (history.columns().front()->numSources == 2);
    CHECK (history.columns().back()->numSources == 5);
    maker.position = 0;
    maker.give (history, 0.1);
    CHECK (history.columns().size() < count);
    maker.give (history, 40.0);
    CHECK (history.columns().back()->end - history.columns().front()->begin < 30.2);
}

TEST_CASE ("only new columns are drawn, and nothing again that is there")
{
    editor::ScrollingImage image;
    image.setSize (100, 10);
    const auto draw = [] (std::int64_t column, std::vector<juce::PixelRGB>& pixels) {
        pixels.assign (10, editor::toPixel ({ static_cast<float> (column % 2), 0.0f, 0.0f }));
    };
    image.advance (1000, draw);
    CHECK (image.numDrawn() == 100);
    image.advance (1003, draw);
    CHECK (image.numDrawn() == 103);
    image.advance (998, draw); // panned back
    CHECK (image.numDrawn() == 108);
    juce::Image shot (juce::Image::RGB, 100, 10, true);
    juce::Graphics graphics (shot);
    image.paint (graphics, { 0.0f, 0.0f, 100.0f, 10.0f });
    for (int x = 0; x < 100; ++x)
        CHECK (shot.getPixelAt (x, 5).getRed() == ((998 - 100 + x) % 2 == 0 ? 0 : 255));
}

TEST_CASE ("a frozen picture stays while frames come, and shows them when it is let go")
{
    Screen screen;
    FrameMaker maker;
    maker.setNoise (-60.0f, 1);
    maker.give (screen.history, 3.0);
    screen.scope.setFrozen (true);
    const auto before = screen.shot();
    maker.setMasks (1);
    maker.give (screen.history, 40.0); // longer than is kept
    const auto area = screen.view.pictureArea();
    const auto isSame = [&area] (const juce::Image& one, const juce::Image& other)
    {
        for (int x = area.getX(); x < area.getRight(); x += 3)
            for (int y = area.getY(); y < area.getBottom(); y += 7)
                if (one.getPixelAt (x, y) != other.getPixelAt (x, y))
                    return false;
        return true;
    };
    CHECK (isSame (before, screen.shot()));
    screen.scope.setSpan (4.0);
    CHECK (screen.view.readOutAt (screen.pointAt (1.0, 1000.0))->wasActive);
    screen.scope.setSpan (8.0);
    screen.scope.setFrozen (false);
    CHECK_FALSE (isSame (before, screen.shot()));
}

TEST_CASE ("a frozen picture is panned by dragging, inside the recorded span")
{
    Screen screen;
    FrameMaker maker;
    maker.give (screen.history, 20.0);
    const auto from = screen.pointAt (4.0, 1000.0);
    drag (screen.view, from, from.translated (85.0f, 0.0f));
    CHECK (screen.scope.end() == Approx (screen.scope.now())); // not frozen
    screen.scope.setFrozen (true);
    drag (screen.view, from, from.translated (85.0f, 0.0f)); // of 680 for 8 s
    CHECK (screen.scope.now() - screen.scope.end() ==
           Approx (1.0 * 680.0 / screen.view.pictureArea().getWidth()).margin (0.01));
    drag (screen.view, from, from.translated (5000.0f, 0.0f));
    CHECK (screen.scope.now() - screen.scope.end() == Approx (12.0).margin (0.05));
}

TEST_CASE ("isolating a source greys the others, muting one greys it")
{
    Screen screen;
    FrameMaker maker;
    maker.setNoise (-60.0f, 1);
    maker.setMasks (0);
    maker.give (screen.history, 1.0);
    const auto point = screen.pointAt (0.5, 3000.0);
    const auto saturation = [&] { return colourAt (screen.shot(), point).getSaturation(); };
    const float own = saturation();
    CHECK (own > 0.4f);
    screen.scope.isolate (1);
    CHECK (saturation() < 0.3f);
    screen.scope.isolate (0);
    CHECK (saturation() == Approx (own));
    screen.scope.isolate (-1);
    screen.scope.setAudible ({ false, true });
    CHECK (saturation() < 0.3f);
    screen.scope.setAudible ({ true, true });
    CHECK (saturation() == Approx (own));
}

TEST_CASE ("the wheel zooms with the frequency at the pointer kept, and Z shows all")
{
    Screen screen;
    FrameMaker maker;
    maker.setNoise (-50.0f, 1);
    maker.give (screen.history, 9.0);
    screen.shot();
    const auto point = screen.pointAt (3.0, 700.0);
    juce::MouseWheelDetails wheel{ 0.0f, 0.5f, false, true, false };
    for (int i = 0; i < 3; ++i)
    {
        screen.view.mouseWheelMove (mouseAt (screen.view, point, point), wheel);
        CHECK (screen.view.readOutAt (point)->hz == Approx (700.0).epsilon (0.002));
    }
    CHECK (screen.view.frequencies().isZoomed());
    screen.view.mouseWheelMove (mouseAt (screen.view, point, point, juce::ModifierKeys::ctrlModifier), wheel);
    CHECK (screen.scope.span() == Approx (8.0 * std::exp (-0.6)).epsilon (0.01));
    CHECK (screen.view.keyPressed (juce::KeyPress ('z', {}, 'z')));
    CHECK_FALSE (screen.view.frequencies().isZoomed());
    CHECK (screen.view.levels().peakDb ==
           Approx (-50.0f + 10.0f + 7.0f).margin (5.0f)); // tilted, and the peaks of noise
    CHECK (screen.view.levels().peakDb - screen.view.levels().floorDb == Approx (64.0f));
}

TEST_CASE ("the read-out tells frequency, note, level, time and shares")
{
    Screen screen;
    FrameMaker maker;
    const double hz = 46 * maker.binHz(); // 990.5
    maker.setSine (hz, -31.4f);
    for (int bin = 0; bin < maker.numBins(); ++bin)
    {
        maker.masks[static_cast<size_t> (bin)] = 0.14f;
        maker.masks[static_cast<size_t> (maker.numBins() + bin)] = 0.86f;
    }
    maker.give (screen.history, 5.0);
    screen.shot();
    const auto readOut = screen.view.readOutAt (screen.pointAt (2.5, hz));
    REQUIRE (readOut.has_value());
    CHECK (readOut->hz == Approx (hz).epsilon (0.002));
    CHECK (readOut->levelDb == Approx (-31.4f).margin (8.0f)); // between bins
    CHECK (editor::ReadOut::at (screen.scope, screen.scope.now() - 1.0, hz).levelDb ==
           Approx (-31.4f).margin (2.0f));
    CHECK (readOut->seconds == Approx (-2.5).margin (0.02));
    REQUIRE (readOut->shares.size() == 2);
    CHECK (readOut->shares[0].name == "Noise");
    CHECK (readOut->shares[0].share == Approx (0.86f).margin (0.01f));
    CHECK (readOut->shares[1].colour == 1);
    CHECK (editor::noteText (612.0) == juce::String::fromUTF8 ("D#5 \xe2\x88\x92"
                                                               "29 ct"));
    CHECK (editor::noteText (440.0) == "A4 +0 ct");
    CHECK (editor::frequencyText (612.3) == "612 Hz");
    CHECK (editor::frequencyText (1250.0) == "1.25 kHz");
    CHECK_FALSE (screen.view.readOutAt ({ 10.0f, 100.0f }).has_value());
}

TEST_CASE ("marks come out as the positions that were dragged")
{
    Screen screen;
    FrameMaker maker;
    maker.give (screen.history, 10.0);
    screen.scope.setFrozen (true);
    auto& marks = screen.view.marks();
    std::vector<plugin::SpanMark> reported;
    int ended = 0;
    marks.onMarksChanged = [&] (const auto& all) { reported = all; };
    marks.onMakingEnded = [&] { ++ended; };
    const auto pointAt = [&] (double ago)
    { return screen.pointAt (ago, 500.0) - marks.getPosition().toFloat(); };
    const auto positionAt = [&] (double ago)
    { return static_cast<double> (screen.scope.positionAt (screen.scope.now() - ago)); };
    constexpr double pixel = 0.012 * 44100.0; // samples
    CHECK_FALSE (marks.hitTest (300, 100));
    marks.begin (false, 0);
    CHECK (marks.hitTest (300, 100));
    drag (marks, pointAt (4.66), pointAt (5.3)); // backwards
    REQUIRE (reported.size() == 1);
    CHECK (ended == 1);
    CHECK_FALSE (marks.isMaking());
    CHECK_FALSE (reported[0].isAlone);
    CHECK (static_cast<double> (reported[0].begin) == Approx (positionAt (5.3)).margin (pixel));
    CHECK (static_cast<double> (reported[0].end) == Approx (positionAt (4.66)).margin (pixel));

    const auto edge = pointAt (4.66);
    CHECK (marks.hitTest (juce::roundToInt (edge.x), 100));
    drag (marks, edge, pointAt (4.0));
    CHECK (static_cast<double> (reported[0].begin) == Approx (positionAt (5.3)).margin (pixel));
    CHECK (static_cast<double> (reported[0].end) == Approx (positionAt (4.0)).margin (pixel));

    marks.begin (true, 1); // by keyboard
    std::int64_t marked = -1;
    screen.view.onMark = [&] (std::int64_t position) { marked = position; };
    const juce::KeyPress enter (juce::KeyPress::returnKey),
        right (juce::KeyPress::rightKey, juce::ModifierKeys::shiftModifier, 0);
    screen.view.keyPressed (right);
    screen.view.keyPressed (enter);
    for (int i = 0; i < 6; ++i)
        screen.view.keyPressed (right);
    screen.view.keyPressed (enter);
    REQUIRE (reported.size() == 2);
    CHECK (reported[1].isAlone);
    CHECK (reported[1].source == 1);
    CHECK (static_cast<double> (reported[1].end - reported[1].begin) / 44100.0 ==
           Approx (60.0 * 8.0 / 680.0).epsilon (0.02));
    CHECK (marked < 0);
    screen.view.keyPressed (enter);
    CHECK (marked == reported[1].end);
}

TEST_CASE ("atoms are sorted from the top by centre, pitch, use or as they are")
{
    plugin::AtomCurves atoms;
    atoms.sources = { 0, 0, 0, 1, 1 };
    atoms.centresHz = { 100.0f, 300.0f, 200.0f, 50.0f, 60.0f };
    atoms.pitchesHz = { 80.0f, 0.0f, 90.0f, 0.0f, 0.0f };
    const std::vector<float> use{ 0.3f, 0.1f, 0.2f, 0.5f, 0.5f };
    using editor::AtomSort;
    CHECK (editor::sortedAtoms (atoms, 0, AtomSort::centre, use) == std::vector<int>{ 1, 2, 0 });
    CHECK (editor::sortedAtoms (atoms, 0, AtomSort::pitch, use) == std::vector<int>{ 2, 0, 1 });
    CHECK (editor::sortedAtoms (atoms, 0, AtomSort::use, use) == std::vector<int>{ 0, 2, 1 });
    CHECK (editor::sortedAtoms (atoms, 0, AtomSort::source, use) == std::vector<int>{ 0, 1, 2 });
    CHECK (editor::sortedAtoms (atoms, 1, AtomSort::use, {}) == std::vector<int>{ 3, 4 });
}

TEST_CASE ("where notes guide, the dictionary is shown once, and its atoms have what all parts have of them")
{
    plugin::AtomCurves atoms;
    atoms.numParts = 3;
    atoms.frequenciesHz = { 100.0f, 200.0f };
    atoms.sources = { 0, 0, 1, 1, 2, 2, 3 }; // the last one is a residual's
    atoms.values = { 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6 };
    atoms.centresHz = atoms.pitchesHz = { 10, 20, 10, 20, 10, 20, 30 };
    const auto once = editor::oncePerPart (atoms);
    CHECK (once.numParts == 0);
    CHECK (once.sources == std::vector<int>{ 0, 0, 3 });
    CHECK (once.values == std::vector<float>{ 1, 2, 3, 4, 5, 6 });
    CHECK (once.centresHz == std::vector<float>{ 10, 20, 30 });
    CHECK (once.pitchesHz == once.centresHz);
    CHECK (editor::summedOverParts ({ 1, 2, 4, 8, 16, 32, 64 }, atoms) == std::vector<float>{ 21, 42, 64 });
    CHECK (editor::summedOverParts ({ 1, 2 }, atoms) == std::vector<float>{ 1, 2 }); // of frames before
    CHECK (editor::oncePerPart (dictionaryOf ("piano", { "one", "two" }), atoms).sources[0].name == "piano");
    CHECK (editor::oncePerPart (once).sources == once.sources);
    CHECK (editor::summedOverParts ({ 1, 2, 3 }, once) == std::vector<float>{ 1, 2, 3 });
    CHECK (editor::oncePerPart (dictionaryOf ("piano", { "one", "two" }), once).sources[0].name == "one");
}

TEST_CASE ("a piano roll has the octaves of active notes, and ends of octaves below each C")
{
    plugin::AtomCurves curves;
    std::vector<int> atoms;
    for (int note = 108; note >= 21; --note) // a piano, its highest key first
    {
        atoms.push_back (static_cast<int> (atoms.size()));
        curves.pitchesHz.push_back (440.0f * std::exp2 (static_cast<float> (note - 69) / 12.0f));
    }
    std::vector<bool> isActive (atoms.size(), false);
    CHECK (editor::activeOctaves (atoms, isActive, curves).empty());
    isActive[108 - 61] = isActive[108 - 84] = true; // C#4 and C6
    const auto rows = editor::activeOctaves (atoms, isActive, curves);
    REQUIRE (rows.size() == 36);
    CHECK (rows.front() == 108 - 95); // B6
    CHECK (rows.back() == 108 - 60);  // C4
    const auto ends = editor::octaveEnds (rows, curves);
    REQUIRE (ends.size() == 3);
    CHECK (ends[0].note == 84);
    CHECK (ends[0].numRows == 12);
    CHECK (ends[2].note == 60);
    CHECK (ends[2].numRows == 36);
    CHECK (editor::octaveEnds (atoms, curves).size() == 8); // what is below C1 ends in no C
    CHECK (core::noteName (editor::nearestNote (440.0)) == "A4");
    CHECK (core::noteName (21) == "A0");
}

TEST_CASE ("where notes guide, the activations are those of the active parts")
{
    PictureHistory history;
    PictureScope scope (history);
    scope.setDictionary (speechAndNoise());
    FrameMaker maker;
    maker.numAtoms = 20;
    maker.prepare();
    auto atoms = someAtoms ({ 10, 10 });
    atoms.numParts = 2;
    for (size_t atom = 0; atom < 20; ++atom) // G3 to E4, twice
        atoms.pitchesHz[atom] = 440.0f * std::exp2 ((static_cast<float> (atom % 10) - 14.0f) / 12.0f);
    editor::ActivationsView view (scope);
    view.setSize (viewWidth, viewHeight);
    const auto text = [&]
    {
        view.fit();
        return view.createAccessibilityHandler()->getValueInterface()->getCurrentValueAsString();
    };
    maker.give (history, 1.0);
    view.setAtoms (atoms, editor::AtomSort::pitch);
    CHECK (text().contains ("none came yet"));
    maker.activations[13] = 1.0f; // A#3
    maker.give (history, 1.0);
    CHECK (text() == "Noise, G3 to B3");
    maker.activations[9] = 1.0f;
    maker.give (history, 1.0);
    CHECK (text() == "Speech, C4 to E4; Noise, G3 to B3");
    maker.activations[0] = 1.0f;
    maker.give (history, 1.0);
    CHECK (text() == "Speech, G3 to E4; Noise, G3 to B3");
    maker.prepare();
    maker.give (history, 31.0); // longer than what is seen
    CHECK (text().contains ("none came yet"));
    atoms.numParts = 0;
    view.setAtoms (atoms, editor::AtomSort::pitch);
    CHECK (text() == "Speech, 10 atoms; Noise, 10 atoms");
}

TEST_CASE ("an atom is selected by a click near its row and by arrows")
{
    editor::AtomsView view;
    view.setSize (viewWidth, viewHeight);
    view.show (someAtoms ({ 40, 24 }), speechAndNoise(), {});
    int reported = -1;
    view.onSelected = [&reported] (int atom) { reported = atom; };
    for (const auto& group : view.groups())
        for (const int row : { 0, 5, static_cast<int> (group.atoms.size()) - 1 })
        {
            const juce::Point<float> point (group.area.getCentreX(), group.baseline (row) - 1.0f);
            view.mouseDown (mouseAt (view, point, point));
            CHECK (reported == group.atoms[static_cast<size_t> (row)]);
        }
    CHECK (view.keyPressed (juce::KeyPress (juce::KeyPress::homeKey)));
    CHECK (reported == view.groups()[1].atoms[0]);
    CHECK (view.keyPressed (juce::KeyPress (juce::KeyPress::leftKey)));
    CHECK (view.keyPressed (juce::KeyPress (juce::KeyPress::downKey)));
    CHECK (reported == view.groups()[0].atoms[1]);
    CHECK (view.selected() == reported);
}

TEST_CASE ("a screen reader reads what the picture shows at the cursor")
{
    Screen screen;
    FrameMaker maker;
    maker.setNoise (-40.0f, 1);
    maker.give (screen.history, 8.0);
    screen.shot();
    CHECK (screen.view.getTitle() == "Sources over 8 seconds");
    screen.scope.setSpan (12.0);
    CHECK (screen.view.getTitle() == "Sources over 12 seconds");
    auto handler = screen.view.createAccessibilityHandler();
    CHECK (handler->getRole() == juce::AccessibilityRole::image);
    auto* value = handler->getValueInterface();
    REQUIRE (value != nullptr);
    CHECK (value->isReadOnly());
    screen.view.keyPressed (juce::KeyPress (juce::KeyPress::upKey));
    const auto text = value->getCurrentValueAsString();
    CHECK (text.contains ("hertz, minus "));
    CHECK (text.endsWith ("Speech 100 percent"));
}

TEST_CASE ("frames are read while the picture can be seen, and only then")
{
    SilentProcessor processor;
    FakeModel model (processor.parameters);
    FrameMaker maker;
    model.makeFrames = [&maker] (const auto& show) { show (maker.next()); };
    PictureHistory history;
    juce::Component panel;
    panel.setSize (100, 100);
    int shown = 0;
    editor::PictureFeed feed (panel, model.picture(), history, [&shown] { ++shown; });
    CHECK (model.pictures == 0);
    CHECK_FALSE (feed.blank (1.0));
    {
        HeadlessWindow window (panel);
        CHECK (model.pictures == 1);
        const int before = model.reads;
        CHECK (feed.blank (2.0));
        CHECK (model.reads == before + 1);
        CHECK (shown == 1);
        feed.drew (5.0); // far more than its share
        CHECK (feed.blank (4.0));
        CHECK (feed.readsPerSecond() == 15);
        CHECK_FALSE (feed.blank (4.034));
        CHECK (feed.blank (4.067));
        window.setVisible (false);
        CHECK (model.pictures == 0);
        CHECK_FALSE (feed.blank (5.0));
        window.setVisible (true);
        CHECK (model.pictures == 1);
    }
    CHECK (model.pictures == 0);
}

TEST_CASE ("pictures of a recording are kept to be looked at", "[.pictures]")
{
    for (const bool isDark : { true, false })
    {
        Screen screen (isDark ? editor::darkTheme() : editor::lightTheme());
        PartsMaker voice ({ "noisy-voice/speech.flac", "noisy-voice/noise.flac" });
        voice.give (screen.history, 10.0);
        const juce::String theme = isDark ? "dark" : "light";
        keep (screen.shot (2.0f), "picture-" + theme);
        keep (screen.shot (1.0f), "picture-" + theme + "-1x");
        hover (screen.view, screen.pointAt (4.18, 612.0));
        keep (screen.shot (2.0f), "picture-hover-" + theme);
        screen.scope.isolate (0);
        keep (screen.shot (1.0f), "picture-isolated-" + theme);
        screen.scope.isolate (-1);
        screen.scope.setFrozen (true);
        const auto at = [&screen] (double ago) { return screen.scope.positionAt (screen.scope.now() - ago); };
        screen.view.marks().setMarks (
            { { false, 0, at (5.3), at (4.66) }, { true, 1, at (2.42), at (1.4) } });
        const auto edge = screen.pointAt (1.4, 600.0) - screen.view.marks().getPosition().toFloat();
        hover (screen.view, { -1.0f, -1.0f });
        hover (screen.view.marks(), edge);
        keep (screen.shot (2.0f), "picture-marks-" + theme);
        screen.scope.setFrozen (false);
        screen.view.zoomFrequencies (0.4, 0.5);
        screen.scope.setSpan (2.5);
        keep (screen.shot (2.0f), "picture-zoomed-" + theme);
    }
}

TEST_CASE ("pictures of eight sources, and of none, are kept to be looked at", "[.pictures]")
{
    for (const bool isDark : { true, false })
    {
        Screen screen (isDark ? editor::darkTheme() : editor::lightTheme());
        PartsMaker band ({ "song/voice.flac", "drums/hi-hat.flac", "drums/kick.flac", "drums/snare.flac",
                           "band/piano.flac" });
        auto info = dictionaryOf ("band", { "Voice", "Hi-hat", "Kick", "Snare", "Piano", "f", "g", "h" });
        info.number = 1;
        screen.scope.setDictionary (info);
        band.give (screen.history, 9.0);
        hover (screen.view, screen.pointAt (3.0, 300.0));
        keep (screen.shot (2.0f), juce::String ("picture-many-") + (isDark ? "dark" : "light"));
        screen.scope.setAudible ({ true, false, true, true, true });
        keep (screen.shot (1.0f), juce::String ("picture-muted-") + (isDark ? "dark" : "light"));

        Screen empty (isDark ? editor::darkTheme() : editor::lightTheme());
        PartsMaker voice ({ "noisy-voice/speech.flac", "noisy-voice/noise.flac" });
        voice.maker.dictionary = 0;
        voice.drop();
        voice.give (empty.history, 9.0);
        keep (empty.shot (2.0f), juce::String ("picture-empty-") + (isDark ? "dark" : "light"));
    }
}

TEST_CASE ("pictures of activations and atoms are kept to be looked at", "[.pictures]")
{
    for (const bool isDark : { true, false })
    {
        const auto& theme = isDark ? editor::darkTheme() : editor::lightTheme();
        const juce::String end = isDark ? "-dark" : "-light";
        editor::EditorLook look (theme);
        PictureHistory history;
        PictureScope scope (history);
        scope.setDictionary (speechAndNoise());
        PartsMaker voice ({ "noisy-voice/speech.flac", "noisy-voice/noise.flac" }, 32);
        voice.give (history, 10.0);
        editor::ActivationsView activations (scope);
        activations.setLookAndFeel (&look);
        activations.setSize (viewWidth, viewHeight);
        auto curves = someAtoms ({ 32, 32 });
        for (size_t i = 0; i < 64; ++i)
            curves.centresHz[i] = static_cast<float> (i);
        activations.setAtoms (curves, editor::AtomSort::centre);
        keep (activations.createComponentSnapshot (activations.getLocalBounds(), true, 2.0f),
              "activations" + end);
        activations.setLookAndFeel (nullptr);

        for (const auto& counts : std::vector<std::vector<int>>{ { 40, 24 }, { 20, 90, 12, 16, 30 } })
        {
            auto info =
                dictionaryOf ("speech", counts.size() == 2 ? juce::StringArray{ "Speech", "Noise" }
                                                           : juce::StringArray{ "a", "b", "c", "d", "e" });
            editor::AtomsView atoms;
            editor::AtomDetail detail;
            atoms.setLookAndFeel (&look);
            detail.setLookAndFeel (&look);
            atoms.setSize (viewWidth, viewHeight);
            detail.setSize (336, editor::AtomDetail::height);
            atoms.show (someAtoms (counts), info, {});
            atoms.select (17);
            detail.show (atoms.atoms(), { 17, 18, 40, "Speech", 1 });
            detail.update (std::vector<float> (200, 0.00015f), std::vector<float> (200, 0.1f));
            const auto number = juce::String (static_cast<int> (counts.size()));
            keep (atoms.createComponentSnapshot (atoms.getLocalBounds(), true, 2.0f),
                  "atoms-" + number + end);
            juce::Image panel (juce::Image::RGB, 672, 520, true);
            juce::Graphics graphics (panel);
            graphics.fillAll (theme.panel);
            graphics.addTransform (juce::AffineTransform::scale (2.0f));
            detail.paintEntireComponent (graphics, true);
            keep (panel, "atom-detail" + end);
            atoms.setLookAndFeel (nullptr);
            detail.setLookAndFeel (nullptr);
        }
    }
}

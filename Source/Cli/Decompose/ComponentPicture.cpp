// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/ComponentPicture.h"

#include "Cli/Console/Console.h"
#include "Cli/Pictures/AtomLevels.h"
#include "Cli/Pictures/Canvas.h"
#include "Cli/Pictures/DictionaryText.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

constexpr int pictureWidth = 1400;
constexpr double margin = 40.0;
constexpr double labelWidth = 124.0; // number, name and share
constexpr double atomWidth = 340.0;
constexpr double gap = 16.0;
constexpr double heading = 104.0;
constexpr double spectrogramHeight = 240.0;
constexpr double rowsTop = heading + spectrogramHeight + 66.0;
constexpr double footer = 66.0;
constexpr double rowGap = 6.0;
constexpr double atomsLeft = margin + labelWidth;
constexpr double timeLeft = atomsLeft + atomWidth + gap;
constexpr double timeWidth = pictureWidth - margin - timeLeft;
constexpr float floorDb = -60.0f;
constexpr float quietest = 1e-20f;

/** State shared by all parts of the picture. */
struct Scene
{
    const offline::RecordingComponents& components;
    const Eigen::MatrixXf& levels;
    FrequencyAxis axis;
    double seconds = 0.0;
    double rowHeight = 0.0;

    [[nodiscard]] Box row (Index component, double x, double width) const
    {
        return { x, rowsTop + static_cast<double> (component) * (rowHeight + rowGap), width, rowHeight };
    }
    [[nodiscard]] double rowsBottom() const
    {
        return row (components.numComponents() - 1, 0.0, 0.0).bottom();
    }
};

double rowHeightFor (Index numComponents)
{
    constexpr double roomy = 68.0;
    constexpr double tight = 34.0;
    constexpr double wanted = 900.0;
    return std::floor (std::clamp (wanted / static_cast<double> (numComponents) - rowGap, tight, roomy));
}

/** The highest value of the columns that each of `count` pixels stands for. */
Eigen::MatrixXf overPixels (const Eigen::MatrixXf& columns, Index count)
{
    Eigen::MatrixXf pixels (columns.rows(), count);
    for (Index pixel = 0; pixel < count; ++pixel)
    {
        const Index first = pixel * columns.cols() / count;
        const Index end = std::max (first + 1, (pixel + 1) * columns.cols() / count);
        pixels.col (pixel) = columns.middleCols (first, end - first).rowwise().maxCoeff();
    }
    return pixels;
}

Eigen::MatrixXf decibels (const Eigen::MatrixXf& power)
{
    return (10.0f * (power.array() / power.maxCoeff()).max (quietest).log10()).max (floorDb).matrix();
}

void drawSpectrogram (Canvas& canvas, const Scene& scene)
{
    const Box box{ timeLeft, heading, timeWidth, spectrogramHeight };
    core::Dictionary seen = scene.components.dictionary; // its columns become the frames
    seen.spectrum = core::Spectrum::power;
    seen.atoms = overPixels (scene.components.power, static_cast<Index> (box.width)).cwiseMax (quietest);
    std::vector<Index> columns (static_cast<size_t> (seen.atoms.cols()));
    for (size_t i = 0; i < columns.size(); ++i)
        columns[i] = static_cast<Index> (i);
    Eigen::MatrixXf levels =
        levelsDb (seen, columns, scene.axis, static_cast<Index> (box.height), 2.0f * floorDb);
    const Eigen::RowVectorXf loudest = seen.atoms.colwise().maxCoeff();
    levels.rowwise() += (10.0f * (loudest.array() / loudest.maxCoeff()).log10()).matrix();
    canvas.heat (box, (1.0f - levels.array() / floorDb).max (0.0f).matrix());
    const TextStyle style{ 12.0, dimTextColour, Align::right };
    for (const double hz : { 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 10e3, 20e3, 50e3 })
    {
        const double y = std::round (box.bottom() - scene.axis.position (hz) * box.height);
        if (y < box.y + 6.0 || y > box.bottom() - 6.0)
            continue;
        canvas.fill ({ box.x - 5.0, y - 0.5, 5.0, 1.0 }, dimTextColour);
        canvas.fill ({ box.x, y - 0.5, box.width, 1.0 }, textColour, 0.10);
        canvas.text (hz >= 1e3 ? fixedPoint (hz / 1e3, 0) + "k" : fixedPoint (hz, 0), box.x - 10.0, y + 4.5,
                     style);
    }
    canvas.text ("Hz", box.x - 10.0, box.y + 4.0, style);
}

/** The spacing of ticks that leaves about a hundred pixels between them. */
double tickSeconds (double seconds)
{
    const double minStep = seconds * 100.0 / timeWidth;
    for (const double step :
         { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0 })
        if (step >= minStep)
            return step;
    return 600.0;
}

std::string timeText (double seconds, double step)
{
    if (step < 1.0)
        return fixedPoint (seconds, step < 0.1 ? 2 : 1);
    const long whole = std::lround (seconds);
    const std::string rest = std::to_string (whole % 60);
    return std::to_string (whole / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

void drawTimes (Canvas& canvas, const Scene& scene)
{
    const double step = tickSeconds (scene.seconds);
    const double top = heading + spectrogramHeight;
    for (double at = 0.0; at < scene.seconds; at += step)
    {
        const double x = std::round (timeLeft + timeWidth * at / scene.seconds);
        canvas.fill ({ x, top, 1.0, 5.0 }, dimTextColour);
        canvas.fill ({ x, rowsTop, 1.0, scene.rowsBottom() - rowsTop }, textColour, 0.08);
        canvas.fill ({ x, scene.rowsBottom(), 1.0, 5.0 }, dimTextColour);
        for (const double baseline : { top + 19.0, scene.rowsBottom() + 19.0 })
            canvas.text (timeText (at, step), x, baseline, { 12.0, dimTextColour, Align::centre });
    }
}

void drawFrequencies (Canvas& canvas, const Scene& scene)
{
    for (const double hz : { 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 10e3, 20e3, 50e3 })
    {
        const double position = scene.axis.position (hz);
        if (position < 0.03 || position > 0.97)
            continue;
        const double x = std::round (atomsLeft + position * atomWidth);
        canvas.fill ({ x, rowsTop, 1.0, scene.rowsBottom() - rowsTop }, textColour, 0.08);
        canvas.fill ({ x, scene.rowsBottom(), 1.0, 5.0 }, dimTextColour);
        canvas.text (hz >= 1e3 ? fixedPoint (hz / 1e3, 0) + "k" : fixedPoint (hz, 0), x,
                     scene.rowsBottom() + 19.0, { 12.0, dimTextColour, Align::centre });
    }
    canvas.text ("Hz", atomsLeft - 8.0, scene.rowsBottom() + 19.0, { 12.0, dimTextColour, Align::right });
}

/** H of power in dB below its largest value, in pixels. */
Eigen::MatrixXf activationLevels (const offline::RecordingComponents& components)
{
    const bool isPower = components.dictionary.spectrum == core::Spectrum::power;
    const auto& h = components.activations;
    return decibels (
        overPixels (isPower ? h : Eigen::MatrixXf (h.cwiseAbs2()), static_cast<Index> (timeWidth)));
}

/** A curve of levels, floorDb at the bottom of the box and 0 dB near its top.
    opacity  of what is below it */
void drawCurve (Canvas& canvas, const Box& box, const Eigen::VectorXf& levels, const Colour& colour,
                double opacity = 0.28)
{
    std::vector<Point> points;
    const double top = box.y + 4.0;
    for (Index i = 0; i < levels.size(); ++i)
    {
        const double height = 1.0 - static_cast<double> (std::max (levels[i], floorDb) / floorDb);
        points.push_back (
            { box.x + (static_cast<double> (i) + 0.5) * box.width / static_cast<double> (levels.size()),
              box.bottom() - 1.0 - height * (box.bottom() - 1.0 - top) });
    }
    canvas.curve (points, box.bottom(), colour, opacity);
}

std::string hzText (double hz)
{
    return hz >= 1000.0 ? fixedPoint (hz / 1000.0, 1) + " kHz" : fixedPoint (hz, 0) + " Hz";
}

std::string shareText (const Scene& scene, Index component)
{
    const double share =
        100.0 * scene.levels.row (component).cast<double>().sum() / scene.levels.cast<double>().sum();
    return share < 0.1 ? "< 0.1 %" : fixedPoint (share, share < 10.0 ? 1 : 0) + " %";
}

void drawLabel (Canvas& canvas, const Scene& scene, Index component, const Colour& colour,
                const std::string& group)
{
    const Box box = scene.row (component, margin, labelWidth);
    const double middle = box.y + 0.5 * box.height;
    constexpr double badge = 26.0;
    canvas.fill ({ box.x, middle - 0.5 * badge, badge, badge }, colour, 1.0, 5.0);
    canvas.text (std::to_string (component + 1), box.x + 0.5 * badge, middle + 5.0,
                 { 14.0, wellColour, Align::centre, true });
    const TextStyle nameStyle{ 13.0, textColour, Align::left, ! group.empty() };
    const std::string name =
        group.empty() ? hzText (offline::lowestPeakHz (scene.components.dictionary, component)) : group;
    canvas.text (canvas.fitted (name, labelWidth - badge - 18.0, nameStyle), box.x + badge + 9.0,
                 middle - 2.0, nameStyle);
    canvas.text (shareText (scene, component), box.x + badge + 9.0, middle + 13.0, { 11.0, dimTextColour });
}

void drawRows (Canvas& canvas, const Scene& scene, const std::vector<ComponentGroup>& groups)
{
    const auto& dictionary = scene.components.dictionary;
    std::vector<Index> order (static_cast<size_t> (scene.components.numComponents()));
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = static_cast<Index> (i);
    const Eigen::MatrixXf atoms =
        levelsDb (dictionary, order, scene.axis, static_cast<Index> (atomWidth), floorDb).colwise().reverse();
    const Eigen::MatrixXf times = decibels (overPixels (scene.levels, static_cast<Index> (timeWidth)));
    const Eigen::MatrixXf activations = activationLevels (scene.components);
    for (Index component = 0; component < scene.components.numComponents(); ++component)
    {
        size_t colour = static_cast<size_t> (component);
        std::string group;
        for (size_t g = 0; g < groups.size(); ++g)
            if (std::count (groups[g].components.begin(), groups[g].components.end(), component) > 0)
            {
                colour = g;
                group = groups[g].name;
            }
        const Box atomBox = scene.row (component, atomsLeft, atomWidth);
        const Box timeBox = scene.row (component, timeLeft, timeWidth);
        for (const auto& box : { atomBox, timeBox })
            canvas.fill (box, wellColour, 1.0, 4.0);
        drawLabel (canvas, scene, component, sourceColour (colour), group);
        drawCurve (canvas, atomBox, atoms.col (component), sourceColour (colour));
        drawCurve (canvas, timeBox, times.row (component).transpose(), sourceColour (colour));
        drawCurve (canvas, timeBox, activations.row (component).transpose(), textColour, 0.0);
    }
}

void drawHeading (Canvas& canvas, const Scene& scene, const std::string& title)
{
    const auto& dictionary = scene.components.dictionary;
    const TextStyle titleStyle{ 24.0, textColour, Align::left, true };
    const TextStyle style{ 14.0, dimTextColour };
    const double room = pictureWidth - 2.0 * margin;
    const Index count = scene.components.numComponents();
    const std::string facts = std::to_string (count) + (count == 1 ? " component  ·  " : " components  ·  ") +
                              geometryText (dictionary) + "  ·  " + divergenceText (dictionary) + ", " +
                              spectrumText (dictionary);
    canvas.text (canvas.fitted (title, room, titleStyle), margin, 46.0, titleStyle);
    canvas.text (canvas.fitted (facts, room, style), margin, 72.0, style);
    canvas.text ("Spectrum of each component", atomsLeft, rowsTop - 12.0,
                 { 13.0, textColour, Align::left, true });
    canvas.text ("Its level over time, and its activations H (white)", timeLeft, rowsTop - 12.0,
                 { 13.0, textColour, Align::left, true });
    canvas.text (
        "Spectra: 60 dB down from each one's highest bin. Levels and H: 60 dB down from the largest of all. "
        "Beside the number: the lowest strong peak, and the share of the recording's energy.",
        margin, scene.rowsBottom() + 48.0, { 12.0, dimTextColour });
}

void drawLegend (Canvas& canvas)
{
    const TextStyle style{ 13.0, dimTextColour };
    const std::array lines{ "The recording", "brighter is louder," };
    canvas.text (lines[0], atomsLeft, heading + 14.0, { 13.0, textColour, Align::left, true });
    canvas.text (lines[1], atomsLeft, heading + 36.0, style);
    canvas.text ("60 dB from black to white", atomsLeft, heading + 54.0, style);
}
} // namespace

core::Status drawComponents (const offline::RecordingComponents& components, const Eigen::MatrixXf& levels,
                             const std::vector<ComponentGroup>& groups, const std::string& title,
                             const std::filesystem::path& file)
{
    Scene scene{ components, levels, axisFor (components.dictionary) };
    scene.seconds = static_cast<double> (components.samples.rows()) / components.sampleRateHz;
    scene.rowHeight = rowHeightFor (components.numComponents());
    Canvas canvas (pictureWidth, static_cast<int> (scene.rowsBottom() + footer), windowColour);
    drawHeading (canvas, scene, title);
    drawLegend (canvas);
    drawSpectrogram (canvas, scene);
    drawRows (canvas, scene, groups);
    drawTimes (canvas, scene);
    drawFrequencies (canvas, scene);
    return canvas.save (file);
}

} // namespace unbraid::cli

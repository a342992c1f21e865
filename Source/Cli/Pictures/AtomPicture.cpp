// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Pictures/AtomPicture.h"

#include "Cli/Console/Console.h"
#include "Cli/Pictures/AtomLevels.h"
#include "Cli/Pictures/Canvas.h"
#include "Cli/Pictures/DictionaryText.h"
#include "Core/Guidance/NoteName.h"

#include <algorithm>
#include <array>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

constexpr int pictureWidth = 1400;
constexpr int pictureHeight = 820;
constexpr Box well{ 84.0, 132.0, 1212.0, 610.0 };
constexpr Box heatArea{ well.x + 8.0, well.y + 8.0, well.width - 16.0, well.height - 16.0 };
constexpr Box colourBar{ well.right() + 24.0, well.y + 8.0, 14.0, heatArea.height };
constexpr float floorDb = -60.0f;
constexpr double sourceGap = 12.0;
constexpr double minSourceWidth = 72.0; // room for a name
constexpr double separatedWidth = 7.0;  // atoms this wide stand apart

/** Area of a source's atoms. */
struct Column
{
    const core::Source* source = nullptr;
    Colour colour;
    Box box;
};

/** Widths by number of atoms, but none so narrow that its name has no room. */
std::vector<Column> layOut (const core::Dictionary& dictionary)
{
    const auto& sources = dictionary.sources;
    const auto count = static_cast<double> (sources.size());
    const double gap = std::min (sourceGap, 0.2 * heatArea.width / count);
    const double room = heatArea.width - gap * (count - 1.0);
    const double minWidth = std::min (minSourceWidth, 0.6 * room / count);
    const double shared = room - minWidth * count;
    std::vector<Column> columns;
    double x = heatArea.x;
    for (size_t s = 0; s < sources.size(); ++s)
    {
        const double share =
            static_cast<double> (sources[s].numAtoms) / static_cast<double> (dictionary.numAtoms());
        const double width = minWidth + shared * share;
        const double left = std::round (x);
        columns.push_back (
            { &sources[s],
              sourceColour (s),
              { left, heatArea.y, std::max (1.0, std::round (x + width) - left), heatArea.height } });
        x += width + gap;
    }
    return columns;
}

void drawHeading (Canvas& canvas, const core::Dictionary& dictionary, const std::string& title)
{
    const TextStyle titleStyle{ 24.0, textColour, Align::left, true };
    const TextStyle style{ 14.0, dimTextColour };
    const size_t count = dictionary.sources.size();
    const std::string facts = std::to_string (count) + (count == 1 ? " source  ·  " : " sources  ·  ") +
                              std::to_string (dictionary.numAtoms()) + " atoms  ·  " +
                              geometryText (dictionary) + "  ·  " + divergenceText (dictionary) + ", " +
                              spectrumText (dictionary);
    canvas.text (canvas.fitted (title, well.width, titleStyle), well.x, 46.0, titleStyle);
    canvas.text (canvas.fitted (facts, well.width, style), well.x, 72.0, style);
}

void drawSourceLabel (Canvas& canvas, const Column& column)
{
    const auto& box = column.box;
    canvas.fill ({ box.x, well.y - 9.0, box.width, 4.0 }, column.colour, 1.0,
                 std::min (2.0, 0.5 * box.width));
    const TextStyle nameStyle{ 14.0, textColour, Align::left, true };
    const TextStyle countStyle{ 13.0, dimTextColour };
    const double baseline = well.y - 19.0;
    const std::string name = canvas.fitted (column.source->name, box.width, nameStyle);
    canvas.text (name, box.x, baseline, nameStyle);
    const std::string count = std::to_string (column.source->numAtoms);
    const double used = canvas.textWidth (name, nameStyle) + 8.0;
    if (used + canvas.textWidth (count, countStyle) <= box.width)
        canvas.text (count, box.x + used, baseline, countStyle);
}

void drawAtomsOf (Canvas& canvas, const core::Dictionary& dictionary, const Column& column,
                  const std::vector<Index>& order, const FrequencyAxis& axis)
{
    const auto rows = static_cast<Index> (column.box.height);
    const auto pixels = static_cast<Index> (column.box.width);
    const auto count = static_cast<Index> (order.size());
    const Eigen::MatrixXf levels =
        (1.0f - levelsDb (dictionary, order, axis, rows, floorDb).array() / floorDb).matrix();
    const bool standApart = column.box.width / static_cast<double> (count) >= separatedWidth;
    Eigen::MatrixXf image (rows, pixels);
    for (Index pixel = 0; pixel < pixels; ++pixel)
    {
        const Index atom = pixel * count / pixels;
        const Index end = std::max (atom + 1, (pixel + 1) * count / pixels);
        image.col (pixel) = levels.middleCols (atom, end - atom).rowwise().maxCoeff();
        if (standApart && pixel > 0 && atom != (pixel - 1) * count / pixels)
            image.col (pixel).setZero();
    }
    canvas.heat (column.box, image);
}

/** A label under the lowest atom of every C. */
void drawPitches (Canvas& canvas, const Column& column, const std::vector<Index>& order)
{
    const auto& source = *column.source;
    const TextStyle style{ 12.0, dimTextColour, Align::centre };
    const double atomWidth = column.box.width / static_cast<double> (order.size());
    int lastPitch = -1;
    double freeFrom = column.box.x;
    for (size_t i = 0; i < order.size() && ! source.pitches.empty(); ++i)
    {
        const int pitch = source.pitches[static_cast<size_t> (order[i] - source.firstAtom)];
        const double x = column.box.x + (static_cast<double> (i) + 0.5) * atomWidth;
        const bool isNewC = pitch >= 0 && pitch % 12 == 0 && pitch != lastPitch;
        lastPitch = pitch;
        if (! isNewC || x < freeFrom)
            continue;
        canvas.fill ({ x - 0.5, well.bottom(), 1.0, 5.0 }, dimTextColour);
        canvas.text (core::noteName (pitch), x, well.bottom() + 19.0, style);
        freeFrom = x + 30.0;
    }
}

std::string hzText (double hz)
{
    return hz >= 1000.0 ? fixedPoint (hz / 1000.0, 0) + "k" : fixedPoint (hz, 0);
}

void drawFrequencies (Canvas& canvas, const FrequencyAxis& axis)
{
    const TextStyle style{ 13.0, dimTextColour, Align::right };
    for (const double hz : { 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 10e3, 20e3, 50e3 })
    {
        const double position = axis.position (hz);
        if (position < 0.0 || position > 1.0)
            continue;
        const double y = std::round (heatArea.bottom() - position * heatArea.height);
        canvas.fill ({ well.x - 6.0, y - 0.5, 6.0, 1.0 }, dimTextColour);
        canvas.fill ({ heatArea.x, y - 0.5, heatArea.width, 1.0 }, textColour, 0.10);
        canvas.text (hzText (hz), well.x - 12.0, y + 4.5, style);
    }
    canvas.text ("Hz", well.x - 12.0, well.y - 8.0, style);
}

void drawColourBar (Canvas& canvas)
{
    const auto rows = static_cast<Index> (colourBar.height);
    const Eigen::VectorXf levels = Eigen::VectorXf::LinSpaced (rows, 1.0f, 0.0f);
    canvas.heat (colourBar, levels.replicate (1, static_cast<Index> (colourBar.width)));
    const TextStyle style{ 12.0, dimTextColour };
    for (int db = 0; db >= static_cast<int> (floorDb); db -= 12)
    {
        const double y = colourBar.y + colourBar.height * db / static_cast<double> (floorDb);
        canvas.text (db == 0 ? "0" : "−" + std::to_string (-db), colourBar.right() + 8.0, y + 4.0, style);
    }
    canvas.text ("dB", colourBar.x, well.y - 8.0, { 13.0, dimTextColour });
}
} // namespace

core::Status drawAtoms (const core::Dictionary& dictionary, const std::string& title,
                        const std::filesystem::path& file)
{
    Canvas canvas (pictureWidth, pictureHeight, windowColour);
    const FrequencyAxis axis = axisFor (dictionary);
    drawHeading (canvas, dictionary, title);
    canvas.fill (well, wellColour, 1.0, 6.0);
    for (const auto& column : layOut (dictionary))
    {
        const auto order = displayOrder (dictionary, *column.source);
        drawSourceLabel (canvas, column);
        drawAtomsOf (canvas, dictionary, column, order, axis);
        drawPitches (canvas, column, order);
    }
    drawFrequencies (canvas, axis);
    drawColourBar (canvas);
    canvas.text ("Each column is one atom, its loudest bin at 0 dB; in order of pitch, else of the centre of "
                 "its spectrum.",
                 well.x, pictureHeight - 26.0, { 12.0, dimTextColour });
    return canvas.save (file);
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Pictures/Colours.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** A rectangle in pixels from the top left. */
struct Box
{
    double x = 0.0;
    double y = 0.0;
    double width = 0.0;
    double height = 0.0;

    [[nodiscard]] constexpr double right() const { return x + width; }
    [[nodiscard]] constexpr double bottom() const { return y + height; }
};

/** A position in pixels from the top left. */
struct Point
{
    double x = 0.0;
    double y = 0.0;
};

/** Alignment of a text at its point. */
enum class Align
{
    left,
    centre,
    right
};

/** Style of a text. */
struct TextStyle
{
    double size = 13.0;
    Colour colour = textColour;
    Align align = Align::left;
    bool bold = false;
};

/** An image to draw on, by cairo. */
class Canvas
{
public:
    Canvas (int width, int height, const Colour& background);
    ~Canvas();
    Canvas (const Canvas&) = delete;
    Canvas& operator= (const Canvas&) = delete;

    void fill (const Box& box, const Colour& colour, double opacity = 1.0, double radius = 0.0);

    /** A curve through the points, and the colour fading below it.
        points    from left to right
        baseline  y of the bottom
        opacity   of the filling */
    void curve (const std::vector<Point>& points, double baseline, const Colour& colour, double opacity);

    /** baseline  y of the text's line */
    void text (const std::string& words, double x, double baseline, const TextStyle& style);

    /** The text's beginning that fits, with an ellipsis where it was cut; empty where nothing fits. */
    [[nodiscard]] std::string fitted (const std::string& words, double width, const TextStyle& style) const;
    [[nodiscard]] double textWidth (const std::string& words, const TextStyle& style) const;

    /** Fills the box with heat colours, one pixel for each.
        levels  [height x width] 0 to 1, first row on top */
    void heat (const Box& box, const Eigen::MatrixXf& levels);

    /** Error: the file cannot be written. */
    [[nodiscard]] core::Status save (const std::filesystem::path& file) const;

private:
    struct Surface;
    std::unique_ptr<Surface> surface;
};

} // namespace unbraid::cli

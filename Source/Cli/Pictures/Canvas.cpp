// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Pictures/Canvas.h"

#include "Files/AtomicFile.h"

#include <cairo.h>

#include <cmath>
#include <numbers>
#include <span>

namespace unbraid::cli
{

/** A cairo image and its pen. */
struct Canvas::Surface
{
    Surface (int width, int height)
        : image (cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height))
        , pen (cairo_create (image))
    {
    }
    ~Surface()
    {
        cairo_destroy (pen);
        cairo_surface_destroy (image);
    }
    Surface (const Surface&) = delete;
    Surface& operator= (const Surface&) = delete;

    void choose (const TextStyle& style) const
    {
        cairo_select_font_face (pen, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                                style.bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
        cairo_set_font_size (pen, style.size);
    }

    cairo_surface_t* image;
    cairo_t* pen;
};

namespace
{
void roundedRectangle (cairo_t* pen, const Box& box, double radius)
{
    constexpr double quarter = 0.5 * std::numbers::pi;
    cairo_new_sub_path (pen);
    cairo_arc (pen, box.right() - radius, box.y + radius, radius, -quarter, 0.0);
    cairo_arc (pen, box.right() - radius, box.bottom() - radius, radius, 0.0, quarter);
    cairo_arc (pen, box.x + radius, box.bottom() - radius, radius, quarter, 2.0 * quarter);
    cairo_arc (pen, box.x + radius, box.y + radius, radius, 2.0 * quarter, 3.0 * quarter);
    cairo_close_path (pen);
}

std::uint32_t pixel (const Colour& colour)
{
    const auto byte = [] (double part) { return static_cast<std::uint32_t> (std::lround (255.0 * part)); };
    return byte (colour.red) << 16 | byte (colour.green) << 8 | byte (colour.blue);
}

/** Cairo hands the bytes of the PNG over piece by piece. */
struct Sink
{
    files::AtomicFile& file;
    core::Status status = core::Done{};
};

cairo_status_t append (void* closure, const unsigned char* bytes, unsigned int count)
{
    auto& sink = *static_cast<Sink*> (closure);
    sink.status = sink.file.write (std::as_bytes (std::span (bytes, count)));
    return sink.status.ok() ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}
} // namespace

Canvas::Canvas (int width, int height, const Colour& background)
    : surface (std::make_unique<Surface> (width, height))
{
    fill ({ 0.0, 0.0, static_cast<double> (width), static_cast<double> (height) }, background);
}

Canvas::~Canvas() = default;

void Canvas::fill (const Box& box, const Colour& colour, double opacity, double radius)
{
    cairo_set_source_rgba (surface->pen, colour.red, colour.green, colour.blue, opacity);
    roundedRectangle (surface->pen, box, radius);
    cairo_fill (surface->pen);
}

void Canvas::curve (const std::vector<Point>& points, double baseline, const Colour& colour, double opacity)
{
    if (points.empty())
        return;
    constexpr double width = 1.2;
    cairo_new_path (surface->pen);
    for (const auto& point : points)
        cairo_line_to (surface->pen, point.x, point.y);
    cairo_path_t* line = cairo_copy_path (surface->pen);
    cairo_line_to (surface->pen, points.back().x, baseline);
    cairo_line_to (surface->pen, points.front().x, baseline);
    cairo_close_path (surface->pen);
    cairo_set_source_rgba (surface->pen, colour.red, colour.green, colour.blue, opacity);
    cairo_fill (surface->pen);
    cairo_append_path (surface->pen, line);
    cairo_path_destroy (line);
    cairo_set_line_width (surface->pen, width);
    cairo_set_line_join (surface->pen, CAIRO_LINE_JOIN_ROUND);
    cairo_set_source_rgb (surface->pen, colour.red, colour.green, colour.blue);
    cairo_stroke (surface->pen);
}

double Canvas::textWidth (const std::string& words, const TextStyle& style) const
{
    surface->choose (style);
    cairo_text_extents_t extents;
    cairo_text_extents (surface->pen, words.c_str(), &extents);
    return extents.x_advance;
}

void Canvas::text (const std::string& words, double x, double baseline, const TextStyle& style)
{
    const double width = textWidth (words, style);
    const double left = style.align == Align::left     ? x
                        : style.align == Align::centre ? x - 0.5 * width
                                                       : x - width;
    cairo_set_source_rgb (surface->pen, style.colour.red, style.colour.green, style.colour.blue);
    cairo_move_to (surface->pen, std::round (left), std::round (baseline));
    cairo_show_text (surface->pen, words.c_str());
}

std::string Canvas::fitted (const std::string& words, double width, const TextStyle& style) const
{
    if (textWidth (words, style) <= width)
        return words;
    const auto isContinuation = [] (char byte) { return (static_cast<unsigned char> (byte) & 0xc0) == 0x80; };
    for (size_t length = words.size(); length > 1;)
    {
        do
            --length;
        while (length > 0 && isContinuation (words[length]));
        std::string cut = words.substr (0, length) + "…";
        if (length > 0 && textWidth (cut, style) <= width)
            return cut;
    }
    return {};
}

void Canvas::heat (const Box& box, const Eigen::MatrixXf& levels)
{
    cairo_surface_flush (surface->image);
    auto* bytes = cairo_image_surface_get_data (surface->image);
    const auto stride = static_cast<Eigen::Index> (cairo_image_surface_get_stride (surface->image));
    const auto left = static_cast<Eigen::Index> (box.x);
    const auto top = static_cast<Eigen::Index> (box.y);
    for (Eigen::Index row = 0; row < levels.rows(); ++row)
    {
        auto* line = reinterpret_cast<std::uint32_t*> (bytes + (top + row) * stride) + left;
        for (Eigen::Index column = 0; column < levels.cols(); ++column)
            line[column] = pixel (heatColour (static_cast<double> (levels (row, column))));
    }
    cairo_surface_mark_dirty (surface->image);
}

core::Status Canvas::save (const std::filesystem::path& file) const
{
    auto created = files::AtomicFile::create (file);
    if (! created.ok())
        return created.error();
    Sink sink{ created.value() };
    const auto status = cairo_surface_write_to_png_stream (surface->image, append, &sink);
    if (! sink.status.ok())
        return sink.status;
    if (status != CAIRO_STATUS_SUCCESS)
        return core::Error{
            "the picture cannot be drawn", file.string(), cairo_status_to_string (status), {}
        };
    return created.value().commit();
}

} // namespace unbraid::cli

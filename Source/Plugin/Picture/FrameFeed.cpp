// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Picture/FrameFeed.h"

#include "Plugin/Model/Strips.h"

#include <cmath>
#include <vector>

namespace unbraid::plugin
{

static_assert (std::atomic<std::int64_t>::is_always_lock_free && std::atomic<size_t>::is_always_lock_free,
               "the audio thread must not wait");

namespace
{
constexpr double keptSeconds = 0.6; // longer than an editor is held up
constexpr size_t minFrames = 96;
constexpr size_t maxFramesRead = 512;
constexpr size_t firstFloats = 8192; // of a frame; enough for two sources at 48 kHz

/** Number of floats of a frame. */
struct FrameSize
{
    size_t bins = 0, masks = 0, atoms = 0; // masks: sources as strips show them

    [[nodiscard]] size_t numFloats() const noexcept { return bins * (1 + masks) + atoms; }
};

FrameSize sizeOf (const FrameFormat& format, const FrameContent& content) noexcept
{
    return { static_cast<size_t> (content.mixture.rows()),
             content.masks == nullptr
                 ? 0
                 : std::min<size_t> (numStrips, static_cast<size_t> (content.masks->cols())),
             content.activations == nullptr ? 0 : format.atomColumns.size() };
}

/** [bins] |x|^2, mean of the channels, scaled. */
float* writePower (const FrameFormat& format, const Eigen::MatrixXcf& mixture, float* values) noexcept
{
    Eigen::Map<Eigen::VectorXf> power (values, mixture.rows());
    power = mixture.col (0).cwiseAbs2();
    for (Eigen::Index channel = 1; channel < mixture.cols(); ++channel)
        power += mixture.col (channel).cwiseAbs2();
    power *= format.powerScale / static_cast<float> (mixture.cols());
    return values + power.size();
}

/** [bins x strips] */
float* writeMasks (const Eigen::MatrixXf& gains, size_t numMasks, float* values) noexcept
{
    Eigen::Map<Eigen::MatrixXf> masks (values, gains.rows(), static_cast<Eigen::Index> (numMasks));
    masks = gains.leftCols (masks.cols());
    for (Eigen::Index source = masks.cols(); source < gains.cols(); ++source)
        masks.col (masks.cols() - 1) += gains.col (source);
    return values + masks.size();
}
} // namespace

/** Frames in memory of one size. One thread writes, one other reads. */
struct FrameFeed::Ring
{
    struct Header
    {
        std::int64_t number = 0, position = 0;
        double hopSeconds = 0.0, binHz = 0.0;
        unsigned dictionary = 0;
        FrameSize size;
    };

    Ring (size_t numFrames, size_t floatsEach)
        : headers (numFrames)
        , numFloats (floatsEach)
        , memory (numFrames * floatsEach, 1.0f) // not zeros: memory of zeros may come without pages
    {
    }

    [[nodiscard]] bool isFull() const noexcept
    {
        return written.load (std::memory_order_relaxed) - shown.load (std::memory_order_acquire) ==
               headers.size();
    }
    [[nodiscard]] float* valuesOf (size_t frame) noexcept
    {
        return memory.data() + frame % headers.size() * numFloats;
    }
    [[nodiscard]] PictureFrame view (size_t frame) noexcept;
    void write (const Header& header, const FrameFormat& format, const FrameContent& content) noexcept;

    std::vector<Header> headers;
    size_t numFloats; // of one frame
    std::vector<float> memory;
    std::atomic<size_t> written{ 0 }; // frames, by the audio thread
    std::atomic<size_t> shown{ 0 };   // frames, by the message thread
};

PictureFrame FrameFeed::Ring::view (size_t frame) noexcept
{
    const Header& header = headers[frame % headers.size()];
    const auto& size = header.size;
    const float* values = valuesOf (frame);
    return { header.number,
             header.position,
             header.hopSeconds,
             header.binHz,
             header.dictionary,
             { values, size.bins },
             { values + size.bins, size.bins * size.masks },
             { values + size.bins * (1 + size.masks), size.atoms } };
}

void FrameFeed::Ring::write (const Header& header, const FrameFormat& format,
                             const FrameContent& content) noexcept
{
    const size_t frame = written.load (std::memory_order_relaxed);
    headers[frame % headers.size()] = header;
    float* values = writePower (format, content.mixture, valuesOf (frame));
    if (header.size.masks > 0)
        values = writeMasks (*content.masks, header.size.masks, values);
    for (size_t atom = 0; atom < header.size.atoms; ++atom)
        values[atom] = content.level * (*content.activations)[format.atomColumns[atom]];
    written.store (frame + 1, std::memory_order_release);
}

FrameFeed::FrameFeed() = default;

FrameFeed::~FrameFeed() = default;

void FrameFeed::open()
{
    if (ring.get() != nullptr)
        return;
    wantedFloats = firstFloats;
    wantedFrames = minFrames;
    ring.lend (std::make_unique<Ring> (minFrames, firstFloats));
    watched = true;
}

void FrameFeed::close()
{
    watched = false;
    ring.takeBack();
}

void FrameFeed::showAll (Ring& ring, const Show& show)
{
    const size_t end = ring.written.load (std::memory_order_acquire);
    for (size_t frame = ring.shown.load (std::memory_order_relaxed); frame < end; ++frame)
    {
        show (ring.view (frame));
        ring.shown.store (frame + 1, std::memory_order_release);
    }
}

void FrameFeed::read (const std::function<void (const PictureFrame&)>& show)
{
    const Ring* const now = ring.get();
    if (now == nullptr)
        return;
    showAll (*ring.get(), show);
    const size_t floats = wantedFloats;
    const size_t frames = std::min<size_t> (wantedFrames, maxFramesRead);
    if (floats <= now->numFloats && frames <= now->headers.size())
        return;
    auto larger =
        std::make_unique<Ring> (std::max (frames, now->headers.size()), std::max (floats, now->numFloats));
    showAll (*ring.takeBack(), show); // what came meanwhile
    ring.lend (std::move (larger));
}

void FrameFeed::add (const FrameFormat& format, const FrameContent& content, std::int64_t position) noexcept
{
    if (! isOpen())
        return;
    const auto number = numFrames.fetch_add (1, std::memory_order_relaxed);
    const auto size = sizeOf (format, content);
    const auto frames = static_cast<size_t> (std::ceil (keptSeconds / format.hopSeconds));
    wantedFloats = std::max<size_t> (wantedFloats, size.numFloats());
    wantedFrames = std::max<size_t> (wantedFrames, frames);
    const auto borrowed = ring.borrow();
    if (! borrowed)
        return;
    if (size.numFloats() <= borrowed->numFloats && ! borrowed->isFull())
        borrowed->write ({ number, position, format.hopSeconds, format.binHz, format.dictionary, size },
                         format, content);
}

} // namespace unbraid::plugin

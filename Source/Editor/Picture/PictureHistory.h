// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/PictureColumn.h"
#include "Plugin/Model/PictureFrame.h"

namespace unbraid::editor
{

/** The last 30 s of the engine's frames, as columns of the picture. Columns stand where their samples were, so dropped
    frames leave a gap and time stays true. Frames less than 4 ms apart share a column. */
class PictureHistory
{
public:
    static constexpr double keptSeconds = 30.0;
    static constexpr double minColumnSeconds = 0.004;

    /** Adds a frame. One whose position is not behind the last, or of another rate, begins
        anew: the plugin was prepared again.
        [message] */
    void take (const plugin::PictureFrame& frame, double rateHz);
    void clear();

    [[nodiscard]] const PictureColumns& columns() const noexcept { return kept; }

    /** Half the sample rate of the newest frame; 20 kHz before there is one. */
    [[nodiscard]] double nyquistHz() const noexcept { return nyquist; }

    /** The activations of the newest frame, and their mean over the last seconds. [atoms] */
    [[nodiscard]] const std::vector<float>& activations() const noexcept { return newest; }
    [[nodiscard]] const std::vector<float>& use() const noexcept { return means; }

    /** Another number with every column that was added or thrown away. */
    [[nodiscard]] unsigned version() const noexcept { return changes; }

    /** Another number whenever time began anew. */
    [[nodiscard]] unsigned epoch() const noexcept { return beginnings; }

private:
    /** Frames of one column, summed. */
    struct Pending
    {
        int numFrames = 0;
        double hopSeconds = 0.0, rateHz = 0.0, binHz = 0.0;
        std::int64_t number = 0, position = 0;
        unsigned dictionary = 0;
        size_t numSources = 0, numAtoms = 0;
        std::vector<float> power, masked, activations;
    };

    [[nodiscard]] bool belongs (const plugin::PictureFrame& frame) const;
    void add (const plugin::PictureFrame& frame);
    void follow (const plugin::PictureFrame& frame);
    void finishColumn();
    void trim();
    std::shared_ptr<PictureColumn> freeColumn();

    PictureColumns kept;
    PictureRows rows;
    Pending pending;
    std::vector<float> rowPower, maskedPower;
    std::vector<float> newest, means;
    std::vector<std::shared_ptr<PictureColumn>> unused;
    std::int64_t lastPosition = -1;
    unsigned lastDictionary = 0;
    double nyquist = PictureRows::highestHz;
    unsigned changes = 0, beginnings = 0;
};

} // namespace unbraid::editor

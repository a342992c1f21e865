// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Masking/ResidualFilter.h"
#include "Core/Masking/WienerMasks.h"
#include "Core/Models/SourceModel.h"

#include <memory>
#include <string>
#include <vector>

namespace unbraid::core
{

/** One dictionary at work: the model that explains a spectrum, and the masks made of it. The separator of a single dictionary has
    one; a tree has one for each dictionary (SeparationTree). In silence the last masks are held. */
class SeparationNode
{
public:
    /** [worker] allocates; errors: channels, mode or settings outside their ranges, a dictionary that does not serve the mode or the
        rate. After an error the node is as it was. */
    Status prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                    const SeparatorSettings& settings);

    /** Clears activations, masks and, unless they are frozen, adapted atoms. [audio] */
    void reset() noexcept;

    /** Settings for the next frame; out of range they are clamped. [audio] */
    void set (const SeparatorSettings& settings) noexcept;

    /** Turns a source on or off. Off, its share goes to its nearest relative, `other` for vocals, guitar and piano; where that is off, or
        there is none, it has no activations, so that all others share its sound. [audio] */
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept;

    /** Explains a frame, and makes the masks of it.
        number    of the frame, from 1
        newest    [bins x channels] the newest frame's spectra
        mixture   [bins x channels] those of the frame to be explained, which is older where the model looks ahead
        isSilent  nothing but zeros for a whole analysis window and the look-ahead
        [audio] real-time safe. */
    void explain (Eigen::Index number, const Eigen::MatrixXcf& newest, const Eigen::MatrixXcf& mixture,
                  bool isSilent) noexcept;

    /** [bins x sources] rows sum to one. [audio] */
    [[nodiscard]] const Eigen::MatrixXf& gains() const noexcept
    {
        return wasFiltered ? residual.gains() : masks.gains();
    }

    /** Whether the frame explained last was silent. [audio] */
    [[nodiscard]] bool isSilent() const noexcept { return frameIsSilent; }

    [[nodiscard]] SourceModel& sourceModel() noexcept { return *model; }
    [[nodiscard]] const SourceModel& sourceModel() const noexcept { return *model; }
    [[nodiscard]] ModelShape shape() const noexcept { return model->shape(); }
    [[nodiscard]] const FrameGeometry& geometry() const noexcept { return model->shape().geometry; }
    [[nodiscard]] bool looksAhead() const noexcept { return geometry().lookAhead > 0; }
    [[nodiscard]] Eigen::Index numSources() const noexcept
    {
        return static_cast<Eigen::Index> (names.size());
    }
    [[nodiscard]] const std::vector<std::string>& sourceNames() const noexcept { return names; }

private:
    void turn (Eigen::Index source) noexcept;
    void setMasks (const SeparatorSettings& settings) noexcept;

    std::unique_ptr<SourceModel> model;
    WienerMasks masks;
    ResidualFilter residual;
    std::vector<std::string> names;      // of the sources
    std::vector<bool> isOn;              // [sources]
    std::vector<Eigen::Index> relatives; // [sources] the nearest of each; itself where there is none
    bool wasFiltered = false;            // the masks of the frame explained last
    bool frameIsSilent = true;
};

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Separator.h"
#include "Offline/Passes/WholeRecording.h"
#include "Offline/Phase/PhaseSettings.h"

namespace unbraid::quality
{

/** In long windows, forwards and backwards: `--quality long-both-ways`. */
constexpr offline::RecordingWay longBothWays{ core::LatencyMode::balanced, true, true };

/** A separation of sound of one channel by a dictionary, with the settings of its mixer. Sources are
    [samples x sources], in the order of the dictionary.
    Any error ends the program: for programs that write tables. [worker] */
class Passes
{
public:
    Passes (const core::Dictionary& wanted, double rateHz)
        : dictionary (wanted)
        , sampleRateHz (rateHz)
    {
    }

    /** The engine as it plays. */
    [[nodiscard]] Eigen::MatrixXf live (const Eigen::VectorXf& sound,
                                        core::LatencyMode mode = core::LatencyMode::balanced) const;

    /** The masks of one pass of the engine, put together in long windows. */
    [[nodiscard]] Eigen::MatrixXf masked (const Eigen::VectorXf& sound,
                                          const offline::PhaseSettings& phase) const;

    /** A whole recording in one of the ways of `--quality`: see cli::RecordingPasses. */
    [[nodiscard]] Eigen::MatrixXf whole (const offline::RecordingWay& way, const Eigen::VectorXf& sound,
                                         const offline::PhaseSettings& phase = {}) const;

    /** As `--quality best`.
        name  of the dictionary */
    [[nodiscard]] Eigen::MatrixXf best (const std::string& name, const Eigen::VectorXf& sound) const;

    [[nodiscard]] core::FrameGeometry geometry() const;
    [[nodiscard]] std::vector<std::string> sourceNames() const;

private:
    void prepare (core::Separator& separator, const core::SeparatorSettings& settings,
                  core::LatencyMode mode = core::LatencyMode::balanced) const;

    const core::Dictionary& dictionary;
    double sampleRateHz;
};

} // namespace unbraid::quality

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Audio/SignalPath.h"

#include <Eigen/Core>

#include <vector>

namespace unbraid::test
{

/** What came out of a signal path. */
struct PathOutput
{
    Eigen::MatrixXf mix;                 // [samples x mix channels]
    std::vector<Eigen::MatrixXf> strips; // per strip [samples x mix channels]

    [[nodiscard]] Eigen::MatrixXf sumOfStrips() const
    {
        Eigen::MatrixXf sum = Eigen::MatrixXf::Zero (mix.rows(), mix.cols());
        for (const auto& strip : strips)
            sum += strip;
        return sum;
    }
};

/** Drives a signal path as a host does, and keeps all that comes out. */
class PathRunner
{
public:
    PathRunner (plugin::SignalPath& signalPath, Eigen::Index numSamples, Eigen::Index mixChannels)
        : path (signalPath)
    {
        output.mix.setZero (numSamples, mixChannels);
        output.strips.assign (plugin::numStrips, Eigen::MatrixXf::Zero (numSamples, mixChannels));
    }

    /** Plays the next samples of the input. */
    void play (const Eigen::MatrixXf& input, Eigen::Index numSamples, const plugin::Controls& controls)
    {
        plugin::BusPointers buses;
        for (Eigen::Index channel = 0; channel < input.cols(); ++channel)
            buses.input[static_cast<size_t> (channel)] = input.col (channel).data() + position;
        for (Eigen::Index channel = 0; channel < output.mix.cols(); ++channel)
        {
            const auto side = static_cast<size_t> (channel);
            buses.mix[side] = output.mix.col (channel).data() + position;
            for (size_t strip = 0; strip < output.strips.size(); ++strip)
                buses.strips[strip][side] = output.strips[strip].col (channel).data() + position;
        }
        path.process (buses, numSamples, controls);
        position += numSamples;
    }

    /** Plays all that is left in blocks of a size. */
    void playRest (const Eigen::MatrixXf& input, Eigen::Index blockSize, const plugin::Controls& controls)
    {
        while (position < input.rows())
            play (input, std::min (blockSize, input.rows() - position), controls);
    }

    PathOutput output;
    Eigen::Index position = 0;

private:
    plugin::SignalPath& path;
};

} // namespace unbraid::test

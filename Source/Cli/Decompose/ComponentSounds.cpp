// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/ComponentSounds.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/StemFiles.h"
#include "Platform/StopSignals.h"

#include <algorithm>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;
using Matrix = Eigen::MatrixXf;

/** Frame by frame the sound of every component: its own, where a model gave it, and its share of the rest of each channel. */
class Synthesis
{
public:
    explicit Synthesis (RecordingComponents& source)
        : components (source)
        , leftOver (static_cast<size_t> (source.numComponents()),
                    Matrix::Zero (source.frames.hop(), source.recording.samples.cols()))
        , spectra (source.frames.numBins(), source.recording.samples.cols())
        , rest (source.recording.samples)
    {
        for (Index k = 0; k < source.numComponents() && source.estimates.size() > 0; ++k)
            for (Index channel = 0; channel < rest.cols(); ++channel)
                rest.col (channel) -= source.estimate (k, channel);
    }

    /** A hop of each component, [hop x channels]: the samples from (frame - 1) times hop on. */
    std::vector<Matrix> next (Index frame)
    {
        auto& frames = components.frames;
        for (Index channel = 0; channel < spectra.cols(); ++channel)
            frames.analyse (rest.col (channel), frame, spectra.col (channel));
        const Matrix masks = components.masks (frame);
        std::vector<Matrix> sounds;
        for (size_t component = 0; component < leftOver.size(); ++component)
        {
            const auto mask = masks.col (static_cast<Index> (component));
            Matrix sound (frames.hop(), spectra.cols());
            for (Index channel = 0; channel < spectra.cols(); ++channel)
            {
                masked = spectra.col (channel).cwiseProduct (mask.cast<std::complex<float>>());
                sound.col (channel) = frames.synthesise (masked, leftOver[component].col (channel));
            }
            sounds.push_back (std::move (sound));
        }
        return sounds;
    }

private:
    RecordingComponents& components;
    std::vector<Matrix> leftOver; // of each component, [hop x channels]
    Eigen::MatrixXcf spectra;     // [bins x channels]
    Matrix rest;                  // [samples x channels] what the components' own sounds leave
    Eigen::VectorXcf masked;
};

/** Adds the components' own sounds, if any. */
void addEstimates (const RecordingComponents& components, Index first, Index rows,
                   std::vector<Matrix>& sounds)
{
    if (components.estimates.size() == 0)
        return;
    for (Index k = 0; k < components.numComponents(); ++k)
        for (Index channel = 0; channel < components.recording.samples.cols(); ++channel)
            sounds[static_cast<size_t> (k)].col (channel).head (rows) +=
                components.estimate (k, channel).segment (first, rows);
}

Matrix sumOf (const std::vector<Matrix>& sounds, const ComponentGroup& group)
{
    Matrix sum = Matrix::Zero (sounds.front().rows(), sounds.front().cols());
    for (const Index component : group.components)
        sum += sounds[static_cast<size_t> (component)];
    return sum;
}
} // namespace

core::Status writeSounds (RecordingComponents& components, const std::vector<ComponentGroup>& groups,
                          const std::vector<std::filesystem::path>& paths)
{
    StemFiles stems;
    const Index length = components.recording.samples.rows();
    if (auto created =
            stems.create (paths, components.recording.sampleRateHz, components.recording.samples.cols());
        ! created.ok())
        return created;
    Synthesis synthesis (components);
    Index strongest = 0;
    components.levels().rowwise().sum().maxCoeff (&strongest);
    for (Index frame = 0; frame < components.activations.cols(); ++frame)
    {
        if (platform::isStopWanted())
            return cancelled();
        auto sounds = synthesis.next (frame);
        if (frame == 0) // all of it before the recording
            continue;
        const Index first = (frame - 1) * components.frames.hop();
        const Index rows = std::min (components.frames.hop(), length - first);
        sounds[static_cast<size_t> (strongest)].topRows (rows) += components.low.middleRows (first, rows);
        addEstimates (components, first, rows, sounds);
        for (const auto& group : groups)
            sounds.push_back (sumOf (sounds, group));
        for (size_t file = 0; file < sounds.size(); ++file)
            if (auto written = stems.write (file, sounds[file].topRows (rows)); ! written.ok())
                return written;
    }
    return stems.finish();
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/SocialSparsity.h"

#include "Core/Spectral/Frames.h"
#include "Training/Factorisation/Alternation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXcf;
using Eigen::VectorXf;

constexpr Index windowsOverSample = 4;
constexpr Index framesAround = 3; // on each side
constexpr float maxMomentum =
    0.95f; // it grows through all levels: starting anew at each converges more slowly

class SparseModel
{
public:
    SparseModel (const Eigen::Ref<const VectorXf>& samples, const SampleStates& soundStates,
                 const SparsitySettings& wanted)
        : recorded (samples)
        , states (soundStates)
        , settings (wanted)
    {
    }

    core::Status run (const core::Progress& onProgress)
    {
        const Index hop = settings.frameLength / windowsOverSample;
        if (auto ready = frames.prepare (core::hannFrames (hop, windowsOverSample)); ! ready.ok())
            return ready;
        begin();
        const training::Course course{ .iterations = settings.iterations,
                                       .tolerance = settings.tolerance * recorded.norm(),
                                       .task = "the repair" };
        for (int level = 0; level < settings.levels; ++level)
        {
            threshold = thresholdAt (level);
            change = std::numeric_limits<double>::infinity();
            const auto onIteration = [&] (int iteration, double) {
                return onProgress ((level + static_cast<double> (iteration) / settings.iterations) /
                                   settings.levels);
            };
            if (auto done = training::alternate (*this, course, onIteration); ! done.ok())
                return done;
        }
        return core::Done{};
    }

    /** At the level's threshold. */
    void update()
    {
        const float momentum =
            std::min (maxMomentum, static_cast<float> (numSteps) / static_cast<float> (numSteps + 6));
        ++numSteps;
        const VectorXf before = sound;
        sound = frames.inverse (extrapolated);
        change = static_cast<double> ((sound - before).norm());
        const VectorXf missing = missingFrom (sound);
        previous.swap (coefficients);
        for (Index frame = 0; frame < frames.numFrames(); ++frame)
        {
            frames.analyse (missing, frame, spectrum);
            coefficients.col (frame) = extrapolated.col (frame) + spectrum;
            energy.col (frame) = coefficients.col (frame).cwiseAbs2();
        }
        for (Index frame = 0; frame < frames.numFrames(); ++frame)
        {
            coefficients.col (frame).array() *= gainsOf (frame);
            extrapolated.col (frame) =
                coefficients.col (frame) + momentum * (coefficients.col (frame) - previous.col (frame));
        }
    }

    /** How far the sound moved in the last step. */
    [[nodiscard]] double rest() const { return change; }
    [[nodiscard]] core::Done result() const { return {}; }

    /** The sound, with what its clipped samples lack added. */
    [[nodiscard]] VectorXf estimate()
    {
        sound = frames.inverse (coefficients);
        return sound + missingFrom (sound);
    }

private:
    void begin()
    {
        frames.setNumSamples (recorded.size());
        coefficients = frames.forward (recorded);
        energy = coefficients.cwiseAbs2();
        largest = std::sqrt (static_cast<double> (energy.maxCoeff()));
        coefficients.setZero();
        extrapolated = coefficients;
        previous = coefficients;
        spectrum.resize (frames.numBins());
        sound.setZero (recorded.size());
    }

    [[nodiscard]] float thresholdAt (int level) const
    {
        const double share = settings.levels > 1 ? static_cast<double> (level) / (settings.levels - 1) : 1.0;
        return static_cast<float> (largest * settings.highest *
                                   std::pow (settings.lowest / settings.highest, share));
    }

    /** Difference between a sound and what is known of it. */
    [[nodiscard]] VectorXf missingFrom (const VectorXf& given) const
    {
        VectorXf missing = recorded - given;
        for (Index n = 0; n < missing.size(); ++n)
            switch (states[static_cast<size_t> (n)])
            {
            case SampleState::intact:
                break;
            case SampleState::lost:
                missing[n] = 0.0f;
                break;
            case SampleState::clippedHigh:
                missing[n] = std::max (0.0f, missing[n]);
                break;
            case SampleState::clippedLow:
                missing[n] = std::min (0.0f, missing[n]);
                break;
            }
        return missing;
    }

    /** How much of each coefficient of a frame survives. */
    [[nodiscard]] Eigen::ArrayXf gainsOf (Index frame) const
    {
        const Index first = std::max<Index> (0, frame - framesAround);
        const Index last = std::min (energy.cols() - 1, frame + framesAround);
        Eigen::ArrayXf column = energy.col (first);
        for (Index each = first + 1; each <= last; ++each)
            column += energy.col (each).array();
        const Index inner = column.size() - 2;
        Eigen::ArrayXf around = column;
        around.segment (1, inner) += column.head (inner) + column.tail (inner);
        const auto count = static_cast<float> (3 * (last - first + 1));
        return (1.0f - count * threshold * threshold / (around + 1e-30f)).max (0.0f);
    }

    const VectorXf recorded;
    const SampleStates& states;
    const SparsitySettings& settings;
    core::Frames frames;
    MatrixXcf coefficients, previous, extrapolated; // [bins x frames]
    Eigen::MatrixXf energy;                         // |coefficients|^2 before shrinkage
    Eigen::VectorXcf spectrum;
    VectorXf sound; // of `extrapolated`
    double largest = 0.0, change = 0.0;
    float threshold = 0.0f;
    int numSteps = 0;
};
} // namespace

core::Status sparseEstimate (Eigen::Ref<VectorXf> samples, const SampleStates& states,
                             const SparsitySettings& settings, const core::Progress& onProgress)
{
    SparseModel model (samples, states, settings);
    if (auto done = model.run (onProgress); ! done.ok())
        return done;
    const VectorXf estimate = model.estimate();
    for (Index n = 0; n < samples.size(); ++n)
        if (states[static_cast<size_t> (n)] != SampleState::intact)
            samples[n] = estimate[n];
    return core::Done{};
}

} // namespace unbraid::restoration

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <vector>

namespace unbraid::core
{

/** Takes what lies below 5 Hz around the model, since a constant offset is no energy of a source:

        inputs -> split -> rest -> STFT, model, masks -> outputs -> giveBack -> buses
                     \-> delayed by the latency --------------------/

    The whole of it goes to the source with most of the energy, so that the buses still sum to the input. Of two low-passes in
    a row the difference to the input is the rest. It begins to act once an offset has lasted half a second, and then fades in;
    until then, and so for every sound without an offset, the inputs pass bit for bit. It acts until reset. */
class SubsonicPath
{
public:
    /** latencySamples  of the outputs
        hopSeconds      from one call of `weigh` to the next
        [worker] allocates */
    void prepare (double sampleRateHz, Eigen::Index numChannels, Eigen::Index numSources,
                  Eigen::Index latencySamples, double hopSeconds);

    /** Forgets the sound, and acts no longer. [audio] */
    void reset() noexcept;

    /** Takes the next samples of the inputs, at most `count`, and returns how many. Their rest is in `rest()`.
        inputs  [channels] pointers; NaN and Inf are taken as silence
        from    index of the first sample
        [audio] real-time safe */
    Eigen::Index split (const float* const* inputs, Eigen::Index from, Eigen::Index count) noexcept;

    /** [channels] pointers to the inputs without what lies below 5 Hz, of the last split. [audio] */
    [[nodiscard]] const float* const* rest() const noexcept { return restPointers.data(); }

    /** Finds the source with most of the energy. To be called once per hop.
        sources  [bins x (sources x channels)] spectra of the outputs
        [audio] real-time safe */
    void weigh (const Eigen::MatrixXcf& sources) noexcept;

    /** Adds what was split off, delayed by the latency, to as many samples as the last split took.
        outputs  [sources x channels] pointers, source by source
        [audio] real-time safe */
    void giveBack (float* const* outputs) noexcept;

    /** True once there was an offset. [audio] */
    [[nodiscard]] bool acts() const noexcept { return isActing; }

private:
    /** Two one-poles in a row, with the energies of the segment so far: per channel, so that they do not depend on how the
        host cuts its blocks. */
    struct LowPass
    {
        double first = 0.0, second = 0.0;
        double lowEnergy = 0.0, wholeEnergy = 0.0;
        Eigen::Index numZeros = 0; // inputs in a row that were zero
    };

    void takeIn (const float* input, Eigen::Index channel, Eigen::Index count) noexcept;
    void judge() noexcept;
    [[nodiscard]] double fadeInAt (Eigen::Index sample) const noexcept;

    Eigen::Index channels = 0;
    Eigen::Index latency = 0;
    double coefficient = 0.0; // of a one-pole
    Eigen::Index maxZeros = 0;
    std::vector<LowPass> lowPasses; // per channel
    Eigen::MatrixXf restSamples;    // [segment x channels]
    std::vector<const float*> restPointers;
    Eigen::Index taken = 0; // samples of the last split

    // whether there is an offset: judged after each segment
    Eigen::Index segment = 0, inSegment = 0; // samples
    double lowEnergy = 0.0, wholeEnergy = 0.0;
    int suspicions = 0; // segments in a row with an offset
    bool isActing = false;
    Eigen::Index fadeLength = 0, actedFor = 0; // samples

    Eigen::MatrixXf delayed; // [ring x channels]
    Eigen::Index at = 0;     // where in it the next sample goes

    Eigen::VectorXf energies; // per source, fading
    float energyMemory = 0.0f;
    Eigen::Index holder = 0, formerHolder = 0; // sources
    Eigen::Index handOver = 0;                 // samples since the holder changed, up to its length
    Eigen::Index handOverLength = 0;
    bool hasHolder = false;
};

} // namespace unbraid::core

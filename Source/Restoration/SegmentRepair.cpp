// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/SegmentRepair.h"

#include "Restoration/FramePosterior.h"
#include "Training/Factorisation/Decomposition.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <cmath>
#include <numbers>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;

/** A sample of a frame that is not known, windowed. */
struct Unknown
{
    Index position = 0;
    double bound = 0.0; // of a clipped sample
    double side = 0.0;  // 1: no smaller, -1: no larger, 0: anything
    bool isHeld = false;

    [[nodiscard]] bool violates (double value) const { return side * (value - bound) < 0.0; }
};

struct Frame
{
    Index column = 0; // of the spectrogram
    Index channel = 0;
    Index start = 0; // in the segment; may be before its beginning
    std::vector<Unknown> unknowns;
    DamagedFrame sound;
};

class SegmentModel
{
public:
    SegmentModel (const Eigen::Ref<Eigen::MatrixXf>& sound, const std::vector<SampleStates>& soundStates,
                  const RepairSettings& wanted)
        : samples (sound)
        , states (soundStates)
        , settings (wanted)
        , length (wanted.frameLength)
        , hop (wanted.frameLength / 2)
        , perChannel ((sound.rows() + hop - 1) / hop + 1)
        , window (Eigen::VectorXd::NullaryExpr (length,
                                                [this] (Index n) {
                                                    return std::sin (std::numbers::pi *
                                                                     (static_cast<double> (n) + 0.5) /
                                                                     static_cast<double> (length));
                                                }))
    {
    }

    core::Status run (const core::Progress& onProgress)
    {
        if (auto ready = posterior.prepare (length); ! ready.ok())
            return ready;
        readFrames();
        if (damaged.empty())
            return core::Done{};
        if (auto begun = begin(); ! begun.ok())
            return begun;
        for (int iteration = 0; iteration < settings.iterations; ++iteration)
        {
            for (size_t frame = 0; frame < damaged.size(); ++frame)
            {
                expect (damaged[frame]);
                if (! onProgress (
                        (iteration + static_cast<double> (frame) / static_cast<double> (damaged.size())) /
                        settings.iterations))
                    return core::Error{ "the repair was cancelled", {}, {}, {}, true };
            }
            if (auto updated = update (settings.updates); ! updated.ok())
                return updated;
        }
        write();
        return core::Done{};
    }

private:
    void readFrames()
    {
        power.resize (length / 2 + 1, perChannel * samples.cols());
        for (Index channel = 0; channel < samples.cols(); ++channel)
            for (Index number = 0; number < perChannel; ++number)
            {
                Frame frame;
                frame.column = channel * perChannel + number;
                frame.channel = channel;
                frame.start = (number - 1) * hop;
                readFrame (frame);
                power.col (frame.column) = posterior.powerOf (frame.sound.samples);
                if (! frame.unknowns.empty())
                    damaged.push_back (std::move (frame));
            }
        scale = std::max (power.mean(), 1e-20f);
        power /= scale;
    }

    void readFrame (Frame& frame) const
    {
        frame.sound.samples.setZero (length);
        for (Index n = 0; n < length; ++n)
        {
            const Index at = frame.start + n;
            if (at < 0 || at >= samples.rows())
                continue;
            const double value = window[n] * static_cast<double> (samples (at, frame.channel));
            const auto state = states[static_cast<size_t> (frame.channel)][static_cast<size_t> (at)];
            if (state == SampleState::lost)
                frame.unknowns.push_back ({ n, 0.0, 0.0 });
            else
                frame.sound.samples[n] = value;
            if (state == SampleState::clippedHigh || state == SampleState::clippedLow)
                frame.unknowns.push_back ({ n, value, state == SampleState::clippedHigh ? 1.0 : -1.0 });
        }
    }

    core::Status begin()
    {
        const Index own = settings.numAtoms;
        const Index given = settings.dictionary.cols();
        factors.atoms.resize (power.rows(), own + given);
        factors.atoms.leftCols (own) = training::randomAtoms (power, own, settings.seed);
        if (given > 0)
            factors.atoms.rightCols (given) = settings.dictionary;
        factors.activations = training::flatActivations (factors.atoms, power.cols());
        return update (settings.firstUpdates);
    }

    core::Status update (int updates)
    {
        training::DecompositionSpec spec;
        spec.smoothness = settings.smoothness;
        spec.floor = settings.floor;
        auto next = training::smoothFactors (power, std::move (factors), spec, updates,
                                             [] (int, double) { return true; });
        if (! next.ok())
            return next.error();
        factors = std::move (next).value();
        return core::Done{};
    }

    void expect (Frame& frame)
    {
        auto& sound = frame.sound;
        sound.known.clear();
        sound.missing.clear();
        auto unknown = frame.unknowns.begin();
        for (Index n = 0; n < length; ++n)
        {
            const bool isUnknown = unknown != frame.unknowns.end() && unknown->position == n;
            const bool isHeld = isUnknown && unknown->isHeld;
            if (isHeld)
                sound.samples[n] = unknown->bound;
            (isUnknown && ! isHeld ? sound.missing : sound.known).push_back (n);
            unknown += isUnknown ? 1 : 0;
        }
        const Eigen::VectorXf variances =
            scale *
            ((factors.atoms * factors.activations.col (frame.column)).array() + settings.floor).matrix();
        const Posterior& found = posterior.condition (variances, sound);
        power.col (frame.column) = found.power / scale;
        for (auto& each : frame.unknowns)
        {
            const double value = found.mean[each.position];
            if (each.isHeld)
                each.isHeld = each.side * found.slope[each.position] >= 0.0;
            else
                each.isHeld = each.violates (value);
            sound.samples[each.position] = each.violates (value) ? each.bound : value;
        }
    }

    /** Overlap-adds the estimates; a clipped sample is kept beyond its recorded value. */
    void write()
    {
        Eigen::MatrixXd sums = Eigen::MatrixXd::Zero (samples.rows(), samples.cols());
        for (const auto& frame : damaged)
            for (const auto& unknown : frame.unknowns)
                sums (frame.start + unknown.position, frame.channel) +=
                    window[unknown.position] * frame.sound.samples[unknown.position];
        for (Index channel = 0; channel < samples.cols(); ++channel)
            for (Index n = 0; n < samples.rows(); ++n)
                if (states[static_cast<size_t> (channel)][static_cast<size_t> (n)] != SampleState::intact)
                    samples (n, channel) = static_cast<float> (sums (n, channel));
    }

    Eigen::Ref<Eigen::MatrixXf> samples;
    const std::vector<SampleStates>& states;
    const RepairSettings& settings;
    const Index length, hop, perChannel;
    const Eigen::VectorXd window;
    FramePosterior posterior;
    std::vector<Frame> damaged;
    Eigen::MatrixXf power; // [bins x frames] of all channels, one after the other, relative to `scale`
    float scale = 1.0f;
    training::Factors factors;
};
} // namespace

core::Status repairSegment (Eigen::MatrixXf& samples, const std::vector<SampleStates>& states,
                            const RepairSettings& settings, const core::Progress& onProgress)
{
    return SegmentModel (samples, states, settings).run (onProgress);
}

} // namespace unbraid::restoration

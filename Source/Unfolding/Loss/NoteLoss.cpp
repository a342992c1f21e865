// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Loss/NoteLoss.h"

#include "Core/Transcription/TrainedNotes.h"

#include <torch/nn/functional/loss.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace unbraid::unfolding
{

namespace
{
using core::TrainedNotes;
using torch::Tensor;

constexpr double onsetWeight = 4.0;   // of a frame with an onset: there are few
constexpr double matchSeconds = 0.05; // as far as a found onset may be from the true one
constexpr double smallest = 1e-12;    // an activation has a logarithm

/** log (p / (1 - p)) of one kind of atoms. */
Tensor logitsOf (const Tensor& activations, int64_t firstAtom)
{
    constexpr auto even = static_cast<double> (TrainedNotes::evenActivation);
    const Tensor own = activations.narrow (2, firstAtom, numNotePitches);
    return torch::log (own + smallest) - std::log (even);
}

Tensor crossEntropy (const Tensor& logits, const Tensor& truth, double weight)
{
    namespace nn = torch::nn::functional;
    const auto options = nn::BinaryCrossEntropyWithLogitsFuncOptions()
                             .reduction (torch::kSum)
                             .pos_weight (torch::full ({ 1 }, weight, logits.options()));
    const auto frames = static_cast<double> (truth.size (0) * truth.size (1));
    return nn::binary_cross_entropy_with_logits (logits, truth, options) / frames;
}

/** The frames in which each of the columns rises above one half. values  [frames x pitches] */
std::vector<std::vector<int64_t>> risesOf (const Tensor& values)
{
    const Tensor isHigh = (values > 0.5).to (torch::kCPU).contiguous();
    const auto high = isHigh.accessor<bool, 2>();
    std::vector<std::vector<int64_t>> rises (static_cast<size_t> (values.size (1)));
    for (int64_t frame = 1; frame < values.size (0); ++frame)
        for (int64_t pitch = 0; pitch < values.size (1); ++pitch)
            if (high[frame][pitch] && ! high[frame - 1][pitch])
                rises[static_cast<size_t> (pitch)].push_back (frame);
    return rises;
}

/** Each takes the earliest partner that is left, which is best. Both rise. */
size_t numMatched (const std::vector<int64_t>& played, const std::vector<int64_t>& found, double reach)
{
    size_t count = 0;
    auto next = found.begin();
    for (const auto frame : played)
    {
        while (next != found.end() && static_cast<double> (frame - *next) > reach)
            ++next;
        if (next != found.end() && static_cast<double> (*next - frame) <= reach)
        {
            ++next;
            ++count;
        }
    }
    return count;
}
} // namespace

void fillNotes (std::span<const PlayedNote> notes, double hopSeconds, int64_t mixture, NoteTargets& targets)
{
    const auto frames = targets.onsets.size (1);
    auto onsets = targets.onsets.accessor<float, 3>()[mixture];
    auto sounding = targets.sounding.accessor<float, 3>()[mixture];
    // Frame t ends at (t + 1) hops, and tells of a moment that much earlier.
    const auto firstFrameAt = [&] (double seconds)
    {
        const double frame = std::ceil ((seconds + TrainedNotes::delaySeconds) / hopSeconds - 1.0);
        return std::clamp (static_cast<int64_t> (frame), int64_t{}, frames);
    };
    for (const auto& note : notes)
    {
        const int64_t pitch = note.pitch - lowestPianoPitch;
        const auto begin = firstFrameAt (note.beginSeconds);
        const auto fading = firstFrameAt (note.beginSeconds + TrainedNotes::onsetSpanSeconds);
        const auto end = firstFrameAt (note.endSeconds);
        for (auto frame = begin; frame < fading; ++frame)
            onsets[frame][pitch] = 1.0f;
        for (auto frame = begin; frame < end; ++frame)
            sounding[frame][pitch] = 1.0f;
    }
}

Tensor noteLoss (const NoteTargets& targets, const Tensor& activations)
{
    return crossEntropy (logitsOf (activations, 0), targets.onsets, onsetWeight) +
           crossEntropy (logitsOf (activations, numNotePitches), targets.sounding, 1.0);
}

OnsetCounts countOnsets (const NoteTargets& targets, const Tensor& activations, double hopSeconds)
{
    OnsetCounts counts;
    const Tensor shares = torch::sigmoid (logitsOf (activations, 0));
    const double reach = std::floor (matchSeconds / hopSeconds + 1e-9);
    for (int64_t mixture = 0; mixture < shares.size (0); ++mixture)
    {
        const auto played = risesOf (targets.onsets[mixture]);
        const auto found = risesOf (shares[mixture]);
        for (size_t pitch = 0; pitch < played.size(); ++pitch)
        {
            counts.numPlayed += played[pitch].size();
            counts.numFound += found[pitch].size();
            counts.numMatched += numMatched (played[pitch], found[pitch], reach);
        }
    }
    return counts;
}

} // namespace unbraid::unfolding

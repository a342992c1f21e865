// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Evaluation/Correlations.h"
#include "Evaluation/FilterFit.h"

#include <optional>
#include <vector>

namespace unbraid::evaluation
{

/** Two published definitions of BSS-Eval. Both decompose an estimate y of the source s by FIR filters of
    `bssFilterTaps` taps of the true sources, fitted over the whole signal:

        p   the projection on s, delayed by 0 to 511 samples
        q   the projection on all true sources so delayed

    v3  "sources": each channel alone, over the whole signal; a filtered s is no distortion. The score is
        the mean over channels (without those where the estimate or s is silent).
            SDR = |p|^2 / |y - p|^2    SIR = |p|^2 / |q - p|^2    SAR = |q|^2 / |y - q|^2
        Source: Vincent, Gribonval and Fevotte 2006, distortions by time-invariant filters.
    v4  "images": all channels together, each a filtered sum of all channels; a filtered s is a distortion.
            SDR = |s|^2 / |y - s|^2    ISR = |s|^2 / |p - s|^2
            SIR = |p|^2 / |q - p|^2    SAR = |q|^2 / |y - q|^2
        over windows of 1 s, one per second, where p and q are the filtered windows (zero before a window
        begins, ringing for 511 samples after it); the score is the median over windows. An incomplete last
        window is dropped; a signal shorter than 1 s is one window. A window where y or any true source is
        silent does not count. Where the papers leave a source that is silent from end to end among the others,
        and so have no scores at all, here it is none of them: a song without bass has the scores of the rest.
        Sources: Vincent et al. 2012 (images); Stoter, Liutkus and Ito 2018 (global filters, windows, median).

    No permutation is searched: estimates have names. */
enum class BssVersion
{
    v3,
    v4
};

constexpr Eigen::Index bssFilterTaps = 512;

/** Scores are clamped to +-100 dB, as those of SiSdr.h, so that they can be averaged. */
constexpr double bssLimitDb = 100.0;

/** The Gram matrix of more would exceed half a gigabyte. */
constexpr Eigen::Index maxBssColumns = 16;

/** In dB; empty where undefined: SIR and SAR with a single true source that sounds, ISR in v3, all scores of a
    silent estimate and of a silent reference. */
struct BssScores
{
    std::optional<double> sdrDb;
    std::optional<double> isrDb;
    std::optional<double> sirDb;
    std::optional<double> sarDb;
};

/** The true sources of one mixture, ready to score estimates of them. */
class BssEval
{
public:
    /** Correlates the references and factorises their Gram matrix, which takes most of the time: sources^3.
        references    per source [samples x channels]; views: the sounds must outlive this
        sampleRateHz  sets the length of the windows of v4; 1000 to 768000
        [worker]  Errors: none or too many references, another rate, shapes that differ, a sample that is not finite. */
    static core::Result<BssEval> prepare (BssVersion version,
                                          const std::vector<Eigen::Map<const Eigen::MatrixXf>>& references,
                                          double sampleRateHz);

    /** estimate  [samples x channels] of the reference `source`, aligned with it
        [worker], several at once.  Errors: another shape, a sample that is not finite. */
    [[nodiscard]] core::Result<BssScores> score (const Eigen::Ref<const Eigen::MatrixXf>& estimate,
                                                 size_t source) const;

private:
    /** Signals that are decomposed together: all channels in v4, one of each source in v3. */
    struct Space
    {
        Columns columns; // of all sources, channels innermost
        FilterFit all;
        std::vector<FilterFit> own; // one per source
    };

    BssEval (BssVersion chosen, Eigen::Index window,
             const std::vector<Eigen::Map<const Eigen::MatrixXf>>& references);

    static core::Result<Space> makeSpace (Columns columns, Eigen::Index numEach);
    [[nodiscard]] core::Result<BssScores> scoreSpace (const Space& space, const Columns& estimate,
                                                      size_t source) const;

    BssVersion version;
    Eigen::Index windowSamples;
    std::vector<Eigen::Map<const Eigen::MatrixXf>> truth;
    std::vector<size_t> sounding; // those of the true sources that are not silent from end to end
    std::vector<Space> spaces;
};

} // namespace unbraid::evaluation

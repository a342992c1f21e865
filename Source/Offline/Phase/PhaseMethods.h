// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Offline/Phase/PhaseSettings.h"
#include "Offline/Phase/Segment.h"
#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/Factoriser.h"

#include <optional>
#include <span>
#include <string_view>

namespace unbraid::offline
{

// The methods: sources of a segment, [samples x sources], which sum to its samples. The transform has the segment's number
// of frames. The callback is told what an iteration minimises; a method without an objective gives 0. [worker] errors:
// cancelled.

/** Multiple input spectrogram inversion: amplitudes are kept, phases are those of the sound that the spectra make once
    its error to the mixture is shared out. It minimises, and no iteration raises,

        sum_j || |T s_j| - A_j ||^2   where sum_j s_j = x

    since replacing |T s_j| - A_j by T s_j - A_j e^(i angle) majorises it and has the iteration as its minimum: the inverse is
    the one of least squares, with the same weights for all sources.
    Sources: Gunawan & Sen 2010; the objective: Magron & Virtanen 2020. */
core::Result<Eigen::MatrixXf> misi (core::Frames& transform, const Segment& segment,
                                    const PhaseSettings& settings,
                                    const training::IterationCallback& onIteration);

/** The same frame after frame: what a frame's iterations may change is itself and `lookAhead` frames after it, which begin
    with the mixture's phases; then it is settled.
    Source: Magron & Virtanen 2020. Differs: the sound of the frames so far is the one of least squares. */
core::Result<Eigen::MatrixXf> onlineMisi (core::Frames& transform, const Segment& segment,
                                          const PhaseSettings& settings,
                                          const training::IterationCallback& onIteration);

/** Wiener filtering whose estimates shall be consistent: the minimum over S_j with sum_j S_j = X of

        sum_j || S_j - v_j / sum_i v_i X ||^2 / v_j + consistency || S_j - F S_j ||^2,   F: `Frames::project`

    by conjugate gradients, whose preconditioner is the inverse of the diagonal in the subspace of what sums to zero.
    The first term is the logarithm of the posterior probability of sources of variance v_j.
    Source: Le Roux & Vincent 2013, with the soft penalty; for more than two sources the constraint stands in place of
    one unknown. */
core::Result<Eigen::MatrixXf> consistentWiener (core::Frames& transform, const Segment& segment,
                                                const PhaseSettings& settings,
                                                const training::IterationCallback& onIteration);

/** The posterior means of sources that are Gaussian around a predicted phase (AnisotropicGaussian): that of the frame
    before, as it was estimated, turned by the frequency of the nearest peak (PhaseAdvance). Causal; concentration 0 is
    the Wiener filter.
    Source: Magron, Badeau & David 2017. Differs: phases are predicted from estimates rather than from predictions, so that
    errors of frequencies do not add up. */
core::Result<Eigen::MatrixXf> anisotropicWiener (core::Frames& transform, const Segment& segment,
                                                 const PhaseSettings& settings,
                                                 const training::IterationCallback& onIteration);

/** The same with variances v_j = W_j H_j that are estimated together with the sources: generalised EM, which raises the
    likelihood of the mixture in each iteration. W_j and H_j start from the factors of the given variances; the predicted
    phases are those of `anisotropicWiener`.
    Source: Magron & Virtanen 2018. Differs: the predictions are fixed, rather than a Markov chain of their own, and the
    updates are majorisations that we derived, see ComplexIsNmf.cpp. */
core::Result<Eigen::MatrixXf> complexIsNmf (core::Frames& transform, const Segment& segment,
                                            const PhaseSettings& settings,
                                            const training::IterationCallback& onIteration);

/** Sources whose amplitudes are W_j H_j and whose phases are free, but for being consistent and advancing with the partials
    (ComplexNmf.h). W_j and H_j start from the factors of the given amplitudes.
    Sources: Kameoka et al. 2009; Le Roux et al. 2009; Magron, Badeau & David 2016. */
core::Result<Eigen::MatrixXf> complexNmf (core::Frames& transform, const Segment& segment,
                                          const PhaseSettings& settings,
                                          const training::IterationCallback& onIteration);

/** A method, declared once: `separate --phase` walks the table of them. */
struct PhaseMethodRow
{
    using Run = core::Result<Eigen::MatrixXf> (core::Frames& transform, const Segment& segment,
                                               const PhaseSettings& settings,
                                               const training::IterationCallback& onIteration);

    const char* name = nullptr;
    const char* help = nullptr; // one line: whose the phases are
    int iterations = 1;         // where none are given; of onlineMisi in all
    Run* run = nullptr;
};

/** In the order of `PhaseMethod`; the first is the default. [any] */
std::span<const PhaseMethodRow> phaseMethods() noexcept;

const PhaseMethodRow& rowOf (PhaseMethod method) noexcept;
std::optional<PhaseMethod> phaseMethodFrom (std::string_view name) noexcept;

/** The iterations of the settings' method. [any] */
int iterationsOf (const PhaseSettings& settings);

/** Sources by the method of the settings. */
core::Result<Eigen::MatrixXf> recoverPhases (core::Frames& transform, const Segment& segment,
                                             const PhaseSettings& settings,
                                             const training::IterationCallback& onIteration);

/** The course of a method. */
training::Course courseOf (int iterations);

/** Gives spectra the wanted amplitudes; their phases stay, and are 0 where there is nothing.
    returns  the squared distance of the amplitudes before, over all bins of the whole transform
    [worker] */
double replaceAmplitudes (const Eigen::Ref<const Eigen::VectorXf>& binWeights,
                          const Eigen::Ref<const Eigen::VectorXf>& amplitudes,
                          Eigen::Ref<Eigen::VectorXcf> spectrum);

} // namespace unbraid::offline

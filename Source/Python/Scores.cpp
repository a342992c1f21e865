// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Scores of estimates, as `unbraid evaluate` has them.
#include "Python/Bindings.h"

#include "Core/Spectral/Mixdown.h"
#include "Evaluation/BssEval.h"
#include "Evaluation/HighPass.h"
#include "Evaluation/SiSdr.h"
#include "Evaluation/Stoi.h"
#include "Files/Resampler.h"

#include <pybind11/eigen.h>
#include <pybind11/stl.h>

#include <limits>
#include <vector>

namespace unbraid::python
{

namespace
{
constexpr double undefinedScore = std::numeric_limits<double>::quiet_NaN();

void demandAlike (const Eigen::MatrixXf& reference, const Eigen::MatrixXf& estimate)
{
    demand (reference.rows() == estimate.rows() && reference.cols() == estimate.cols(),
            "Reference and estimate have different shapes.");
}

double siSdr (const Eigen::MatrixXf& reference, const Eigen::MatrixXf& estimate, double rateHz, bool fullBand)
{
    demandAlike (reference, estimate);
    const auto passed = [&] (const Eigen::MatrixXf& sound)
    {
        Eigen::MatrixXf result = sound;
        for (Eigen::Index channel = 0; ! fullBand && channel < sound.cols(); ++channel)
            result.col (channel) = valueOf (evaluation::highPass (sound.col (channel), rateHz));
        return result;
    };
    return valueOf (evaluation::meanSiSdrDb (passed (reference), passed (estimate)));
}

bool isSilence (const Eigen::MatrixXf& sound)
{
    return (sound.array() == 0.0f).all();
}

/** The scores of one source after the other. A silent one explains nothing of the others: it is left out, and its scores are
    undefined.
    returns  [sources x 4] SDR, ISR, SIR, SAR; NaN where a score is undefined */
Eigen::MatrixXd bssEval (const std::vector<Eigen::MatrixXf>& references,
                         const std::vector<Eigen::MatrixXf>& estimates, double rateHz, int version)
{
    demand (references.size() == estimates.size(), "There are not as many estimates as references.");
    demand (version == 3 || version == 4, "There is no such version of BSS-Eval. (allowed: 3, 4)");
    for (size_t n = 0; n < references.size(); ++n)
        demandAlike (references[n], estimates[n]);
    std::vector<Eigen::Map<const Eigen::MatrixXf>> views;
    std::vector<size_t> sounding;
    for (size_t n = 0; n < references.size(); ++n)
        if (! isSilence (references[n]) || references[n].size() == 0)
        {
            views.emplace_back (references[n].data(), references[n].rows(), references[n].cols());
            sounding.push_back (n);
        }
    Eigen::MatrixXd scores =
        Eigen::MatrixXd::Constant (static_cast<Eigen::Index> (estimates.size()), 4, undefinedScore);
    if (sounding.empty() && ! references.empty())
        return scores;
    const auto eval = valueOf (evaluation::BssEval::prepare (
        version == 3 ? evaluation::BssVersion::v3 : evaluation::BssVersion::v4, views, rateHz));
    for (size_t place = 0; place < sounding.size(); ++place)
    {
        throwIfInterrupted();
        const auto n = sounding[place];
        const auto score = valueOf (eval.score (estimates[n], place));
        Eigen::Index column = 0;
        for (const auto& value : { score.sdrDb, score.isrDb, score.sirDb, score.sarDb })
            scores (static_cast<Eigen::Index> (n), column++) = value.value_or (undefinedScore);
    }
    return scores;
}

template <class Score>
double intelligibility (const Eigen::MatrixXf& clean, const Eigen::MatrixXf& processed, double rateHz,
                        Score score)
{
    demandAlike (clean, processed);
    const Eigen::ArrayXXf polarities = core::polarities (clean);
    const auto at = [&] (const Eigen::MatrixXf& sound) -> Eigen::VectorXf
    {
        const Eigen::MatrixXf mono = (sound.array().rowwise() * polarities.row (0)).rowwise().mean();
        return valueOf (files::resample (mono, rateHz, evaluation::stoiSampleRateHz)).col (0);
    };
    return valueOf (score (at (clean), at (processed)));
}
} // namespace

void addScores (py::module_& module)
{
    using Released = py::call_guard<py::gil_scoped_release>;
    module.def ("si_sdr", siSdr, Released());
    module.def ("bss_eval", bssEval, Released());
    module.def (
        "stoi",
        [] (const Eigen::MatrixXf& clean, const Eigen::MatrixXf& processed, double rateHz)
        { return intelligibility (clean, processed, rateHz, evaluation::stoi); },
        Released());
    module.def (
        "estoi",
        [] (const Eigen::MatrixXf& clean, const Eigen::MatrixXf& processed, double rateHz)
        { return intelligibility (clean, processed, rateHz, evaluation::estoi); },
        Released());
}

} // namespace unbraid::python

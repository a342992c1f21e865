// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DecomposeArguments.h"

#include "Cli/Commands/TrainArguments.h"
#include "Cli/Console/Assignment.h"

#include <charconv>
#include <cmath>

namespace unbraid::cli
{

namespace
{
using offline::ComponentModel;

constexpr const char* alphaName = "alpha=";

float sparsityOf (ComponentModel model)
{
    constexpr float ofConvolutional = 0.05f, ofRobust = 0.2f, ofLowRank = 1.0f;
    return model == ComponentModel::convolutional   ? ofConvolutional
           : model == ComponentModel::robust        ? ofRobust
           : model == ComponentModel::lowRankSparse ? ofLowRank
                                                    : 0.0f;
}

bool takesSparsity (ComponentModel model)
{
    return sparsityOf (model) > 0.0f || model == ComponentModel::semiNmf ||
           model == ComponentModel::convolutiveNmf;
}

bool takesDivergence (ComponentModel model)
{
    return model == ComponentModel::isNmf || model == ComponentModel::convolutiveNmf ||
           model == ComponentModel::robust;
}

/** The order of an alpha-divergence, where that is what the arguments name. */
core::Result<std::optional<float>> alphaFrom (const DecomposeArguments& arguments, ComponentModel model)
{
    constexpr float highest = 2.0f;
    if (! arguments.divergence || ! arguments.divergence->starts_with (alphaName))
        return std::optional<float>{};
    const auto& spec = arguments.spec;
    if (model != ComponentModel::isNmf)
        return missingPartner ("--divergence alpha=", "--model is-nmf");
    if (spec.smoothness > 0.0f || spec.terms.continuity > 0.0f || spec.terms.orthogonality > 0.0f ||
        arguments.criterion == "marginal" || arguments.beta)
        return core::Error{ "--divergence alpha= works without --beta, --smoothness, --continuity, "
                            "--orthogonality and --criterion marginal",
                            {},
                            {},
                            {} };
    const auto alpha = numberFrom<float> (arguments.divergence->substr (std::string (alphaName).size()));
    if (! alpha || ! (*alpha >= 0.0f && *alpha <= highest))
        return wrongValue ("--divergence", *arguments.divergence, "alpha= and a number from 0 to 2");
    return *alpha == 1.0f ? std::optional<float>{} : std::optional (*alpha);
}

core::Result<float> divergenceFrom (const DecomposeArguments& arguments, ComponentModel model)
{
    if (arguments.beta && arguments.divergence)
        return core::Error{ "--beta and --divergence say the same; give one of the two", {}, {}, {} };
    const auto given = arguments.beta && *arguments.beta != "auto" ? arguments.beta : arguments.divergence;
    const std::string option = arguments.beta ? "--beta" : "--divergence";
    if (given && ! takesDivergence (model))
        return missingPartner (option, "--model is-nmf, nmfd or robust");
    TrainArguments named;
    named.divergence =
        given.value_or (model == ComponentModel::isNmf || ! takesDivergence (model) ? "is" : "kl");
    if (named.divergence.starts_with (alphaName))
        named.divergence = "kl"; // with which it begins
    const auto parsed = specFrom (named);
    if (! parsed.ok())
        return parsed.error();
    const float beta = parsed.value().divergenceBeta;
    if (! (beta >= 0.0f && beta <= 2.0f))
        return wrongValue (option, named.divergence, "is, kl, euclidean or 0 to 2");
    return beta;
}

core::Status checkSearch (const DecomposeArguments& arguments, const training::DecompositionSpec& spec)
{
    if (spec.smoothness > 0.0f && spec.beta != 0.0f)
        return missingPartner ("--smoothness", "--divergence is");
    if (spec.smoothness > 0.0f && spec.terms.continuity > 0.0f)
        return core::Error{ "--smoothness and --continuity cannot be used together", {}, {}, {} };
    if (arguments.beta == "auto" && (arguments.model != "is-nmf" || arguments.overlapPercent != 50.0 ||
                                     spec.smoothness > 0.0f || arguments.criterion == "marginal"))
        return missingPartner (
            "--beta auto", "--model is-nmf at half overlap, without --smoothness and --criterion marginal");
    if (arguments.criterion == "marginal" && (spec.beta != 0.0f || arguments.components != "auto"))
        return missingPartner ("--criterion marginal", "--divergence is and --components auto");
    return core::Done{};
}

/** What belongs to one kind of model alone. */
core::Status checkModel (const DecomposeArguments& arguments, ComponentModel model)
{
    const auto& spec = arguments.spec;
    const bool isNmf = model == ComponentModel::isNmf;
    if (! isNmf && arguments.components == "auto")
        return missingPartner ("--model " + arguments.model, "a number of --components");
    if (! isNmf &&
        (spec.smoothness > 0.0f || spec.terms.continuity > 0.0f || spec.terms.orthogonality > 0.0f))
        return missingPartner ("--smoothness, --continuity and --orthogonality", "--model is-nmf");
    if (arguments.sparsity && ! takesSparsity (model))
        return missingPartner ("--sparsity", "--model semi-nmf, cdl, nmfd, robust or low-rank-sparse");
    if (arguments.transform && model != ComponentModel::transform)
        return missingPartner ("--transform", "--model transform-learning");
    if (arguments.coupling && model != ComponentModel::softCo && model != ComponentModel::deep)
        return missingPartner ("--coupling", "--model soft-co or deep");
    if (model == ComponentModel::convolutional && arguments.overlapPercent != 50.0)
        return core::Error{ "--model cdl has no frames that could overlap", "--overlap", {}, {} };
    if (model == ComponentModel::transform && arguments.overlapPercent != 50.0)
        return core::Error{
            "the windows of --model transform-learning overlap by half", "--overlap", {}, {}
        };
    if (model == ComponentModel::lowRankSparse && arguments.components != "2")
        return core::Error{ "--model low-rank-sparse has two components, what repeats and what does not",
                            "--components", arguments.components, "2" };
    if (model == ComponentModel::robust && arguments.components == "1")
        return core::Error{ "the last component of --model robust is the outliers", "--components",
                            arguments.components, "2 or more" };
    return core::Done{};
}

offline::TransformStart transformFrom (const DecomposeArguments& arguments)
{
    return arguments.transform == "random"  ? offline::TransformStart::random
           : arguments.transform == "fixed" ? offline::TransformStart::fixed
                                            : offline::TransformStart::cosine;
}

core::Result<Eigen::Index> numberFrom (const std::string& components)
{
    if (components == "auto")
        return Eigen::Index{ 0 };
    Eigen::Index number = 0;
    const auto* end = components.data() + components.size();
    const auto read = std::from_chars (components.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < 1 || number > maxComponents)
        return wrongValue ("--components", components, "auto or 1 to 99");
    return number;
}
} // namespace

core::Result<offline::ComponentSpec> componentSpecFrom (const DecomposeArguments& arguments)
{
    offline::ComponentSpec spec;
    spec.model = offline::componentModelFrom (arguments.model).value_or (ComponentModel::isNmf);
    spec.factors = arguments.spec;
    const auto beta = divergenceFrom (arguments, spec.model);
    if (! beta.ok())
        return beta.error();
    spec.factors.beta = beta.value();
    const auto alpha = alphaFrom (arguments, spec.model);
    if (! alpha.ok())
        return alpha.error();
    spec.factors.alpha = alpha.value();
    for (const auto& checked : { checkSearch (arguments, spec.factors), checkModel (arguments, spec.model) })
        if (! checked.ok())
            return checked.error();
    const auto number = numberFrom (arguments.components);
    if (! number.ok())
        return number.error();
    spec.factors.numAtoms = number.value();
    if (arguments.criterion == "marginal")
        spec.factors.criterion = training::RankCriterion::marginal;
    else if (arguments.criterion == "ard-half-normal")
        spec.factors.criterion = training::RankCriterion::ardHalfNormal;
    const float decibels = spec.factors.beta == 0.0f ? 10.0f : 20.0f; // power, or magnitude
    spec.factors.floor = std::pow (10.0f, static_cast<float> (arguments.floorDb) / decibels);
    spec.coupling = arguments.coupling;
    spec.seeksBeta = arguments.beta == "auto";
    constexpr double usualMs = 93.0, transformMs = 40.0;
    spec.windowSeconds =
        0.001 * arguments.windowMs.value_or (spec.model == ComponentModel::transform ? transformMs : usualMs);
    spec.overlap = std::llround (100.0 / (100.0 - arguments.overlapPercent));
    spec.templateSeconds = 0.001 * arguments.templateMs;
    spec.sparsity = arguments.sparsity.value_or (sparsityOf (spec.model));
    spec.transform = transformFrom (arguments);
    return spec;
}

void addDecomposeArguments (CommandLine& command, DecomposeArguments& arguments)
{
    auto& spec = arguments.spec;
    command.add ("--components K", arguments.components, "How many: 1 to 99, or auto").required();
    command
        .add (
            "--model NAME", arguments.model,
            "is-nmf (the default): spectra times levels. Models of the sound itself: lrtfs, low-rank "
            "synthesis; semi-nmf, complex spectra; cdl, shapes that recur at any time; complex-nmf, spectra "
            "with phases. nmfd: spectra that change over time. orthogonal: one component a frame. ntf: a "
            "gain "
            "for each channel; soft-co: two channels with levels that are alike. deep: coarse spectra of "
            "finer ones. robust: spectra, and outliers as the last component; low-rank-sparse: what repeats "
            "and "
            "what does not; transform-learning: a transform that is learned in place of Fourier's")
        .oneOf (offline::componentModelNames());
    command
        .add (
            "--window MS", arguments.windowMs,
            "Window, milliseconds, 93 by default, 40 with transform-learning: longer for low notes, shorter "
            "for drums; of cdl the length of the shapes")
        .within (1.0, 5000.0);
    command
        .add ("--overlap PERCENT", arguments.overlapPercent,
              "Of the windows, 50 by default; rounded to a whole number of windows over each sample")
        .within (50.0, 99.95);
    command
        .add ("--template MS", arguments.templateMs,
              "Length of what nmfd repeats, milliseconds, 500 by default")
        .within (1.0, 10000.0);
    command
        .add ("--sparsity WEIGHT", arguments.sparsity,
              "Penalty on the activations of semi-nmf (0 by default) and cdl (0.05), relative to the one "
              "that leaves none; "
              "of nmfd (0), relative to the divergence; on the outliers of robust (0.2); of what does not "
              "repeat "
              "in low-rank-sparse (1)")
        .within (0.0, 1000.0);
    command
        .add ("--coupling WEIGHT", arguments.coupling,
              "How alike the levels in both channels of soft-co are (10 by default), or how much the spectra "
              "of deep are sums of "
              "fewer (1)")
        .within (0.001, 1e6);
    command.add (
        "--divergence NAME", arguments.divergence,
        "is, kl, euclidean, beta as a number, or alpha=NUMBER, 0 to 2; is by default, kl with --model "
        "nmfd and robust");
    command
        .add (
            "--transform NAME", arguments.transform,
            "How the transform of transform-learning begins: dct (the default) or random; or fixed, the DCT "
            "as it is")
        .oneOf ({ "dct", "random", "fixed" });
    command.add (
        "--beta BETA", arguments.beta,
        "The same as a number, or auto: the one that predicts values held out of the recording best");
    command
        .add ("--criterion NAME", arguments.criterion,
              "How the number of components is found: ard (the default), ard-half-normal, or marginal, the "
              "likelihood of the "
              "spectra with the levels integrated out")
        .oneOf ({ "ard", "ard-half-normal", "marginal" });
    command
        .add ("--smoothness WEIGHT", spec.smoothness,
              "Penalty on jumps of a component's level, 0 by default; 1 to 100 are useful")
        .within (0.0, 1e6);
    command
        .add ("--continuity WEIGHT", spec.terms.continuity,
              "The same by squared differences and for any divergence, relative to the divergence per bin; 0 "
              "by "
              "default")
        .within (0.0, training::maxPenaltyWeight);
    command
        .add ("--orthogonality WEIGHT", spec.terms.orthogonality,
              "Penalty on the mean cosine between the spectra of components, relative to the divergence per "
              "bin; 0 "
              "by default")
        .within (0.0, training::maxPenaltyWeight);
    command
        .add ("--floor DB", arguments.floorDb,
              "Level below the mean of the spectrogram that needs no component, dB, -30 by default; of lrtfs "
              "the level of "
              "noise")
        .within (-60.0, 0.0);
    command.add ("--iterations N", spec.iterations, "Updates, 300 by default").within (10, 100000);
    command.add ("--seed N", spec.seed,
                 "Seed of the random numbers; the same seed gives the same components");
}

} // namespace unbraid::cli

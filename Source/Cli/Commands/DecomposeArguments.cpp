// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Commands/DecomposeArguments.h"

#include "Cli/Commands/TrainArguments.h"

#include <charconv>
#include <cmath>

namespace unbraid::cli
{

namespace
{
using offline::ComponentModel;

constexpr float sparsityOfConvolutional = 0.05f;

core::Result<float> divergenceFrom (const DecomposeArguments& arguments, ComponentModel model)
{
    if (arguments.beta && arguments.divergence)
        return core::Error{ "--beta and --divergence say the same; give one of the two", {}, {}, {} };
    const auto given = arguments.beta && *arguments.beta != "auto" ? arguments.beta : arguments.divergence;
    const std::string option = arguments.beta ? "--beta" : "--divergence";
    if (given && model != ComponentModel::isNmf && model != ComponentModel::convolutiveNmf)
        return missingPartner (option, "--model is-nmf or nmfd");
    TrainArguments named;
    named.divergence = given.value_or (model == ComponentModel::convolutiveNmf ? "kl" : "is");
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
    const bool hasShapes = model == ComponentModel::semiNmf || model == ComponentModel::convolutional;
    if (! isNmf && arguments.components == "auto")
        return missingPartner ("--model " + arguments.model, "a number of --components");
    if (! isNmf &&
        (spec.smoothness > 0.0f || spec.terms.continuity > 0.0f || spec.terms.orthogonality > 0.0f))
        return missingPartner ("--smoothness, --continuity and --orthogonality", "--model is-nmf");
    if (arguments.sparsity && ! hasShapes && model != ComponentModel::convolutiveNmf)
        return missingPartner ("--sparsity", "--model semi-nmf, cdl or nmfd");
    if (arguments.coupling && model != ComponentModel::softCo && model != ComponentModel::deep)
        return missingPartner ("--coupling", "--model soft-co or deep");
    if (model == ComponentModel::convolutional && arguments.overlapPercent != 50.0)
        return core::Error{ "--model cdl has no frames that could overlap", "--overlap", {}, {} };
    return core::Done{};
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
    spec.windowSeconds = 0.001 * arguments.windowMs;
    spec.overlap = std::llround (100.0 / (100.0 - arguments.overlapPercent));
    spec.templateSeconds = 0.001 * arguments.templateMs;
    spec.sparsity = arguments.sparsity.value_or (
        spec.model == ComponentModel::convolutional ? sparsityOfConvolutional : 0.0f);
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
            "finer ones")
        .oneOf (offline::componentModelNames());
    command
        .add ("--window MS", arguments.windowMs,
              "Window, milliseconds, 93 by default: longer for low notes, shorter for drums; of cdl the "
              "length of the "
              "shapes")
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
              "of nmfd (0), relative to the divergence")
        .within (0.0, 1000.0);
    command
        .add ("--coupling WEIGHT", arguments.coupling,
              "How alike the levels in both channels of soft-co are (10 by default), or how much the spectra "
              "of deep are sums of "
              "fewer (1)")
        .within (0.001, 1e6);
    command.add ("--divergence NAME", arguments.divergence,
                 "is, kl, euclidean or beta as a number; is by default, kl with --model nmfd");
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

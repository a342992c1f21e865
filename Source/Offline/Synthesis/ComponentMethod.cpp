// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentMethod.h"

#include "Offline/Synthesis/LearnedTransform.h"
#include "Offline/Synthesis/OutlierModels.h"
#include "Offline/Synthesis/SemiNmf.h"
#include "Offline/Synthesis/ShapeFit.h"
#include "Offline/Synthesis/SpatialComponents.h"
#include "Offline/Synthesis/SynthesisModels.h"

#include <cmath>
#include <iterator>

namespace unbraid::offline
{

namespace
{
using core::noValue;
using core::OptionWord;
using Eigen::Index;
using training::PenaltyWeights;
using Factors = training::DecompositionSpec;

constexpr std::array components{ OptionWord{ "auto", 0.0 } };
constexpr std::array divergences{ OptionWord{ "is", 0.0 }, OptionWord{ "kl", 1.0 },
                                  OptionWord{ "euclidean", 2.0 } };
constexpr std::array betas{ OptionWord{ "auto", -1.0 }, divergences[0], divergences[1], divergences[2] };
constexpr std::array transforms{ OptionWord{ "dct", 0.0 }, OptionWord{ "random", 1.0 },
                                 OptionWord{ "fixed", 2.0 } };
constexpr std::array criteria{ OptionWord{ "ard", 0.0 }, OptionWord{ "ard-half-normal", 1.0 },
                               OptionWord{ "marginal", 2.0 } };

template <auto... path>
constexpr auto put = core::setMember<ComponentSpec, path...>;

template <double ComponentSpec::*seconds>
constexpr auto putMs = core::setSecondsInMs<ComponentSpec, seconds>;

void setOverlap (ComponentSpec& spec, double percent)
{
    spec.overlap = std::llround (100.0 / (100.0 - percent));
}

/** Level below the mean as a share of V, which is power for Itakura-Saito, else magnitude. */
void setFloor (ComponentSpec& spec, double decibels)
{
    const float perDecade = spec.factors.beta == 0.0f ? 10.0f : 20.0f;
    spec.factors.floor = std::pow (10.0f, static_cast<float> (decibels) / perDecade);
}

void setBeta (ComponentSpec& spec, double beta)
{
    spec.seeksBeta = beta < 0.0;
    spec.factors.beta = spec.seeksBeta ? 0.0f : static_cast<float> (beta);
}

constexpr bool ofAll = true, whole = true;

// { { name, value, lowest, highest, default, unit, help, whole, words }, member, of all }; each may rely on those above.
constexpr ComponentOption options[]{
    { { "components", "K", 1.0, maxComponents, noValue, "",
        "How many, or auto: as many as the recording needs", whole, components },
      put<&ComponentSpec::factors, &Factors::numAtoms>,
      ofAll },
    { { "window", "MS", 1.0, 5000.0, 93.0, "ms", "Window: longer for low notes, shorter for drums" },
      putMs<&ComponentSpec::windowSeconds>,
      ofAll },
    { { "overlap", "PERCENT", 50.0, 99.95, 50.0, "%",
        "Of the windows; rounded to a whole number of windows over each sample" },
      setOverlap },
    { { "template", "MS", 1.0, 10000.0, 500.0, "ms", "Length of what is repeated" },
      putMs<&ComponentSpec::templateSeconds> },
    { { "sparsity", "WEIGHT", 0.0, 1000.0, noValue, "", "Penalty" }, put<&ComponentSpec::sparsity> },
    { { "coupling", "WEIGHT", 0.001, 1e6, noValue, "", "Weight of what is alike" },
      put<&ComponentSpec::coupling> },
    { { "atoms", "N", 1.0, 64.0, 8.0, "", "Spectra of each source", whole },
      put<&ComponentSpec::sourceAtoms> },
    { { "divergence", "NAME", 0.0, 2.0, noValue, "",
        "is, kl, euclidean, beta as a number, or alpha=NUMBER, 0 to 2", ! whole, divergences },
      setBeta },
    { { "transform", "NAME", 0.0, -1.0, noValue, "",
        "How the transform begins: dct or random; or fixed, the DCT as it is", ! whole, transforms },
      put<&ComponentSpec::transform> },
    { { "beta", "BETA", 0.0, 2.0, noValue, "",
        "The divergence as a number, or auto: the one that predicts values held out of the recording best",
        ! whole, betas },
      setBeta },
    { { "criterion", "NAME", 0.0, -1.0, 0.0, "",
        "How the number of components is found: ard, ard-half-normal, or marginal, the likelihood of the "
        "spectra with the levels integrated out",
        ! whole, criteria },
      put<&ComponentSpec::factors, &Factors::criterion> },
    { { "smoothness", "WEIGHT", 0.0, 1e6, 0.0, "",
        "Penalty on jumps of a component's level; 1 to 100 are useful" },
      put<&ComponentSpec::factors, &Factors::smoothness> },
    { { "continuity", "WEIGHT", 0.0, training::maxPenaltyWeight, 0.0, "",
        "The same by squared differences and for any divergence, relative to the divergence per bin" },
      put<&ComponentSpec::factors, &Factors::terms, &PenaltyWeights::continuity> },
    { { "orthogonality", "WEIGHT", 0.0, training::maxPenaltyWeight, 0.0, "",
        "Penalty on the mean cosine between the spectra of components, relative to the divergence per bin" },
      put<&ComponentSpec::factors, &Factors::terms, &PenaltyWeights::orthogonality> },
    { { "floor", "DB", -60.0, 0.0, -30.0, "dB",
        "Level below the mean of the spectrogram that needs no component" },
      setFloor,
      ofAll },
    { { "iterations", "N", 10.0, 100000.0, 300.0, "", "Updates", whole },
      put<&ComponentSpec::factors, &Factors::iterations>,
      ofAll },
    { { "seed", "N", 0.0, std::numeric_limits<unsigned int>::max(), 1.0, "",
        "Seed of the random numbers; the same seed gives the same components", whole },
      put<&ComponentSpec::factors, &Factors::seed>,
      ofAll },
};

/** One of the options above; a name that none has does not compile. */
consteval MethodOption take (std::string_view name, double usual = noValue, const char* help = nullptr)
{
    const auto* found = std::begin (options);
    while (name != found->name)
        ++found;
    return { found, usual, help };
}

constexpr double fromHalf = 0.5;         // after factors of the spectrogram as a start
constexpr double fromSearch = 5.0 / 6.0; // for the components
constexpr double isDivergence = 0.0, klDivergence = 1.0;

// { name, help, run, { options }, { what it accepts }, { what it gives } }
constexpr ComponentMethod methods[]{
    { "is-nmf",
      "spectra times levels",
      overFrames<nmfComponents>,
      { take ("overlap"), take ("divergence", isDivergence), take ("beta"), take ("criterion"),
        take ("smoothness"), take ("continuity"), take ("orthogonality") },
      { .findsNumber = true },
      { .descendsFrom = fromSearch },
      training::decompose },
    { "lrtfs",
      "coefficients whose variances are spectra times levels, low-rank synthesis",
      overFrames<variedComponents>,
      { take ("overlap"), take ("criterion"), take ("floor", noValue, "the level of noise") },
      {},
      { .sumsToRecording = false, .descendsFrom = fromHalf } },
    { "semi-nmf",
      "complex spectra times levels",
      framedShapes,
      { take ("overlap"),
        take ("sparsity", 0.0, "on the activations, relative to the one that leaves none") },
      {},
      { .sumsToRecording = false } },
    { "semi-nmf-updates",
      "the same by multiplicative updates",
      overFrames<semiOfSound>,
      { take ("overlap") },
      {},
      { .sumsToRecording = false } },
    { "stft-semi-nmf",
      "complex spectra of the frames as they are times levels",
      overFrames<semiOfFrames>,
      { take ("overlap") },
      {},
      { .sumsToRecording = false } },
    { "cdl",
      "shapes that recur at any time",
      freeShapes,
      { take ("window", noValue, "the length of the shapes"),
        take ("sparsity", 0.05, "on the activations, relative to the one that leaves none") },
      {},
      { .sumsToRecording = false } },
    { "nmfd",
      "spectra that change over time",
      overFrames<templateComponents>,
      { take ("overlap"), take ("template"),
        take ("sparsity", 0.0, "on the activations, relative to the divergence"),
        take ("divergence", klDivergence), take ("beta") } },
    { "complex-nmf",
      "spectra with phases",
      overFrames<complexComponents>,
      { take ("overlap") },
      {},
      { .sumsToRecording = false, .descendsFrom = fromHalf } },
    { "orthogonal",
      "spectra of which each frame has one",
      overFrames<orthogonalComponents>,
      { take ("overlap") },
      {},
      { .descendsFrom = std::nullopt } },
    { "ntf",
      "spectra times levels times a gain for each channel",
      tensorComponents,
      { take ("overlap"), take ("criterion") },
      {},
      { .isOfChannels = true, .descendsFrom = fromHalf } },
    { "soft-co",
      "spectra of each of two channels, with levels that are alike",
      coupledComponents,
      { take ("overlap"), take ("criterion"), take ("coupling", 10.0, "the levels in both channels") },
      { .numChannels = 2 },
      { .isOfChannels = true, .descendsFrom = fromHalf } },
    { "multichannel",
      "sources of two channels, as many as are wanted: spectra times levels, and a covariance of the "
      "channels for each bin",
      spatialComponents,
      { take ("overlap"), take ("atoms") },
      { .numChannels = 2 },
      { .isOfChannels = true } },
    { "deep",
      "coarse spectra of finer ones",
      overFrames<layeredComponents>,
      { take ("overlap"), take ("coupling", 1.0, "the spectra and sums of fewer") },
      {},
      { .descendsFrom = fromHalf } },
    { "nds",
      "spectra times levels that A predicts from those of the frame before",
      overFrames<dynamicComponents>,
      { take ("overlap"), take ("criterion"),
        take ("smoothness", 1.0, "the weight of what A predicts, lambda") },
      {},
      { .descendsFrom = fromHalf } },
    { "robust",
      "spectra, and outliers as the last component",
      overFrames<robustComponents>,
      { take ("overlap"), take ("sparsity", 0.2, "on the outliers"), take ("divergence", klDivergence),
        take ("beta") },
      { .fewest = 2, .why = "the last component is the outliers" },
      { .hasOutliers = true } },
    { "low-rank-sparse",
      "what repeats and what does not",
      overFrames<lowRankComponents>,
      { take ("overlap"), take ("sparsity", 1.0, "on what does not repeat") },
      { .fewest = 2, .most = 2, .why = "there are two components, what repeats and what does not" },
      { .hasOutliers = true, .descendsFrom = std::nullopt } },
    { "transform-learning",
      "spectra in a transform that is learned in place of Fourier's",
      transformComponents,
      { take ("window", 40.0), take ("transform", 0.0) } },
};
} // namespace

const MethodOption* ComponentMethod::find (const ComponentOption& option) const noexcept
{
    for (const auto& own : options)
        if (own.option == &option)
            return &own;
    return nullptr;
}

bool ComponentMethod::takes (const ComponentOption& option) const noexcept
{
    return option.isOfAll || find (option) != nullptr;
}

double ComponentMethod::usual (const ComponentOption& option) const noexcept
{
    const auto* own = find (option);
    return own == nullptr || std::isnan (own->usual) ? option.usual : own->usual;
}

std::span<const ComponentMethod> componentMethods() noexcept
{
    return methods;
}

std::span<const ComponentOption> componentOptions() noexcept
{
    return options;
}

const ComponentMethod* componentMethod (std::string_view name) noexcept
{
    for (const auto& method : methods)
        if (name == method.name)
            return &method;
    return nullptr;
}

ComponentSpec usualSpec (const ComponentMethod& method, Index numComponents)
{
    ComponentSpec spec;
    spec.method = &method;
    for (const auto& option : options)
        if (const double value = method.usual (option); ! std::isnan (value))
            option.set (spec, value);
    spec.factors.numAtoms = numComponents;
    return spec;
}

core::Result<Eigen::MatrixXf> componentSounds (const Eigen::MatrixXf& samples, double sampleRateHz,
                                               const ComponentSpec& spec, const ComponentProgress& onProgress)
{
    const auto& method = *spec.method;
    if (method.accepts.numChannels != 0 && samples.cols() != method.accepts.numChannels)
        return core::Error{ std::string (method.name) + " is for recordings of " +
                                std::to_string (method.accepts.numChannels) + " channels",
                            "channels", std::to_string (samples.cols()),
                            std::to_string (method.accepts.numChannels) };
    return method.run (samples, sampleRateHz, spec, onProgress);
}

} // namespace unbraid::offline

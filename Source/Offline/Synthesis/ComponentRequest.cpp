// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentRequest.h"

#include "Core/Support/Digits.h"
#include "Core/Support/Words.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using training::RankCriterion;

constexpr std::string_view alphaName = "alpha=";

core::Error sentence (std::string what)
{
    return { std::move (what), {}, {}, {} };
}

/** A method that the plain factorisation serves. */
bool isPlainNmf (const ComponentMethod& method)
{
    return method.factorise != nullptr;
}

/** A request while it is read. */
class RequestReader
{
public:
    RequestReader (const ComponentRequest& wanted, const ComponentMethod& method)
        : request (wanted)
        , alphaText (text ("divergence").starts_with (alphaName)
                         ? std::optional (text ("divergence").substr (alphaName.size()))
                         : std::nullopt)
    {
        spec.method = &method;
    }

    core::Result<ComponentSpec> read()
    {
        for (const auto& option : componentOptions())
            if (auto set = setOption (option); ! set.ok())
                return set.error();
        for (const auto& checked : { checkAlpha(), checkPenalties(), checkSearches(), checkNumber() })
            if (! checked.ok())
                return checked.error();
        return spec;
    }

private:
    [[nodiscard]] std::string text (const std::string& name) const
    {
        const auto found = request.given.find (name);
        return found == request.given.end() ? std::string() : found->second;
    }

    /** In the form of the command line, or of Python. */
    [[nodiscard]] std::string named (const std::string& option) const { return request.dashes + option; }

    [[nodiscard]] core::Error needs (const std::string& option, const std::string& other) const
    {
        return sentence (named (option) + " needs " + named (other));
    }

    [[nodiscard]] core::Error refuses (const std::string& option, const std::string& allowed) const
    {
        return sentence (named (option) + " takes " + allowed + ", not '" + text (option) + "'");
    }

    /** Names those few methods that take the option; where most do, the one that does not. */
    [[nodiscard]] core::Error isNotTaken (const ComponentOption& option) const
    {
        const auto takers = methodsWhere ([&] (const auto& method) { return method.takes (option); });
        if (2 * takers.size() < componentMethods().size())
            return needs (option.name, "model " + core::joinedByOr (takers));
        return sentence (named ("model ") + spec.method->name + " takes no " + named (option.name));
    }

    /** Which the option has on the command line; alpha begins with kl. */
    [[nodiscard]] std::optional<double> givenValue (const ComponentOption& option) const
    {
        const bool isAlpha = alphaText && option.name == std::string_view ("divergence");
        return core::valueFrom (option, isAlpha ? "kl" : text (option.name));
    }

    core::Status setOption (const ComponentOption& option)
    {
        double value = spec.method->usual (option);
        if (request.given.contains (option.name))
        {
            const auto given = givenValue (option);
            if (! given)
                return refuses (option.name, core::allowedFor (option));
            if (! spec.method->takes (option) && *given != option.usual)
                return isNotTaken (option);
            value = *given;
        }
        if (! std::isnan (value))
            option.set (spec, value);
        return core::Done{};
    }

    core::Status checkAlpha()
    {
        constexpr float highest = 2.0f;
        if (! alphaText)
            return core::Done{};
        const auto& factors = spec.factors;
        if (! isPlainNmf (*spec.method))
            return needs ("divergence alpha=", "model " + core::joinedByOr (methodsWhere (isPlainNmf)));
        if (factors.smoothness > 0.0f || ! factors.terms.areAllZero() ||
            factors.criterion == RankCriterion::marginal || request.given.contains ("beta"))
            return sentence (named ("divergence alpha= works without ") + named ("beta, ") +
                             named ("smoothness, ") + named ("continuity, ") + named ("orthogonality and ") +
                             named ("criterion marginal"));
        float alpha = -1.0f;
        if (! core::readDigits (*alphaText, alpha) || ! (alpha >= 0.0f && alpha <= highest))
            return refuses ("divergence", "alpha= and a number from 0 to 2");
        if (alpha != 1.0f)
            spec.factors.alpha = alpha;
        return core::Done{};
    }

    [[nodiscard]] core::Status checkPenalties() const
    {
        const auto& factors = spec.factors;
        if (factors.smoothness > 0.0f && factors.beta != 0.0f)
            return needs ("smoothness", "divergence is");
        if (factors.smoothness > 0.0f && factors.terms.continuity > 0.0f)
            return sentence (named ("smoothness and ") + named ("continuity cannot be used together"));
        return core::Done{};
    }

    /** Of the divergence and of the number of components. */
    [[nodiscard]] core::Status checkSearches() const
    {
        constexpr Eigen::Index half = 2; // windows over each sample
        const auto& factors = spec.factors;
        const bool isMarginal = factors.criterion == RankCriterion::marginal;
        if (request.given.contains ("beta") && request.given.contains ("divergence"))
            return sentence (named ("beta and ") + named ("divergence say the same; give one of the two"));
        if (spec.seeksBeta &&
            (! isPlainNmf (*spec.method) || spec.overlap != half || factors.smoothness > 0.0f || isMarginal))
            return needs ("beta auto", "model " + core::joinedByOr (methodsWhere (isPlainNmf)) +
                                           " at half overlap, without " + named ("smoothness and ") +
                                           named ("criterion marginal"));
        if (isMarginal && (factors.beta != 0.0f || factors.numAtoms != 0))
            return needs ("criterion marginal", "divergence is and " + named ("components auto"));
        return core::Done{};
    }

    [[nodiscard]] core::Status checkNumber() const
    {
        const auto& method = *spec.method;
        const auto number = spec.factors.numAtoms;
        const std::string model = "model " + std::string (method.name);
        if (number == 0)
            return method.accepts.findsNumber ? core::Status (core::Done{})
                                              : needs (model, "components as a number");
        if (number >= method.accepts.fewest && number <= method.accepts.most)
            return core::Done{};
        return core::Error{ "with " + named (model) + " " + method.accepts.why, named ("components"),
                            std::to_string (number),
                            std::to_string (method.accepts.fewest) +
                                (method.accepts.most > method.accepts.fewest ? " or more" : "") };
    }

    const ComponentRequest& request;
    std::optional<std::string> alphaText; // order of an alpha-divergence
    ComponentSpec spec;
};

/** A sentence for W or H as what a factorisation begins with; empty: there is no fault. */
std::string faultOf (const training::Factors& start)
{
    for (const auto* values : { &start.atoms, &start.activations })
        if (! values->allFinite() || (values->size() > 0 && values->minCoeff() < 0.0f))
            return "W and H to begin with hold finite numbers that are not negative";
    if (start.atoms.size() + start.activations.size() == 0)
        return "there is neither W nor H to begin with";
    if (start.atoms.size() > 0 && start.atoms.colwise().maxCoeff().minCoeff() <= 0.0f)
        return "W to begin with has a spectrum of zeros alone";
    return {};
}
} // namespace

std::vector<std::string> methodsWhere (const std::function<bool (const ComponentMethod&)>& holds)
{
    std::vector<std::string> names;
    for (const auto& method : componentMethods())
        if (holds (method))
            names.emplace_back (method.name);
    return names;
}

core::Result<ComponentSpec> componentSpecFrom (const ComponentRequest& request)
{
    const auto* method = componentMethod (request.model);
    if (method == nullptr)
        return sentence (request.dashes + "model takes " +
                         core::joinedByOr (methodsWhere ([] (const auto&) { return true; })) + ", not '" +
                         request.model + "'");
    for (const auto& given : request.given)
        if (std::none_of (componentOptions().begin(), componentOptions().end(),
                          [&given] (const auto& option) { return given.first == option.name; }))
            return sentence ("there is no option '" + given.first + "' of " + request.model);
    return RequestReader (request, *method).read();
}

core::Status beginWith (training::Factors start, const ComponentRequest& request, ComponentSpec& spec)
{
    if (const std::string fault = faultOf (start); ! fault.empty())
        return sentence (fault);
    if (! isPlainNmf (*spec.method))
        return sentence ("W and H to begin with need " + request.dashes + "model " +
                         core::joinedByOr (methodsWhere (isPlainNmf)));
    for (const char* option : { "criterion", "smoothness", "continuity", "orthogonality" })
        if (request.given.contains (option))
            return sentence ("W and H to begin with work without " + request.dashes + option);
    if (spec.seeksBeta || spec.factors.alpha)
        return sentence ("W and H to begin with need one divergence, a beta-divergence");
    const auto number = start.atoms.size() > 0 ? start.atoms.cols() : start.activations.rows();
    auto& wanted = spec.factors.numAtoms;
    if (number > maxComponents || (wanted != 0 && wanted != number))
        return core::Error{ "W and H to begin with have another number of components",
                            request.dashes + "components", std::to_string (number),
                            wanted != 0 ? std::to_string (wanted) : "1 to 99" };
    wanted = number;
    spec.factors.start = std::make_shared<const training::Factors> (std::move (start));
    return core::Done{};
}

} // namespace unbraid::offline

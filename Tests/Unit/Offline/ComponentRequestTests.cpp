// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ComponentRequest.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>
#include <utility>

using namespace unbraid;

namespace
{
offline::ComponentRequest requestOf (const std::string& model, const std::string& option,
                                     const std::string& text)
{
    offline::ComponentRequest request{ model, { { "components", "2" } } };
    request.given[option] = text;
    return request;
}

std::string errorOf (const offline::ComponentRequest& request)
{
    const auto spec = offline::componentSpecFrom (request);
    return spec.ok() ? "" : spec.error().message();
}

std::string inAllDigits (double number)
{
    std::ostringstream text;
    text << std::setprecision (std::numeric_limits<double>::max_digits10) << number;
    return text.str();
}

bool contains (const std::string& text, const std::string& part)
{
    return text.find (part) != std::string::npos;
}
} // namespace

TEST_CASE ("An option of a method is taken from its lowest value to its highest, and in its words")
{
    for (const auto& method : offline::componentMethods())
        for (const auto& option : offline::componentOptions())
        {
            INFO (method.name << " " << option.name);
            if (option.hasNumbers())
            {
                CHECK (core::valueFrom (option, core::numberText (option.lowest)) == option.lowest);
                CHECK (core::valueFrom (option, inAllDigits (option.highest)) == option.highest);
                CHECK_FALSE (core::valueFrom (option, core::numberText (option.lowest - 1.0)));
                CHECK_FALSE (core::valueFrom (option, core::numberText (2.0 * option.highest + 1.0)));
            }
            for (const std::string text : { "", "nan", "inf", "1x", "0x10", " 1", "--" })
                CHECK_FALSE (core::valueFrom (option, text));
            for (const auto& [word, value] : option.words)
                CHECK (core::valueFrom (option, word) == value);
            const auto text = errorOf (requestOf (method.name, option.name, "nan"));
            const std::string sentence = option.name + std::string (" takes ") + core::allowedFor (option);
            CHECK (contains (text, sentence.substr (1))); // its first letter is a capital
        }
}

TEST_CASE ("An option that a method does not take is refused, and the sentence says who takes it")
{
    const auto sparsity = errorOf (requestOf ("is-nmf", "sparsity", "0.1"));
    CHECK (contains (sparsity, "Sparsity needs model semi-nmf, cdl, nmfd, robust or low-rank-sparse."));
    CHECK (contains (errorOf (requestOf ("cdl", "overlap", "75")), "Model cdl takes no overlap."));
    CHECK (errorOf (requestOf ("cdl", "overlap", "50")).empty()); // as it is without
    auto onCommandLine = requestOf ("is-nmf", "coupling", "1");
    onCommandLine.dashes = "--";
    CHECK (contains (errorOf (onCommandLine), "--coupling needs --model soft-co or deep"));
    CHECK (contains (errorOf (requestOf ("pca", "seed", "1")), "not 'pca'"));
    CHECK (contains (errorOf (requestOf ("deep", "depth", "2")), "'depth'"));
}

TEST_CASE ("Options that are not given have the defaults of the method")
{
    for (const auto& method : offline::componentMethods())
    {
        const auto read = offline::componentSpecFrom ({ method.name, { { "components", "2" } } });
        INFO (method.name);
        REQUIRE (read.ok());
        const auto usual = offline::usualSpec (method, 2);
        CHECK (read.value().method == &method);
        CHECK (read.value().factors.beta == usual.factors.beta);
        CHECK (read.value().factors.floor == usual.factors.floor);
        CHECK (read.value().factors.iterations == 300);
        CHECK (read.value().sparsity == usual.sparsity);
        CHECK (read.value().coupling == usual.coupling);
        CHECK (read.value().windowSeconds == usual.windowSeconds);
    }
    CHECK (offline::usualSpec (*offline::componentMethod ("robust"), 2).factors.floor ==
           Approx (std::pow (10.0, -30.0 / 20.0))); // of magnitudes
    CHECK (offline::usualSpec (*offline::componentMethod ("is-nmf"), 2).factors.floor ==
           Approx (1e-3)); // of power
    CHECK (offline::usualSpec (*offline::componentMethod ("transform-learning"), 2).windowSeconds ==
           Approx (0.04));
}

TEST_CASE ("Weights that users rely on stay: what is not given is what it was")
{
    const auto usual = [] (const char* name)
    { return offline::usualSpec (*offline::componentMethod (name), 2); };
    CHECK (usual ("cdl").sparsity == Approx (0.05));
    CHECK (usual ("nmfd").sparsity == 0.0f);
    CHECK (usual ("semi-nmf").sparsity == 0.0f);
    CHECK (usual ("robust").sparsity == Approx (0.2));
    CHECK (usual ("low-rank-sparse").sparsity == 1.0f); // Candes et al. 2011: 1 / sqrt (the longer side)
    CHECK (usual ("soft-co").coupling == 10.0f);
    CHECK (usual ("deep").coupling == 1.0f);
    CHECK (usual ("nds").factors.smoothness == 1.0f);
    CHECK (usual ("is-nmf").windowSeconds == Approx (0.093));
    CHECK (usual ("is-nmf").overlap == 2);
}

TEST_CASE ("An overlap in percent is a whole number of windows over each sample")
{
    for (const auto& [percent, overlap] : { std::pair{ "50", 2 }, { "75", 4 }, { "90", 10 }, { "66", 3 } })
    {
        const auto spec = offline::componentSpecFrom (requestOf ("is-nmf", "overlap", percent));
        REQUIRE (spec.ok());
        CHECK (spec.value().overlap == overlap);
    }
}

TEST_CASE ("The marginal likelihood finds the number of components, under Itakura-Saito alone")
{
    auto request = requestOf ("is-nmf", "criterion", "marginal");
    CHECK (contains (errorOf (request), "needs divergence is and components auto"));
    request.given["components"] = "auto";
    CHECK (errorOf (request).empty());
    request.given["divergence"] = "kl";
    CHECK (contains (errorOf (request), "needs divergence is and components auto"));
}

TEST_CASE ("A number of components that a method does not have is refused")
{
    const auto sentence = [] (const std::string& model, const std::string& components) {
        return errorOf ({ model, { { "components", components } } });
    };
    CHECK (sentence ("is-nmf", "auto").empty());
    CHECK (contains (sentence ("ntf", "auto"), "needs components as a number"));
    CHECK (contains (sentence ("robust", "1"), "2 or more"));
    CHECK (contains (sentence ("low-rank-sparse", "3"), "two components"));
}

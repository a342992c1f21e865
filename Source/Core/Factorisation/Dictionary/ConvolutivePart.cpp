// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/ConvolutivePart.h"

#include <algorithm>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr auto tailsTensor = "W.tails";
constexpr float maxTail = 1e6f; // over the sum of the atom's first frame
} // namespace

std::vector<std::string> convolutiveModes()
{
    return { "balanced", "high" };
}

/** A column of W is how an atom begins, so that a tail is in its units. */
Problem checkTails (const Dictionary& dictionary)
{
    const auto numTails = static_cast<Index> (dictionary.tails.size());
    if (dictionary.rows != Rows::bands)
        return invalid ("rows", "bins", "bands, as W.tails needs");
    const auto served = convolutiveModes();
    const bool servesAny = std::all_of (
        dictionary.modes.begin(), dictionary.modes.end(),
        [&] (const auto& mode) { return std::find (served.begin(), served.end(), mode) != served.end(); });
    if (dictionary.modes.empty() || ! servesAny)
        return invalid ("modes", dictionary.modes.empty() ? "none" : "low",
                        "balanced, high, as W.tails needs");
    if (! dictionary.dynamics.values.empty())
        return invalid ("A", "dynamics beside W.tails", "one of the two");
    if (auto found = outside ("W.tails, length", numTails, Index{ 1 }, maxLags - 1))
        return found;
    if (auto found =
            outside ("W.tails, values", numTails * dictionary.atoms.size(), Index{ 1 }, maxTailValues))
        return found;
    for (Index lag = 0; lag < numTails; ++lag)
    {
        const auto& tail = dictionary.tails[static_cast<size_t> (lag)];
        const std::string where = item ("W.tails", static_cast<size_t> (lag));
        if (tail.rows() != dictionary.numBins() || tail.cols() != dictionary.numAtoms())
            return invalid (where + ", shape", digitsOf (tail.rows()) + " x " + digitsOf (tail.cols()),
                            "that of W");
        if (! (tail.array() >= 0.0f && tail.array() <= maxTail).all())
            return invalid (where, "a value that is negative, too large or no number",
                            "0 to " + digitsOf (maxTail));
    }
    return {};
}

std::set<std::string> tailNames (const TensorReader& content)
{
    return content.contains (tailsTensor) ? std::set<std::string>{ tailsTensor } : std::set<std::string>{};
}

Status readTails (const TensorReader& content, Dictionary& dictionary)
{
    if (! content.contains (tailsTensor))
        return Done{};
    return content.readMatrices (tailsTensor, maxLags - 1, dictionary.atoms, dictionary.tails);
}

void writeTails (const Dictionary& dictionary, TensorWriter& writer)
{
    if (! dictionary.tails.empty())
        writer.addMatrices (tailsTensor, dictionary.tails);
}

} // namespace unbraid::core

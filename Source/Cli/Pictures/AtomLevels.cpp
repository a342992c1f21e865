// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Pictures/AtomLevels.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;

constexpr double lowestHz = 20.0;
constexpr float smallest = 1e-12f; // of an atom's loudest bin: -120 dB

int pitchOf (const core::Source& source, Index atom)
{
    return source.pitches.empty() ? -1 : source.pitches[static_cast<size_t> (atom - source.firstAtom)];
}

/** The mean of log frequency over an atom's energy: its centre in pitch. */
double centre (const core::Dictionary& dictionary, Index atom)
{
    const Eigen::ArrayXd weights = dictionary.atoms.col (atom).cast<double>();
    const Eigen::ArrayXd hz = dictionary.frequenciesHz.cast<double>().array().max (lowestHz);
    return (weights * hz.log()).sum() / weights.sum();
}

/** Over the bins between two positions; between two bins interpolated. */
float levelBetween (const Eigen::VectorXf& atomDb, double fromBin, double toBin)
{
    const auto last = static_cast<double> (atomDb.size() - 1);
    const double middle = std::clamp (0.5 * (fromBin + toBin), 0.0, last);
    const auto below = static_cast<Index> (middle);
    const Index above = std::min (below + 1, atomDb.size() - 1);
    const auto part = static_cast<float> (middle - static_cast<double> (below));
    float level = (1.0f - part) * atomDb[below] + part * atomDb[above];
    const auto first = static_cast<Index> (std::ceil (std::max (0.0, fromBin)));
    const auto end = static_cast<Index> (std::floor (std::min (last, toBin)));
    for (Index bin = first; bin <= end; ++bin)
        level = std::max (level, atomDb[bin]);
    return level;
}

/** The position of a frequency among the bins, a fraction between two. */
double binOf (const Eigen::VectorXf& frequenciesHz, double hz)
{
    const auto* begin = frequenciesHz.data();
    const auto* end = begin + frequenciesHz.size();
    const auto* above = std::lower_bound (begin, end, static_cast<float> (hz));
    if (above == begin)
        return 0.0;
    if (above == end)
        return static_cast<double> (frequenciesHz.size() - 1);
    const double belowHz = *(above - 1);
    return static_cast<double> (above - 1 - begin) + (hz - belowHz) / (*above - belowHz);
}
} // namespace

FrequencyAxis axisFor (const core::Dictionary& dictionary)
{
    const auto& hz = dictionary.frequenciesHz;
    const double highHz = hz[hz.size() - 1];
    const double firstHz = hz[0] > 0.0f || hz.size() < 2 ? hz[0] : hz[1];
    const double lowHz = std::clamp (firstHz, std::min (lowestHz, 0.1 * highHz), 0.5 * highHz);
    return { std::max (lowHz, 1e-3), std::max (highHz, 2e-3) };
}

std::vector<Index> displayOrder (const core::Dictionary& dictionary, const core::Source& source)
{
    std::vector<double> centres (static_cast<size_t> (source.numAtoms));
    for (Index i = 0; i < source.numAtoms; ++i)
        centres[static_cast<size_t> (i)] = centre (dictionary, source.firstAtom + i);
    std::vector<Index> order (static_cast<size_t> (source.numAtoms));
    std::iota (order.begin(), order.end(), source.firstAtom);
    std::stable_sort (order.begin(), order.end(),
                      [&] (Index a, Index b)
                      {
                          const auto key = [&] (Index atom) {
                              return std::pair (pitchOf (source, atom),
                                                centres[static_cast<size_t> (atom - source.firstAtom)]);
                          };
                          return key (a) < key (b);
                      });
    return order;
}

Eigen::MatrixXf levelsDb (const core::Dictionary& dictionary, const std::vector<Index>& atoms,
                          const FrequencyAxis& axis, Index numRows, float floorDb)
{
    const float decibels = dictionary.spectrum == core::Spectrum::power ? 10.0f : 20.0f;
    Eigen::MatrixXf levels (numRows, static_cast<Index> (atoms.size()));
    for (Index column = 0; column < levels.cols(); ++column)
    {
        const auto atom = dictionary.atoms.col (atoms[static_cast<size_t> (column)]);
        const Eigen::VectorXf atomDb =
            decibels * (atom.array() / atom.maxCoeff()).max (smallest).log10().matrix();
        for (Index row = 0; row < numRows; ++row)
        {
            const auto edge = [&] (Index line)
            {
                const double position = 1.0 - static_cast<double> (line) / static_cast<double> (numRows);
                return binOf (dictionary.frequenciesHz, axis.hz (position));
            };
            levels (row, column) = std::max (floorDb, levelBetween (atomDb, edge (row + 1), edge (row)));
        }
    }
    return levels;
}

std::vector<int> pitchesOf (const core::Source& source)
{
    std::set<int> pitches (source.pitches.begin(), source.pitches.end());
    pitches.erase (-1);
    return { pitches.begin(), pitches.end() };
}

} // namespace unbraid::cli

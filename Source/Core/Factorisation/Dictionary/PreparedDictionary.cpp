// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Spectral/ErbRate.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numbers>
#include <utility>

namespace unbraid::core
{

namespace
{
constexpr double sameWindow = 0.01;    // windows this near each other are one: lengths are rounded to samples
constexpr float minEnergyKept = 1e-5f; // of an atom's sum: below it nothing of the atom is left on these bins

Eigen::Index countModelBins (const Dictionary& dictionary, const FrameGeometry& geometry)
{
    const double topHz = dictionary.frequenciesHz[dictionary.numBins() - 1];
    const auto bins = static_cast<Eigen::Index> (std::floor (topHz / geometry.binHz (1) + 1e-6)) + 1;
    return std::min (bins, geometry.numBins());
}

/** Autocorrelation at a lag of a sine window that lasts `windowSeconds`, over that at lag zero. */
double sineAutocorrelation (double lagSeconds, double windowSeconds)
{
    const double part = std::abs (lagSeconds) / windowSeconds;
    const double angle = std::numbers::pi * part;
    return part < 1.0 ? (1.0 - part) * std::cos (angle) + std::sin (angle) / std::numbers::pi : 0.0;
}

/** Converts the power spectrum of a long window into that of a shorter one: a window multiplies a sound's
    autocorrelation by its own, so that the spectrum of the quotient of the two is the kernel. Its negative
    lobes, a few per cent, are left out: a spectrum has none.
    returns  weights at distanceHz, up to a factor */
Eigen::VectorXf lobeWeights (const Eigen::VectorXf& distanceHz, double longSeconds, double shortSeconds)
{
    constexpr int numLags = 256;
    Eigen::VectorXf weights = Eigen::VectorXf::Zero (distanceHz.size());
    for (int i = 0; i < numLags; ++i)
    {
        const double lag = shortSeconds * (i + 0.5) / numLags;
        const double quotient =
            sineAutocorrelation (lag, shortSeconds) / sineAutocorrelation (lag, longSeconds);
        const auto angle = static_cast<float> (2.0 * std::numbers::pi * lag);
        weights.array() += static_cast<float> (quotient) * (angle * distanceHz.array()).cos();
    }
    return weights.cwiseMax (0.0f);
}

/** Atoms as wide as a shorter window shows them, on the dictionary's own rows and in its own spectrum: of
    magnitudes that is an approximation, which separates better than the exact way through their squares. */
Eigen::MatrixXf widenedAtoms (const Dictionary& dictionary, double longSeconds, double shortSeconds)
{
    constexpr double reach = 6.0; // main lobes: further out the weights are below -60 dB
    const auto& rows = dictionary.frequenciesHz;
    const auto reachHz = static_cast<float> (reach / shortSeconds);
    Eigen::MatrixXf widened (dictionary.atoms.rows(), dictionary.atoms.cols());
    Eigen::Index first = 0, end = 0;
    for (Eigen::Index row = 0; row < rows.size(); ++row)
    {
        while (rows[first] < rows[row] - reachHz)
            ++first;
        while (end < rows.size() && rows[end] <= rows[row] + reachHz)
            ++end;
        const Eigen::VectorXf distance = (rows.segment (first, end - first).array() - rows[row]).matrix();
        const Eigen::VectorXf weights = lobeWeights (distance, longSeconds, shortSeconds);
        widened.row (row) =
            weights.transpose() / weights.sum() * dictionary.atoms.middleRows (first, end - first);
    }
    return widened;
}

/** Slopes of values over Hz at every row: those of a parabola's chords. */
Eigen::VectorXf slopesOf (const Eigen::VectorXf& values, const Eigen::VectorXf& hz)
{
    const Eigen::Index last = values.size() - 1;
    Eigen::VectorXf slopes (values.size());
    for (Eigen::Index row = 0; row <= last; ++row)
    {
        const Eigen::Index below = std::max<Eigen::Index> (row - 1, 0), above = std::min (row + 1, last);
        slopes[row] = (values[above] - values[below]) / (hz[above] - hz[below]);
    }
    return slopes;
}

/** Values of one atom at the geometry's bins: its logarithm by cubic pieces between the dictionary's rows,
    since a window's lobe is nearly a parabola there. Straight lines would lower peaks and fill the valleys
    between partials: half a decibel at rates whose bins fall between the rows. */
Eigen::VectorXf interpolateAtom (const Dictionary& dictionary, Eigen::Index atom,
                                 const FrameGeometry& geometry, Eigen::Index numBins)
{
    constexpr float smallest = 1e-20f;
    constexpr float maxAbove = 0.5f; // of a peak between two rows, over the higher of them: 2 dB
    const auto& rows = dictionary.frequenciesHz;
    const Eigen::VectorXf logs = dictionary.atoms.col (atom).cwiseMax (smallest).array().log();
    const Eigen::VectorXf slopes = slopesOf (logs, rows);
    Eigen::VectorXf values (numBins);
    Eigen::Index upper = 1;
    for (Eigen::Index bin = 0; bin < numBins; ++bin)
    {
        const auto hz = static_cast<float> (geometry.binHz (bin));
        while (upper < rows.size() - 1 && rows[upper] < hz)
            ++upper;
        const Eigen::Index lower = upper - 1;
        const float width = rows[upper] - rows[lower];
        const float part = std::clamp ((hz - rows[lower]) / width, 0.0f, 1.0f);
        const float rest = 1.0f - part;
        const float line = rest * logs[lower] + part * logs[upper];
        const float rise = logs[upper] - logs[lower];
        const float bow =
            part * rest * (rest * (width * slopes[lower] - rise) + part * (rise - width * slopes[upper]));
        values[bin] = std::exp (std::min (line + bow, std::max (logs[lower], logs[upper]) + maxAbove));
    }
    return values;
}

/** The initial atoms of a residual: raised cosines side by side on the ERB-rate scale
    (Glasberg & Moore 1990), each over a faint flat floor. */
Eigen::MatrixXf residualBumps (const FrameGeometry& geometry, Eigen::Index numBins, Eigen::Index numAtoms)
{
    const double top = erbRate (geometry.binHz (numBins - 1));
    const double spacing = top / static_cast<double> (std::max<Eigen::Index> (1, numAtoms - 1));
    Eigen::MatrixXf bumps (numBins, numAtoms);
    for (Eigen::Index atom = 0; atom < numAtoms; ++atom)
        for (Eigen::Index bin = 0; bin < numBins; ++bin)
        {
            const double distance =
                (erbRate (geometry.binHz (bin)) - static_cast<double> (atom) * spacing) / spacing;
            const double bump =
                std::abs (distance) < 1.0 ? 0.5 + 0.5 * std::cos (std::numbers::pi * distance) : 0.0;
            bumps (bin, atom) = static_cast<float> (bump + 0.01);
        }
    normaliseAtoms (bumps);
    return bumps;
}

void mapSource (const Dictionary& dictionary, const FrameGeometry& geometry, size_t index,
                PreparedDictionary& prepared)
{
    const auto& source = dictionary.sources[index];
    const auto& range = prepared.sources[index];
    const auto topHz = static_cast<float> (geometry.binHz (prepared.numModelBins - 1));
    const Eigen::Index rowsKept = (dictionary.frequenciesHz.array() <= topHz).count();
    for (Eigen::Index atom = source.firstAtom; atom < source.firstAtom + source.numAtoms; ++atom)
    {
        if (dictionary.atoms.col (atom).head (rowsKept).sum() < minEnergyKept)
            continue;
        const Eigen::VectorXf values = interpolateAtom (dictionary, atom, geometry, prepared.numModelBins);
        if (const float sum = values.sum(); sum > 0.0f)
            prepared.atoms.col (range.first + atom - source.firstAtom) = values / sum;
    }
}

void nameGroups (const Dictionary& dictionary, PreparedDictionary& prepared)
{
    prepared.groups.assign (static_cast<size_t> (prepared.numPaddedAtoms()), -1);
    for (size_t s = 0; s < dictionary.sources.size(); ++s)
    {
        const auto& source = dictionary.sources[s];
        std::map<int, int> numbered;
        for (Eigen::Index atom = 0; atom < source.numAtoms; ++atom)
        {
            const int group = source.groups.empty() ? 0 : source.groups[static_cast<size_t> (atom)];
            const auto [entry, isNew] = numbered.try_emplace (group, prepared.numGroups);
            prepared.numGroups += isNew ? 1 : 0;
            prepared.groups[static_cast<size_t> (prepared.sources[s].first + atom)] = entry->second;
        }
    }
}

void addResidual (const FrameGeometry& geometry, Eigen::Index numAtoms, PreparedDictionary& prepared)
{
    const AtomRange range{ prepared.numPaddedAtoms(), paddedCount (numAtoms), numAtoms };
    prepared.atoms.conservativeResize (Eigen::NoChange, range.first + range.count);
    prepared.atoms.rightCols (range.count).setZero();
    prepared.atoms.middleCols (range.first, numAtoms) =
        residualBumps (geometry, prepared.numModelBins, numAtoms);
    prepared.sources.push_back (range);
    prepared.groups.resize (static_cast<size_t> (range.first + range.count), -1);
    std::fill_n (prepared.groups.begin() + range.first, numAtoms, prepared.numGroups++);
    prepared.adaptive = range;
}

Status checkAudible (const Dictionary& dictionary, const PreparedDictionary& prepared,
                     const FrameGeometry& geometry)
{
    for (size_t s = 0; s < dictionary.sources.size(); ++s)
    {
        const auto& range = prepared.sources[s];
        if (prepared.columnSums.segment (range.first, range.count).sum() == 0.0f)
            return Error{ "the dictionary cannot be used at this sample rate",
                          "source " + dictionary.sources[s].name,
                          "no energy below " + std::to_string (geometry.sampleRateHz / 2) + " Hz",
                          "a rate that holds the source" };
    }
    return Done{};
}
} // namespace

void PreparedDictionary::setActiveBins (Eigen::Index numBins) noexcept
{
    assert (bands.numBands() == 0);
    numActiveBins = numBins;
    columnSums.setZero();
    for (Eigen::Index bin = 0; bin < numBins; ++bin)
        columnSums += matrix().row (bin).transpose();
}

void PreparedDictionary::shareAtoms()
{
    sharedAtoms = SharedMatrix (std::exchange (atoms, PackedMatrix()));
}

Status checkModelBins (Eigen::Index numModelBins)
{
    if (numModelBins >= minModelBins)
        return Done{};
    return Error{ "the dictionary cannot be used at this sample rate", "frequencies",
                  std::to_string (numModelBins) + " bins in common",
                  "at least " + std::to_string (minModelBins) };
}

bool adaptsWhilePlaying (const std::string& sourceName) noexcept
{
    return sourceName == "noise" || sourceName == "residual";
}

Result<PreparedDictionary> prepareDictionary (const Dictionary& dictionary, const FrameGeometry& geometry,
                                              Eigen::Index residualAtoms)
{
    const double trainedSeconds = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    const double playedSeconds = static_cast<double> (geometry.analysis) / geometry.sampleRateHz;
    if (dictionary.numBins() < 2) // atoms are interpolated between rows
        return Error{ "the dictionary cannot be used, since its atoms have only one frequency",
                      "W, number of bins", std::to_string (dictionary.numBins()), "at least 2" };
    if (playedSeconds < (1.0 - sameWindow) * trainedSeconds)
    {
        Dictionary widened = dictionary;
        widened.atoms = widenedAtoms (dictionary, trainedSeconds, playedSeconds);
        widened.window = std::lround (playedSeconds * dictionary.sampleRateHz);
        return prepareDictionary (widened, geometry, residualAtoms);
    }

    PreparedDictionary prepared;
    prepared.numModelBins = countModelBins (dictionary, geometry);
    if (auto enough = checkModelBins (prepared.numModelBins); ! enough.ok())
        return enough.error();

    prepared.geometry = geometry;
    prepared.rowsHz = binFrequencies (geometry, prepared.numModelBins);
    prepared.spectrum = dictionary.spectrum;
    prepared.beta = dictionary.divergenceBeta;
    prepared.maskExponent = dictionary.maskExponent;
    prepared.sources = layOutSources (dictionary);
    prepared.atoms.setZero (prepared.numModelBins, numPackedColumns (prepared.sources));
    for (size_t s = 0; s < dictionary.sources.size(); ++s)
    {
        mapSource (dictionary, geometry, s, prepared);
        if (adaptsWhilePlaying (dictionary.sources[s].name))
            prepared.adaptive = prepared.sources[s];
    }
    nameGroups (dictionary, prepared);
    prepared.dynamics = packedDynamics (dictionary);
    if (residualAtoms > 0 && prepared.adaptive.count == 0)
        addResidual (geometry, residualAtoms, prepared);
    prepared.columnSums.setZero (prepared.numPaddedAtoms());
    prepared.setActiveBins (prepared.numModelBins);
    auto audible = checkAudible (dictionary, prepared, geometry);
    if (! audible.ok())
        return audible.error();
    return prepared;
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/AdaptedAtoms.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

namespace unbraid::core
{

namespace
{
using Eigen::Index;
using Problem = std::optional<Error>;

constexpr Index minRows = 2;             // to interpolate between
constexpr double unitTolerance = 1e-4;   // of a column's sum: what single precision leaves of one
constexpr double maxAmplitude = 1e7;     // 20 dB above the loudest sample that is not clipped
constexpr double meanSquareWindow = 0.5; // of the analysis window: its flanks are quarters of a sine
constexpr double meanPowerOfNoise = 4.0 / std::numbers::pi; // over its squared mean magnitude (Rayleigh)

Problem problem (std::string where, std::string found, std::string allowed)
{
    return Error{ "the adapted atoms cannot be restored", std::move (where), std::move (found),
                  std::move (allowed) };
}

Problem checkShapes (const AdaptedAtoms& adapted, Index numAtoms)
{
    const auto text = [] (Index number) { return std::to_string (number); };
    if (numAtoms == 0)
        return problem ("atoms", text (adapted.atoms.cols()), "none: no source of the dictionary adapts");
    if (adapted.atoms.cols() != numAtoms)
        return problem ("atoms", text (adapted.atoms.cols()), text (numAtoms) + ", those that adapt");
    if (adapted.atoms.rows() < minRows || adapted.atoms.rows() > maxBins)
        return problem ("rows", text (adapted.atoms.rows()), text (minRows) + " to " + text (maxBins));
    if (adapted.frequenciesHz.size() != adapted.atoms.rows())
        return problem ("frequencies, length", text (adapted.frequenciesHz.size()),
                        text (adapted.atoms.rows()) + ", one per row");
    return {};
}

Problem checkFrequencies (const Eigen::VectorXf& frequenciesHz)
{
    constexpr double highest = 0.5 * maxSampleRateHz;
    for (Index row = 0; row < frequenciesHz.size(); ++row)
    {
        const float hz = frequenciesHz[row];
        const std::string where = "frequency of row " + std::to_string (row);
        if (! (hz >= 0.0f && hz <= highest))
            return problem (where, numberText (hz), "0 to " + numberText (highest) + " Hz");
        if (row > 0 && hz <= frequenciesHz[row - 1])
            return problem (where, numberText (hz), "more than the one before it");
    }
    return {};
}

Problem checkAtoms (const Eigen::MatrixXf& atoms)
{
    for (Index atom = 0; atom < atoms.cols(); ++atom)
    {
        const std::string where = "atom " + std::to_string (atom);
        for (Index row = 0; row < atoms.rows(); ++row)
            if (const float weight = atoms (row, atom); ! (std::isfinite (weight) && weight >= 0.0f))
                return problem (where + ", row " + std::to_string (row), numberText (weight),
                                "finite, not negative");
        if (atoms.col (atom).isZero (0.0f))
            return problem (where, "only zeros", "a spectrum");
    }
    return {};
}

Problem checkAmplitude (const char* where, double amplitude)
{
    if (amplitude >= 0.0 && amplitude <= maxAmplitude)
        return {};
    return problem (where, numberText (amplitude), "0 to " + numberText (maxAmplitude));
}

/** Power over Hz, by trapezoids, of noise that has this mean spectrum. */
double powerOverHz (const Eigen::VectorXf& values, const Eigen::VectorXf& frequenciesHz, Spectrum kind)
{
    const Index last = values.size() - 1;
    Eigen::ArrayXd power = values.cast<double>();
    if (kind == Spectrum::magnitude)
        power = meanPowerOfNoise * power.square();
    const Eigen::ArrayXd hz = frequenciesHz.cast<double>();
    return (0.5 * (power.head (last) + power.tail (last)) * (hz.tail (last) - hz.head (last))).sum();
}

/** |x|^2 of a frame, summed over channels, of noise that has a power of one per Hz in each: up to half the
    rate that is a power of rate / 2, and every bin has it times the window's energy. */
double framePowerOfUnitDensity (const FrameGeometry& geometry, Index numChannels)
{
    return static_cast<double> (numChannels) * 0.5 * geometry.sampleRateHz * meanSquareWindow *
           static_cast<double> (geometry.analysis);
}
} // namespace

Status validate (const AdaptedAtoms& adapted, Index numAtoms)
{
    if (auto found = checkShapes (adapted, numAtoms))
        return *std::move (found);
    if (auto found = checkFrequencies (adapted.frequenciesHz))
        return *std::move (found);
    if (auto found = checkAtoms (adapted.atoms))
        return *std::move (found);
    if (auto found = checkAmplitude ("tracked amplitude", adapted.trackedAmplitude))
        return *std::move (found);
    return Done{};
}

void makeUnitAtoms (Eigen::MatrixXf& atoms)
{
    for (Index atom = 0; atom < atoms.cols(); ++atom)
    {
        const double sum = atoms.col (atom).cast<double>().sum();
        if (sum > 0.0 && std::abs (sum - 1.0) > unitTolerance)
            atoms.col (atom) = (atoms.col (atom).cast<double>() / sum).cast<float>();
    }
}

Eigen::MatrixXf atomsAtBins (const AdaptedAtoms& adapted, const FrameGeometry& geometry, Index numBins)
{
    const auto& rows = adapted.frequenciesHz;
    Eigen::MatrixXf mapped (numBins, adapted.atoms.cols());
    Index upper = 1;
    for (Index bin = 0; bin < numBins; ++bin)
    {
        const auto hz = static_cast<float> (geometry.binHz (bin));
        while (upper < rows.size() - 1 && rows[upper] < hz)
            ++upper;
        const Index lower = upper - 1;
        const float part = std::clamp ((hz - rows[lower]) / (rows[upper] - rows[lower]), 0.0f, 1.0f);
        mapped.row (bin) = (1.0f - part) * adapted.atoms.row (lower) + part * adapted.atoms.row (upper);
    }
    return mapped;
}

double noiseAmplitude (const Eigen::VectorXf& noise, const FrameGeometry& geometry, Index numChannels,
                       Spectrum kind)
{
    const double power = powerOverHz (noise, binFrequencies (geometry, noise.size()), kind);
    return std::sqrt (power / framePowerOfUnitDensity (geometry, numChannels));
}

Result<Eigen::VectorXf> trackedNoiseAtBins (const AdaptedAtoms& adapted, const FrameGeometry& geometry,
                                            Index numBins, Index numChannels, Spectrum kind)
{
    const double amplitude = adapted.trackedAmplitude;
    const double power = powerOverHz (adapted.atoms.col (0), adapted.frequenciesHz, kind);
    const double scale = amplitude * amplitude * framePowerOfUnitDensity (geometry, numChannels) / power;
    const auto factor = static_cast<float> (kind == Spectrum::power ? scale : std::sqrt (scale));
    Eigen::VectorXf noise = factor * atomsAtBins (adapted, geometry, numBins).col (0);
    const double mappedAmplitude = noiseAmplitude (noise, geometry, numChannels, kind);
    if (auto found = checkAmplitude ("tracked amplitude at these bins", mappedAmplitude))
        return *std::move (found);
    return noise;
}

} // namespace unbraid::core

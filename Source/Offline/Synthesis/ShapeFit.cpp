// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ShapeFit.h"

#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/Window.h"
#include "Offline/Synthesis/ComponentFrames.h"
#include "Training/Factorisation/Alternation.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

constexpr int mostHalvings = 40;
constexpr float growth = 1.5f;    // of a step, from one iteration to the next
constexpr double rounding = 1e-6; // of sums of squares of float numbers

double halfEnergy (const VectorXf& samples)
{
    return 0.5 * samples.cast<double>().squaredNorm();
}

/** Pieces of the sound, of unit norm. */
MatrixXf piecesOf (const VectorXf& samples, Index length, Index numAtoms, unsigned int seed)
{
    std::mt19937_64 random (seed);
    MatrixXf pieces = MatrixXf::Zero (length, numAtoms);
    const auto places = static_cast<std::uint64_t> (std::max<Index> (1, samples.size() - length + 1));
    for (Index atom = 0; atom < numAtoms; ++atom)
    {
        const auto first = static_cast<Index> (random() % places);
        const Index count = std::min (length, samples.size() - first);
        pieces.col (atom).head (count) = samples.segment (first, count);
        for (Index n = 0; n < length; ++n) // so that no two are the same, and none is silent
            pieces (n, atom) += 0.1f * (static_cast<float> (random() >> 40) * 0x1p-23f - 1.0f);
        pieces.col (atom).normalize();
    }
    return pieces;
}

/** A matrix of unknowns, as it was before, and the length of its next step. */
struct Unknowns
{
    MatrixXf now, last;
    float step = 1.0f;
};

class ShapeSearch
{
public:
    ShapeSearch (ShiftedAtoms& sums, const VectorXf& sound, const VectorXf& shape, const ShapeSpec& wanted)
        : shifted (sums)
        , samples (sound)
        , window (shape)
        , isNonNegative (wanted.isNonNegative)
    {
        atoms.now = atoms.last = piecesOf (sound, shape.size(), wanted.numAtoms, wanted.seed);
        activations.now = activations.last = MatrixXf::Zero (wanted.numAtoms, sums.numShifts());
        const MatrixXf first = shifted.alongShifts (samples, windowed (atoms.now));
        lambda = wanted.sparsity * (isNonNegative ? first.maxCoeff() : first.cwiseAbs().maxCoeff());
        misfit = halfEnergy (samples);
    }

    /** One step of h, one of u. */
    void update()
    {
        before = cost();
        ++count;
        const float inertia = static_cast<float> (count - 1) / static_cast<float> (count + 2);
        advance (activations, inertia);
        advance (atoms, inertia);
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return before; }
    [[nodiscard]] Shapes result() const { return { windowed (atoms.now), activations.now, cost() }; }

private:
    [[nodiscard]] double cost() const { return misfit + costOf (activations.now); }
    [[nodiscard]] MatrixXf windowed (const MatrixXf& u) const { return window.asDiagonal() * u; }
    [[nodiscard]] double costOf (const MatrixXf& h) const
    {
        return static_cast<double> (lambda) * h.cast<double>().cwiseAbs().sum();
    }

    [[nodiscard]] VectorXf residualOf (const Unknowns& block, const MatrixXf& values)
    {
        const bool isAtoms = &block == &atoms;
        return samples -
               shifted.sound (windowed (isAtoms ? values : atoms.now), isAtoms ? activations.now : values);
    }

    /** Minus the gradient of the misfit. */
    [[nodiscard]] MatrixXf descentOf (const Unknowns& block, const VectorXf& residual)
    {
        if (&block == &atoms)
            return windowed (shifted.alongAtoms (residual, activations.now));
        return shifted.alongShifts (residual, windowed (atoms.now));
    }

    /** The nearest allowed atoms, or the activations shrunk by what a step costs. */
    [[nodiscard]] MatrixXf proximal (const Unknowns& block, const MatrixXf& values, float step) const
    {
        if (&block == &atoms)
            return values * values.colwise().norm().cwiseMax (1.0f).cwiseInverse().asDiagonal();
        const float shrink = step * lambda;
        if (isNonNegative)
            return (values.array() - shrink).max (0.0f).matrix();
        return (values.array().sign() * (values.array().abs() - shrink).max (0.0f)).matrix();
    }

    void advance (Unknowns& block, float inertia)
    {
        const double now = cost();
        block.step *= growth;
        if (! tryStep (block, inertia, now) && inertia > 0.0f)
            tryStep (block, 0.0f, now);
    }

    /** Takes a step that fits its quadratic bound, unless it raises C. Returns whether it was taken. */
    bool tryStep (Unknowns& block, float inertia, double most)
    {
        const MatrixXf from = block.now + inertia * (block.now - block.last);
        const VectorXf residual = residualOf (block, from);
        const MatrixXf descent = descentOf (block, residual);
        const double at = halfEnergy (residual);
        for (int halving = 0; halving < mostHalvings; ++halving, block.step *= 0.5f)
        {
            const MatrixXf next = proximal (block, from + block.step * descent, block.step);
            const MatrixXf moved = next - from;
            const double reached = halfEnergy (residualOf (block, next));
            const double bound =
                at - static_cast<double> (descent.cwiseProduct (moved).sum()) +
                0.5 * static_cast<double> (moved.squaredNorm()) / static_cast<double> (block.step);
            if (reached > bound + rounding * at)
                continue;
            if (reached + costOf (&block == &activations ? next : activations.now) > most)
                return false;
            misfit = reached;
            block.last = std::move (block.now);
            block.now = next;
            return true;
        }
        return false;
    }

    ShiftedAtoms& shifted;
    const VectorXf& samples;
    const VectorXf& window;
    bool isNonNegative;
    float lambda = 0.0f;
    double misfit = 0.0;
    double before = 0.0; // C
    int count = 0;
    Unknowns atoms;       // u
    Unknowns activations; // h
};

/** Shapes of the length of the window, at each hop of it.
    window  [L] */
core::Result<MatrixXf> shapeComponents (const VectorXf& samples, Index hop, const VectorXf& window,
                                        bool isNonNegative, const ComponentSpec& spec,
                                        const ComponentProgress& onProgress)
{
    ShiftedAtoms shifted;
    if (auto ready = shifted.prepare (window.size(), hop, samples.size()); ! ready.ok())
        return ready.error();
    const auto level = static_cast<float> (
        std::sqrt (samples.cast<double>().squaredNorm() / static_cast<double> (samples.size())));
    const ShapeSpec shape{ spec.factors.numAtoms, isNonNegative, spec.sparsity, spec.factors.iterations,
                           spec.factors.seed };
    const auto found = learnShapes (shifted, samples / level, window, shape,
                                    partOf (onProgress, 0, shape.iterations, shape.numAtoms));
    if (! found.ok())
        return found.error();
    keep (spec.found, "D", found.value().atoms, ComponentAxis::columns);
    keep (spec.found, "H", found.value().activations, ComponentAxis::rows);
    MatrixXf sounds (samples.size(), shape.numAtoms);
    for (Index atom = 0; atom < shape.numAtoms; ++atom)
        sounds.col (atom) =
            level * shifted.sound (found.value().atoms.col (atom), found.value().activations.row (atom));
    return sounds;
}
} // namespace

core::Result<Shapes> learnShapes (ShiftedAtoms& shifted, const VectorXf& samples, const VectorXf& window,
                                  const ShapeSpec& spec, const training::IterationCallback& onIteration)
{
    ShapeSearch search (shifted, samples, window, spec);
    return training::alternate (search, { spec.iterations }, onIteration);
}

core::Result<MatrixXf> framedShapes (const MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                                     const ComponentProgress& onProgress)
{
    const Index hop = hopFor (sampleRateHz, spec.windowSeconds, spec.overlap), length = hop * spec.overlap;
    const VectorXf window = core::makeWindowPair ({ sampleRateHz, hop, length, length, length, 0 }).analysis;
    return shapeComponents (core::mixdown (samples, sampleRateHz), hop, window, true, spec, onProgress);
}

core::Result<MatrixXf> freeShapes (const MatrixXf& samples, double sampleRateHz, const ComponentSpec& spec,
                                   const ComponentProgress& onProgress)
{
    const Index length = std::max<Index> (2, std::llround (sampleRateHz * spec.windowSeconds));
    return shapeComponents (core::mixdown (samples, sampleRateHz), 1, VectorXf::Ones (length), false, spec,
                            onProgress);
}

} // namespace unbraid::offline

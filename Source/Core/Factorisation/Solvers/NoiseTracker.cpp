// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/NoiseTracker.h"

#include "Core/EngineSettings.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double startSeconds = 0.05; // after a reset: taken as noise, whatever it is
constexpr float doubt = 0.005f;       // share of every frame that is counted as noise, whatever the model
constexpr float noiseFloor = 1e-9f;   // of N, for frames of unit mean
constexpr float loudestPower = 4.0f;  // of N over the frame: what was louder, a burst, is over
} // namespace

Status checkSettings (const NoiseTrackingSettings& settings)
{
    SeparatorSettings whole;
    whole.noiseTracking = settings;
    return checkSettings (whole, EngineStage::noiseTracking);
}

Status NoiseTracker::prepare (const PreparedDictionary& dictionary, const NoiseTrackingSettings& settings,
                              double hopSeconds)
{
    if (auto checked = checkSettings (settings); ! checked.ok())
        return checked;
    beta = dictionary.beta;
    hop = hopSeconds;
    atom = dictionary.adaptive.first;
    canTrack = dictionary.adaptive.numAtoms > 0;
    loudest = dictionary.spectrum == Spectrum::power ? loudestPower : std::sqrt (loudestPower);
    isHolding = false;
    framesOfStart = std::max<Eigen::Index> (1, std::lround (startSeconds / hopSeconds));
    if (canTrack)
        trained = dictionary.atoms.col (atom);
    for (auto* values : { &noise, &held, &others, &share, &expected })
        values->setZero (dictionary.numModelBins);
    isFrozen = false;
    set (settings);
    reset();
    return Done{};
}

void NoiseTracker::set (const NoiseTrackingSettings& settings) noexcept
{
    if (settings.enabled && ! chosen.enabled)
        reset();
    SeparatorSettings whole;
    whole.noiseTracking = settings;
    chosen = clampedSettings (whole).noiseTracking;
    kept = static_cast<float> (std::exp (-hop / static_cast<double> (chosen.memorySeconds)));
}

void NoiseTracker::reset() noexcept
{
    if (isFrozen)
        return;
    noise.setZero();
    noiseLevel = 0.0f;
    framesProcessed = 0;
}

void NoiseTracker::restore (const Eigen::VectorXf& spectrum)
{
    noise = spectrum;
    noiseLevel = 1.0f;
    framesProcessed = framesOfStart;
}

float NoiseTracker::copyNoise (Eigen::Ref<Eigen::VectorXf> atomValues) const noexcept
{
    if (chosen.enabled && canTrack && framesProcessed > 0)
    {
        atomValues = noise;
        return noiseLevel;
    }
    if (isHolding)
        atomValues = trained;
    return 0.0f;
}

void NoiseTracker::hold (PreparedDictionary& dictionary, ActivationSolver& solver,
                         const Eigen::VectorXf& spectrum, float level) noexcept
{
    if (! isOn())
        return letGo (dictionary, solver);
    held = noise * (noiseLevel > 0.0f ? noiseLevel / level : 1.0f);
    if (! std::isfinite (held.sum()))
    {
        reset();
        held.setZero();
    }
    if (! isFrozen && framesProcessed < framesOfStart)
        held += (spectrum.array() - held) / static_cast<float> (framesProcessed + 1);
    held = held.max (noiseFloor);
    held *= std::min (1.0f, loudest * spectrum.sum() / held.sum());
    if (! isFrozen)
    {
        noise = held;
        noiseLevel = level;
    }
    const float sum = held.sum();
    dictionary.atoms.col (atom) = held / sum;
    solver.hold (atom, chosen.weight * sum);
    isHolding = true;
}

void NoiseTracker::letGo (PreparedDictionary& dictionary, ActivationSolver& solver) noexcept
{
    if (! isHolding)
        return;
    dictionary.atoms.col (atom) = trained;
    solver.release();
    isHolding = false;
}

void NoiseTracker::learn (const Eigen::VectorXf& spectrum, const Eigen::MatrixXf& models,
                          const Eigen::VectorXf& activations) noexcept
{
    if (isFrozen)
        return;
    ++framesProcessed;
    if (framesProcessed <= framesOfStart)
        return;
    const float weight = activations[atom] / noise.sum(); // as held, 0 where the gate is shut
    others = (models.rowwise().sum().array() - weight * noise).max (0.0f);
    share = noise / (noise + others);
    if (beta == 0.0f)
        expected = share * (share * spectrum.array() + others);
    else
        expected = share * spectrum.array();
    noise = kept * noise + (1.0f - kept) * ((1.0f - doubt) * expected + doubt * spectrum.array());
}

} // namespace unbraid::core

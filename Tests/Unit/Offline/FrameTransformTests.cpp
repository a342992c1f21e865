// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Offline/PhaseMaterial.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
/** The spectra of no sound, but with real ends, as every transform of a real sound has. */
MatrixXcf inconsistentSpectra (const offline::FrameTransform& transform, std::uint64_t seed)
{
    Random random (seed);
    MatrixXcf spectra (transform.numBins(), transform.numFrames());
    for (auto& value : spectra.reshaped())
        value = { random.uniform (-1.0f, 1.0f), random.uniform (-1.0f, 1.0f) };
    for (const Index end : { Index{ 0 }, transform.numBins() - 1 })
        spectra.row (end) = spectra.row (end).real().cast<std::complex<float>>().eval();
    return spectra;
}
} // namespace

TEST_CASE ("The inverse of a sound's frames is the sound")
{
    auto transform = transformFor (4000);
    const VectorXf sound = Random (1).noise (transform.numSamples());
    MatrixXcf spectra;
    transform.forward (sound, spectra);
    VectorXf back (sound.size());
    transform.inverse (spectra, back);
    const Index window = transform.geometry().analysis, inner = sound.size() - 2 * window;
    CHECK (decibelsOf (back.segment (window, inner) - sound.segment (window, inner),
                       sound.segment (window, inner)) < -120.0);
    CHECK (decibelsOf (back - sound, sound) < -60.0); // at the ends a single window is all there is
}

TEST_CASE ("The inner product is that of the whole transform: Parseval's sum")
{
    auto transform = transformFor (3000);
    const VectorXf sound = Random (2).noise (transform.numSamples());
    MatrixXcf spectra;
    transform.forward (sound, spectra);
    const auto& geometry = transform.geometry();
    double energy = 0.0;
    for (Index t = 0; t < transform.numFrames(); ++t)
        energy += static_cast<double> (
            sound.segment (t * geometry.hop, geometry.analysis).cwiseAbs2().dot (transform.squaredWindow()));
    CHECK (transform.product (spectra, spectra) ==
           Approx (static_cast<double> (geometry.fft) * energy).epsilon (1e-5));
}

TEST_CASE (
    "Consistency is an orthogonal projection: idempotent, self-adjoint, and nothing consistent is nearer")
{
    auto transform = transformFor (3000);
    const MatrixXcf first = inconsistentSpectra (transform, 3), second = inconsistentSpectra (transform, 4);
    MatrixXcf projected = first, other = second;
    transform.project (projected);
    transform.project (other);
    MatrixXcf twice = projected;
    transform.project (twice);
    CHECK ((twice - projected).norm() < 1e-4f * projected.norm());
    CHECK (projected.norm() < 0.9f * first.norm());

    const double scale = std::sqrt (transform.product (first, first) * transform.product (second, second));
    CHECK (std::abs (transform.product (projected, second) - transform.product (first, other)) <
           1e-5 * scale);
    CHECK (std::abs (transform.product (first - projected, other)) < 1e-5 * scale);
}

TEST_CASE ("The mixing constraint moves all sources by the same, so that they sum to the mixture")
{
    Random random (5);
    for (const Index numSources : { 1, 2, 5 })
    {
        const VectorXf mixture = random.noise (500);
        MatrixXf sources (500, numSources);
        for (auto column : sources.colwise())
            column = random.noise (500);
        MatrixXf moved = sources;
        offline::shareOutError (mixture, moved);
        CHECK (decibelsOf (moved.rowwise().sum() - mixture, mixture) < -120.0);
        const MatrixXf moves = moved - sources;
        CHECK ((moves.colwise() - moves.col (0)).cwiseAbs().maxCoeff() < 1e-6f);
    }
}

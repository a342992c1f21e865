// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/FrameSeparation.h"

#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Core/Masking/WienerMasks.h"
#include "Core/Spectral/Stft.h"
#include "Quality/Estimators.h"

namespace unbraid::quality
{

namespace
{
constexpr int updates = 30;

/** Every frame by itself: flat start, updates, Wiener masks. */
class FrameSeparator
{
public:
    FrameSeparator (core::PreparedDictionary atoms, const core::FrameGeometry& geometry)
        : dictionary (std::move (atoms))
    {
        core::SolverSettings settings;
        settings.updates = updates;
        settings.leak = 1.0f;
        orExit (solver.prepare (dictionary, settings));
        masks.prepare (geometry.numBins(), dictionary.numModelBins, dictionary.numSources(),
                       dictionary.maskExponent, 1.0);
        models.setZero (dictionary.numModelBins, dictionary.numSources());
    }

    void operator() (const Eigen::MatrixXcf& mixture, Eigen::MatrixXcf& sources)
    {
        Eigen::VectorXf v = mixture.col (0).cwiseAbs2();
        if (dictionary.spectrum == core::Spectrum::magnitude)
            v = v.cwiseSqrt();
        if (const float level = v.mean(); level > 0.0f)
        {
            v = v.array() / level + core::ActivationSolver::modelFloor;
            solver.solve (dictionary, v, 1.0f);
            for (Eigen::Index source = 0; source < models.cols(); ++source)
            {
                const auto& range = dictionary.sources[static_cast<size_t> (source)];
                models.col (source) = dictionary.atoms.middleCols (range.first, range.count) *
                                      solver.activations().segment (range.first, range.count);
            }
            masks.update (models, v);
        }
        for (Eigen::Index source = 0; source < models.cols(); ++source)
            sources.col (source) = masks.gains().col (source).cwiseProduct (mixture.col (0));
    }

private:
    core::PreparedDictionary dictionary;
    core::ActivationSolver solver;
    core::WienerMasks masks;
    Eigen::MatrixXf models;
};
} // namespace

std::vector<Eigen::VectorXf> separateFrames (const Eigen::VectorXf& mixture,
                                             const core::PreparedDictionary& dictionary,
                                             const core::FrameGeometry& geometry)
{
    const auto numSources = dictionary.numSources();
    core::Stft stft;
    orExit (stft.prepare (geometry, 1, numSources));
    FrameSeparator separator (dictionary, geometry);
    const Eigen::Index length = mixture.size();
    Eigen::VectorXf padded = Eigen::VectorXf::Zero (length + geometry.latencySamples());
    padded.head (length) = mixture;
    Eigen::MatrixXf late (padded.size(), numSources);
    const float* from[] = { padded.data() };
    std::vector<float*> to;
    for (Eigen::Index source = 0; source < numSources; ++source)
        to.push_back (late.col (source).data());
    stft.process (from, to.data(), padded.size(),
                  [&] (const Eigen::MatrixXcf& frame, Eigen::MatrixXcf& sources)
                  { separator (frame, sources); });
    std::vector<Eigen::VectorXf> estimates;
    for (Eigen::Index source = 0; source < numSources; ++source)
        estimates.emplace_back (late.col (source).tail (length));
    return estimates;
}

} // namespace unbraid::quality

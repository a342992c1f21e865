// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Phase/AnisotropicGaussian.h"
#include "Offline/Phase/AnisotropicWiener.h"
#include "Offline/Phase/VarianceFactors.h"

#include <algorithm>
#include <cmath>

namespace unbraid::offline
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

constexpr float modelFloor = 1e-9f; // of the variances, for a segment of unit mean power

/** The expectation as a function of the variances of a source. With s e^(-i mu) = a + i b the parts along and across the
    predicted phase, whose variances are v times `along` / 2 and `across` / 2, -log p of a source is, but for a constant,

        log v + q / v - 2 r / sqrt v,   q = E a^2 / along + E b^2 / across,   r = mean E a / along

    For v = W H all of it is majorised by terms in v and 1 / v: the logarithm and, where r > 0, -1 / sqrt v are concave in
    v, hence below their tangents; where r < 0, 2 / sqrt v <= sqrt v0 / v + 1 / sqrt v0. Then the multiplicative update
    of IS-NMF is its minimum, with the weights

        upper = (q + max (-r, 0) sqrt v) / v^2,   lower = 1 / v + max (r, 0) / v^(3/2) */
void weigh (VarianceFactors& source, Index bin, Index t, float q, float r)
{
    const float v = source.variances (bin, t), root = std::sqrt (v);
    source.upper (bin, t) = (q + std::max (-r, 0.0f) * root) / (v * v);
    source.lower (bin, t) = 1.0f / v + std::max (r, 0.0f) / (v * root);
}

/** The sources of a segment and their factors, which are estimated in turn. */
class FactoredSources
{
public:
    FactoredSources (const Segment& mixture, AnisotropicEstimates start, float concentration)
        : segment (mixture)
        , estimates (std::move (start))
        , gaussian (concentration, mixture.variances.size())
        , mean (static_cast<float> (gaussian.moments().mean))
        , along (1.0f - mean * mean + static_cast<float> (gaussian.moments().relation))
        , across (1.0f - mean * mean - static_cast<float> (gaussian.moments().relation))
    {
    }

    void update()
    {
        before = expect();
        maximise (&VarianceFactors::updateActivations);
        expect();
        maximise (&VarianceFactors::updateAtoms);
    }

    /** -log p of the mixture before the update. */
    [[nodiscard]] double objective() const { return before; }

    [[nodiscard]] const std::vector<Eigen::MatrixXcf>& result()
    {
        expect();
        return estimates.spectra;
    }

    void begin (const PhaseSettings& settings)
    {
        for (const auto& variances : segment.variances)
        {
            VarianceFactors source;
            source.floor = modelFloor;
            source.factors = startingFactors (variances, 0.0f, settings.numAtoms, settings.seed);
            source.upper = source.lower = variances;
            source.model();
            sources.push_back (std::move (source));
        }
    }

private:
    /** Expectation; returns -log p of the mixture. */
    double expect()
    {
        double objective = 0.0;
        for (Index t = 0; t < segment.mixture.cols(); ++t)
            for (Index bin = 0; bin < segment.mixture.rows(); ++bin)
                objective += static_cast<double> (expect (bin, t));
        return objective;
    }

    void maximise (void (VarianceFactors::*step)())
    {
        for (auto& source : sources)
        {
            (source.*step)();
            source.model();
        }
    }

    float expect (Index bin, Index t)
    {
        for (size_t source = 0; source < sources.size(); ++source)
            gaussian.setSource (source, sources[source].variances (bin, t),
                                estimates.directions[source](bin, t));
        gaussian.condition (segment.mixture (bin, t));
        for (size_t source = 0; source < sources.size(); ++source)
        {
            const auto found = gaussian.posterior (source);
            estimates.spectra[source](bin, t) = found.mean;
            weighPosterior (sources[source], bin, t, found, estimates.directions[source](bin, t));
        }
        return gaussian.negativeLogLikelihood();
    }

    void weighPosterior (VarianceFactors& source, Index bin, Index t, const ComplexGaussian& found,
                         std::complex<float> direction) const
    {
        const float power = std::norm (found.mean) + found.variance; // E |s|^2 = E a^2 + E b^2
        if (direction == std::complex<float> (0.0f))
            return weigh (source, bin, t, power, 0.0f);
        const std::complex<float> back = std::conj (direction);
        const float difference = ((found.mean * found.mean + found.relation) * back * back).real();
        const float q = 0.5f * ((power + difference) / along + (power - difference) / across);
        weigh (source, bin, t, std::max (q, 0.0f), mean * (found.mean * back).real() / along);
    }

    const Segment& segment;
    AnisotropicEstimates estimates;
    AnisotropicBin gaussian;
    const float mean, along, across;
    std::vector<VarianceFactors> sources;
    double before = 0.0; // -log p
};
} // namespace

core::Result<MatrixXf> complexIsNmf (core::Frames& transform, const Segment& segment,
                                     const PhaseSettings& settings,
                                     const training::IterationCallback& onIteration)
{
    FactoredSources sources (segment, filterAnisotropic (transform, segment, settings),
                             settings.concentration);
    sources.begin (settings);
    const auto found = training::alternate (sources, courseOf (iterationsOf (settings)), onIteration);
    if (! found.ok())
        return found.error();
    return soundOf (transform, segment, found.value());
}

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/CoFactoriser.h"

#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

float medianOf (std::vector<float> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t> (values.size() / 2);
    std::nth_element (values.begin(), middle, values.end());
    return *middle;
}

/** a and b of a majorised view, a / h + b h. */
struct Pull
{
    ArrayXXf a, b; // [atoms x frames]
};

class CoFit
{
public:
    CoFit (const std::array<MatrixXf, 2>& views, const Factors& start, float weight, float leastPower)
        : spectra (views)
        , coupling (weight)
        , floor (leastPower)
    {
        Factors each = start;
        each.activations = (0.5f * each.activations).cwiseMax (activationFloor);
        found.views = { each, each };
        found.ratios = Eigen::VectorXf::Ones (each.atoms.cols());
    }

    void update()
    {
        found.objective = coupling * distance();
        for (size_t view = 0; view < 2; ++view)
        {
            found.objective += weighView (view);
            const auto& [w, h, objective] = found.views[view];
            pulls[view].a = h.array().square() * (w.transpose() * upper).array();
            pulls[view].b = (w.transpose() * lower).array().max (smallestDivisor);
        }
        updateActivations();
        for (size_t view = 0; view < 2; ++view)
            updateAtomsOf (view);
        updateRatios();
    }

    /** C before the update. */
    [[nodiscard]] double objective() const { return found.objective; }
    [[nodiscard]] const CoFactors& result() const { return found; }

private:
    /** log h_1 - log (s h_2). */
    [[nodiscard]] ArrayXXf differences() const
    {
        const auto& [first, second] = found.views;
        return (first.activations.array().log() - second.activations.array().log()).colwise() -
               found.ratios.array().log();
    }

    [[nodiscard]] double distance() const { return differences().abs().cast<double>().sum(); }

    /** V / P^2 and 1 / P of a view. Returns its divergence. */
    double weighView (size_t view)
    {
        const auto& [w, h, objective] = found.views[view];
        const ArrayXXf model = (w * h).array() + floor;
        const MatrixXf values = (spectra[view].array() + floor).matrix();
        weigh (values, model, 0.0f, upper, lower);
        return quickDivergence (values, model, 0.0f);
    }

    /** The least of a / h + b h + sign coupling log h. */
    [[nodiscard]] ArrayXXf pulledBy (const Pull& pull, float sign) const
    {
        const ArrayXXf root = (coupling * coupling + 4.0f * pull.a * pull.b).sqrt();
        if (sign > 0.0f)
            return 2.0f * pull.a / (root + coupling).max (smallestDivisor);
        return (root + coupling) / (2.0f * pull.b);
    }

    /** The floor of h_1 and of s h_2: one for both views, so that entries there do not count as different, and not above what
        is there, so that C does not rise where the floor keeps an entry up. */
    [[nodiscard]] ArrayXXf floorOfPairs() const
    {
        const auto& [first, second] = found.views;
        const ArrayXXf scaled = second.activations.array().colwise() * found.ratios.array();
        return first.activations.array().min (scaled).min (activationFloor).max (smallestDivisor);
    }

    /** Both views at once, since one that waits for the other would not move. */
    void updateActivations()
    {
        const auto& [first, second] = pulls;
        const ArrayXXf s = found.ratios.array().replicate (1, first.a.cols());
        const ArrayXXf least = floorOfPairs();
        const ArrayXXf alike = ((first.a + s * second.a) / (first.b + second.b / s)).sqrt();
        const ArrayXXf force = first.b * alike - first.a / alike.max (smallestDivisor);
        const ArrayXXf sinking = (force > coupling).cast<float>(), rising = (force < -coupling).cast<float>();
        const ArrayXXf together = 1.0f - sinking - rising;
        found.views[0].activations =
            (together * alike + sinking * pulledBy (first, -1.0f) + rising * pulledBy (first, 1.0f))
                .max (least);
        found.views[1].activations =
            (together * alike / s + sinking * pulledBy (second, 1.0f) + rising * pulledBy (second, -1.0f))
                .max (least / s);
    }

    /** The norms go into the activations, and from there into the ratios: the penalty stays as it is. */
    void updateAtomsOf (size_t view)
    {
        auto& [w, h, objective] = found.views[view];
        weighView (view);
        multiplyBy (ratioOf ((upper * h.transpose()).array(), (lower * h.transpose()).array()).sqrt(),
                    atomFloor, w);
        const Eigen::VectorXf norms = moveSums (w, h);
        found.ratios.array() *= norms.array().pow (view == 0 ? 1.0f : -1.0f);
    }

    void updateRatios()
    {
        const ArrayXXf logarithms = differences();
        std::vector<float> row (static_cast<size_t> (logarithms.cols()));
        for (Index k = 0; k < logarithms.rows(); ++k)
        {
            Eigen::Map<Eigen::ArrayXf> (row.data(), logarithms.cols()) = logarithms.row (k).transpose();
            found.ratios[k] *= std::exp (medianOf (row));
        }
    }

    const std::array<MatrixXf, 2>& spectra;
    float coupling;
    float floor;
    CoFactors found;
    std::array<Pull, 2> pulls;
    MatrixXf upper, lower;
};
} // namespace

core::Result<CoFactors> coFactorise (const std::array<MatrixXf, 2>& spectra, const Factors& start,
                                     float coupling, float floor, int iterations,
                                     const IterationCallback& onIteration)
{
    CoFit fit (spectra, start, coupling, floor);
    return alternate (fit, { iterations }, onIteration);
}

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/TensorFactoriser.h"

#include "Training/Factorisation/Alternation.h"
#include "Training/Factorisation/FactorisationSteps.h"

#include <utility>

namespace unbraid::training
{

namespace
{
using Eigen::ArrayXXf;
using Eigen::Index;
using Eigen::MatrixXf;

ArrayXXf rootOf (const ArrayXXf& upper, const ArrayXXf& lower)
{
    return ratioOf (upper, lower).sqrt();
}

class TensorFit
{
public:
    TensorFit (const std::vector<MatrixXf>& channels, Factors start, float leastPower)
        : spectra (channels)
        , floor (leastPower)
    {
        tensor.factors = std::move (start);
        const auto numChannels = static_cast<Index> (channels.size());
        tensor.gains.setConstant (numChannels, tensor.factors.atoms.cols(),
                                  1.0f / static_cast<float> (numChannels));
    }

    /** H, W and Q. */
    void update()
    {
        auto& [w, h, objective] = tensor.factors;
        double divergence = 0.0;
        MatrixXf high = MatrixXf::Zero (h.rows(), h.cols()), low = high;
        for (Index i = 0; i < numChannels(); ++i)
        {
            divergence += weighChannel (i);
            high += gainsOf (i) * (w.transpose() * upper);
            low += gainsOf (i) * (w.transpose() * lower);
        }
        h.array() *= rootOf (high.array(), low.array());
        high = low = MatrixXf::Zero (w.rows(), w.cols());
        for (Index i = 0; i < numChannels(); ++i)
        {
            weighChannel (i);
            high += upper * h.transpose() * gainsOf (i);
            low += lower * h.transpose() * gainsOf (i);
        }
        w.array() *= rootOf (high.array(), low.array());
        updateGains();
        normalise();
        objective = divergence;
    }

    /** The divergence before the update. */
    [[nodiscard]] double objective() const { return tensor.factors.objective; }
    [[nodiscard]] const TensorFactors& result() const { return tensor; }

private:
    [[nodiscard]] Index numChannels() const { return static_cast<Index> (spectra.size()); }
    [[nodiscard]] Eigen::DiagonalMatrix<float, Eigen::Dynamic> gainsOf (Index channel) const
    {
        return Eigen::DiagonalMatrix<float, Eigen::Dynamic> (tensor.gains.row (channel).transpose());
    }

    /** V / P^2 and 1 / P of a channel. Returns its divergence. */
    double weighChannel (Index channel)
    {
        const MatrixXf& w = tensor.factors.atoms;
        const ArrayXXf model = (w * gainsOf (channel) * tensor.factors.activations).array() + floor;
        const MatrixXf values = (spectra[static_cast<size_t> (channel)].array() + floor).matrix();
        weigh (values, model, 0.0f, upper, lower);
        return quickDivergence (values, model, 0.0f);
    }

    void updateGains()
    {
        const auto& [w, h, objective] = tensor.factors;
        for (Index i = 0; i < numChannels(); ++i)
        {
            weighChannel (i);
            const Eigen::RowVectorXf high =
                (w.transpose() * upper).cwiseProduct (h).rowwise().sum().transpose();
            const Eigen::RowVectorXf low =
                (w.transpose() * lower).cwiseProduct (h).rowwise().sum().transpose();
            tensor.gains.row (i).array() *= rootOf (high.array(), low.array());
        }
    }

    /** Unit sums of atoms and gains; the scale goes into H. */
    void normalise()
    {
        auto& [w, h, objective] = tensor.factors;
        for (MatrixXf* matrix : { &w, &tensor.gains })
        {
            const Eigen::VectorXf sums = matrix->colwise().sum().transpose().cwiseMax (smallestDivisor);
            *matrix = *matrix * sums.cwiseInverse().asDiagonal();
            h = sums.asDiagonal() * h;
        }
    }

    const std::vector<MatrixXf>& spectra;
    float floor;
    TensorFactors tensor;
    MatrixXf upper, lower;
};
} // namespace

MatrixXf modelOfComponent (const TensorFactors& tensor, Index channel, Index atom)
{
    return (tensor.gains (channel, atom) * tensor.factors.atoms.col (atom)) *
           tensor.factors.activations.row (atom);
}

core::Result<TensorFactors> factoriseTensor (const std::vector<MatrixXf>& spectra, Factors start, float floor,
                                             int iterations, const IterationCallback& onIteration)
{
    TensorFit fit (spectra, std::move (start), floor);
    return alternate (fit, { iterations }, onIteration);
}

} // namespace unbraid::training

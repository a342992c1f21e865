// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/FramePosterior.h"

#include "Restoration/TriangularKernels.h"

#include <unsupported/Eigen/FFT>

#include <cmath>
#include <cstdlib>

namespace unbraid::restoration
{

namespace
{
using Eigen::Index;
using Indices = std::vector<Index>;

/** A diagonal that keeps rounding from making a minor indefinite, relative to its own. */
constexpr double ridge = 1e-12;

Eigen::VectorXd picked (const Eigen::VectorXd& samples, const Indices& positions)
{
    return samples (positions);
}
} // namespace

/** A real transform in double precision, which single precision does not replace: variances reach over 100 dB. */
struct FramePosterior::Transform
{
    Eigen::FFT<double> fft{ Eigen::default_fft_impl<double>(), Eigen::FFT<double>::HalfSpectrum };
    Eigen::VectorXcd bins;

    Eigen::VectorXcd forward (const Eigen::VectorXd& samples)
    {
        fft.fwd (bins, samples);
        return bins;
    }

    Eigen::VectorXd inverse (const Eigen::VectorXcd& spectrum, Index length)
    {
        Eigen::VectorXd samples (length);
        fft.inv (samples, spectrum, length);
        return samples;
    }

    /** The circulant matrix with these eigenvalues, times a vector. */
    Eigen::VectorXd multiply (const Eigen::ArrayXd& eigenvalues, const Eigen::VectorXd& samples)
    {
        return inverse ((forward (samples).array() * eigenvalues).matrix(), samples.size());
    }
};

FramePosterior::FramePosterior() = default;
FramePosterior::~FramePosterior() = default;
FramePosterior::FramePosterior (FramePosterior&&) noexcept = default;
FramePosterior& FramePosterior::operator= (FramePosterior&&) noexcept = default;

core::Status FramePosterior::prepare (Index frameLength)
{
    length = frameLength;
    transform = std::make_unique<Transform>();
    return core::Done{};
}

Eigen::VectorXf FramePosterior::powerOf (const Eigen::Ref<const Eigen::VectorXd>& samples)
{
    return (transform->forward (samples).cwiseAbs2() / static_cast<double> (length)).cast<float>();
}

/** The rows and columns of the circulant matrix that belong to some samples. */
void FramePosterior::fillMinor (const Indices& rows)
{
    minorSize = static_cast<Index> (rows.size());
    minorValues.resize (rows.size() * rows.size());
    double* value = minorValues.data();
    for (size_t column = 0; column < rows.size(); ++column, value += minorSize)
    {
        for (size_t row = column; row < rows.size(); ++row)
            value[row] = firstColumn[rows[row] - rows[column]];
        value[column] *= 1.0 + ridge;
    }
}

/** The diagonal of U A^-1 U^H: the transform of the sums of A^-1 along its lags. Leaves no factor behind. */
void FramePosterior::spreadOf (const Indices& positions)
{
    if (minorSize > 0)
        triangularKernels().multiplyFactors (minorValues.data(), minorSize);
    sums.setZero (length);
    const double* value = minorValues.data();
    for (size_t column = 0; column < positions.size(); ++column, value += minorSize)
    {
        sums[0] += value[column];
        for (size_t row = column + 1; row < positions.size(); ++row)
            sums[positions[row] - positions[column]] += 2.0 * value[row];
    }
    spread = (transform->forward (sums).real() / static_cast<double> (length)).array().max (0.0);
}

/** A^-1 b = L^-T L^-1 b. */
Eigen::VectorXd FramePosterior::solve (const Eigen::VectorXd& right) const
{
    const Eigen::Map<const Eigen::MatrixXd> inverse (minorValues.data(), minorSize, minorSize);
    const auto lower = inverse.triangularView<Eigen::Lower>();
    return lower.transpose() * Eigen::VectorXd (lower * right);
}

void FramePosterior::fromMissing (const Eigen::ArrayXd& variances, const DamagedFrame& frame)
{
    const Eigen::ArrayXd precisions = variances.inverse();
    firstColumn = transform->inverse (precisions.matrix().cast<std::complex<double>>(), length);
    fillMinor (frame.missing);
    if (minorSize > 0)
        triangularKernels().invertFactor (minorValues.data(), minorSize);
    Eigen::VectorXd& mean = posterior.mean;
    mean = frame.samples;
    mean (frame.missing).setZero();
    const Eigen::VectorXd expected = -solve (picked (transform->multiply (precisions, mean), frame.missing));
    mean (frame.missing) = expected;
    posterior.slope = transform->multiply (precisions, mean);
    spreadOf (frame.missing);
}

void FramePosterior::fromKnown (const Eigen::ArrayXd& variances, const DamagedFrame& frame)
{
    firstColumn = transform->inverse (variances.matrix().cast<std::complex<double>>(), length);
    fillMinor (frame.known);
    if (minorSize > 0)
        triangularKernels().invertFactor (minorValues.data(), minorSize);
    posterior.slope.setZero (length);
    posterior.slope (frame.known) = solve (picked (frame.samples, frame.known));
    posterior.mean = transform->multiply (variances, posterior.slope);
    posterior.mean (frame.known) = picked (frame.samples, frame.known);
    spreadOf (frame.known);
    spread = (variances - variances.square() * spread).max (0.0);
}

const Posterior& FramePosterior::condition (const Eigen::Ref<const Eigen::VectorXf>& variances,
                                            const DamagedFrame& frame)
{
    const Eigen::ArrayXd v = variances.cast<double>();
    if (frame.missing.size() <= frame.known.size())
        fromMissing (v, frame);
    else
        fromKnown (v, frame);
    posterior.power = powerOf (posterior.mean) + spread.matrix().cast<float>();
    return posterior;
}

} // namespace unbraid::restoration

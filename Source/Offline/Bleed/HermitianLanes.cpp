// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Bleed/HermitianLanes.h"

#include <complex>
#include <limits>

namespace unbraid::offline
{

using Eigen::Index;

namespace
{
constexpr double root2 = 1.4142135623730951;
constexpr float tiniestPivot = std::numeric_limits<float>::min();
constexpr float smallestShare = 1e-6f; // of the matrix's own element: what is less is rounding
} // namespace

Eigen::VectorXf packed (const Eigen::Ref<const Eigen::MatrixXcd>& matrix)
{
    const Index channels = matrix.rows();
    Eigen::VectorXf row (channels * channels);
    for (Index a = 0; a < channels; ++a)
    {
        row[a] = static_cast<float> (matrix (a, a).real());
        for (Index b = a + 1; b < channels; ++b)
        {
            const auto element = 0.5 * (matrix (a, b) + std::conj (matrix (b, a)));
            row[packedColumn (channels, a, b)] = static_cast<float> (root2 * element.real());
            row[packedColumn (channels, a, b) + 1] = static_cast<float> (root2 * element.imag());
        }
    }
    return row;
}

Eigen::MatrixXcd unpacked (const Eigen::Ref<const Eigen::VectorXf>& row, Index numChannels)
{
    Eigen::MatrixXcd matrix (numChannels, numChannels);
    for (Index a = 0; a < numChannels; ++a)
    {
        matrix (a, a) = static_cast<double> (row[a]);
        for (Index b = a + 1; b < numChannels; ++b)
        {
            const Index column = packedColumn (numChannels, a, b);
            const std::complex<double> element (static_cast<double> (row[column]),
                                                static_cast<double> (row[column + 1]));
            matrix (a, b) = element / root2;
            matrix (b, a) = std::conj (element) / root2;
        }
    }
    return matrix;
}

void LaneInverse::prepare (Index numChannels)
{
    channels = numChannels;
    real.setZero (numLanes, channels * channels);
    imaginary.setZero (numLanes, channels * channels);
}

/** L, lower triangular with L L^H the matrix; on the diagonal 1 / L_aa. */
void LaneInverse::factorise (const Lanes& matrices)
{
    constexpr auto half = static_cast<float> (1.0 / root2);
    logs.setZero();
    for (Index column = 0; column < channels; ++column)
    {
        Lane pivot = matrices.col (column).array();
        for (Index k = 0; k < column; ++k)
            pivot -=
                real.col (at (column, k)).array().square() + imaginary.col (at (column, k)).array().square();
        pivot = pivot.max (smallestShare * matrices.col (column).array()).max (tiniestPivot);
        logs += pivot.log();
        const Lane inverse = pivot.rsqrt();
        real.col (at (column, column)) = inverse;
        for (Index row = column + 1; row < channels; ++row)
        {
            const Index source =
                packedColumn (channels, column, row); // (column, row): the conjugate of (row, column)
            Lane re = half * matrices.col (source).array();
            Lane im = -half * matrices.col (source + 1).array();
            for (Index k = 0; k < column; ++k)
            {
                const auto reA = real.col (at (row, k)).array(), imA = imaginary.col (at (row, k)).array();
                const auto reB = real.col (at (column, k)).array(),
                           imB = imaginary.col (at (column, k)).array();
                re -= reA * reB + imA * imB;
                im -= imA * reB - reA * imB;
            }
            real.col (at (row, column)) = re * inverse;
            imaginary.col (at (row, column)) = im * inverse;
        }
    }
}

/** L^-1 in place of L, column by column. */
void LaneInverse::invertFactor()
{
    for (Index column = 0; column < channels; ++column)
        for (Index row = column + 1; row < channels; ++row)
        {
            // (L^-1)_rc = -(1 / L_rr) sum_{c <= k < r} L_rk (L^-1)_kc; L_rk for k > c is still L's own.
            Lane re = real.col (at (row, column)).array() * real.col (at (column, column)).array();
            Lane im = imaginary.col (at (row, column)).array() * real.col (at (column, column)).array();
            for (Index k = column + 1; k < row; ++k)
            {
                const auto reA = real.col (at (row, k)).array(), imA = imaginary.col (at (row, k)).array();
                const auto reB = real.col (at (k, column)).array(),
                           imB = imaginary.col (at (k, column)).array();
                re += reA * reB - imA * imB;
                im += reA * imB + imA * reB;
            }
            real.col (at (row, column)) = -re * real.col (at (row, row)).array();
            imaginary.col (at (row, column)) = -im * real.col (at (row, row)).array();
        }
}

/** (L^-1)^H L^-1, packed. */
void LaneInverse::multiply (Lanes& inverses)
{
    constexpr auto scale = static_cast<float> (root2);
    for (Index a = 0; a < channels; ++a)
    {
        Lane diagonal = real.col (at (a, a)).array().square();
        for (Index k = a + 1; k < channels; ++k)
            diagonal += real.col (at (k, a)).array().square() + imaginary.col (at (k, a)).array().square();
        inverses.col (a) = diagonal;
        for (Index b = a + 1; b < channels; ++b)
        {
            // sum_{k >= b} conj (M_ka) M_kb, where M_bb is real
            const auto pivot = real.col (at (b, b)).array();
            Lane re = real.col (at (b, a)).array() * pivot;
            Lane im = -imaginary.col (at (b, a)).array() * pivot;
            for (Index k = b + 1; k < channels; ++k)
            {
                const auto reA = real.col (at (k, a)).array(), imA = imaginary.col (at (k, a)).array();
                const auto reB = real.col (at (k, b)).array(), imB = imaginary.col (at (k, b)).array();
                re += reA * reB + imA * imB;
                im += reA * imB - imA * reB;
            }
            inverses.col (packedColumn (channels, a, b)) = scale * re;
            inverses.col (packedColumn (channels, a, b) + 1) = scale * im;
        }
    }
}

void LaneInverse::invert (Lanes& matrices)
{
    factorise (matrices);
    invertFactor();
    multiply (matrices);
}

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Synthesis/ShiftedAtoms.h"

#include <algorithm>

namespace unbraid::offline
{

using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

namespace
{
constexpr Index atomsPerBlock = 4; // lengths of an atom that a transform holds
} // namespace

core::Status ShiftedAtoms::prepare (Index atomLength, Index hop, Index numSamples)
{
    length = atomLength;
    step = hop;
    samplesIn = numSamples;
    shifts = (numSamples + length - 1) / hop; // the last begins at the last sample or before
    const Index all = (shifts - 1) * hop + length;
    const Index points = core::RealFft::fastLength (std::min (atomsPerBlock * length, all + length));
    if (auto planned = fft.prepare (points); ! planned.ok())
        return planned;
    perBlock = std::max<Index> (1, (points - length) / hop);
    block.resize (points);
    spectrum.resize (fft.numBins());
    part.resize (fft.numBins());
    return core::Done{};
}

void ShiftedAtoms::spectraOfAtoms (const MatrixXf& atoms)
{
    ofAtoms.resize (fft.numBins(), atoms.cols());
    for (Index atom = 0; atom < atoms.cols(); ++atom)
    {
        block.setZero();
        block.head (length) = atoms.col (atom);
        fft.forward (block.data(), ofAtoms.col (atom).data());
    }
}

/** The spectrum of the block's impulses. */
void ShiftedAtoms::loadActivations (const MatrixXf& activations, Index atom, Index number)
{
    const Index first = number * perBlock, count = std::min (perBlock, shifts - first);
    block.setZero();
    for (Index n = 0; n < count; ++n)
        block[n * step] = activations (atom, first + n);
    fft.forward (block.data(), part.data());
}

/** The spectrum of the samples that the block's shifts reach. */
void ShiftedAtoms::loadSamples (const VectorXf& samples, Index number)
{
    const Index start = number * perBlock * step - (length - step);
    const Index first = std::max<Index> (0, start), end = std::min (samplesIn, start + block.size());
    block.setZero();
    if (first < end)
        block.segment (first - start, end - first) = samples.segment (first, end - first);
    fft.forward (block.data(), spectrum.data());
}

VectorXf ShiftedAtoms::sound (const MatrixXf& atoms, const MatrixXf& activations)
{
    spectraOfAtoms (atoms);
    VectorXf samples = VectorXf::Zero (samplesIn);
    for (Index number = 0; number < numBlocks(); ++number)
    {
        spectrum.setZero();
        for (Index atom = 0; atom < atoms.cols(); ++atom)
        {
            loadActivations (activations, atom, number);
            spectrum += part.cwiseProduct (ofAtoms.col (atom));
        }
        fft.inverse (spectrum.data(), block.data());
        const Index start = number * perBlock * step - (length - step);
        const Index first = std::max<Index> (0, start), end = std::min (samplesIn, start + block.size());
        if (first < end)
            samples.segment (first, end - first) += block.segment (first - start, end - first);
    }
    return samples;
}

MatrixXf ShiftedAtoms::alongShifts (const VectorXf& residual, const MatrixXf& atoms)
{
    spectraOfAtoms (atoms);
    MatrixXf along (atoms.cols(), shifts);
    for (Index number = 0; number < numBlocks(); ++number)
    {
        const Index start = number * perBlock, count = std::min (perBlock, shifts - start);
        loadSamples (residual, number);
        for (Index atom = 0; atom < atoms.cols(); ++atom)
        {
            part = spectrum.cwiseProduct (ofAtoms.col (atom).conjugate());
            fft.inverse (part.data(), block.data());
            for (Index n = 0; n < count; ++n)
                along (atom, start + n) = block[n * step];
        }
    }
    return along;
}

MatrixXf ShiftedAtoms::alongAtoms (const VectorXf& residual, const MatrixXf& activations)
{
    Eigen::MatrixXcf sums = Eigen::MatrixXcf::Zero (fft.numBins(), activations.rows());
    for (Index number = 0; number < numBlocks(); ++number)
    {
        loadSamples (residual, number);
        for (Index atom = 0; atom < activations.rows(); ++atom)
        {
            loadActivations (activations, atom, number);
            sums.col (atom) += spectrum.cwiseProduct (part.conjugate());
        }
    }
    MatrixXf along (length, activations.rows());
    for (Index atom = 0; atom < activations.rows(); ++atom)
    {
        fft.inverse (sums.col (atom).data(), block.data());
        along.col (atom) = block.head (length);
    }
    return along;
}

} // namespace unbraid::offline

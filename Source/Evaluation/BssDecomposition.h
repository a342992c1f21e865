// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"
#include "Evaluation/Correlations.h"

namespace unbraid::evaluation
{

/** Energies of the parts of an estimate y of s, with the names of BssEval.h, summed over channels. */
struct BssEnergies
{
    double truth = 0.0;        // |s|^2
    double error = 0.0;        // |y - s|^2
    double spatial = 0.0;      // |p - s|^2
    double target = 0.0;       // |p|^2
    double targetError = 0.0;  // |y - p|^2
    double interference = 0.0; // |q - p|^2
    double explained = 0.0;    // |q|^2
    double artefacts = 0.0;    // |y - q|^2
};

/** A time span of the signals, in samples. */
struct BssWindow
{
    Eigen::Index begin = 0;
    Eigen::Index end = 0;
};

/** Signals and filters for decomposing one estimate. */
struct BssParts
{
    Columns sources;         // all true sources
    Columns truth;           // those the estimate is of, one per channel: s
    Columns estimate;        // one per channel: y
    Eigen::MatrixXd filters; // [taps x (channels x sources)] to q, sources innermost
    Eigen::MatrixXd own;     // [taps x (channels x truth)] to p, truth innermost
};

/** Decomposes an estimate, window by window and in blocks of the FFT, so that only one block of the parts is in
    memory at a time. */
class BssDecomposition
{
public:
    /** [worker] allocates.  Errors: those of the FFT. */
    core::Status prepare (const BssParts& chosen);

    /** The energies in one window, outside of which all signals are taken as zero, with the ringing of the
        filters after its end.
        [worker] */
    BssEnergies energies (const BssWindow& window);

private:
    Eigen::MatrixXcf spectraOf (const Eigen::MatrixXd& filters);
    void filterBlock (const Columns& inputs, const Eigen::MatrixXcf& filterSpectra, const BssWindow& window,
                      Eigen::Index from);
    void addBlock (const BssWindow& window, Eigen::Index from, BssEnergies& sums);

    const BssParts* parts = nullptr;
    core::RealFft fft;
    Eigen::Index history = 0;    // taps - 1
    Eigen::MatrixXcf allSpectra; // [bins x (channels x sources)]
    Eigen::MatrixXcf ownSpectra; // [bins x (channels x truth)]
    Eigen::VectorXf samples;     // [points]
    Eigen::VectorXcf input;      // [bins]
    Eigen::MatrixXcf outputs;    // [bins x channels]
    Eigen::MatrixXf explained;   // [points x channels] q
    Eigen::MatrixXf target;      // [points x channels] p
};

} // namespace unbraid::evaluation

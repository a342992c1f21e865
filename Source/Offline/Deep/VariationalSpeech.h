// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"
#include "Offline/Deep/SpeechDecoder.h"

#include <random>
#include <vector>

namespace unbraid::offline
{

/** How a recording is fitted. */
struct VariationalSpec
{
    Eigen::Index noiseAtoms = 10;
    int rounds = 60;         // of expectation and maximisation
    int draws = 20;          // proposals in each
    int kept = 5;            // of which the last so many count
    float deviation = 0.05f; // of a proposal
    unsigned seed = 1;
    int numThreads = 1; // the result is the same
};

/** Speech by a decoder and noise by NMF in one spectrogram:

        |x|^2 is exponential with the mean g_n sigma^2 (z_n) + W h_n,   z_n ~ N (0, I)

    z is drawn by Metropolis and Hastings; g, W and h follow by multiplicative updates of exponent 1/2, which never raise the
    cost. Source: Leglaive, Girin & Horaud 2018, MLSP, eq. (12) to (16). */
class VariationalSpeech
{
public:
    /** power        [bins x frames] >= 0, as many bins as the decoder has at most; it outlives this
        worker only: all that follows */
    VariationalSpeech (const SpeechDecoder& speech, const Eigen::MatrixXf& power,
                       const VariationalSpec& wanted);

    /** Draws the latents anew, each frame accepted or refused by itself. */
    void expect();

    /** One update of h, of W and of g. */
    void maximise();

    /** The expected negative log-likelihood, but for a constant. */
    [[nodiscard]] double cost() const;

    /** The speech's share of the power, [bins x frames]. */
    [[nodiscard]] Eigen::MatrixXf mask() const;

    /** A round of both, and the mask at the end. [worker] */
    void update()
    {
        expect();
        maximise();
    }
    [[nodiscard]] Eigen::MatrixXf result() const { return mask(); }

private:
    /** Frames that are drawn together, with random numbers of their own. */
    struct Block
    {
        Eigen::Index first = 0;
        Eigen::Index count = 0;
        std::mt19937_64 random;
        Eigen::MatrixXf z; // [latents x frames]
    };

    /** Sums over what was drawn. */
    struct Sums
    {
        Eigen::MatrixXf above; // V P^-2
        Eigen::MatrixXf below; // P^-1
    };

    void draw (Block& block);
    [[nodiscard]] Eigen::MatrixXf variancesOf (const Eigen::MatrixXf& z) const;
    [[nodiscard]] Eigen::VectorXf logPosterior (const Block& block, const Eigen::MatrixXf& z,
                                                const Eigen::MatrixXf& speech,
                                                const Eigen::MatrixXf& noise) const;
    [[nodiscard]] Eigen::MatrixXf modelOf (const Eigen::MatrixXf& speech) const;
    [[nodiscard]] Sums sums() const;
    void scaleAtoms();

    const SpeechDecoder& decoder;
    const Eigen::MatrixXf& observed;
    VariationalSpec spec;
    std::vector<Block> blocks;
    Eigen::RowVectorXf gains;           // [frames] g
    Eigen::MatrixXf atoms;              // [bins x noise atoms] W
    Eigen::MatrixXf activations;        // [noise atoms x frames] h
    std::vector<Eigen::MatrixXf> drawn; // the last variances of speech, [bins x frames] each
};

/** Separates a recording into speech and noise, which sum to it: the model of the mean power of the channels, masks for each. Above
    the decoder's bins the mask is the mean of their upper half.
    samples  [samples x channels], not all zero
    returns  [samples x (2 x channels)], speech first
    [worker] errors: a recording longer than 20 minutes, a rate outside what a window can hold, cancelled */
core::Result<Eigen::MatrixXf> separateByDecoder (const Eigen::MatrixXf& samples, double sampleRateHz,
                                                 const SpeechDecoder& decoder, const VariationalSpec& spec,
                                                 const core::Progress& onProgress);

} // namespace unbraid::offline

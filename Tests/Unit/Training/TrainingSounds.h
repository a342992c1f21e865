// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/AudioWriter.h"
#include "Training/Trainer.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <numbers>

namespace unbraid::test
{

constexpr double trainingRateHz = 16000.0;

inline void writeSound (const std::filesystem::path& path, const Eigen::MatrixXf& samples,
                        double fileRateHz = trainingRateHz)
{
    auto writer = files::AudioWriter::create (path, fileRateHz, samples.cols());
    REQUIRE (writer.ok());
    REQUIRE (writer.value().write (samples).ok());
    REQUIRE (writer.value().finish().ok());
}

inline Eigen::VectorXf tone (double hz, Eigen::Index length, double fileRateHz = trainingRateHz)
{
    return Eigen::VectorXf::NullaryExpr (length,
                                         [&] (Eigen::Index n)
                                         {
                                             const double phase = 2.0 * std::numbers::pi * hz *
                                                                  static_cast<double> (n) / fileRateHz;
                                             return 0.3f * static_cast<float> (std::sin (phase));
                                         });
}

/** A training of a second or so. */
inline training::TrainingSpec quickSpec()
{
    training::TrainingSpec spec;
    spec.iterations = 20;
    spec.licence = "CC0-1.0";
    return spec;
}

inline bool goOn (const training::TrainingProgress&)
{
    return true;
}

/** Frequency of the largest value of an atom. */
inline double peakHz (const core::Dictionary& dictionary, Eigen::Index atom)
{
    Eigen::Index bin = 0;
    dictionary.atoms.col (atom).maxCoeff (&bin);
    return static_cast<double> (dictionary.frequenciesHz[bin]);
}

} // namespace unbraid::test

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Fft.h"

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace unbraid::core
{

/** What a recording is tuned to: the deviation of its partials from equal temperament at A = 440 Hz.

    The strongest peaks of long spectra, interpolated (Smith & Serra 1987), are counted by how far they are from the nearest
    note, modulo a semitone, weighted by their amplitudes. The tuning is where most of them lie. It is known to a semitone
    alone: a tape that runs 4 % slow is tuned a third of a semitone above another key. */
class TuningFinder
{
public:
    /** [worker] errors: those of RealFft::prepare */
    Status prepare (double sampleRateHz);

    /** Takes the next samples of one channel, any number of them. [worker] */
    void add (const Eigen::Ref<const Eigen::VectorXf>& samples);

    /** The frequency of the note A4 in Hz; nothing where too few peaks agree to know it: noise, drums, voices that glide.
        [worker] */
    [[nodiscard]] std::optional<double> tuningHz() const;

private:
    void addFrame();
    void addPeak (double frequencyHz, double amplitude);

    RealFft fft;
    double binHz = 0.0;
    Eigen::Index filled = 0; // samples of the next frame that are there
    Eigen::VectorXf window, frame, windowed;
    Eigen::VectorXcf spectrum;
    Eigen::VectorXf magnitudes;
    std::vector<double> weights; // of each cent from -50 to 49
};

/** Nearer to this than so many cents, a recording is taken to be tuned to it: pianos are stretched by as much. */
constexpr double standardTuningHz = 440.0;
constexpr double tuningToleranceCents = 10.0;

/** Cents from 440 Hz to that frequency. [any] */
double centsFromStandard (double tuningHz) noexcept;

} // namespace unbraid::core

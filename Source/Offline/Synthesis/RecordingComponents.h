// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Frames.h"
#include "Offline/Synthesis/ComponentFactors.h"
#include "Offline/Synthesis/ComponentMethod.h"
#include "Training/Factorisation/BetaSearch.h"

#include <optional>
#include <vector>

namespace unbraid::offline
{

/** A recording taken apart: V ~ W H of its mono sum. Where a model gave the sounds of the components themselves, W and H sum them
    up, their mean spectra and their levels, to share out what the model leaves. */
struct RecordingComponents
{
    Eigen::MatrixXf samples; // [samples x channels] the recording without its offset
    Eigen::MatrixXf low;     // [samples x channels] that offset
    float level =
        1.0f; // what a recording far beyond full scale was divided by, before all else: a power of two
    double sampleRateHz = 0.0;
    core::Frames frames;
    Eigen::MatrixXf power;       // [bins x frames] |x|^2
    core::Dictionary dictionary; // one source with a column for each component, in order of `lowestPeakHz`
    Eigen::MatrixXf activations; // [components x frames]
    double divergence = 0.0;     // D_beta a value of V, with the smooth prior
    std::vector<training::BetaScore> betas; // that were compared, if any
    Eigen::MatrixXf
        estimates; // [samples x components] of the mono sum, or of ntf [samples x (components x channels)]
                   // of each channel, by a model of the sound; else empty
    Eigen::RowVectorXf polarities; // [channels] 1 or -1: how estimates of the mono sum enter each channel
    std::optional<double> unexplainedShare; // of its energy, by that model
    ComponentFactors factors;               // of the method, in the order of the components

    [[nodiscard]] Eigen::Index numComponents() const { return activations.rows(); }

    /** The column of `estimates` for a component in a channel. [any] */
    [[nodiscard]] Eigen::Index estimateOf (Eigen::Index component, Eigen::Index channel) const
    {
        const Eigen::Index perComponent = estimates.cols() / numComponents();
        return component * perComponent + (perComponent > 1 ? channel : 0);
    }

    /** What a model gave as the sound of a component in a channel, [samples]. [any] */
    [[nodiscard]] auto estimate (Eigen::Index component, Eigen::Index channel) const
    {
        return estimates.col (estimateOf (component, channel)) * polarities[channel];
    }

    /** The masks of one frame, [bins x components]; rows sum to one. [any] */
    [[nodiscard]] Eigen::MatrixXf masks (Eigen::Index frame) const;

    /** Power of each component in each frame, [components x frames]. [worker] */
    [[nodiscard]] Eigen::MatrixXf levels() const;
};

/** The longest recording that is taken apart so, in samples a channel: 50 minutes at 44.1 kHz; a model that gives the sounds of the
    components may take 32 bytes for each of their samples. [any] */
Eigen::Index longestRecording (const ComponentSpec& spec) noexcept;

/** A recording that is to be taken apart.
    samples  [samples x channels], finite
    [worker] errors: no sound at all; silence is what is softer than -140 dB */
core::Result<RecordingComponents> recordingFrom (Eigen::MatrixXf samples, double sampleRateHz);

/** Takes it apart. With the Itakura-Saito divergence V is the power spectrum, with others the magnitude.
    [worker] errors: as `componentSounds`, a recording that is too long, cancelled */
core::Status takeApart (RecordingComponents& components, const ComponentSpec& spec,
                        const ComponentProgress& onProgress);

/** The lowest peak of an atom, from 20 Hz on, that is within 10 dB of its highest: the fundamental of most
    notes.
    [any] */
double lowestPeakHz (const core::Dictionary& dictionary, Eigen::Index atom);

/** The sound of every component at the recording's rate, channels and length, hop by hop: the masks of the mono sum applied to
    each channel, or to what the components' own sounds, by a model, leave of it, which are added to them. The components sum to the
    recording. */
class ComponentSounds
{
public:
    /** source  must outlive this; its frames are used as scratch */
    explicit ComponentSounds (RecordingComponents& source);

    /** The next hop of each component, [hop or less at the end x channels]; empty after the last. [worker] */
    std::vector<Eigen::MatrixXf> next();

private:
    std::vector<Eigen::MatrixXf> masked();
    void addEstimates (Eigen::Index first, std::vector<Eigen::MatrixXf>& sounds) const;

    RecordingComponents& components;
    Eigen::MatrixXf rest;                  // [samples x channels] what the components' own sounds leave
    std::vector<Eigen::MatrixXf> leftOver; // of each component, [hop x channels]
    Eigen::MatrixXcf spectra;              // [bins x channels]
    Eigen::Index strongest = 0;            // component, which has the offset
    Eigen::Index frame = 0;
};

/** All of them, [samples x (components x channels)], component by component. [worker] */
Eigen::MatrixXf soundsOf (RecordingComponents& components);

} // namespace unbraid::offline

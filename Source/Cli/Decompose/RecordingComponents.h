// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Decompose/ComponentGroups.h"
#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Frames.h"
#include "Files/AudioReader.h"
#include "Offline/Synthesis/SynthesisModels.h"
#include "Training/Factorisation/BetaSearch.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace unbraid::cli
{

/** A recording taken apart: V ~ W H of its mono sum. Where a model gave the sounds of the components themselves, W and H sum them
    up, their mean spectra and their levels, to share out what the model leaves. */
struct RecordingComponents
{
    files::Recording recording;
    core::Frames frames;
    Eigen::MatrixXf low;         // [samples x channels] offset of the recording, which it is without
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
    double objective = 0.0;                 // of the last iteration, as the model has it
    Eigen::MatrixXf transform;              // Phi, an atom a row, where the model learns one

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

/** The longest recording that is taken apart, in samples a channel: 50 minutes at 44.1 kHz. */
constexpr Eigen::Index longestDecomposition = Eigen::Index{ 1 } << 27;

/** The most samples of all components together where a model gives their sounds; it may take 32 bytes for each. */
constexpr Eigen::Index mostComponentSamples = Eigen::Index{ 1 } << 26;

/** Reads a recording and takes it apart. Samples that are not finite are processed as silence. With the
    Itakura-Saito divergence V is the power spectrum, with others the magnitude.
    [worker] errors: as `files::readRecording`, a rate outside 8 to 192 kHz, no sound at all, cancelled */
core::Result<RecordingComponents>
takeApart (const std::filesystem::path& file, const offline::ComponentSpec& spec,
           const core::ProgressOf<training::DecompositionProgress>& onProgress);

/** The lowest peak of an atom, from 20 Hz on, that is within 10 dB of its highest: the fundamental of most
    notes.
    [any] */
double lowestPeakHz (const core::Dictionary& dictionary, Eigen::Index atom);

/** A dictionary whose sources are the groups. */
core::Dictionary groupedDictionary (const core::Dictionary& components,
                                    const std::vector<ComponentGroup>& groups);

} // namespace unbraid::cli

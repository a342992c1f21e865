// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace unbraid::unfolding
{

/** Points of an equaliser's curve. */
constexpr size_t numEqualiserPoints = 5;

/** Gains in dB at its points: see FilterShape.h. */
using EqualiserCurve = std::array<double, numEqualiserPoints>;

/** Properties of a drawn room. */
struct RoomDraw
{
    double reverberationSeconds = 0.0;
    double directToReverberantDb = 0.0;
    double highFrequencyShare = 1.0;
    int numReflections = 0;
};

/** Properties drawn for one source; those of the speech recipe's `noise` apply to all of it. */
struct SourceDraw
{
    bool isPresent = true;
    double ratio = 1.0; // of speed and pitch; of the first noise
    double gainDb = 0.0;
    EqualiserCurve equaliserDb{};
    std::optional<RoomDraw> room;
};

/** Properties drawn for a mixture of the speech recipe only. */
struct SpeechDraw
{
    double snrDb = 0.0; // active voice relative to all additions, before reverberation and clipping
    bool isSpeechAlone = false;
    int numNoises = 0;
    int numBabbleVoices = 0;
    std::optional<double> rumbleCornerHz;
    std::optional<double> humHz;
    bool hasStationary = false;
    bool hasClicks = false;
    bool hasLevelChange = false;
    std::optional<double> clippedDb;
    std::optional<double> bandLimitHz;
    std::optional<double> highPassHz;
    std::optional<double> narrowVoiceHz;
    bool isSteep = false; // both limits of bands
};

/** Properties drawn for a mixture. */
struct Recipe
{
    std::uint64_t number = 0;
    double bandHz = std::numeric_limits<double>::infinity(); // above it one of the recordings holds nothing
    double levelDb = 0.0;             // RMS of the mixture as drawn; lower if its peak had to be limited
    std::vector<SourceDraw> sources;  // in the order of the stems
    std::optional<SpeechDraw> speech; // in the speech recipe
    std::optional<Eigen::Index> song; // in the stems recipe, if the stems come from one song, except guests
};

/** One piece of training material. */
struct Mixture
{
    Eigen::MatrixXf stems;   // [samples x sources]: each source's samples are contiguous
    Eigen::VectorXf mixture; // [samples], the sum of the stems in their order
    Recipe recipe;
};

} // namespace unbraid::unfolding

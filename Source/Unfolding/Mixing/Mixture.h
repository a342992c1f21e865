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
    double earlySeconds = 0.0; // length of the early part, which belongs to the source
};

/** Properties drawn for one source; those of the speech recipe's `noise` apply to all of it. */
struct SourceDraw
{
    bool isPresent = true;
    double ratio = 1.0; // of speed and pitch; of the first noise
    double gainDb = 0.0;
    EqualiserCurve equaliserDb{};
    std::optional<RoomDraw> room;
    double semitones = 0.0;             // by which the songs recipe moves the pitch
    double pan = 0.0;                   // -1 left, 1 right
    std::optional<Eigen::Index> song{}; // that the songs recipe takes the stem from
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
    bool hasEvents = false; // short moments of recorded noises, and no other noise
    bool isDuet = false;    // of two talkers, with next to no noise
    bool hasLevelChange = false;
    std::optional<double> clippedDb;
    std::optional<double> bandLimitHz;
    std::optional<double> highPassHz;
    std::optional<double> narrowVoiceHz;
    bool isSteep = false; // both limits of bands
    bool isWide = false;  // of recordings at the mixtures' rate only, as far as there are any
};

/** A note that is played in a mixture. */
struct PlayedNote
{
    double beginSeconds = 0.0; // from the beginning of the mixture, before which it may be
    double endSeconds = 0.0;   // when its damper falls, or its recording ends
    int pitch = 0;             // MIDI note
    int velocity = 0;          // 1 to 127
};

/** The notes of a piano. */
constexpr int lowestPianoPitch = 21, highestPianoPitch = 108;

/** Properties drawn for a mixture. */
struct Recipe
{
    std::uint64_t number = 0;
    double bandHz = std::numeric_limits<double>::infinity(); // above it one of the recordings holds nothing
    double levelDb = 0.0;             // RMS of the mixture as drawn; lower if its peak had to be limited
    std::vector<SourceDraw> sources;  // in the order of the stems
    std::optional<SpeechDraw> speech; // in the speech recipe
    std::optional<Eigen::Index> song; // that most stems come from, if the recipe is of stems or songs
};

/** The sources and their sum in one channel. */
struct ChannelSounds
{
    Eigen::MatrixXf stems;   // [samples x sources]: each source's samples are contiguous
    Eigen::VectorXf mixture; // [samples], the sum of the stems in their order
};

/** One piece of training material: the left or only channel, and the right one. */
struct Mixture : ChannelSounds
{
    std::optional<ChannelSounds> right{}; // none in mono
    Recipe recipe{};
    std::vector<PlayedNote> notes{}; // of the first source, in the notes recipe

    /** The first source's voice in other recordings, where those of others are a source of their own.
        enrolmentPieces, each as long as the mixture; empty where it is not told. */
    std::vector<Eigen::VectorXf> enrolment{};
    Eigen::VectorXf voice{}; // what those tell of it: core::VoiceStatistics; empty like them
};

/** Recordings that tell a voice. */
constexpr Eigen::Index enrolmentPieces = 2;

/** The left or only channel, then the right one. [any] */
inline std::vector<const ChannelSounds*> channelsOf (const Mixture& mixture)
{
    if (mixture.right)
        return { &mixture, &*mixture.right };
    return { &mixture };
}

} // namespace unbraid::unfolding

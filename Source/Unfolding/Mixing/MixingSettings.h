// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <array>
#include <cstdint>

namespace unbraid::unfolding
{

/** The range from which a value is drawn, uniformly unless stated otherwise. */
struct Range
{
    double low = 0.0;
    double high = 0.0;
};

/** The kind of mixtures. */
enum class MixingRecipe
{
    speech, // two sources: speech (the first) and everything else (the second)
    stems,  // any number of sources, each with its own recordings
    songs,  // the same, taken from songs and produced as they are
    notes   // two sources: an instrument of which single notes were recorded, and everything else
};

/** Probability and properties of simulated rooms. */
struct RoomSettings
{
    double probability = 0.35;
    Range reverberationSeconds{ 0.15, 0.8 };   // RT60 of the low frequencies
    Range directToReverberantDb{ -2.0, 15.0 }; // energy of the direct sound relative to everything after it
    Range highFrequencyShare{ 0.35, 0.9 };     // RT60 of the high frequencies as a share of the low ones'
    Range numReflections{ 2.0, 6.0 };          // distinct ones within the early part
    double earlySeconds = 0.04;                // early part of the response, which belongs to the source
};

/** Other people who talk beside the voice, where they are a source of their own and a recording of the voice tells which of
    all is the first source. */
struct TalkerMixing
{
    bool areSeparated = false;
    double aloneProbability = 0.3;   // of the voice with nobody else
    double absentProbability = 0.12; // of others without the voice
    double unknownProbability =
        0.15; // of mixtures without an enrolment, where all voices are the first source
    double secondProbability = 0.25; // of two others, where there are any
    Range levelDb{ -12.0, 6.0 };     // of the others over the voice
    double duetProbability = 0.0;    // of the voice and one other, nearly as loud, with next to no noise
    Range duetLevelDb{ -5.0, 5.0 };  // of the other over the voice
    Range enrolmentSnrDb{ 5.0, 40.0 };
    double enrolmentEqualiserDb = 10.0;      // up or down: pieces of one voice have other microphones
    double enrolmentNarrowProbability = 0.8; // of a piece that ends within the range below,
    Range enrolmentBandHz{ 3000.0, 8000.0 }; // where no codec tells the recording; log-uniform
};

/** Augmentation of a voice and its interference. */
struct SpeechMixing
{
    Range gapSeconds{ 0.0, 0.6 };      // between utterances
    double unchangedProbability = 0.3; // neither speed nor pitch changed
    Range ratio{ 0.85, 1.2 };          // of speed and pitch, one per mixture, log-uniform
    double ratioPerUtterance = 0.03;   // and this much up or down for each utterance
    double equaliserDb = 6.0;          // up or down
    double highPassProbability = 0.1;  // of the voice alone
    Range highPassHz{ 80.0, 300.0 };   // log-uniform

    std::array<double, 3> noiseCounts{ 0.55, 0.35, 0.1 }; // probabilities of one, two and three noises
    double noiseLevelDb = 6.0;                            // up or down, of each noise and addition
    Range noiseRatio{ 0.6, 1.5 };                         // log-uniform
    double reversedProbability = 0.2;
    double noiseEqualiserDb = 10.0;
    double noiseRoomProbability = 0.2;

    double babbleProbability = 0.12;
    Range babbleVoices{ 3.0, 8.0 };
    double rumbleProbability = 0.3;
    Range rumbleCornerHz{ 20.0, 200.0 }; // log-uniform
    double humProbability = 0.1;
    double stationaryProbability = 0.15;
    double clicksProbability = 0.1;
    double texturesProbability = 0.08; // of each: strokes, chirps, surges
    double levelChangeProbability = 0.25;
    double levelChangeDb = 8.0; // up or down

    double lowSnrShare = 0.6; // of the mixtures: SNR from the first range, else from the second
    Range lowSnrDb{ -5.0, 15.0 };
    Range highSnrDb{ 5.0, 25.0 };
    double speechAloneProbability = 0.08; // or near-clean
    Range speechAloneSnrDb{ 25.0, 60.0 };
    double noiseAloneProbability = 0.05;
    double clippedProbability = 0.04;
    Range clippedDb{ 2.0, 12.0 }; // below the peak
    double bandLimitedProbability = 0.1;
    Range bandLimitHz{ 3400.0, 7000.0 };   // log-uniform
    double narrowVoiceProbability = 0.0;   // of a limited band of the voice alone
    Range narrowVoiceHz{ 3400.0, 7000.0 }; // log-uniform
    double steepProbability = 0.0;         // of limits that are a resampler's rather than a filter's
    double faintProbability = 0.0;         // of a noise far below the voice, instead of the ratios above
    Range faintSnrDb{ 15.0, 35.0 };
    double eventsProbability = 0.0; // of recorded noises of which short moments are left, and nothing else
    double wideProbability = 0.0;   // of recordings at the mixtures' rate only, which alone teach the treble
    bool cleansPauses = false;      // the background of a recording's own pauses is noise, of four in five
    bool separatesRoom = false;     // late reverberation of the voice is a third stem, not noise
    TalkerMixing talkers{};
};

/** Above this rate, Hz, mixtures hold more than most recordings and connections. */
constexpr double fullBandFromHz = 40000.0;

/** Rooms for mixtures whose late reverberation is a stem: more of them, longer, and voices farther away. [any] */
RoomSettings separableRooms();

/** For mixtures above it: much of what a listener's program receives was narrowed on its way, by low rates, codecs
    or microphones. [any] */
SpeechMixing fullBandSpeech();

/** Augmentation of stems. */
struct StemMixing
{
    double presentProbability = 0.85; // of each source; at least one is present
    double songProbability = 0.5;     // if there are songs: all stems from one position of one song
    double guestProbability = 0.5;    // of each source that the song lacks: drawn from elsewhere
    double gainDb = 9.0;              // up or down
    double ratio = 0.06;              // of speed and pitch, up or down
    double equaliserDb = 4.0;
    double roomProbability = 0.3; // of each stem: a room of its own

    /** A room that all stems of a song share, as a kit stands in one. */
    RoomSettings sharedRoom{ .probability = 0.0, // of a mixture of a song
                             .reverberationSeconds = { 0.2, 1.2 },
                             .directToReverberantDb = { -6.0, 12.0 } };
};

/** How the stems of whole songs are remixed and produced. */
struct SongMixing
{
    bool isStereo = false; // two channels; else their mean

    double looseProbability = 0.1;   // of a mixture: every source from anywhere, with nothing in common
    double remixProbability = 0.4;   // of a mixture of a song: stems of other songs in its tempo and key
    double otherProbability = 0.5;   // of each stem of a remix
    double guestProbability = 0.5;   // of each source that the song lacks: from another song or recording
    double maxTempoChange = 0.15;    // of a stem from another song, up or down
    double maxKeyChange = 4.0;       // semitones, up or down
    double soloProbability = 0.05;   // one source alone
    double duoProbability = 0.15;    // two
    double presentProbability = 0.9; // of each source otherwise

    double speed = 0.08;      // of the whole mixture, up or down
    double semitones = 2.0;   // up or down
    double gainDb = 6.0;      // up or down
    double equaliserDb = 4.0; // up or down
    double roomProbability = 0.15;
    double panProbability = 0.5;  // of stems that lie anywhere else than where they were
    double pan = 0.7;             // left or right, of 1
    double swapProbability = 0.5; // of the two channels

    double saturationProbability = 0.15; // of a stem
    Range saturationDb{ -6.0, 18.0 };
    double compressionProbability = 0.25; // of a stem
    double busCompressionProbability = 0.5;
    Range thresholdDb{ -6.0, 6.0 };     // over the sound's RMS
    Range compressionRatio{ 1.5, 6.0 }; // log-uniform
    Range attackSeconds{ 0.001, 0.05 }; // log-uniform
    Range releaseSeconds{ 0.03, 0.5 };  // log-uniform
    double limiterProbability = 0.5;
    Range limiterDb{ 0.0, 9.0 }; // below the peak
};

/** How recordings of single notes are played. The rest is mixed in as the noise of speech is, without babble. */
struct NoteMixing
{
    Range beatSeconds{ 0.2, 0.9 }; // log-uniform
    double twoHandsProbability = 0.8;
    double pedalProbability = 0.5;
    double chromaticProbability = 0.3; // notes outside one scale
    Range leftHand{ 30.0, 58.0 };      // pitch at the centre of the hand
    Range rightHand{ 56.0, 92.0 };
    Range velocity{ 30.0, 105.0 };          // mean of a hand
    double velocitySpread = 9.0;            // deviation of a note's
    double voicingProbability = 0.5;        // of a hand that brings out one note of a chord
    Range voicing{ 8.0, 35.0 };             // velocity by which the chord's other notes are softer
    double innerVoiceProbability = 0.4;     // of an accompaniment between the hands
    Range innerVoice{ 46.0, 70.0 };         // pitch at its centre
    Range innerSoftness{ 5.0, 45.0 };       // velocity by which it is softer than the right hand
    double timingSeconds = 0.008;           // of its beginning
    double detuning = 0.35;                 // of the instrument, semitones up or down
    double noteDetuning = 0.04;             // of each note
    Range dampingSeconds{ 0.015, 0.08 };    // time constant of the dampers, log-uniform
    double equaliserDb = 8.0;               // up or down
    RoomSettings room{ .probability = 0.75, // from a microphone at the strings to one across a hall
                       .reverberationSeconds = { 0.2, 2.0 },
                       .directToReverberantDb = { -9.0, 15.0 } };
    Range snrDb{ 10.0, 60.0 }; // active part of the instrument over the rest
};

/** All probabilities and ranges for making mixtures. */
struct MixingSettings
{
    MixingRecipe recipe = MixingRecipe::speech;
    double sampleRateHz = 16000.0;
    double seconds = 2.0; // of a mixture
    std::uint64_t seed = 1;
    Range levelDb{ -45.0, -15.0 }; // RMS of a mixture, full scale 0; peaks are kept below 1
    RoomSettings room;
    SpeechMixing speech;
    StemMixing stems;
    SongMixing songs{};
    NoteMixing notes{};

    /** Samples of a mixture. [any] */
    [[nodiscard]] Eigen::Index numSamples() const noexcept;
};

/** Checks that every probability is in 0 to 1 and every range is feasible.
    [worker] errors: the first setting that is not, with its name, value and allowed range */
core::Status check (const MixingSettings& settings);

} // namespace unbraid::unfolding

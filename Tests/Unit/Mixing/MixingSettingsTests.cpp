// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixingSettings.h"

#include <catch2/catch.hpp>

#include <limits>

using namespace unbraid;
using unfolding::MixingSettings;

namespace
{
using Change = void (*) (MixingSettings&);

struct Refused
{
    const char* name; // as the error says it
    Change change;
};

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::vector<Refused> refusedOfSpeech{
    { "sample rate, Hz", [] (MixingSettings& s) { s.sampleRateHz = 4000.0; } },
    { "sample rate, Hz", [] (MixingSettings& s) { s.sampleRateHz = nan; } },
    { "length, s", [] (MixingSettings& s) { s.seconds = 0.0; } },
    { "level, dB",
      [] (MixingSettings& s) {
          s.levelDb = { -20.0, 3.0 };
      } },
    { "probability of a room", [] (MixingSettings& s) { s.room.probability = 1.01; } },
    { "reverberation time, s",
      [] (MixingSettings& s) {
          s.room.reverberationSeconds = { 0.5, 0.2 };
      } },
    { "direct to reverberant, dB", [] (MixingSettings& s) { s.room.directToReverberantDb.low = nan; } },
    { "reverberation of high frequencies, share",
      [] (MixingSettings& s) {
          s.room.highFrequencyShare = { 0.0, 0.5 };
      } },
    { "number of reflections", [] (MixingSettings& s) { s.room.numReflections.low = -1.0; } },
    { "early part, s", [] (MixingSettings& s) { s.room.earlySeconds = 0.0; } },
    { "gap between utterances, s", [] (MixingSettings& s) { s.speech.gapSeconds.low = -0.1; } },
    { "probability of an unchanged voice", [] (MixingSettings& s) { s.speech.unchangedProbability = -0.1; } },
    { "ratio of an utterance, up or down", [] (MixingSettings& s) { s.speech.ratioPerUtterance = 0.6; } },
    { "probability of each texture", [] (MixingSettings& s) { s.speech.texturesProbability = 1.5; } },
    { "ratio of the voice",
      [] (MixingSettings& s) {
          s.speech.ratio = { 0.5, 1.0 };
      } }, // 3 % below 0.5
    { "ratio of the voice",
      [] (MixingSettings& s) {
          s.speech.ratio = { 1.0, 2.0 };
      } },
    { "equaliser of the voice, dB", [] (MixingSettings& s) { s.speech.equaliserDb = -1.0; } },
    { "probability of a high-passed voice", [] (MixingSettings& s) { s.speech.highPassProbability = 2.0; } },
    { "high pass of the voice, Hz",
      [] (MixingSettings& s) {
          s.speech.highPassHz = { 0.0, 100.0 };
      } },
    { "probability of a number of noises",
      [] (MixingSettings& s) {
          s.speech.noiseCounts = { 1.2, -0.2, 0.0 };
      } },
    { "probabilities of one, two and three noises, sum",
      [] (MixingSettings& s) {
          s.speech.noiseCounts = { 0.5, 0.2, 0.2 };
      } },
    { "level of a noise, dB", [] (MixingSettings& s) { s.speech.noiseLevelDb = nan; } },
    { "ratio of a noise",
      [] (MixingSettings& s) {
          s.speech.noiseRatio = { 0.4, 1.0 };
      } },
    { "probability of a reversed noise", [] (MixingSettings& s) { s.speech.reversedProbability = nan; } },
    { "equaliser of the noise, dB", [] (MixingSettings& s) { s.speech.noiseEqualiserDb = 100.0; } },
    { "probability of a room for the noise",
      [] (MixingSettings& s) { s.speech.noiseRoomProbability = -1.0; } },
    { "level change, dB", [] (MixingSettings& s) { s.speech.levelChangeDb = -8.0; } },
    { "probability of a level change", [] (MixingSettings& s) { s.speech.levelChangeProbability = 1.5; } },
    { "probability of babble", [] (MixingSettings& s) { s.speech.babbleProbability = 1.5; } },
    { "voices of babble",
      [] (MixingSettings& s) {
          s.speech.babbleVoices = { 0.0, 8.0 };
      } },
    { "probability of rumble", [] (MixingSettings& s) { s.speech.rumbleProbability = 1.5; } },
    { "corner of rumble, Hz",
      [] (MixingSettings& s) {
          s.speech.rumbleCornerHz = { 20.0, 9000.0 };
      } },
    { "probability of hum", [] (MixingSettings& s) { s.speech.humProbability = 1.5; } },
    { "probability of stationary noise", [] (MixingSettings& s) { s.speech.stationaryProbability = 1.5; } },
    { "probability of clicks", [] (MixingSettings& s) { s.speech.clicksProbability = 1.5; } },
    { "share of low SNR", [] (MixingSettings& s) { s.speech.lowSnrShare = 1.5; } },
    { "low SNR, dB",
      [] (MixingSettings& s) {
          s.speech.lowSnrDb = { 10.0, 0.0 };
      } },
    { "high SNR, dB", [] (MixingSettings& s) { s.speech.highSnrDb.high = nan; } },
    { "SNR of speech alone, dB", [] (MixingSettings& s) { s.speech.speechAloneSnrDb.high = 500.0; } },
    { "probability of speech alone", [] (MixingSettings& s) { s.speech.speechAloneProbability = -0.1; } },
    { "probability of noise alone", [] (MixingSettings& s) { s.speech.noiseAloneProbability = -0.1; } },
    { "probability of speech alone or noise alone",
      [] (MixingSettings& s)
      {
          s.speech.speechAloneProbability = 0.6;
          s.speech.noiseAloneProbability = 0.6;
      } },
    { "probability of clipping", [] (MixingSettings& s) { s.speech.clippedProbability = 1.5; } },
    { "clipping, dB", [] (MixingSettings& s) { s.speech.clippedDb.low = -1.0; } },
    { "probability of a limited band", [] (MixingSettings& s) { s.speech.bandLimitedProbability = 1.5; } },
    { "limit of the band, Hz", [] (MixingSettings& s) { s.speech.bandLimitHz.high = 9000.0; } },
    { "probability of a narrow voice", [] (MixingSettings& s) { s.speech.narrowVoiceProbability = -0.1; } },
    { "probability of wide recordings only", [] (MixingSettings& s) { s.speech.wideProbability = 2.0; } },
    { "limit of a narrow voice, Hz", [] (MixingSettings& s) { s.speech.narrowVoiceHz.low = 50.0; } },
    { "probability of steep limits", [] (MixingSettings& s) { s.speech.steepProbability = 1.5; } },
};

const std::vector<Refused> refusedOfStems{
    { "probability of a source", [] (MixingSettings& s) { s.stems.presentProbability = 1.5; } },
    { "probability of a song", [] (MixingSettings& s) { s.stems.songProbability = -0.5; } },
    { "probability of a guest in a song", [] (MixingSettings& s) { s.stems.guestProbability = nan; } },
    { "gain of a stem, dB", [] (MixingSettings& s) { s.stems.gainDb = nan; } },
    { "ratio of a stem, up or down", [] (MixingSettings& s) { s.stems.ratio = 0.9; } },
    { "equaliser of a stem, dB", [] (MixingSettings& s) { s.stems.equaliserDb = -4.0; } },
    { "probability of a room for a stem", [] (MixingSettings& s) { s.stems.roomProbability = 1.5; } },
    { "probability of a room", [] (MixingSettings& s) { s.stems.sharedRoom.probability = -0.5; } },
};

const std::vector<Refused> refusedOfSongs{
    { "probability of stems with nothing in common",
      [] (MixingSettings& s) { s.songs.looseProbability = 2.0; } },
    { "probability of a remix", [] (MixingSettings& s) { s.songs.remixProbability = nan; } },
    { "probability of another song's stem", [] (MixingSettings& s) { s.songs.otherProbability = -0.1; } },
    { "tempo change, up or down", [] (MixingSettings& s) { s.songs.maxTempoChange = 0.5; } },
    { "key change, semitones", [] (MixingSettings& s) { s.songs.maxKeyChange = 7.0; } },
    { "probability of a solo or duo",
      [] (MixingSettings& s)
      {
          s.songs.soloProbability = 0.6;
          s.songs.duoProbability = 0.6;
      } },
    { "speed, up or down", [] (MixingSettings& s) { s.songs.speed = 0.3; } },
    { "semitones, up or down", [] (MixingSettings& s) { s.songs.semitones = 5.0; } },
    { "panning, of 1", [] (MixingSettings& s) { s.songs.pan = 1.5; } },
    { "compression ratio", [] (MixingSettings& s) { s.songs.compressionRatio.low = 0.5; } },
    { "attack, s", [] (MixingSettings& s) { s.songs.attackSeconds.low = 0.0; } },
    { "limiter, dB", [] (MixingSettings& s) { s.songs.limiterDb.low = -1.0; } },
};
} // namespace

TEST_CASE ("Mixing as it is by default is allowed for all recipes")
{
    MixingSettings settings;
    CHECK (unfolding::check (settings).ok());
    CHECK (settings.numSamples() == 32000);
    for (const auto recipe : { unfolding::MixingRecipe::stems, unfolding::MixingRecipe::songs })
    {
        settings.recipe = recipe;
        CHECK (unfolding::check (settings).ok());
    }
}

TEST_CASE ("Every setting outside its range is refused by name")
{
    for (const auto& [recipe, rows] : { std::pair{ unfolding::MixingRecipe::speech, refusedOfSpeech },
                                        std::pair{ unfolding::MixingRecipe::stems, refusedOfStems },
                                        std::pair{ unfolding::MixingRecipe::songs, refusedOfSongs } })
        for (const auto& row : rows)
        {
            MixingSettings settings;
            settings.recipe = recipe;
            row.change (settings);
            const auto checked = unfolding::check (settings);
            INFO (row.name);
            REQUIRE_FALSE (checked.ok());
            CHECK (checked.error().where == row.name);
            CHECK_FALSE (checked.error().found.empty());
            CHECK_FALSE (checked.error().allowed.empty());
        }
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/MixingSettings.h"

#include "Unfolding/Mixing/SpeedChange.h"

#include <cmath>
#include <optional>

namespace unbraid::unfolding
{

namespace
{
/** Judges settings one after another and keeps the first that will not do. */
class Checker
{
public:
    void number (const char* name, double value, double min, double max)
    {
        if (! refused && ! (value >= min && value <= max)) // NaN too
            refuse (name, core::numberText (value), core::numberText (min) + " to " + core::numberText (max));
    }

    void probability (const char* name, double value) { number (name, value, 0.0, 1.0); }

    void range (const char* name, Range range, double min, double max)
    {
        if (! refused && ! (range.low >= min && range.low <= range.high && range.high <= max))
            refuse (name, core::numberText (range.low) + " to " + core::numberText (range.high),
                    "rising, within " + core::numberText (min) + " to " + core::numberText (max));
    }

    void refuse (const char* name, std::string found, std::string allowed)
    {
        refused = core::Error{ "the mixtures cannot be made", name, std::move (found), std::move (allowed) };
    }

    std::optional<core::Error> refused;
};

constexpr double maxDb = 60.0; // up or down
constexpr double slowest = SpeedChange::slowest, fastest = SpeedChange::fastest;

void checkRoom (const RoomSettings& room, Checker& checker)
{
    checker.probability ("probability of a room", room.probability);
    checker.range ("reverberation time, s", room.reverberationSeconds, 0.05, 10.0);
    checker.range ("direct to reverberant, dB", room.directToReverberantDb, -maxDb, maxDb);
    checker.range ("reverberation of high frequencies, share", room.highFrequencyShare, 0.05, 1.0);
    checker.range ("number of reflections", room.numReflections, 0.0, 100.0);
    checker.number ("early part, s", room.earlySeconds, 0.005, 1.0);
}

void checkVoice (const SpeechMixing& speech, double halfRateHz, Checker& checker)
{
    checker.range ("gap between utterances, s", speech.gapSeconds, 0.0, 60.0);
    checker.probability ("probability of an unchanged voice", speech.unchangedProbability);
    checker.number ("ratio of an utterance, up or down", speech.ratioPerUtterance, 0.0, 0.5);
    checker.range ("ratio of the voice", speech.ratio, slowest / (1.0 - speech.ratioPerUtterance),
                   fastest / (1.0 + speech.ratioPerUtterance));
    checker.number ("equaliser of the voice, dB", speech.equaliserDb, 0.0, maxDb);
    checker.probability ("probability of a high-passed voice", speech.highPassProbability);
    checker.range ("high pass of the voice, Hz", speech.highPassHz, 1.0, halfRateHz);
}

void checkNoise (const SpeechMixing& speech, Checker& checker)
{
    double sum = 0.0;
    for (const double probability : speech.noiseCounts)
    {
        checker.probability ("probability of a number of noises", probability);
        sum += probability;
    }
    checker.number ("probabilities of one, two and three noises, sum", sum, 1.0 - 1e-6, 1.0 + 1e-6);
    checker.number ("level of a noise, dB", speech.noiseLevelDb, 0.0, maxDb);
    checker.range ("ratio of a noise", speech.noiseRatio, slowest, fastest);
    checker.probability ("probability of a reversed noise", speech.reversedProbability);
    checker.number ("equaliser of the noise, dB", speech.noiseEqualiserDb, 0.0, maxDb);
    checker.probability ("probability of a room for the noise", speech.noiseRoomProbability);
    checker.number ("level change, dB", speech.levelChangeDb, 0.0, maxDb);
    checker.probability ("probability of a level change", speech.levelChangeProbability);
}

void checkAdditions (const SpeechMixing& speech, double halfRateHz, Checker& checker)
{
    checker.probability ("probability of babble", speech.babbleProbability);
    checker.range ("voices of babble", speech.babbleVoices, 1.0, 100.0);
    checker.probability ("probability of rumble", speech.rumbleProbability);
    checker.range ("corner of rumble, Hz", speech.rumbleCornerHz, 1.0, halfRateHz);
    checker.probability ("probability of hum", speech.humProbability);
    checker.probability ("probability of stationary noise", speech.stationaryProbability);
    checker.probability ("probability of clicks", speech.clicksProbability);
    checker.probability ("probability of each texture", speech.texturesProbability);
}

void checkScene (const SpeechMixing& speech, double halfRateHz, Checker& checker)
{
    checker.probability ("share of low SNR", speech.lowSnrShare);
    checker.range ("low SNR, dB", speech.lowSnrDb, -maxDb, 2.0 * maxDb);
    checker.range ("high SNR, dB", speech.highSnrDb, -maxDb, 2.0 * maxDb);
    checker.range ("SNR of speech alone, dB", speech.speechAloneSnrDb, -maxDb, 2.0 * maxDb);
    checker.probability ("probability of speech alone", speech.speechAloneProbability);
    checker.probability ("probability of noise alone", speech.noiseAloneProbability);
    checker.probability ("probability of speech alone or noise alone",
                         speech.speechAloneProbability + speech.noiseAloneProbability);
    checker.probability ("probability of clipping", speech.clippedProbability);
    checker.range ("clipping, dB", speech.clippedDb, 0.0, maxDb);
    checker.probability ("probability of a limited band", speech.bandLimitedProbability);
    checker.range ("limit of the band, Hz", speech.bandLimitHz, 100.0, halfRateHz);
    checker.probability ("probability of a narrow voice", speech.narrowVoiceProbability);
    checker.range ("limit of a narrow voice, Hz", speech.narrowVoiceHz, 100.0, halfRateHz);
    checker.probability ("probability of steep limits", speech.steepProbability);
    checker.probability ("probability of wide recordings only", speech.wideProbability);
    checker.probability ("probability of a faint noise", speech.faintProbability);
    checker.probability ("probability of single events", speech.eventsProbability);
    checker.range ("SNR of a faint noise, dB", speech.faintSnrDb, -maxDb, 2.0 * maxDb);
}

void checkTalkers (const TalkerMixing& talkers, Checker& checker)
{
    checker.probability ("probability of the voice with nobody else", talkers.aloneProbability);
    checker.probability ("probability of others without the voice", talkers.absentProbability);
    checker.probability ("probability of the voice alone or absent",
                         talkers.aloneProbability + talkers.absentProbability);
    checker.probability ("probability of a voice without an enrolment", talkers.unknownProbability);
    checker.probability ("probability of two others", talkers.secondProbability);
    checker.range ("level of others, dB", talkers.levelDb, -maxDb, maxDb);
    checker.range ("SNR of an enrolment, dB", talkers.enrolmentSnrDb, -maxDb, 2.0 * maxDb);
    checker.number ("equaliser of an enrolment, dB", talkers.enrolmentEqualiserDb, 0.0, maxDb);
    checker.probability ("probability of a narrow enrolment", talkers.enrolmentNarrowProbability);
}

void checkStems (const StemMixing& stems, Checker& checker)
{
    checker.probability ("probability of a source", stems.presentProbability);
    checker.probability ("probability of a song", stems.songProbability);
    checker.probability ("probability of a guest in a song", stems.guestProbability);
    checker.number ("gain of a stem, dB", stems.gainDb, 0.0, maxDb);
    checker.number ("ratio of a stem, up or down", stems.ratio, 0.0, 0.5);
    checker.number ("equaliser of a stem, dB", stems.equaliserDb, 0.0, maxDb);
    checker.probability ("probability of a room for a stem", stems.roomProbability);
    checkRoom (stems.sharedRoom, checker);
}

void checkSongs (const SongMixing& songs, Checker& checker)
{
    checker.probability ("probability of stems with nothing in common", songs.looseProbability);
    checker.probability ("probability of a remix", songs.remixProbability);
    checker.probability ("probability of another song's stem", songs.otherProbability);
    checker.probability ("probability of a guest in a song", songs.guestProbability);
    checker.number ("tempo change, up or down", songs.maxTempoChange, 0.0, 0.3);
    checker.number ("key change, semitones", songs.maxKeyChange, 0.0, 6.0);
    checker.probability ("probability of a solo or duo", songs.soloProbability + songs.duoProbability);
    checker.probability ("probability of a solo", songs.soloProbability);
    checker.probability ("probability of a duo", songs.duoProbability);
    checker.probability ("probability of a source", songs.presentProbability);
    checker.number ("speed, up or down", songs.speed, 0.0, 0.2);
    checker.number ("semitones, up or down", songs.semitones, 0.0, 4.0);
    checker.number ("gain of a stem, dB", songs.gainDb, 0.0, maxDb);
    checker.number ("equaliser of a stem, dB", songs.equaliserDb, 0.0, maxDb);
    checker.probability ("probability of a room for a stem", songs.roomProbability);
    checker.probability ("probability of panning", songs.panProbability);
    checker.probability ("panning, of 1", songs.pan);
    checker.probability ("probability of swapped channels", songs.swapProbability);
}

void checkNotes (const NoteMixing& notes, Checker& checker)
{
    constexpr double lowest = 0.0, highest = 127.0; // of pitches and velocities
    checker.range ("beat, s", notes.beatSeconds, 0.1, 10.0);
    checker.probability ("probability of two hands", notes.twoHandsProbability);
    checker.probability ("probability of the pedal", notes.pedalProbability);
    checker.probability ("probability of notes outside a scale", notes.chromaticProbability);
    checker.range ("left hand, pitch", notes.leftHand, lowest, highest);
    checker.range ("right hand, pitch", notes.rightHand, lowest, highest);
    checker.range ("velocity", notes.velocity, 1.0, highest);
    checker.number ("spread of the velocity", notes.velocitySpread, 0.0, highest);
    checker.probability ("probability of a chord with one note brought out", notes.voicingProbability);
    checker.range ("velocity below the note brought out", notes.voicing, 0.0, highest);
    checker.probability ("probability of an inner voice", notes.innerVoiceProbability);
    checker.range ("inner voice, pitch", notes.innerVoice, lowest, highest);
    checker.range ("velocity of the inner voice below the right hand's", notes.innerSoftness, 0.0, highest);
    checker.number ("timing of a note, s", notes.timingSeconds, 0.0, 1.0);
    checker.number ("detuning, semitones", notes.detuning, 0.0, 2.0);
    checker.number ("detuning of a note, semitones", notes.noteDetuning, 0.0, 1.0);
    checker.range ("time constant of a damper, s", notes.dampingSeconds, 0.001, 10.0);
    checker.number ("equaliser of the instrument, dB", notes.equaliserDb, 0.0, maxDb);
    checkRoom (notes.room, checker);
    checker.range ("SNR of the instrument, dB", notes.snrDb, -maxDb, 2.0 * maxDb);
}

void checkProduction (const SongMixing& songs, Checker& checker)
{
    checker.probability ("probability of saturation", songs.saturationProbability);
    checker.range ("saturation, dB", songs.saturationDb, -maxDb, maxDb);
    checker.probability ("probability of a compressed stem", songs.compressionProbability);
    checker.probability ("probability of a compressed mixture", songs.busCompressionProbability);
    checker.range ("threshold, dB", songs.thresholdDb, -maxDb, maxDb);
    checker.range ("compression ratio", songs.compressionRatio, 1.0, 100.0);
    checker.range ("attack, s", songs.attackSeconds, 0.0001, 10.0);
    checker.range ("release, s", songs.releaseSeconds, 0.0001, 10.0);
    checker.probability ("probability of a limiter", songs.limiterProbability);
    checker.range ("limiter, dB", songs.limiterDb, 0.0, maxDb);
}
} // namespace

RoomSettings separableRooms()
{
    RoomSettings room;
    room.probability = 0.6;
    room.reverberationSeconds = { 0.15, 1.5 };
    room.directToReverberantDb = { -6.0, 15.0 };
    return room;
}

SpeechMixing fullBandSpeech()
{
    SpeechMixing speech;
    speech.lowSnrShare = 0.8;
    speech.lowSnrDb = { -8.0, 15.0 };
    speech.bandLimitedProbability = 0.3;
    speech.bandLimitHz = { 3400.0, 18000.0 };
    speech.narrowVoiceProbability = 0.1;
    speech.narrowVoiceHz = { 3400.0, 16000.0 };
    speech.steepProbability = 0.5;
    speech.wideProbability = 0.3;
    return speech;
}

Eigen::Index MixingSettings::numSamples() const noexcept
{
    return static_cast<Eigen::Index> (std::llround (seconds * sampleRateHz));
}

core::Status check (const MixingSettings& settings)
{
    Checker checker;
    const double halfRateHz = 0.5 * settings.sampleRateHz;
    checker.number ("sample rate, Hz", settings.sampleRateHz, 8000.0, 192000.0);
    checker.number ("length, s", settings.seconds, 0.2, 60.0);
    checker.range ("level, dB", settings.levelDb, -100.0, 0.0);
    checkRoom (settings.room, checker);
    if (settings.recipe == MixingRecipe::speech)
    {
        checkVoice (settings.speech, halfRateHz, checker);
        checkNoise (settings.speech, checker);
        checkAdditions (settings.speech, halfRateHz, checker);
        checkScene (settings.speech, halfRateHz, checker);
        checkTalkers (settings.speech.talkers, checker);
    }
    else if (settings.recipe == MixingRecipe::stems)
        checkStems (settings.stems, checker);
    else if (settings.recipe == MixingRecipe::notes)
    {
        checkNotes (settings.notes, checker);
        checkNoise (settings.speech, checker);
        checkAdditions (settings.speech, halfRateHz, checker);
    }
    else
    {
        checkSongs (settings.songs, checker);
        checkProduction (settings.songs, checker);
    }
    if (checker.refused)
        return *checker.refused;
    return core::Done{};
}

} // namespace unbraid::unfolding

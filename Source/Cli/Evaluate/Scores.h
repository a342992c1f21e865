// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Evaluation/BssEval.h"
#include "Files/AudioReader.h"

#include <optional>
#include <string>

namespace unbraid::cli
{

/** The parts of the signals that `evaluate` reads. */
struct ScoreChoice
{
    bool fullBand = false;       // no high-pass before SI-SDR
    bool intelligibility = true; // STOI and ESTOI too
};

/** Similarity of an estimate and the true sound. */
struct Scores
{
    std::optional<double> siSdrDb; // empty: the reference is silent, so that no score is defined
    evaluation::BssScores bss;     // empty where not asked for or not defined
    std::optional<double> stoi;    // empty where they are not defined: too little speech, or no speech at all
    std::optional<double> estoi;
};

/** A sound with the name it has in errors. */
struct NamedRecording
{
    std::string name;
    files::Recording sound;
};

/** One true sound, and its index among those of its mixture where BSS-Eval is asked for. */
struct TrueSound
{
    const NamedRecording& recording;
    const evaluation::BssEval* bss = nullptr;
    size_t index = 0;
};

/** Error: rates, channels or lengths that differ. */
core::Status checkComparable (const NamedRecording& reference, const NamedRecording& estimate);

/** Scores of `estimate`: SI-SDR over channels, both signals high-passed at 80 Hz without phase shift unless
    fullBand; BSS-Eval of the full band; STOI of the mean of the channels at 10 kHz.
    [worker] Error: as `checkComparable`, a sample that is not finite. */
core::Result<Scores> score (const TrueSound& reference, const NamedRecording& estimate,
                            const ScoreChoice& choice);

/** False for the names of sources that are known not to be speech: where no name is given it may be. */
bool maySpeak (const std::string& source);

} // namespace unbraid::cli

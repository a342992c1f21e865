// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/SpecText.h"

#include <sstream>

namespace unbraid::unfolding
{

namespace
{
void writeNetwork (std::ostream& text, const NetworkSpec& network)
{
    text << "updates " << network.numUpdates << "\ntied " << network.isTied << "\nown-output "
         << network.hasOwnOutput << "\nencoder-units " << network.encoderUnits << "\nencoder-layers "
         << network.encoderLayers << "\nfloor " << network.usesFloor << "\nfloor-atom "
         << network.hasFloorAtom << "\nlinear-bands " << network.linearBands << "\nperceptual-bands "
         << network.perceptualBands << "\nrow-units " << network.rowUnits << "\nrow-values "
         << network.rowValues << "\nrefining-units " << network.refiningUnits << "\nbeta "
         << network.divergenceBeta << "\nspectrum " << static_cast<int> (network.spectrum)
         << "\nmask-exponent " << network.maskExponent << "\n";
    if (network.refiningBlocks > 0) // trainings begun before this setting existed continue
        text << "refining-blocks " << network.refiningBlocks << "\n";
    if (network.refinerBoundDb > 0.0f)
        text << "refiner-bound " << network.refinerBoundDb << "\n";
    if (network.foldsRows)
        text << "folded-rows " << network.foldsRows << "\n";
    if (network.skipsUnheardRows)
        text << "skipped-rows " << network.skipsUnheardRows << "\n";
    if (network.speakerValues > 0)
        text << "speaker-values " << network.speakerValues << "\n";
    if (network.slowUnits > 0)
        text << "slow-units " << network.slowUnits << "\n";
    if (network.longRows > 0)
        text << "long-rows " << network.longRows << "\n";
    if (network.topBandHz > 0.0)
        text << "top-band " << network.topBandHz << "\n";
}

void writeCourse (std::ostream& text, const LossSpec& loss, const OptimiserSpec& optimiser)
{
    text << "magnitude " << loss.magnitude << "\ncomplex " << loss.complexPart << "\neaten "
         << loss.overSuppression << "\ndistortion " << loss.distortion << "\nintelligibility "
         << loss.intelligibility << "\ncompression " << loss.compression << "\nlearning-rate "
         << optimiser.learningRate << "\nweight-decay " << optimiser.weightDecay << "\ngradient-norm "
         << optimiser.gradientNorm << "\naveraged-steps " << optimiser.averageSteps << "\nbatch "
         << optimiser.batchSize << "\nwarm-up " << optimiser.warmUpSteps << "\ndecay " << optimiser.decayShare
         << "\ndropout " << optimiser.dropout << "\nrounded-products " << optimiser.roundsProducts << "\n";
    if (optimiser.refinerLeftOut > 0.0) // as above
        text << "refiner-left-out " << optimiser.refinerLeftOut << "\n";
    if (optimiser.usesMuon)
        text << "optimiser muon\n";
    if (optimiser.roundedBits > 0)
        text << "rounded-bits " << optimiser.roundedBits << "\nrounding-seed " << optimiser.roundingSeed
             << "\n";
    if (optimiser.views > 1)
        text << "views " << optimiser.views << "\n";
    if (loss.waveform > 0.0f)
        text << "waveform " << loss.waveform << "\n";
    if (loss.perceptual > 0.0f)
        text << "perceptual " << loss.perceptual << "\n";
    if (loss.regions > 0.0f)
        text << "regions " << loss.regions << "\n";
    if (loss.pauses > 0.0f)
        text << "pauses " << loss.pauses << "\n";
    if (loss.targetFloorDb < 0.0f)
        text << "loss-floor " << loss.targetFloorDb << "\n";
}

void writeSpeech (std::ostream& text, const MixingSettings& mixing)
{
    const auto usual = mixing.sampleRateHz > fullBandFromHz ? fullBandSpeech() : SpeechMixing{};
    if (mixing.speech.faintProbability > 0.0)
        text << "faint " << mixing.speech.faintProbability << "\n";
    if (mixing.speech.faintSnrDb.high != usual.faintSnrDb.high)
        text << "faint-to " << mixing.speech.faintSnrDb.high << "\n";
    if (mixing.speech.eventsProbability > 0.0)
        text << "events " << mixing.speech.eventsProbability << "\n";
    if (mixing.speech.wideProbability != usual.wideProbability)
        text << "wide " << mixing.speech.wideProbability << "\n";
    if (mixing.speech.cleansPauses)
        text << "clean-pauses\n";
    if (mixing.speech.gapSeconds.high != usual.gapSeconds.high)
        text << "longest-gap " << mixing.speech.gapSeconds.high << "\n";
}

void writeSongs (std::ostream& text, const SongMixing& songs)
{
    constexpr SongMixing usual{};
    text << "stereo " << songs.isStereo << "\n";
    if (songs.looseProbability != usual.looseProbability || songs.remixProbability != usual.remixProbability)
        text << "loose " << songs.looseProbability << "\nremix " << songs.remixProbability << "\n";
}
} // namespace

std::string specText (const UnfoldingSpec& spec)
{
    std::ostringstream text;
    text.precision (17);
    writeNetwork (text, spec.network);
    writeCourse (text, spec.loss, spec.optimiser);
    text << "recipe " << static_cast<int> (spec.mixing.recipe) << "\nstarts-from "
         << (spec.startFrom ? "a dictionary" : "random weights") << "\nrate " << spec.mixing.sampleRateHz
         << "\nseconds " << spec.mixing.seconds << "\nwindow " << spec.windowSeconds << "\nhop "
         << spec.hopSeconds << "\nseed " << spec.seed << "\nmodes";
    for (const auto mode : spec.modes)
        text << " " << core::toString (mode);
    for (const auto& source : spec.sources)
        text << "\nsource " << source.name << " " << source.numAtoms << " " << source.isTarget;
    text << "\n";
    if (spec.lowRateShare > 0.0) // as above
        text << "low-rates " << spec.lowRateShare << "\n";
    if (spec.changeRank > 0)
        text << "change-rank " << spec.changeRank << "\n";
    if (spec.keepsRanks)
        text << "keeps-ranks\n";
    if (spec.hasNotes())
        text << "notes " << spec.loss.notes << "\n";
    if (spec.mixing.recipe == MixingRecipe::speech)
        writeSpeech (text, spec.mixing);
    if (const auto& room = spec.mixing.stems.sharedRoom;
        spec.mixing.recipe == MixingRecipe::stems && room.probability > 0.0)
        text << "shared-room " << room.probability << "\n";
    if (spec.mixing.recipe == MixingRecipe::songs)
        writeSongs (text, spec.mixing.songs);
    return text.str();
}

std::string firstDifference (const std::string& theirs, const std::string& mine)
{
    std::istringstream left (theirs), right (mine);
    std::string found, wanted;
    while (std::getline (left, found))
        if (! std::getline (right, wanted) || found != wanted)
            return found;
    return "other settings";
}

} // namespace unbraid::unfolding

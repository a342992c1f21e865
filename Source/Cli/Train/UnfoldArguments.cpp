// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Train/UnfoldArguments.h"

#include "Cli/Console/CommandLine.h"
#include "Cli/Console/Console.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Cli/Train/UnfoldMaterial.h"
#include "Files/DictionaryFile.h"

#include <sstream>

namespace unbraid::cli
{

namespace
{
constexpr double secondsPerMinute = 60.0;
constexpr double narrowRateHz = 16000.0; // of the narrowest recordings in full-band mixtures

void addMaterialOptions (CommandLine& command, UnfoldArguments& arguments)
{
    auto& common = arguments.common;
    command.add ("--source NAME=PATH...", common.sources, "Recordings of a source: files, folders, patterns")
        .required()
        .isInput();
    command
        .add ("--development NAME=PATH...", arguments.development,
              "Recordings for the development scores; by default one file in twenty is held out")
        .isInput();
    command.add ("--songs FOLDER...", arguments.songs,
                 "Folders of songs, each a folder with a file per source, named after it");
    command.add (
        "--song-weights NUMBER...", arguments.songWeights,
        "How often a second of the songs of each such folder is used, relative to the others; 1 by default");
    command.add ("--development-songs FOLDER...", arguments.developmentSongs,
                 "Folders of songs for the development scores");
    command.add ("--exclude NAME...", common.excluded, "Files to leave out, with * and ?");
    command
        .add ("--recipe NAME", arguments.recipe,
              "How mixtures are made: speech in noise, stems of equal standing, songs as they are produced, "
              "or an "
              "instrument played from recordings of its notes")
        .oneOf ({ "speech", "stems", "songs", "notes" });
    command.addFlag ("--stereo", arguments.isStereo,
                     "Mixtures of songs in stereo, with masks for both channels");
    auto& songs = arguments.spec.mixing.songs;
    command.add ("--loose SHARE", songs.looseProbability,
                 "Share of the mixtures of songs whose stems have nothing in common");
    command.add ("--remix SHARE", songs.remixProbability,
                 "Share of the others that take stems of other songs, in matching tempo and key");
    command.add ("--shared-room SHARE", arguments.spec.mixing.stems.sharedRoom.probability,
                 "Share of the mixtures of a song by --recipe stems whose stems stand in one room");
    command.add (
        "--low-rates SHARE", arguments.spec.lowRateShare,
        "Share of the steps whose sounds end at half of a lower rate; at such a rate the dictionary then "
        "leaves the rows above out of the networks of the rows");
    command.add ("--faint SHARE", arguments.faintShare,
                 "Share of the mixtures of speech whose noise lies 15 to 35 dB below the voice");
    command.add ("--faint-to DB", arguments.faintTo, "How far it lies below at most, 35 by default");
    command.add ("--events SHARE", arguments.eventsShare,
                 "Share of the mixtures of speech whose noise is short moments of recordings, such as knocks "
                 "and steps");
    command.add ("--wide SHARE", arguments.wideShare,
                 "Share of the mixtures of speech made of recordings above 11 kHz only, which alone teach "
                 "the treble");
    command.addFlag ("--clean-pauses", arguments.cleansPauses,
                     "The steady background in the pauses of a recorded voice belongs to the noise, in four "
                     "recordings of five");
    command.add ("--longest-gap SECONDS", arguments.longestGap,
                 "Longest pause between two utterances in a mixture of speech, 0.6 by default");
    command.add (
        "--room-atoms N", arguments.roomAtoms,
        "Atoms of a third source, room: the voice's reverberation after 40 ms; 0: it counts as noise");
    command.add (
        "--others-atoms N", arguments.othersAtoms,
        "Atoms of another source, others: voices beside the one that --speaker-values tell; 0: none");
    command.add (
        "--duets SHARE", arguments.duetShare,
        "Share of the mixtures with others in which the voice and one other, nearly as loud, are alone");
    command.add ("--cache FOLDER", arguments.cache,
                 "Keep the recordings as they are mixed in this folder, and map them into memory from there");
    command.add ("--out FILE", arguments.out, "Dictionary file to write")
        .required()
        .isOutput (files::FileKind::dictionary);
    command.add ("--ranks NAME=K...", common.ranks, "Atoms of a source, 64 by default");
    command.add ("--noise NAME...", common.noise, "Non-target sources, which presets attenuate");
    command.add ("--mixer KEY=VALUE...", common.mixer, "Settings that the mixer starts with");
    command.add ("--licence TEXT", common.spec.licence, "Licence of the dictionary");
    command.add ("--trained-on TEXT", common.spec.trainedOn, "What the recordings are");
}

void addNetworkOptions (CommandLine& command, UnfoldArguments& arguments)
{
    auto& network = arguments.spec.network;
    auto& common = arguments.common;
    command.add ("--updates N", network.numUpdates, "Updates per frame, each with a matrix of its own");
    command.addFlag ("--tied", network.isTied, "One matrix for all updates");
    command.addFlag ("!--masks-by-last-update", network.hasOwnOutput, "No separate atoms for the masks");
    command.add ("--encoder-units N", network.encoderUnits, "Units of a recurrent layer; 0: no encoder");
    command.add ("--encoder-layers N", network.encoderLayers, "Recurrent layers");
    command.add ("--slow-units N", network.slowUnits,
                 "Units of a slow memory, a recurrent layer behind them that takes a step every eighth "
                 "frame; 0: none");
    command.add (
        "--long-rows N", network.longRows,
        "Rows from the lowest that are seen through a window some five times as long, too, which tells "
        "notes of a bass apart; of the linear bands; 0: none");
    command.add (
        "--row-units N", network.rowUnits,
        "Units of the sub-band network, a recurrent layer with shared weights for every row; 0: none");
    command.add ("--refining-units N", network.refiningUnits,
                 "Units of a sub-band network that refines the ratio masks; 0: none");
    command.add ("--refining-blocks N", network.refiningBlocks,
                 "Times that it recurs along the rows of a frame as well as along time; 0: time alone");
    command.addFlag ("--fold-rows", network.foldsRows,
                     "There it sees neighbouring rows in pairs, half as many");
    command.add ("--refiner-bound DB", network.refinerBoundDb,
                 "Decibels that it moves a source's model by at most, up to 40; 0: without such a bound");
    command.add ("--row-values N", network.rowValues, "Values per row that it passes to the encoder");
    command.addFlag ("--floor-atom", network.hasFloorAtom,
                     "The last atom of the last source is the running noise floor");
    command.addFlag ("!--without-floor", network.usesFloor,
                     "No running noise floor among the encoder's features");
    command.add ("--speaker-values N", network.speakerValues,
                 "Values that tell whose voice the first source is, from other recordings of it; 0: none. "
                 "Files of one person have one name up to the last underscore");
    command.add ("--linear-bands N", network.linearBands, "Rows as wide as a bin, from 0 Hz");
    command.add ("--perceptual-bands N", network.perceptualBands,
                 "Rows above them, evenly spaced in ERB-rate");
    command.add ("--top-band HZ", network.topBandHz, "Centre of the highest row; 0: half the rate");
    command.add ("--divergence NAME", common.divergence, "is, kl, euclidean or beta as a number");
    command.add ("--spectrum NAME", common.spectrum, "power or magnitude").oneOf ({ "power", "magnitude" });
    command.add ("--mask-exponent NUMBER", network.maskExponent, "The masks are P^e over the sum of P^e");
    command.add ("--rate HZ", common.spec.sampleRateHz, "Sample rate of the dictionary");
    command.add ("--window MS", common.windowMs, "Analysis window, milliseconds");
    command.add ("--hop MS", arguments.hopMs, "From one frame of the encoder to the next, milliseconds");
    command.add ("--modes MODE...", arguments.modes, "Latency modes to train for: low balanced high");
}

void addLossOptions (CommandLine& command, unfolding::LossSpec& loss)
{
    command.add ("--loss-magnitude WEIGHT", loss.magnitude, "Weight of compressed magnitudes");
    command.add ("--loss-complex WEIGHT", loss.complexPart, "Weight of compressed complex spectra");
    command.add ("--loss-eaten WEIGHT", loss.overSuppression, "Weight of the penalty on over-suppression");
    command.add ("--loss-distortion WEIGHT", loss.distortion, "Weight of the signal-to-distortion ratio");
    command.add ("--loss-intelligibility WEIGHT", loss.intelligibility,
                 "Weight of the correlation of third-octave envelopes");
    command.add ("--loss-waveform WEIGHT", loss.waveform,
                 "Weight of the signal-to-distortion ratio after overlap-add");
    command.add ("--loss-perceptual WEIGHT", loss.perceptual,
                 "Weight of a stand-in for PESQ, for the end of a training");
    command.add (
        "--loss-regions WEIGHT", loss.regions,
        "Weight of the signal-to-distortion ratios below 500 Hz, up to 2 kHz, up to 8 kHz and above, alike");
    command.add ("--loss-pauses WEIGHT", loss.pauses,
                 "Weight of what is left of the other sources where the target pauses");
    command.add ("--loss-floor DB", loss.targetFloorDb,
                 "Level at which the target keeps the other sources, such as -22; 0: not at all");
    command.add ("--loss-notes WEIGHT", loss.notes,
                 "Weight of onsets and sounding notes, in the recipe notes");
    command.add ("--loss-compression NUMBER", loss.compression, "Exponent of the compressed spectra");
}

void addCourseOptions (CommandLine& command, UnfoldArguments& arguments)
{
    auto& optimiser = arguments.spec.optimiser;
    auto& spec = arguments.spec;
    command
        .add ("--start-from FILE", arguments.startFrom,
              "An unfolded dictionary to continue from, of the same shape, with fewer units or blocks, or "
              "without --row-units or --refining-units")
        .isInput();
    command.addFlag (
        "--keep-ranks", spec.keepsRanks,
        "With --start-from: matrices of low rank, as inspect --compress makes them, are learned as "
        "two factors");
    command
        .add ("--adapt DICTIONARY", arguments.adapted,
              "Learn a low-rank change of this unfolded dictionary, whose shape and modes the training "
              "takes, and write "
              "the change alone")
        .isDictionary();
    command.add ("--change-rank N", arguments.changeRank, "Rank of that change, in each matrix");
    command.add ("--steps N", optimiser.steps,
                 "Training steps, one batch each; 0: as many as --minutes allow, the learning rate falling "
                 "to its end");
    command.add ("--batch N", optimiser.batchSize, "Mixtures in a batch");
    command.add ("--views N", optimiser.views,
                 "Steps in a row that have the same mixtures, each in the next mode");
    command.add ("--seconds SECONDS", spec.mixing.seconds, "Length of a mixture");
    command.add ("--optimiser NAME", arguments.optimiser, "What moves the weights between layers")
        .oneOf ({ "adamw", "muon" });
    command.add ("--learning-rate NUMBER", optimiser.learningRate, "Learning rate of the plateau");
    command.add ("--warm-up N", optimiser.warmUpSteps, "Steps up to the plateau");
    command.add ("--decay SHARE", optimiser.decayShare,
                 "Share of the steps over which the rate falls at the end");
    command.add ("--average N", optimiser.averageSteps, "Steps of the moving average of the weights");
    command.add ("--dropout SHARE", optimiser.dropout,
                 "Dropout of the encoder's values, against overfitting");
    command.add (
        "--refiner-left-out SHARE", optimiser.refinerLeftOut,
        "Share of the mixtures whose masks are made without the refiner, so that activations learn to "
        "stand alone");
    command.addFlag ("--rounded-products", optimiser.roundsProducts,
                     "Factors of matrix products in bfloat16: faster where the processor has matrix units");
    command.add (
        "--rounded-bits N", optimiser.roundedBits,
        "Bits of the mantissa that weights keep in a step, rounded at random, to tell how far rounding alone "
        "parts two trainings; 0: all");
    command.add ("--rounding-seed N", optimiser.roundingSeed, "Seed of that rounding");
    command.add ("--score-every N", optimiser.stepsPerScore, "Steps between two development scores");
    command.add ("--patience N", optimiser.patience,
                 "Development scores without progress before the training ends; 0: never");
    command.add ("--development-mixtures N", spec.numDevelopment, "Mixtures of a development score");
    command.addFlag ("--keep-latest", spec.keepsLatest,
                     "Write the latest average of the weights, not the one with the best development score");
    command.add ("--seed N", spec.seed, "Seed of the random numbers");
    command.add ("--threads N", spec.numThreads, "Threads; one of them makes the mixtures");
    command.add ("--device NAME", arguments.device, "Where the net is learned").oneOf ({ "cpu", "cuda" });
    command.add ("--minutes N", arguments.minutes,
                 "Stop after so long, with a checkpoint for --resume; 0: when it is done");
    command.addFlag ("--resume", spec.resume, "Continue where this command was stopped or killed");
    command.add ("--checkpoint-every SECONDS", spec.checkpointSeconds,
                 "Time between two writes of OUT.checkpoint");
    command.add ("--curve FILE.csv", arguments.curve, "Write the losses and scores to this file")
        .isOutput (files::FileKind::table);
}

unfolding::MixingRecipe recipeFrom (const std::string& name)
{
    if (name == "songs")
        return unfolding::MixingRecipe::songs;
    if (name == "notes")
        return unfolding::MixingRecipe::notes;
    return name == "stems" ? unfolding::MixingRecipe::stems : unfolding::MixingRecipe::speech;
}

/** Modes with spaces or commas between them. */
core::Result<std::vector<core::LatencyMode>> modesFrom (const std::vector<std::string>& words)
{
    std::vector<core::LatencyMode> modes;
    for (const auto& word : words)
    {
        std::istringstream names (word);
        for (std::string name; std::getline (names, name, ',');)
        {
            const auto mode = core::latencyModeFrom (name);
            if (! mode)
                return wrongValue ("--modes", name, "low, balanced and high");
            modes.push_back (*mode);
        }
    }
    return modes;
}

constexpr auto roomSource = "room", othersSource = "others"; // that mixtures of speech may have

std::vector<unfolding::SourceSpec> sourcesOf (const Materials& materials, const UnfoldArguments& arguments)
{
    std::vector<unfolding::SourceSpec> sources;
    for (const auto& material : materials)
        sources.push_back ({ material.name, material.numAtoms, material.isTarget });
    if (arguments.roomAtoms > 0)
        sources.push_back ({ roomSource, arguments.roomAtoms, true });
    if (arguments.othersAtoms > 0)
        sources.push_back ({ othersSource, arguments.othersAtoms, true });
    return sources;
}

/** Mixtures of speech keep apart the room and other voices where those are sources. */
void separateWhatIsSource (unfolding::UnfoldingSpec& spec)
{
    if (spec.mixing.recipe != unfolding::MixingRecipe::speech)
        return;
    for (const auto& source : spec.sources)
    {
        if (source.name == roomSource)
        {
            spec.mixing.speech.separatesRoom = true;
            spec.mixing.room = unfolding::separableRooms();
        }
        if (source.name == othersSource)
            spec.mixing.speech.talkers.areSeparated = true;
    }
}

/** Recordings have to be of the dictionary's own sources, in its order; those that mixtures make themselves come after. */
core::Status checkSources (const std::vector<unfolding::SourceSpec>& sources, const Materials& materials)
{
    std::string names;
    bool areSame = materials.size() <= sources.size();
    for (size_t i = 0; i < sources.size(); ++i)
    {
        const bool isMade = sources[i].name == roomSource || sources[i].name == othersSource;
        areSame = areSame && (i < materials.size() ? materials[i].name == sources[i].name : isMade);
        names += (names.empty() ? "" : ", ") + sources[i].name;
    }
    return areSame ? core::Status (core::Done{})
                   : wrongArgument ("--source", "others than the dictionary has",
                                    "its own in its order: " + names);
}

/** Takes the shape of the dictionary of which a change is to be learned. */
core::Status adapt (const UnfoldArguments& arguments, const Materials& materials, UnfoldingPlan& plan)
{
    if (! arguments.startFrom.empty())
        return wrongArgument ("--adapt", "beside --start-from", "one of the two");
    const auto path = dictionaryPath (arguments.adapted);
    if (! path.ok())
        return path.error();
    auto base = files::loadChangeBase (path.value());
    if (! base.ok())
        return base.error();
    plan.base = std::move (base).value();
    plan.spec.startFrom = std::make_shared<const core::Dictionary> (plan.base->dictionary);
    plan.spec.changeRank = arguments.changeRank;
    if (auto followed = unfolding::followShape (plan.base->dictionary, plan.spec); ! followed.ok())
        return followed;
    return checkSources (plan.spec.sources, materials);
}
} // namespace

void addUnfoldOptions (CommandLine& command, UnfoldArguments& arguments)
{
    addMaterialOptions (command, arguments);
    addNetworkOptions (command, arguments);
    addLossOptions (command, arguments.spec.loss);
    addCourseOptions (command, arguments);
}

core::Result<UnfoldingPlan> planFrom (const UnfoldArguments& arguments, const std::string& command)
{
    auto materials = materialsFrom (arguments.common);
    if (! materials.ok())
        return materials.error();
    const auto common = specFrom (arguments.common);
    if (! common.ok())
        return common.error();
    const auto modes = modesFrom (arguments.modes);
    if (! modes.ok())
        return modes.error();
    UnfoldingPlan plan{ arguments.spec, {}, {}, {} };
    auto& spec = plan.spec;
    spec.modes = modes.value();
    spec.network.divergenceBeta = common.value().divergenceBeta;
    spec.network.spectrum = common.value().spectrum;
    spec.windowSeconds = common.value().windowSeconds;
    spec.hopSeconds = 0.001 * arguments.hopMs;
    spec.mixing.sampleRateHz = common.value().sampleRateHz;
    if (! arguments.adapted.empty())
        if (auto adapting = adapt (arguments, materials.value(), plan); ! adapting.ok())
            return adapting.error();
    spec.mixing.recipe = recipeFrom (arguments.recipe);
    spec.mixing.songs.isStereo = arguments.isStereo;
    if (spec.mixing.sampleRateHz > unfolding::fullBandFromHz)
        spec.mixing.speech = unfolding::fullBandSpeech();
    spec.network.skipsUnheardRows = spec.network.skipsUnheardRows || spec.lowRateShare > 0.0;
    spec.mixing.speech.faintProbability = arguments.faintShare;
    auto& faintSnrDb = spec.mixing.speech.faintSnrDb;
    faintSnrDb.high = arguments.faintTo.value_or (faintSnrDb.high);
    spec.mixing.speech.eventsProbability = arguments.eventsShare;
    spec.mixing.speech.cleansPauses = arguments.cleansPauses;
    spec.mixing.speech.talkers.duetProbability = arguments.duetShare;
    auto& gaps = spec.mixing.speech.gapSeconds;
    gaps.high = arguments.longestGap.value_or (gaps.high);
    spec.mixing.speech.wideProbability = arguments.wideShare.value_or (spec.mixing.speech.wideProbability);
    if (! plan.base)
        spec.sources = sourcesOf (materials.value(), arguments);
    separateWhatIsSource (spec);
    spec.mixer = common.value().mixer;
    spec.licence = common.value().licence;
    spec.trainedOn = common.value().trainedOn;
    spec.command = command;
    spec.checkpoint = arguments.out + ".checkpoint";
    spec.optimiser.seconds = spec.optimiser.steps == 0 ? arguments.minutes * secondsPerMinute : 0.0;
    spec.optimiser.usesMuon = arguments.optimiser == "muon";
    spec.device = arguments.device == "cuda" ? unfolding::ComputeDevice::cuda : unfolding::ComputeDevice::cpu;
    for (auto* corpus : { &plan.training, &plan.development })
    {
        corpus->sampleRateHz = spec.mixing.sampleRateHz;
        corpus->keepsSides = arguments.isStereo;
        corpus->numThreads = arguments.spec.numThreads;
        corpus->cache = arguments.cache;
        if (spec.mixing.sampleRateHz > unfolding::fullBandFromHz)
        {
            corpus->minRateHz = narrowRateHz;
            corpus->findsBands = spec.mixing.recipe == unfolding::MixingRecipe::speech;
        }
    }
    if (! arguments.startFrom.empty())
    {
        auto start = files::loadDictionary (arguments.startFrom);
        if (! start.ok())
            return start.error();
        spec.startFrom = std::make_shared<const core::Dictionary> (std::move (start).value());
    }
    if (auto found = findRecordings (arguments, materials.value(), plan); ! found.ok())
        return found.error();
    return plan;
}

} // namespace unbraid::cli

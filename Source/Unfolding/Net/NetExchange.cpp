// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Between what a net has learned and what a dictionary holds.
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Net/UnfoldedNet.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

void put (Tensor& parameter, const Eigen::MatrixXf& values)
{
    parameter.copy_ (tensorFrom (values).reshape (parameter.sizes()));
}

/** Known values as the first rows and columns. */
void putFirst (Tensor parameter, const Eigen::MatrixXf& known)
{
    Tensor first = parameter.narrow (0, 0, known.rows());
    if (parameter.dim() > 1)
        first = first.narrow (1, 0, known.cols());
    put (first, known);
}

/** The parts that rows and columns of a layer's weights are made of: its gates, both directions, both rows of a pair. */
struct Parts
{
    int64_t ofRows = 1;
    int64_t ofColumns = 1;
};

constexpr int64_t numGates = 3, bothDirections = 2, bothRows = 2;

/** Known weights as the first of each part of a layer that may be wider. What is known hears nothing of what is new,
    so that it goes on as it did; what is new keeps the weights that it was drawn. */
void putAmong (Tensor& parameter, const Eigen::MatrixXf& known, Parts parts = {})
{
    const Tensor values = tensorFrom (known);
    const auto split = [parts] (const Tensor& weights, int64_t numRows, int64_t numColumns)
    {
        return weights.reshape (
            { parts.ofRows, numRows / parts.ofRows, parts.ofColumns, numColumns / parts.ofColumns });
    };
    const auto numColumns = parameter.dim() > 1 ? parameter.size (1) : 1;
    const Tensor own = split (values, known.rows(), known.cols());
    const Tensor rows = split (parameter, parameter.size (0), numColumns).narrow (1, 0, own.size (1));
    rows.zero_();
    rows.narrow (3, 0, own.size (3)).copy_ (own);
}

/** So that exponentials of what is learned come out as the matrix again. */
Eigen::MatrixXf logOf (const Eigen::MatrixXf& matrix)
{
    constexpr float smallest = 1e-12f;
    return matrix.cwiseMax (smallest).array().log();
}

/** Suffixes of the names of a layer's weights; of the backward direction below. */
std::string ofLayer (size_t index)
{
    return "_l" + std::to_string (index);
}

constexpr const char* ofWayBack = "_l0_reverse";

core::GruLayer gruFrom (const torch::nn::GRU& layers, const std::string& suffix)
{
    const auto named = layers->named_parameters();
    return { matrixFrom (named["weight_ih" + suffix]), matrixFrom (named["weight_hh" + suffix]),
             vectorFrom (named["bias_ih" + suffix]), vectorFrom (named["bias_hh" + suffix]) };
}

void putGru (const torch::nn::GRU& layers, const std::string& suffix, const core::GruLayer& values)
{
    auto named = layers->named_parameters();
    putAmong (named["weight_ih" + suffix], values.inputWeights, { numGates });
    putAmong (named["weight_hh" + suffix], values.recurrentWeights, { numGates });
    putAmong (named["bias_ih" + suffix], values.inputBias, { numGates });
    putAmong (named["bias_hh" + suffix], values.recurrentBias, { numGates });
}

/** Weights of the inputs that a layer has without those of a long window, which stand behind. */
Tensor ownInputs (const torch::nn::Linear& layer, Eigen::Index numFurther)
{
    return layer->weight.narrow (1, 0, layer->weight.size (1) - numFurther);
}

Tensor furtherInputs (const torch::nn::Linear& layer, Eigen::Index numFurther)
{
    return layer->weight.narrow (1, layer->weight.size (1) - numFurther, numFurther);
}

/** numFurther  of its inputs that are left out, the last ones */
core::SubBandNetwork subBandNetworkFrom (const torch::nn::Linear& input, const torch::nn::GRU& recurrence,
                                         const torch::nn::Linear& output, Eigen::Index numFurther)
{
    return { matrixFrom (ownInputs (input, numFurther)), vectorFrom (input->bias),
             gruFrom (recurrence, ofLayer (0)), matrixFrom (output->weight), vectorFrom (output->bias) };
}

void putSubBandNetwork (torch::nn::Linear& input, torch::nn::GRU& recurrence, torch::nn::Linear& output,
                        const core::SubBandNetwork& network)
{
    putAmong (input->weight, network.inputWeights);
    putAmong (input->bias, network.inputBias);
    putGru (recurrence, ofLayer (0), network.layer);
    putAmong (output->weight, network.outputWeights);
    putAmong (output->bias, network.outputBias);
}

float logitOf (float share)
{
    constexpr float margin = 1e-6f;
    const float inside = std::clamp (share, margin, 1.0f - margin);
    return std::log (inside / (1.0f - inside));
}
} // namespace

core::Encoder UnfoldedNet::encoder() const
{
    core::Encoder made;
    if (chosen.rowUnits > 0)
        made.rows = rowEncoder();
    made.inputWeights = matrixFrom (ownInputs (input, chosen.numLongInputs()));
    made.inputBias = vectorFrom (input->bias);
    for (int i = 0; i < chosen.encoderLayers; ++i)
        made.layers.push_back (gruFrom (recurrence, ofLayer (static_cast<size_t> (i))));
    made.outputWeights = matrixFrom (output->weight);
    made.outputBias = vectorFrom (output->bias);
    if (chosen.slowUnits > 0)
        made.slow = slowMemory();
    return made;
}

core::LongWindow UnfoldedNet::longWindow() const
{
    const auto ofRow = core::contextRows * chosen.partsOfRow();
    core::LongWindow made{ matrixFrom (furtherInputs (input, chosen.numLongInputs())), {}, {} };
    if (chosen.rowUnits > 0)
        made.rows = matrixFrom (furtherInputs (rowInput, ofRow));
    if (chosen.refiningUnits > 0)
        made.refiner = matrixFrom (furtherInputs (refinerInput, ofRow));
    return made;
}

core::SlowMemory UnfoldedNet::slowMemory() const
{
    return { gruFrom (slowRecurrence, ofLayer (0)), matrixFrom (slowOutput->weight) };
}

core::SubBandNetwork UnfoldedNet::rowEncoder() const
{
    return subBandNetworkFrom (rowInput, rowRecurrence, rowOutput, core::contextRows * chosen.partsOfRow());
}

core::Refiner UnfoldedNet::refiner() const
{
    core::Refiner made{ subBandNetworkFrom (refinerInput, refinerRecurrence, refinerOutput,
                                            core::contextRows * chosen.partsOfRow()),
                        matrixFrom (refinerContext->weight),
                        {},
                        {},
                        chosen.refinerBoundDb };
    if (refinerFold)
        made.fold = core::RowFold{ matrixFrom (refinerFold->weight), vectorFrom (refinerFold->bias),
                                   matrixFrom (refinerUnfold->weight), vectorFrom (refinerUnfold->bias) };
    for (const auto& block : blocks)
        made.blocks.push_back (block.values());
    return made;
}

core::RowBlock UnfoldedNet::Block::values() const
{
    core::RowBlock made;
    if (time)
        made.time = gruFrom (time, ofLayer (0));
    made.up = gruFrom (across, ofLayer (0));
    made.down = gruFrom (across, ofWayBack);
    made.mixing = matrixFrom (mixing->weight);
    made.mixingBias = vectorFrom (mixing->bias);
    made.gain = vectorFrom (norm->weight);
    made.offset = vectorFrom (norm->bias);
    return made;
}

/** New units of the mixture begin as copies of known ones: with those it has the mean and variance that all are normalised
    by, nearly. */
void UnfoldedNet::Block::take (const core::RowBlock& values)
{
    if (time)
        putGru (time, ofLayer (0), *values.time);
    putGru (across, ofLayer (0), values.up);
    putGru (across, ofWayBack, values.down);
    putAmong (mixing->weight, values.mixing, { 1, bothDirections });
    putAmong (mixing->bias, values.mixingBias);
    for (auto unit = static_cast<int64_t> (values.mixing.rows()); unit < mixing->weight.size (0); ++unit)
        for (auto* weights : { &mixing->weight, &mixing->bias })
            weights->select (0, unit).copy_ (weights->select (0, unit % values.mixing.rows()));
    putAmong (norm->weight, values.gain);
    putAmong (norm->bias, values.offset);
}

/** Behind blocks that are learned already: it begins by changing little of what they come to. */
void UnfoldedNet::Block::quieten()
{
    constexpr double atFirst = 0.1; // of weights as they are drawn
    if (time)
        for (auto& weights : time->parameters())
            weights.mul_ (atFirst);
    norm->weight.mul_ (atFirst);
}

void UnfoldedNet::exportTo (core::Dictionary& dictionary) const
{
    const torch::NoGradGuard noGradients;
    core::Unfolding unfolding;
    unfolding.hasFloorAtom = chosen.hasFloorAtom;
    unfolding.skipsUnheardRows = chosen.skipsUnheardRows;
    const Tensor shown = torch::sigmoid (exponents);
    for (size_t i = 0; i < sparsities.size(); ++i)
        unfolding.layers.push_back ({ matrixFrom (unitAtoms (i)), vectorFrom (torch::exp (sparsities[i])),
                                      shown[static_cast<Eigen::Index> (i)].item<float>() });
    for (auto& layer : unfolding.layers)
        core::normaliseAtoms (layer.atoms);
    unfolding.outputAtoms = matrixFrom (outputAtoms());
    dictionary.atoms = unfolding.outputAtoms;
    core::normaliseAtoms (dictionary.atoms);
    if (chosen.encoderUnits > 0)
    {
        unfolding.encoder = encoder();
        if (chosen.refiningUnits > 0)
            unfolding.refiner = refiner();
        if (chosen.speakerValues > 0)
            unfolding.speaker = speakerEncoder();
        if (chosen.longRows > 0)
            unfolding.longWindow = longWindow();
    }
    else
    {
        unfolding.start = vectorFrom (torch::exp (start));
        const Eigen::VectorXf kept = vectorFrom (torch::sigmoid (transition));
        for (Eigen::Index atom = 0; atom < kept.size(); ++atom)
        {
            dictionary.dynamics.rows.push_back (static_cast<int> (atom));
            dictionary.dynamics.columns.push_back (static_cast<int> (atom));
            dictionary.dynamics.values.push_back (kept[atom]);
        }
    }
    dictionary.unfolding = std::move (unfolding);
}

/** Blocks that see pairs of rows know nothing of rows. */
bool UnfoldedNet::hasShapeOf (const core::Refiner& refiner) const
{
    return refiner.rows.numUnits() <= chosen.refiningUnits && refiner.blocks.size() <= blocks.size() &&
           (refiner.blocks.empty() || refiner.fold.has_value() == chosen.foldsRows);
}

bool UnfoldedNet::hasShapeOf (const core::SpeakerEncoder& encoder) const
{
    return encoder.numValues() == chosen.speakerValues;
}

/** What it does not see is not heard at first. */
bool UnfoldedNet::hasShapeOf (const core::LongWindow& seen) const
{
    return seen.numRows() == chosen.longRows && seen.encoder.rows() <= chosen.encoderUnits &&
           seen.rows.rows() <= chosen.rowUnits && seen.refiner.rows() <= chosen.refiningUnits;
}

/** A slow memory that it has not begins silent. */
bool UnfoldedNet::hasShapeOf (const core::Encoder& encoder) const
{
    const bool lacksRows = ! encoder.rows.has_value();
    const auto inputs = lacksRows ? chosen.numFeatures (sizes.numRows)
                                  : chosen.numInputs (sizes.numRows) - chosen.numLongInputs();
    return encoder.numUnits() <= chosen.encoderUnits &&
           encoder.layers.size() == static_cast<size_t> (chosen.encoderLayers) &&
           encoder.inputWeights.cols() == inputs &&
           (lacksRows || encoder.rows->numUnits() <= chosen.rowUnits) &&
           (! encoder.slow ||
            (encoder.slow->numUnits() == chosen.slowUnits && encoder.numUnits() == chosen.encoderUnits));
}

bool UnfoldedNet::hasShapeOf (const core::Dictionary& dictionary) const
{
    const auto numSources = dictionary.sources.size();
    if (! dictionary.unfolding || dictionary.atoms.rows() != sizes.numRows ||
        numSources > sizes.atomsPerSource.size())
        return false;
    for (size_t source = 0; source < numSources; ++source)
        if (dictionary.sources[source].numAtoms != sizes.atomsPerSource[source])
            return false;
    const auto& unfolding = *dictionary.unfolding;
    const bool sameUpdates = unfolding.layers.size() == sparsities.size();
    if (unfolding.speaker && ! hasShapeOf (*unfolding.speaker))
        return false;
    if (unfolding.longWindow && ! hasShapeOf (*unfolding.longWindow))
        return false;
    if (unfolding.refiner && ! hasShapeOf (*unfolding.refiner))
        return false;
    if (chosen.encoderUnits == 0 || ! unfolding.encoder)
        return sameUpdates && chosen.encoderUnits == 0 && ! unfolding.encoder;
    return sameUpdates && hasShapeOf (*unfolding.encoder);
}

core::Status UnfoldedNet::importFrom (const core::Dictionary& dictionary)
{
    if (! hasShapeOf (dictionary))
        return core::Error{ "the training cannot start from this dictionary", "shape", "another one",
                            "rows, atoms, updates and encoder as they are to be learned" };
    const torch::NoGradGuard noGradients;
    const auto& unfolding = *dictionary.unfolding;
    for (size_t i = 0; i < sparsities.size(); ++i)
    {
        putFirst (atomLogs[std::min (i, atomLogs.size() - 1)], logOf (unfolding.layers[i].atoms));
        putFirst (sparsities[i], logOf (unfolding.layers[i].sparsity));
        exponents[static_cast<Eigen::Index> (i)] = logitOf (unfolding.layers[i].exponent);
    }
    if (outputLog.defined())
        putFirst (outputLog, logOf (unfolding.outputAtoms));
    if (unfolding.refiner)
        importRefiner (*unfolding.refiner);
    if (unfolding.speaker)
        importSpeaker (*unfolding.speaker);
    if (unfolding.encoder)
    {
        importEncoder (*unfolding.encoder);
        if (chosen.longRows > 0)
            importLongWindow (unfolding.longWindow.value_or (core::LongWindow{}));
        beginNewSources (dictionary);
    }
    else
    {
        put (start, logOf (unfolding.start));
        for (size_t i = 0; i < dictionary.dynamics.values.size(); ++i)
            transition[dictionary.dynamics.rows[i]] = logitOf (dictionary.dynamics.values[i]);
    }
    return core::Done{};
}

void UnfoldedNet::importEncoder (const core::Encoder& encoder)
{
    if (encoder.rows)
        importRowEncoder (*encoder.rows);
    importInput (encoder.inputWeights);
    putAmong (input->bias, encoder.inputBias);
    for (size_t i = 0; i < encoder.layers.size(); ++i)
        putGru (recurrence, ofLayer (i), encoder.layers[i]);
    putAmong (output->weight, encoder.outputWeights);
    putFirst (output->bias, encoder.outputBias);
    if (encoder.slow)
        importSlowMemory (*encoder.slow);
}

void UnfoldedNet::importSlowMemory (const core::SlowMemory& slow)
{
    putGru (slowRecurrence, ofLayer (0), slow.layer);
    put (slowOutput->weight, slow.outputWeights);
}

/** None: what is seen changes nothing at first. */
void UnfoldedNet::importLongWindow (const core::LongWindow& seen)
{
    const auto put = [] (torch::nn::Linear& layer, Eigen::Index count, const Eigen::MatrixXf& known)
    { putFirst (furtherInputs (layer, count), known); };
    furtherInputs (input, chosen.numLongInputs()).zero_();
    if (seen.encoder.size() > 0)
        put (input, seen.encoder.cols(), seen.encoder);
    if (seen.rows.size() > 0)
        put (rowInput, seen.rows.cols(), seen.rows);
    if (seen.refiner.size() > 0)
        put (refinerInput, seen.refiner.cols(), seen.refiner);
}

/** Sources that the dictionary has not begin as copies of its first one, which voices share with other voices. */
void UnfoldedNet::beginNewSources (const core::Dictionary& dictionary)
{
    const auto known = static_cast<int64_t> (dictionary.atoms.cols());
    const auto ofFirst = static_cast<int64_t> (sizes.atomsPerSource.front());
    for (auto atom = known; atom < static_cast<int64_t> (sizes.numAtoms()); ++atom)
    {
        const auto like = (atom - known) % ofFirst;
        if (outputLog.defined())
            outputLog.select (1, atom).copy_ (outputLog.select (1, like));
        for (auto& columns : atomLogs)
            columns.select (1, atom).copy_ (columns.select (1, like));
        for (auto* rows : { &output->weight, &output->bias })
            rows->select (0, atom).copy_ (rows->select (0, like));
    }
}

void UnfoldedNet::importSpeaker (const core::SpeakerEncoder& encoder)
{
    setVoices (encoder.weights, encoder.bias);
    putFirst (speakerToEncoder->weight, encoder.toEncoder);
    putFirst (speakerToGain->weight, encoder.toGain);
    if (speakerToRefiner)
        putFirst (speakerToRefiner->weight, encoder.toRefiner);
}

/** Copies the known weights; those of new inputs, from the sub-band network, stay random and are scaled down. */
void UnfoldedNet::importInput (const Eigen::MatrixXf& weights)
{
    constexpr double newcomers = 0.3; // of weights as they are drawn
    if (weights.cols() < input->weight.size (1))
        input->weight.mul_ (newcomers);
    Tensor known = input->weight.narrow (0, 0, weights.rows()).narrow (1, 0, weights.cols());
    put (known, weights);
}

void UnfoldedNet::importRowEncoder (const core::SubBandNetwork& encoder)
{
    putSubBandNetwork (rowInput, rowRecurrence, rowOutput, encoder);
}

void UnfoldedNet::importRefiner (const core::Refiner& refiner)
{
    putSubBandNetwork (refinerInput, refinerRecurrence, refinerOutput, refiner.rows);
    putAmong (refinerContext->weight, refiner.contextWeights);
    const auto numKnown = refiner.blocks.size();
    for (size_t i = 0; i < blocks.size(); ++i)
        if (i < numKnown)
            blocks[i].take (refiner.blocks[i]);
        else if (numKnown > 0)
            blocks[i].quieten();
    if (! refiner.fold)
        return;
    putAmong (refinerFold->weight, refiner.fold->fold, { 1, bothRows });
    putAmong (refinerFold->bias, refiner.fold->foldBias);
    putAmong (refinerUnfold->weight, refiner.fold->unfold, { bothRows });
    putAmong (refinerUnfold->bias, refiner.fold->unfoldBias, { bothRows });
}

} // namespace unbraid::unfolding

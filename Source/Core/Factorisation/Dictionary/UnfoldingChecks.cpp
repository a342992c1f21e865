// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/UnfoldedPart.h"

#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

std::string shape (Index rows, Index columns)
{
    return digitsOf (rows) + " x " + digitsOf (columns);
}

Problem checkShape (const std::string& field, const Eigen::MatrixXf& matrix, Index rows, Index columns)
{
    if (matrix.rows() == rows && matrix.cols() == columns)
        return {};
    return invalid (field + ", shape", shape (matrix.rows(), matrix.cols()), shape (rows, columns));
}

Problem checkLength (const std::string& field, const Eigen::VectorXf& list, Index length)
{
    if (list.size() == length)
        return {};
    return invalid (field + ", length", digitsOf (list.size()), digitsOf (length));
}

bool isAllowed (float value, bool mayBeNegative)
{
    return std::isfinite (value) && (mayBeNegative || value >= 0.0f);
}

/** where  is put together for a wrong value alone: there are a million right ones */
Problem wrongValue (const std::string& where, float value, bool mayBeNegative)
{
    return invalid (where, digitsOf (value), mayBeNegative ? "finite" : "finite, not negative");
}

Problem checkValues (const std::string& field, const Eigen::VectorXf& list, bool mayBeNegative)
{
    for (Index i = 0; i < list.size(); ++i)
        if (! isAllowed (list[i], mayBeNegative))
            return wrongValue (item (field, static_cast<size_t> (i)), list[i], mayBeNegative);
    return {};
}

Problem checkValues (const std::string& field, const Eigen::MatrixXf& matrix, bool mayBeNegative)
{
    for (Index column = 0; column < matrix.cols(); ++column)
        for (Index row = 0; row < matrix.rows(); ++row)
            if (! isAllowed (matrix (row, column), mayBeNegative))
                return wrongValue (field + ", row " + digitsOf (row) + ", column " + digitsOf (column),
                                   matrix (row, column), mayBeNegative);
    return {};
}

/** A list or a matrix of the network: right size, finite. */
Problem checkWeights (const std::string& field, const Eigen::MatrixXf& weights, Index rows, Index columns)
{
    if (auto found = checkShape (field, weights, rows, columns))
        return found;
    return checkValues (field, weights, true);
}

Problem checkBias (const std::string& field, const Eigen::VectorXf& bias, Index length)
{
    if (auto found = checkLength (field, bias, length))
        return found;
    return checkValues (field, bias, true);
}

Problem checkLayer (const std::string& field, const UpdateLayer& layer, const Dictionary& dictionary)
{
    if (auto found = checkShape (field + ".W", layer.atoms, dictionary.numBins(), dictionary.numAtoms()))
        return found;
    if (auto found = checkUnitColumns (field + ".W", layer.atoms))
        return found;
    if (auto found = checkLength (field + ".sparsity", layer.sparsity, dictionary.numAtoms()))
        return found;
    if (auto found = checkValues (field + ".sparsity", layer.sparsity, false))
        return found;
    if (! (layer.exponent > 0.0f && layer.exponent <= 1.0f))
        return invalid (field + ".exponent", digitsOf (layer.exponent), "above 0, at most 1");
    return {};
}

Problem checkGru (const std::string& field, const GruLayer& layer, Index numUnits, Index numInputs)
{
    const Index gates = 3 * numUnits;
    if (auto found = checkWeights (field + ".input.weight", layer.inputWeights, gates, numInputs))
        return found;
    if (auto found = checkWeights (field + ".recurrent.weight", layer.recurrentWeights, gates, numUnits))
        return found;
    if (auto found = checkBias (field + ".input.bias", layer.inputBias, gates))
        return found;
    return checkBias (field + ".recurrent.bias", layer.recurrentBias, gates);
}

/** Whatever number of values it has. */
Problem checkSubBandNetwork (const std::string& field, const SubBandNetwork& network, Index numKinds)
{
    const Index numUnits = network.numUnits();
    if (auto found = outside (field + ".input.weight, units", numUnits, Index{ 1 }, maxRowUnits))
        return found;
    if (auto found =
            checkWeights (field + ".input.weight", network.inputWeights, numUnits, contextRows * numKinds))
        return found;
    if (auto found = checkBias (field + ".input.bias", network.inputBias, numUnits))
        return found;
    if (auto found = checkGru (field + ".gru", network.layer, numUnits, numUnits))
        return found;
    if (auto found =
            checkWeights (field + ".output.weight", network.outputWeights, network.numValues(), numUnits))
        return found;
    return checkBias (field + ".output.bias", network.outputBias, network.numValues());
}

Problem checkRowEncoder (const SubBandNetwork& rows, Index featuresOfRow)
{
    if (auto found =
            outside ("encoder.rows.output.weight, values", rows.numValues(), Index{ 1 }, maxRowValues))
        return found;
    return checkSubBandNetwork ("encoder.rows", rows, featuresOfRow);
}

Problem checkSlowMemory (const Encoder& encoder)
{
    if (! encoder.slow)
        return {};
    const Index numUnits = encoder.slow->numUnits();
    if (auto found = outside ("encoder.slow.output.weight, units", numUnits, Index{ 1 }, maxSlowUnits))
        return found;
    if (auto found = checkGru ("encoder.slow.gru", encoder.slow->layer, numUnits, encoder.numUnits() + 1))
        return found;
    return checkWeights ("encoder.slow.output.weight", encoder.slow->outputWeights, encoder.numUnits(),
                         numUnits);
}

Problem checkEncoder (const Encoder& encoder, const Dictionary& dictionary)
{
    const Index numUnits = encoder.numUnits();
    const Index numRows = dictionary.numBins();
    if (auto found = outside ("encoder.input.weight, units", numUnits, Index{ 1 }, maxEncoderUnits))
        return found;
    const Index numFeatures = encoder.numFeatures (numRows);
    if (numFeatures != numRows && numFeatures != 2 * numRows)
        return invalid ("encoder.input.weight, features", digitsOf (numFeatures),
                        digitsOf (numRows) + " or " + digitsOf (2 * numRows) + ", by the rows of W");
    if (encoder.rows)
        if (auto found = checkRowEncoder (*encoder.rows, numFeatures / numRows))
            return found;
    if (auto found = checkValues ("encoder.input.weight", encoder.inputWeights, true))
        return found;
    if (auto found = checkBias ("encoder.input.bias", encoder.inputBias, numUnits))
        return found;
    if (auto found = outside ("encoder.gru, layers", static_cast<Index> (encoder.layers.size()), Index{ 1 },
                              maxGruLayers))
        return found;
    for (size_t i = 0; i < encoder.layers.size(); ++i)
        if (auto found = checkGru ("encoder.gru." + digitsOf (i), encoder.layers[i], numUnits, numUnits))
            return found;
    if (auto found =
            checkWeights ("encoder.output.weight", encoder.outputWeights, dictionary.numAtoms(), numUnits))
        return found;
    if (auto found = checkBias ("encoder.output.bias", encoder.outputBias, dictionary.numAtoms()))
        return found;
    return checkSlowMemory (encoder);
}

/** Blocks of a refiner of so many units. */
Problem checkRowBlock (const std::string& field, const RowBlock& block, Index numUnits, bool isFirst)
{
    const Index half = block.up.recurrentWeights.cols();
    if (auto found = outside (field + ".up.recurrent.weight, units", half, Index{ 1 }, maxRowUnits))
        return found;
    if (block.time.has_value() == isFirst)
        return invalid (field + ".gru", isFirst ? "one in the first block" : "none",
                        "one in every block but the first");
    if (block.time)
        if (auto found = checkGru (field + ".gru", *block.time, numUnits, numUnits))
            return found;
    if (auto found = checkGru (field + ".up", block.up, half, numUnits))
        return found;
    if (auto found = checkGru (field + ".down", block.down, half, numUnits))
        return found;
    if (auto found = checkWeights (field + ".mixing.weight", block.mixing, numUnits, 2 * half))
        return found;
    for (const auto& [name, list] : { std::pair{ ".mixing.bias", &block.mixingBias },
                                      { ".norm.gain", &block.gain },
                                      { ".norm.offset", &block.offset } })
        if (auto found = checkBias (field + name, *list, numUnits))
            return found;
    return {};
}

Problem checkRowFold (const Refiner& refiner)
{
    if (! refiner.fold)
        return {};
    if (refiner.blocks.empty())
        return invalid ("refiner.fold", "one without blocks", "blocks of the refiner behind it");
    const Index units = refiner.rows.numUnits();
    const RowFold& fold = *refiner.fold;
    if (auto found = checkWeights ("refiner.fold.weight", fold.fold, units, 2 * units))
        return found;
    if (auto found = checkBias ("refiner.fold.bias", fold.foldBias, units))
        return found;
    if (auto found = checkWeights ("refiner.unfold.weight", fold.unfold, 2 * units, units))
        return found;
    return checkBias ("refiner.unfold.bias", fold.unfoldBias, 2 * units);
}

Problem checkRowBlocks (const Refiner& refiner)
{
    if (auto found = outside ("refiner.blocks, number", static_cast<Index> (refiner.blocks.size()),
                              Index{ 0 }, maxRowBlocks))
        return found;
    for (size_t i = 0; i < refiner.blocks.size(); ++i)
        if (auto found = checkRowBlock ("refiner.blocks." + digitsOf (i), refiner.blocks[i],
                                        refiner.rows.numUnits(), i == 0))
            return found;
    return checkRowFold (refiner);
}

/** For a part that works on what an encoder makes. */
Problem checkEncoderBeside (const std::string& field, const Unfolding& unfolding)
{
    if (unfolding.encoder)
        return {};
    return invalid (field, "one without an encoder", "an encoder beside it");
}

/** A refiner needs an encoder, whose features are its inputs, and has an output for each source but the last. */
Problem checkRefiner (const Dictionary& dictionary)
{
    const auto& unfolding = *dictionary.unfolding;
    if (! unfolding.refiner.has_value())
        return {};
    if (auto found = checkEncoderBeside ("refiner", unfolding))
        return found;
    const SubBandNetwork& rows = unfolding.refiner->rows;
    const Encoder& encoder = *unfolding.encoder;
    const auto others = static_cast<Index> (dictionary.sources.size()) - 1;
    if (others < 1 || rows.numValues() != others)
        return invalid ("refiner.output.weight, values", digitsOf (rows.numValues()),
                        digitsOf (others) + ", one for each source but the last; two sources at least");
    const Index featuresOfRow = encoder.numFeatures (dictionary.numBins()) / dictionary.numBins();
    const Index values = encoder.rows ? encoder.rows->numValues() : 0;
    if (auto found = checkSubBandNetwork ("refiner", rows, featuresOfRow + values + others))
        return found;
    if (auto found = checkWeights ("refiner.context.weight", unfolding.refiner->contextWeights,
                                   rows.numUnits(), encoder.numUnits()))
        return found;
    if (const float boundDb = unfolding.refiner->boundDb; ! (boundDb >= 0.0f && boundDb <= maxRefinerBoundDb))
        return invalid ("refiner.bound", digitsOf (boundDb), "0 to " + digitsOf (maxRefinerBoundDb));
    return checkRowBlocks (*unfolding.refiner);
}

/** What tells a voice moves an encoder, and a refiner where there is one. */
Problem checkSpeaker (const Dictionary& dictionary)
{
    const Unfolding& unfolding = *dictionary.unfolding;
    if (! unfolding.speaker)
        return {};
    if (auto found = checkEncoderBeside ("speaker", unfolding))
        return found;
    const SpeakerEncoder& speaker = *unfolding.speaker;
    const Index values = speaker.numValues();
    if (auto found = outside ("speaker.weight, values", values, Index{ 1 }, maxSpeakerValues))
        return found;
    if (auto found = checkWeights ("speaker.weight", speaker.weights, values, numVoiceStatistics))
        return found;
    if (auto found = checkBias ("speaker.bias", speaker.bias, values))
        return found;
    const Index moved = unfolding.encoder->numUnits();
    if (auto found = checkWeights ("speaker.encoder.weight", speaker.toEncoder, moved, values))
        return found;
    if (auto found = checkWeights ("speaker.gain.weight", speaker.toGain, moved, values))
        return found;
    if (! unfolding.refiner)
        return {};
    return checkWeights ("speaker.refiner.weight", speaker.toRefiner, unfolding.refiner->rows.numUnits(),
                         values);
}

/** Whether rows are as far apart as the lowest two, up to one. */
bool areEven (const Eigen::VectorXf& centresHz, Index numRows)
{
    constexpr float tolerance = 0.01f; // of their distance
    for (Index row = 0; row < numRows; ++row)
        if (! (std::abs (centresHz[row] - static_cast<float> (row) * centresHz[1]) <
               tolerance * centresHz[1]))
            return false;
    return true;
}

/** A long window is seen by an encoder, by its network of the rows, and by a refiner, where there are these. */
Problem checkLongWindow (const Dictionary& dictionary)
{
    const Unfolding& unfolding = *dictionary.unfolding;
    if (! unfolding.longWindow)
        return {};
    if (auto found = checkEncoderBeside ("encoder.long", unfolding))
        return found;
    const LongWindow& seen = *unfolding.longWindow;
    const Index numRows = seen.numRows();
    if (auto found = outside ("encoder.long.weight, rows", numRows, Index{ 2 }, dictionary.numBins()))
        return found;
    if (! areEven (dictionary.frequenciesHz, numRows))
        return invalid ("encoder.long.weight, rows", digitsOf (numRows),
                        "rows that are evenly spaced from 0 Hz");
    if (auto found = checkWeights ("encoder.long.weight", seen.encoder, unfolding.encoder->numUnits(),
                                   longWindowParts * numRows))
        return found;
    constexpr Index ofRow = longWindowParts * contextRows;
    const auto& rows = unfolding.encoder->rows;
    if (auto found = checkWeights ("encoder.rows.long.weight", seen.rows, rows ? rows->numUnits() : 0,
                                   rows ? ofRow : 0))
        return found;
    const auto& refiner = unfolding.refiner;
    return checkWeights ("refiner.long.weight", seen.refiner, refiner ? refiner->rows.numUnits() : 0,
                         refiner ? ofRow : 0);
}

/** A floor atom needs an encoder whose features include the floor. */
Problem checkFloorAtom (const Dictionary& dictionary)
{
    const Unfolding& unfolding = *dictionary.unfolding;
    const bool usesFloors = unfolding.encoder.has_value() &&
                            unfolding.encoder->numFeatures (dictionary.numBins()) == 2 * dictionary.numBins();
    if (! unfolding.hasFloorAtom || usesFloors)
        return {};
    return invalid ("floor_atom", "an atom that follows a floor without an encoder that measures it",
                    "an encoder with features over the floor");
}

/** Activations start from the encoder's proposal, or from those of the last frame. */
Problem checkStart (const Dictionary& dictionary)
{
    const Unfolding& unfolding = *dictionary.unfolding;
    if (unfolding.encoder.has_value())
    {
        if (unfolding.start.size() > 0)
            return invalid ("b", "an offset beside an encoder", "one of the two");
        return checkEncoder (*unfolding.encoder, dictionary);
    }
    if (unfolding.start.size() == 0)
        return {};
    if (auto found = checkLength ("b", unfolding.start, dictionary.numAtoms()))
        return found;
    return checkValues ("b", unfolding.start, false);
}

/** Every number of lists and matrices, as their shapes should be. */
Index countGru (Index units)
{
    return 6 * units * (units + 1);
}

Index countWeights (const SubBandNetwork& network)
{
    return network.inputWeights.size() + network.inputBias.size() + countGru (network.numUnits()) +
           network.outputWeights.size() + network.outputBias.size();
}

Index countWeights (const GruLayer& layer)
{
    return layer.inputWeights.size() + layer.recurrentWeights.size() + layer.inputBias.size() +
           layer.recurrentBias.size();
}

Index countWeights (const SlowMemory& slow)
{
    return countWeights (slow.layer) + slow.outputWeights.size();
}

Index countWeights (const Encoder& encoder)
{
    const Index units = encoder.numUnits();
    return (encoder.rows ? countWeights (*encoder.rows) : 0) +
           (encoder.slow ? countWeights (*encoder.slow) : 0) + encoder.inputWeights.size() + units +
           static_cast<Index> (encoder.layers.size()) * countGru (units) + encoder.outputWeights.size() +
           encoder.outputBias.size();
}

Index countWeights (const RowBlock& block)
{
    return (block.time ? countWeights (*block.time) : 0) + countWeights (block.up) +
           countWeights (block.down) + block.mixing.size() + block.mixingBias.size() + block.gain.size() +
           block.offset.size();
}

Index countWeights (const Refiner& refiner)
{
    Index count = countWeights (refiner.rows) + refiner.contextWeights.size();
    if (const auto& fold = refiner.fold)
        count += fold->fold.size() + fold->foldBias.size() + fold->unfold.size() + fold->unfoldBias.size();
    for (const RowBlock& block : refiner.blocks)
        count += countWeights (block);
    return count;
}

Index countWeights (const LongWindow& seen)
{
    return seen.encoder.size() + seen.rows.size() + seen.refiner.size();
}

/** None of what is not there. */
template <class Part>
Index countOf (const std::optional<Part>& part)
{
    return part ? countWeights (*part) : 0;
}

Problem checkSize (const Dictionary& dictionary)
{
    const Unfolding& unfolding = *dictionary.unfolding;
    const auto numLayers = static_cast<Index> (unfolding.layers.size());
    const Index minLayers = unfolding.encoder.has_value() ? 0 : 1;
    if (auto found = outside ("layers, number", numLayers, minLayers, maxUpdateLayers))
        return found;
    const Index numMatrices = numLayers + 2;
    const Index weights = numMatrices * dictionary.atoms.size() + countOf (unfolding.encoder) +
                          countOf (unfolding.refiner) + countOf (unfolding.longWindow);
    return outside ("weights, number in all", weights, Index{ 1 }, maxUnfoldedWeights);
}
} // namespace

Problem checkUnfolding (const Dictionary& dictionary)
{
    if (dictionary.modes.empty())
        return invalid ("modes", "none", "the modes that the unfolded dictionary was trained for");
    if (auto found = checkSize (dictionary))
        return found;
    for (size_t i = 0; i < dictionary.unfolding->layers.size(); ++i)
        if (auto found = checkLayer ("layers." + digitsOf (i), dictionary.unfolding->layers[i], dictionary))
            return found;
    const Eigen::MatrixXf& output = dictionary.unfolding->outputAtoms;
    if (auto found = checkShape ("output.W", output, dictionary.numBins(), dictionary.numAtoms()))
        return found;
    if (auto found = checkValues ("output.W", output, false))
        return found;
    if (auto found = checkFloorAtom (dictionary))
        return found;
    if (auto found = checkStart (dictionary))
        return found;
    if (auto found = checkRefiner (dictionary))
        return found;
    if (auto found = checkLongWindow (dictionary))
        return found;
    return checkSpeaker (dictionary);
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/GruTensors.h"
#include "Core/Factorisation/Dictionary/LongWindowTensors.h"
#include "Core/Factorisation/Dictionary/SlowTensors.h"
#include "Core/Factorisation/Dictionary/SpeakerTensors.h"
#include "Core/Factorisation/Dictionary/UnfoldedPart.h"

#include <algorithm>
#include <array>

namespace unbraid::core
{

namespace
{
using Eigen::Index;
using Names = std::set<std::string>;

constexpr const char* floorAtomKey = "floor_atom";
constexpr const char* lastAtom = "last";
constexpr const char* voiceKey = "voice";
constexpr const char* enrolledVoice = "enrolled";
constexpr const char* unheardKey = "unheard_rows";
constexpr const char* skippedRows = "skipped";
constexpr std::array layerFields{ "W", "sparsity", "exponent" };
constexpr std::array encoderEnds{ "input.weight", "input.bias", "output.weight", "output.bias" };
constexpr const char* ofEncoder = "encoder.";
constexpr const char* ofRows = "encoder.rows.";
constexpr const char* ofRefiner = "refiner.";
constexpr const char* gruOf = "gru."; // behind one of the last two
constexpr const char* refinerContext = "refiner.context.weight";
constexpr const char* refinerBound = "refiner.bound";
constexpr std::array refinerFolds{ "fold.weight", "fold.bias", "unfold.weight", "unfold.bias" };
constexpr std::array blockLists{ "mixing.bias", "norm.gain", "norm.offset" };
constexpr const char* blockMixing = "mixing.weight";
constexpr std::array blockScans{ "up.", "down." };

std::string layerName (Index layer, const std::string& field)
{
    return "layers." + std::to_string (layer) + "." + field;
}

std::string gruName (Index layer, const std::string& field)
{
    return "encoder.gru." + std::to_string (layer) + "." + field;
}

/** The names of one layer, or of the encoder's ends. */
template <class Fields, class NameOf>
Names namesFrom (const Fields& fields, const NameOf& nameOf)
{
    Names names;
    for (const auto* field : fields)
        names.insert (nameOf (field));
    return names;
}

template <class Fields>
Names namesBehind (const std::string& prefix, const Fields& fields)
{
    return namesFrom (fields, [&] (const std::string& field) { return prefix + field; });
}

Names namesOfSubBandNetwork (const std::string& prefix)
{
    Names names = namesBehind (prefix, encoderEnds);
    names.merge (namesBehind (prefix + gruOf, gruFields));
    return names;
}

Names namesOfRefiner()
{
    Names names = namesOfSubBandNetwork (ofRefiner);
    names.insert (refinerContext);
    return names;
}

std::string blockPrefix (Index block)
{
    return "refiner.blocks." + std::to_string (block) + ".";
}

/** Tensors of one of the refiner's blocks; all but the first have a recurrent layer along time. */
Names namesOfBlock (Index block)
{
    const auto prefix = blockPrefix (block);
    Names names = namesBehind (prefix, blockLists);
    names.insert (prefix + blockMixing);
    for (const auto* scan : blockScans)
        names.merge (namesBehind (prefix + scan, gruFields));
    if (block > 0)
        names.merge (namesBehind (prefix + gruOf, gruFields));
    return names;
}

bool hasAnyOf (const TensorReader& content, const Names& names)
{
    return std::any_of (names.begin(), names.end(),
                        [&] (const std::string& name) { return content.contains (name); });
}

/** Layers that have at least one of their tensors, counted from 0 to the first that has none. */
template <class Fields>
Index countLayers (const TensorReader& content, const Fields& fields,
                   std::string (*nameOf) (Index, const std::string&), Index maxLayers)
{
    Index count = 0;
    while (count < maxLayers && hasAnyOf (content, namesFrom (fields, [&] (const std::string& field)
                                                              { return nameOf (count, field); })))
        ++count;
    return count;
}

Index countUpdates (const TensorReader& content)
{
    return countLayers (content, layerFields, layerName, maxUpdateLayers);
}

Index countGrus (const TensorReader& content)
{
    return countLayers (content, gruFields, gruName, maxGruLayers);
}

Index countBlocks (const TensorReader& content)
{
    Index count = 0;
    while (count < maxRowBlocks && hasAnyOf (content, namesOfBlock (count)))
        ++count;
    return count;
}

bool hasEncoder (const TensorReader& content)
{
    return countGrus (content) > 0 || hasAnyOf (content, namesBehind (ofEncoder, encoderEnds)) ||
           hasAnyOf (content, namesOfSubBandNetwork (ofRows)) || ! slowNames (content).empty();
}

bool hasRefiner (const TensorReader& content)
{
    return hasAnyOf (content, namesOfRefiner());
}

Status readLayer (const TensorReader& content, Index index, UpdateLayer& layer)
{
    if (auto read = content.readMatrix (layerName (index, "W"), maxBins, maxAtoms, layer.atoms); ! read.ok())
        return read;
    if (auto read = content.readList (layerName (index, "sparsity"), layer.sparsity); ! read.ok())
        return read;
    Eigen::VectorXf exponent;
    const auto name = layerName (index, "exponent");
    if (auto read = content.readList (name, exponent); ! read.ok())
        return read;
    if (exponent.size() != 1)
        return Error{ {}, "tensor '" + name + "', length", std::to_string (exponent.size()), "1" };
    layer.exponent = exponent[0];
    return Done{};
}

/** The matrices and lists before and behind an encoder's recurrent layers. */
template <class Ends>
Status readEnds (const TensorReader& content, const std::string& prefix, Index maxInputs, Index maxOutputs,
                 Ends& ends)
{
    constexpr Index maxUnits = maxEncoderUnits;
    if (auto read = content.readMatrix (prefix + "input.weight", maxUnits, maxInputs, ends.inputWeights);
        ! read.ok())
        return read;
    if (auto read = content.readMatrix (prefix + "output.weight", maxOutputs, maxUnits, ends.outputWeights);
        ! read.ok())
        return read;
    if (auto read = content.readList (prefix + "input.bias", ends.inputBias); ! read.ok())
        return read;
    return content.readList (prefix + "output.bias", ends.outputBias);
}

Status readSubBandNetwork (const TensorReader& content, const std::string& prefix, Index maxKinds,
                           Index maxValues, SubBandNetwork& network)
{
    if (auto read = readEnds (content, prefix, maxKinds * contextRows, maxValues, network); ! read.ok())
        return read;
    return readGru (content, prefix + gruOf, network.layer);
}

Status readBlock (const TensorReader& content, Index index, RowBlock& block)
{
    const auto prefix = blockPrefix (index);
    for (const auto& [scan, layer] : { std::pair{ "up.", &block.up }, { "down.", &block.down } })
        if (auto read = readGru (content, prefix + scan, *layer); ! read.ok())
            return read;
    if (index > 0)
        if (auto read = readGru (content, prefix + gruOf, block.time.emplace()); ! read.ok())
            return read;
    constexpr Index maxUnits = maxRowUnits;
    if (auto read = content.readMatrix (prefix + blockMixing, maxUnits, 2 * maxUnits, block.mixing);
        ! read.ok())
        return read;
    for (const auto& [name, list] : { std::pair{ "mixing.bias", &block.mixingBias },
                                      { "norm.gain", &block.gain },
                                      { "norm.offset", &block.offset } })
        if (auto read = content.readList (prefix + name, *list); ! read.ok())
            return read;
    return Done{};
}

Status readFold (const TensorReader& content, RowFold& fold)
{
    constexpr Index maxUnits = maxRowUnits;
    const std::string prefix = ofRefiner;
    if (auto read = content.readMatrix (prefix + "fold.weight", maxUnits, 2 * maxUnits, fold.fold);
        ! read.ok())
        return read;
    if (auto read = content.readList (prefix + "fold.bias", fold.foldBias); ! read.ok())
        return read;
    if (auto read = content.readMatrix (prefix + "unfold.weight", 2 * maxUnits, maxUnits, fold.unfold);
        ! read.ok())
        return read;
    return content.readList (prefix + "unfold.bias", fold.unfoldBias);
}

Status readBound (const TensorReader& content, Refiner& refiner)
{
    Eigen::VectorXf bound;
    if (auto read = content.readList (refinerBound, bound); ! read.ok())
        return read;
    if (bound.size() != 1 || ! (bound[0] > 0.0f && bound[0] <= maxRefinerBoundDb))
        return Error{ {},
                      std::string ("tensor '") + refinerBound + "'",
                      bound.size() == 1 ? digitsOf (bound[0]) : std::to_string (bound.size()) + " numbers",
                      "one number above 0, up to " + digitsOf (maxRefinerBoundDb) };
    refiner.boundDb = bound[0];
    return Done{};
}

Status readRefiner (const TensorReader& content, Refiner& refiner)
{
    constexpr Index maxKinds = 2 + maxRowValues + maxSources;
    if (auto read = readSubBandNetwork (content, ofRefiner, maxKinds, maxSources, refiner.rows); ! read.ok())
        return read;
    refiner.blocks.resize (static_cast<size_t> (countBlocks (content)));
    for (size_t i = 0; i < refiner.blocks.size(); ++i)
        if (auto read = readBlock (content, static_cast<Index> (i), refiner.blocks[i]); ! read.ok())
            return read;
    if (hasAnyOf (content, namesBehind (ofRefiner, refinerFolds)))
        if (auto read = readFold (content, refiner.fold.emplace()); ! read.ok())
            return read;
    if (content.contains (refinerBound))
        if (auto read = readBound (content, refiner); ! read.ok())
            return read;
    return content.readMatrix (refinerContext, maxEncoderUnits, maxEncoderUnits, refiner.contextWeights);
}

Status readEncoder (const TensorReader& content, Encoder& encoder)
{
    constexpr Index maxInputs = (2 + maxRowValues) * maxBins;
    if (auto read = readEnds (content, ofEncoder, maxInputs, maxAtoms, encoder); ! read.ok())
        return read;
    if (hasAnyOf (content, namesOfSubBandNetwork (ofRows)))
        if (auto read = readSubBandNetwork (content, ofRows, 2, maxRowValues, encoder.rows.emplace());
            ! read.ok())
            return read;
    encoder.layers.resize (static_cast<size_t> (countGrus (content)));
    for (size_t i = 0; i < encoder.layers.size(); ++i)
        if (auto read = readGru (content, gruName (static_cast<Index> (i), {}), encoder.layers[i]);
            ! read.ok())
            return read;
    return readSlowMemory (content, encoder.slow);
}

template <class Ends>
void writeEnds (const std::string& prefix, const Ends& ends, TensorWriter& writer)
{
    writer.addMatrix (prefix + "input.weight", ends.inputWeights);
    writer.addList (prefix + "input.bias", ends.inputBias);
    writer.addMatrix (prefix + "output.weight", ends.outputWeights);
    writer.addList (prefix + "output.bias", ends.outputBias);
}

void writeSubBandNetwork (const std::string& prefix, const SubBandNetwork& network, TensorWriter& writer)
{
    writeEnds (prefix, network, writer);
    writeGru (prefix + gruOf, network.layer, writer);
}

void writeEncoder (const Encoder& encoder, TensorWriter& writer)
{
    if (encoder.rows)
        writeSubBandNetwork (ofRows, *encoder.rows, writer);
    writeEnds (ofEncoder, encoder, writer);
    Index index = 0;
    for (const GruLayer& layer : encoder.layers)
        writeGru (gruName (index++, {}), layer, writer);
    if (encoder.slow)
        writeSlowMemory (*encoder.slow, writer);
}

void writeBlock (const std::string& prefix, const RowBlock& block, TensorWriter& writer)
{
    if (block.time)
        writeGru (prefix + gruOf, *block.time, writer);
    writeGru (prefix + "up.", block.up, writer);
    writeGru (prefix + "down.", block.down, writer);
    writer.addMatrix (prefix + blockMixing, block.mixing);
    writer.addList (prefix + "mixing.bias", block.mixingBias);
    writer.addList (prefix + "norm.gain", block.gain);
    writer.addList (prefix + "norm.offset", block.offset);
}

void writeRefiner (const Refiner& refiner, TensorWriter& writer)
{
    writeSubBandNetwork (ofRefiner, refiner.rows, writer);
    writer.addMatrix (refinerContext, refiner.contextWeights);
    Index index = 0;
    for (const RowBlock& block : refiner.blocks)
        writeBlock (blockPrefix (index++), block, writer);
    if (refiner.boundDb > 0.0f)
        writer.addList (refinerBound, std::span (&refiner.boundDb, 1));
    if (! refiner.fold)
        return;
    const std::string prefix = ofRefiner;
    writer.addMatrix (prefix + "fold.weight", refiner.fold->fold);
    writer.addList (prefix + "fold.bias", refiner.fold->foldBias);
    writer.addMatrix (prefix + "unfold.weight", refiner.fold->unfold);
    writer.addList (prefix + "unfold.bias", refiner.fold->unfoldBias);
}

/** Whether a text is there, which has one allowed value. */
Result<bool> says (const TensorReader& content, const std::string& key, const std::string& word)
{
    const auto text = content.text (key);
    if (! text.empty() && text != word)
        return Error{ {}, key, shownText (text), "'" + word + "'" };
    return ! text.empty();
}
} // namespace

Names unfoldingNames (const TensorReader& content)
{
    Names names;
    for (Index layer = 0; layer < countUpdates (content); ++layer)
        names.merge (
            namesFrom (layerFields, [&] (const std::string& field) { return layerName (layer, field); }));
    for (Index layer = 0; layer < countGrus (content); ++layer)
        names.merge (
            namesFrom (gruFields, [&] (const std::string& field) { return gruName (layer, field); }));
    if (hasEncoder (content))
        names.merge (namesBehind (ofEncoder, encoderEnds));
    if (hasAnyOf (content, namesOfSubBandNetwork (ofRows)))
        names.merge (namesOfSubBandNetwork (ofRows));
    if (hasRefiner (content))
        names.merge (namesOfRefiner());
    for (Index block = 0; block < countBlocks (content); ++block)
        names.merge (namesOfBlock (block));
    if (hasAnyOf (content, namesBehind (ofRefiner, refinerFolds)))
        names.merge (namesBehind (ofRefiner, refinerFolds));
    if (hasRefiner (content) && content.contains (refinerBound))
        names.insert (refinerBound);
    names.merge (slowNames (content));
    names.merge (longWindowNames (content));
    names.merge (speakerNames (content, hasRefiner (content)));
    if (content.contains ("b"))
        names.insert ("b");
    if (! names.empty() || content.contains ("output.W"))
        names.insert ("output.W");
    return names;
}

Status readUnfolding (const TensorReader& content, Dictionary& dictionary)
{
    auto& unfolding = dictionary.unfolding;
    const auto hasFloorAtom = says (content, floorAtomKey, lastAtom);
    if (! hasFloorAtom.ok())
        return hasFloorAtom.error();
    if (hasFloorAtom.value())
        unfolding.emplace().hasFloorAtom = true;
    if (unfoldingNames (content).empty())
        return Done{};
    Unfolding& read = unfolding ? *unfolding : unfolding.emplace(); // the floor atom may have begun it
    const auto knowsVoice = says (content, voiceKey, enrolledVoice);
    if (! knowsVoice.ok())
        return knowsVoice.error();
    read.knowsVoice = knowsVoice.value();
    const auto skipsUnheard = says (content, unheardKey, skippedRows);
    if (! skipsUnheard.ok())
        return skipsUnheard.error();
    read.skipsUnheardRows = skipsUnheard.value();
    if (auto output = content.readMatrix ("output.W", maxBins, maxAtoms, read.outputAtoms); ! output.ok())
        return output;
    read.layers.resize (static_cast<size_t> (countUpdates (content)));
    for (size_t i = 0; i < read.layers.size(); ++i)
        if (auto layer = readLayer (content, static_cast<Index> (i), read.layers[i]); ! layer.ok())
            return layer;
    if (content.contains ("b"))
        if (auto start = content.readList ("b", read.start); ! start.ok())
            return start;
    if (hasEncoder (content))
        if (auto encoder = readEncoder (content, read.encoder.emplace()); ! encoder.ok())
            return encoder;
    if (hasRefiner (content))
        if (auto refiner = readRefiner (content, read.refiner.emplace()); ! refiner.ok())
            return refiner;
    if (auto window = readLongWindow (content, read.longWindow); ! window.ok())
        return window;
    return readSpeaker (content, hasRefiner (content), read.speaker);
}

void writeUnfolding (const Dictionary& dictionary, TensorWriter& writer)
{
    if (! dictionary.unfolding)
        return;
    const Unfolding& unfolding = *dictionary.unfolding;
    if (unfolding.hasFloorAtom)
        writer.setText (floorAtomKey, lastAtom);
    if (unfolding.knowsVoice)
        writer.setText (voiceKey, enrolledVoice);
    if (unfolding.skipsUnheardRows)
        writer.setText (unheardKey, skippedRows);
    Index index = 0;
    for (const UpdateLayer& layer : unfolding.layers)
    {
        writer.addMatrix (layerName (index, "W"), layer.atoms);
        writer.addList (layerName (index, "sparsity"), layer.sparsity);
        writer.addList (layerName (index, "exponent"), std::span (&layer.exponent, 1));
        ++index;
    }
    writer.addMatrix ("output.W", unfolding.outputAtoms);
    if (unfolding.start.size() > 0)
        writer.addList ("b", unfolding.start);
    if (unfolding.encoder.has_value())
        writeEncoder (*unfolding.encoder, writer);
    if (unfolding.refiner.has_value())
        writeRefiner (*unfolding.refiner, writer);
    if (unfolding.longWindow.has_value())
        writeLongWindow (*unfolding.longWindow, writer);
    if (unfolding.speaker.has_value())
        writeSpeaker (*unfolding.speaker, writer);
}

} // namespace unbraid::core

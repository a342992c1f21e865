// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Dictionaries/UnfoldingTensors.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <algorithm>
#include <array>

namespace unbraid::files
{

namespace
{
using Eigen::Index;
using Names = std::set<std::string>;

constexpr std::array layerFields{ "W", "sparsity", "exponent" };
constexpr std::array gruFields{ "input.weight", "recurrent.weight", "input.bias", "recurrent.bias" };
constexpr std::array encoderEnds{ "input.weight", "input.bias", "output.weight", "output.bias" };
constexpr const char* ofEncoder = "encoder.";
constexpr const char* ofRows = "encoder.rows.";
constexpr const char* ofRefiner = "refiner.";
constexpr const char* gruOf = "gru."; // behind one of the last two
constexpr const char* refinerContext = "refiner.context.weight";
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

bool hasAnyOf (const Safetensors& content, const Names& names)
{
    return std::any_of (names.begin(), names.end(),
                        [&] (const std::string& name) { return content.tensors.contains (name); });
}

/** Layers that have at least one of their tensors, counted from 0 to the first that has none. */
template <class Fields>
Index countLayers (const Safetensors& content, const Fields& fields,
                   std::string (*nameOf) (Index, const std::string&), Index maxLayers)
{
    Index count = 0;
    while (count < maxLayers && hasAnyOf (content, namesFrom (fields, [&] (const std::string& field)
                                                              { return nameOf (count, field); })))
        ++count;
    return count;
}

Index countUpdates (const Safetensors& content)
{
    return countLayers (content, layerFields, layerName, core::maxUpdateLayers);
}

Index countGrus (const Safetensors& content)
{
    return countLayers (content, gruFields, gruName, core::maxGruLayers);
}

Index countBlocks (const Safetensors& content)
{
    Index count = 0;
    while (count < core::maxRowBlocks && hasAnyOf (content, namesOfBlock (count)))
        ++count;
    return count;
}

bool hasEncoder (const Safetensors& content)
{
    return countGrus (content) > 0 || hasAnyOf (content, namesBehind (ofEncoder, encoderEnds)) ||
           hasAnyOf (content, namesOfSubBandNetwork (ofRows));
}

core::Status readLayer (const Safetensors& content, Index index, core::UpdateLayer& layer)
{
    if (auto read = readMatrix (content, layerName (index, "W"), core::maxBins, core::maxAtoms, layer.atoms);
        ! read.ok())
        return read;
    if (auto read = readList (content, layerName (index, "sparsity"), "F32", layer.sparsity); ! read.ok())
        return read;
    std::vector<float> exponent;
    const auto name = layerName (index, "exponent");
    if (auto read = readList (content, name, "F32", exponent); ! read.ok())
        return read;
    if (exponent.size() != 1)
        return core::Error{ {}, "tensor '" + name + "', length", std::to_string (exponent.size()), "1" };
    layer.exponent = exponent.front();
    return core::Done{};
}

core::Status readGru (const Safetensors& content, const std::string& prefix, core::GruLayer& layer)
{
    constexpr Index maxUnits = core::maxEncoderUnits;
    for (const auto& [field, weights] : { std::pair{ "input.weight", &layer.inputWeights },
                                          { "recurrent.weight", &layer.recurrentWeights } })
        if (auto read = readMatrix (content, prefix + field, 3 * maxUnits, maxUnits, *weights); ! read.ok())
            return read;
    for (const auto& [field, bias] :
         { std::pair{ "input.bias", &layer.inputBias }, { "recurrent.bias", &layer.recurrentBias } })
        if (auto read = readList (content, prefix + field, "F32", *bias); ! read.ok())
            return read;
    return core::Done{};
}

/** The matrices and lists before and behind an encoder's recurrent layers. */
template <class Ends>
core::Status readEnds (const Safetensors& content, const std::string& prefix, Index maxInputs,
                       Index maxOutputs, Ends& ends)
{
    constexpr Index maxUnits = core::maxEncoderUnits;
    if (auto read = readMatrix (content, prefix + "input.weight", maxUnits, maxInputs, ends.inputWeights);
        ! read.ok())
        return read;
    if (auto read = readMatrix (content, prefix + "output.weight", maxOutputs, maxUnits, ends.outputWeights);
        ! read.ok())
        return read;
    if (auto read = readList (content, prefix + "input.bias", "F32", ends.inputBias); ! read.ok())
        return read;
    return readList (content, prefix + "output.bias", "F32", ends.outputBias);
}

core::Status readSubBandNetwork (const Safetensors& content, const std::string& prefix, Index maxKinds,
                                 Index maxValues, core::SubBandNetwork& network)
{
    if (auto read = readEnds (content, prefix, maxKinds * core::contextRows, maxValues, network); ! read.ok())
        return read;
    return readGru (content, prefix + gruOf, network.layer);
}

core::Status readBlock (const Safetensors& content, Index index, core::RowBlock& block)
{
    const auto prefix = blockPrefix (index);
    for (const auto& [scan, layer] : { std::pair{ "up.", &block.up }, { "down.", &block.down } })
        if (auto read = readGru (content, prefix + scan, *layer); ! read.ok())
            return read;
    if (index > 0)
        if (auto read = readGru (content, prefix + gruOf, block.time.emplace()); ! read.ok())
            return read;
    constexpr Index maxUnits = core::maxRowUnits;
    if (auto read = readMatrix (content, prefix + blockMixing, maxUnits, 2 * maxUnits, block.mixing);
        ! read.ok())
        return read;
    for (const auto& [name, list] : { std::pair{ "mixing.bias", &block.mixingBias },
                                      { "norm.gain", &block.gain },
                                      { "norm.offset", &block.offset } })
        if (auto read = readList (content, prefix + name, "F32", *list); ! read.ok())
            return read;
    return core::Done{};
}

core::Status readFold (const Safetensors& content, core::RowFold& fold)
{
    constexpr Index maxUnits = core::maxRowUnits;
    const std::string prefix = ofRefiner;
    if (auto read = readMatrix (content, prefix + "fold.weight", maxUnits, 2 * maxUnits, fold.fold);
        ! read.ok())
        return read;
    if (auto read = readList (content, prefix + "fold.bias", "F32", fold.foldBias); ! read.ok())
        return read;
    if (auto read = readMatrix (content, prefix + "unfold.weight", 2 * maxUnits, maxUnits, fold.unfold);
        ! read.ok())
        return read;
    return readList (content, prefix + "unfold.bias", "F32", fold.unfoldBias);
}

core::Status readRefiner (const Safetensors& content, core::Refiner& refiner)
{
    constexpr Index maxSources = static_cast<Index> (core::maxSources);
    constexpr Index maxKinds = 2 + core::maxRowValues + maxSources;
    if (auto read = readSubBandNetwork (content, ofRefiner, maxKinds, maxSources, refiner.rows); ! read.ok())
        return read;
    refiner.blocks.resize (static_cast<size_t> (countBlocks (content)));
    for (size_t i = 0; i < refiner.blocks.size(); ++i)
        if (auto read = readBlock (content, static_cast<Index> (i), refiner.blocks[i]); ! read.ok())
            return read;
    if (hasAnyOf (content, namesBehind (ofRefiner, refinerFolds)))
        if (auto read = readFold (content, refiner.fold.emplace()); ! read.ok())
            return read;
    return readMatrix (content, refinerContext, core::maxEncoderUnits, core::maxEncoderUnits,
                       refiner.contextWeights);
}

core::Status readEncoder (const Safetensors& content, core::Encoder& encoder)
{
    constexpr Index maxInputs = (2 + core::maxRowValues) * core::maxBins;
    if (auto read = readEnds (content, ofEncoder, maxInputs, core::maxAtoms, encoder); ! read.ok())
        return read;
    if (hasAnyOf (content, namesOfSubBandNetwork (ofRows)))
        if (auto read = readSubBandNetwork (content, ofRows, 2, core::maxRowValues, encoder.rows.emplace());
            ! read.ok())
            return read;
    encoder.layers.resize (static_cast<size_t> (countGrus (content)));
    for (size_t i = 0; i < encoder.layers.size(); ++i)
        if (auto read = readGru (content, gruName (static_cast<Index> (i), {}), encoder.layers[i]);
            ! read.ok())
            return read;
    return core::Done{};
}

void writeGru (const std::string& prefix, const core::GruLayer& layer, TensorWriter& writer)
{
    writer.addMatrix (prefix + "input.weight", layer.inputWeights);
    writer.addMatrix (prefix + "recurrent.weight", layer.recurrentWeights);
    writer.addList (prefix + "input.bias", "F32", layer.inputBias);
    writer.addList (prefix + "recurrent.bias", "F32", layer.recurrentBias);
}

template <class Ends>
void writeEnds (const std::string& prefix, const Ends& ends, TensorWriter& writer)
{
    writer.addMatrix (prefix + "input.weight", ends.inputWeights);
    writer.addList (prefix + "input.bias", "F32", ends.inputBias);
    writer.addMatrix (prefix + "output.weight", ends.outputWeights);
    writer.addList (prefix + "output.bias", "F32", ends.outputBias);
}

void writeSubBandNetwork (const std::string& prefix, const core::SubBandNetwork& network,
                          TensorWriter& writer)
{
    writeEnds (prefix, network, writer);
    writeGru (prefix + gruOf, network.layer, writer);
}

void writeEncoder (const core::Encoder& encoder, TensorWriter& writer)
{
    if (encoder.rows)
        writeSubBandNetwork (ofRows, *encoder.rows, writer);
    writeEnds (ofEncoder, encoder, writer);
    Index index = 0;
    for (const core::GruLayer& layer : encoder.layers)
        writeGru (gruName (index++, {}), layer, writer);
}

void writeBlock (const std::string& prefix, const core::RowBlock& block, TensorWriter& writer)
{
    if (block.time)
        writeGru (prefix + gruOf, *block.time, writer);
    writeGru (prefix + "up.", block.up, writer);
    writeGru (prefix + "down.", block.down, writer);
    writer.addMatrix (prefix + blockMixing, block.mixing);
    writer.addList (prefix + "mixing.bias", "F32", block.mixingBias);
    writer.addList (prefix + "norm.gain", "F32", block.gain);
    writer.addList (prefix + "norm.offset", "F32", block.offset);
}

void writeRefiner (const core::Refiner& refiner, TensorWriter& writer)
{
    writeSubBandNetwork (ofRefiner, refiner.rows, writer);
    writer.addMatrix (refinerContext, refiner.contextWeights);
    Index index = 0;
    for (const core::RowBlock& block : refiner.blocks)
        writeBlock (blockPrefix (index++), block, writer);
    if (! refiner.fold)
        return;
    const std::string prefix = ofRefiner;
    writer.addMatrix (prefix + "fold.weight", refiner.fold->fold);
    writer.addList (prefix + "fold.bias", "F32", refiner.fold->foldBias);
    writer.addMatrix (prefix + "unfold.weight", refiner.fold->unfold);
    writer.addList (prefix + "unfold.bias", "F32", refiner.fold->unfoldBias);
}
} // namespace

Names unfoldingNames (const Safetensors& content)
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
    if (hasAnyOf (content, namesOfRefiner()))
        names.merge (namesOfRefiner());
    for (Index block = 0; block < countBlocks (content); ++block)
        names.merge (namesOfBlock (block));
    if (hasAnyOf (content, namesBehind (ofRefiner, refinerFolds)))
        names.merge (namesBehind (ofRefiner, refinerFolds));
    if (content.tensors.contains ("b"))
        names.insert ("b");
    if (! names.empty() || content.tensors.contains ("output.W"))
        names.insert ("output.W");
    return names;
}

core::Status readUnfolding (const Safetensors& content, std::optional<core::Unfolding>& unfolding)
{
    if (unfoldingNames (content).empty())
        return core::Done{};
    core::Unfolding& read = unfolding ? *unfolding : unfolding.emplace(); // metadata may have begun it
    if (auto output = readMatrix (content, "output.W", core::maxBins, core::maxAtoms, read.outputAtoms);
        ! output.ok())
        return output;
    read.layers.resize (static_cast<size_t> (countUpdates (content)));
    for (size_t i = 0; i < read.layers.size(); ++i)
        if (auto layer = readLayer (content, static_cast<Index> (i), read.layers[i]); ! layer.ok())
            return layer;
    if (content.tensors.contains ("b"))
        if (auto start = readList (content, "b", "F32", read.start); ! start.ok())
            return start;
    if (hasEncoder (content))
        if (auto encoder = readEncoder (content, read.encoder.emplace()); ! encoder.ok())
            return encoder;
    if (hasAnyOf (content, namesOfRefiner()))
        return readRefiner (content, read.refiner.emplace());
    return core::Done{};
}

void writeUnfolding (const core::Unfolding& unfolding, TensorWriter& writer)
{
    Index index = 0;
    for (const core::UpdateLayer& layer : unfolding.layers)
    {
        writer.addMatrix (layerName (index, "W"), layer.atoms);
        writer.addList (layerName (index, "sparsity"), "F32", layer.sparsity);
        writer.addList (layerName (index, "exponent"), "F32", std::span (&layer.exponent, 1));
        ++index;
    }
    writer.addMatrix ("output.W", unfolding.outputAtoms);
    if (unfolding.start.size() > 0)
        writer.addList ("b", "F32", unfolding.start);
    if (unfolding.encoder.has_value())
        writeEncoder (*unfolding.encoder, writer);
    if (unfolding.refiner.has_value())
        writeRefiner (*unfolding.refiner, writer);
}

} // namespace unbraid::files

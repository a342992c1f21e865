// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The tensors of an unfolded dictionary, listed once: naming, reading and writing go through the same lists.
#include "Core/Factorisation/Dictionary/TensorVisitors.h"
#include "Core/Factorisation/Dictionary/UnfoldedPart.h"

#include <tuple>

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

// The lists. `tensors` is a visitor (TensorVisitors.h); parts are constant where it writes.

void listGru (auto& tensors, const std::string& prefix, auto& layer)
{
    constexpr Index maxUnits = maxEncoderUnits, maxInputs = maxEncoderUnits + 1;
    tensors.matrix (prefix + "input.weight", layer.inputWeights, 3 * maxUnits, maxInputs);
    tensors.matrix (prefix + "recurrent.weight", layer.recurrentWeights, 3 * maxUnits, maxInputs);
    tensors.list (prefix + "input.bias", layer.inputBias);
    tensors.list (prefix + "recurrent.bias", layer.recurrentBias);
}

/** The matrices and lists before and behind recurrent layers. */
void listEnds (auto& tensors, const std::string& prefix, Index maxInputs, Index maxOutputs, auto& ends)
{
    constexpr Index maxUnits = maxEncoderUnits;
    tensors.matrix (prefix + "input.weight", ends.inputWeights, maxUnits, maxInputs);
    tensors.list (prefix + "input.bias", ends.inputBias);
    tensors.matrix (prefix + "output.weight", ends.outputWeights, maxOutputs, maxUnits);
    tensors.list (prefix + "output.bias", ends.outputBias);
}

void listSubBandNetwork (auto& tensors, const std::string& prefix, Index maxKinds, Index maxValues,
                         auto& network)
{
    listEnds (tensors, prefix, maxKinds * contextRows, maxValues, network);
    listGru (tensors, prefix + "gru.", network.layer);
}

void listEncoder (auto& tensors, auto& encoder)
{
    constexpr Index maxInputs = (2 + maxRowValues) * maxBins;
    tensors.part (encoder.rows, [] (auto& own, auto& rows)
                  { listSubBandNetwork (own, "encoder.rows.", 2, maxRowValues, rows); });
    listEnds (tensors, "encoder.", maxInputs, maxAtoms, encoder);
    tensors.items (encoder.layers, maxGruLayers,
                   [] (auto& own, auto& layer, Index index)
                   { listGru (own, "encoder.gru." + std::to_string (index) + ".", layer); });
    tensors.part (encoder.slow,
                  [] (auto& own, auto& slow)
                  {
                      listGru (own, "encoder.slow.gru.", slow.layer);
                      own.matrix ("encoder.slow.output.weight", slow.outputWeights, maxEncoderUnits,
                                  maxSlowUnits);
                  });
}

/** One of the refiner's blocks; all but the first have a recurrent layer along time. */
void listBlock (auto& tensors, Index index, auto& block)
{
    const auto prefix = "refiner.blocks." + std::to_string (index) + ".";
    constexpr Index maxUnits = maxRowUnits;
    tensors.partIf (index > 0, block.time,
                    [&prefix] (auto& own, auto& time) { listGru (own, prefix + "gru.", time); });
    listGru (tensors, prefix + "up.", block.up);
    listGru (tensors, prefix + "down.", block.down);
    tensors.matrix (prefix + "mixing.weight", block.mixing, maxUnits, 2 * maxUnits);
    tensors.list (prefix + "mixing.bias", block.mixingBias);
    tensors.list (prefix + "norm.gain", block.gain);
    tensors.list (prefix + "norm.offset", block.offset);
}

void listFold (auto& tensors, auto& fold)
{
    constexpr Index maxUnits = maxRowUnits;
    tensors.matrix ("refiner.fold.weight", fold.fold, maxUnits, 2 * maxUnits);
    tensors.list ("refiner.fold.bias", fold.foldBias);
    tensors.matrix ("refiner.unfold.weight", fold.unfold, 2 * maxUnits, maxUnits);
    tensors.list ("refiner.unfold.bias", fold.unfoldBias);
}

void listRefiner (auto& tensors, auto& refiner)
{
    constexpr Index maxKinds = 2 + maxRowValues + maxSources;
    listSubBandNetwork (tensors, "refiner.", maxKinds, maxSources, refiner.rows);
    tensors.matrix ("refiner.context.weight", refiner.contextWeights, maxEncoderUnits, maxEncoderUnits);
    tensors.items (refiner.blocks, maxRowBlocks,
                   [] (auto& own, auto& block, Index index) { listBlock (own, index, block); });
    tensors.numberIfThere ("refiner.bound", refiner.boundDb, maxRefinerBoundDb);
    tensors.part (refiner.fold, [] (auto& own, auto& fold) { listFold (own, fold); });
}

void listLongWindow (auto& tensors, const Unfolding& unfolding, auto& window)
{
    constexpr Index ofRow = longWindowParts * contextRows;
    tensors.matrix ("encoder.long.weight", window.encoder, maxEncoderUnits, longWindowParts * maxBins);
    if (unfolding.encoder && unfolding.encoder->rows)
        tensors.matrix ("encoder.rows.long.weight", window.rows, maxRowUnits, ofRow);
    if (unfolding.refiner)
        tensors.matrix ("refiner.long.weight", window.refiner, maxRowUnits, ofRow);
}

void listSpeaker (auto& tensors, const Unfolding& unfolding, auto& speaker)
{
    constexpr Index maxValues = maxSpeakerValues;
    tensors.matrix ("speaker.weight", speaker.weights, maxValues, numVoiceStatistics);
    tensors.list ("speaker.bias", speaker.bias);
    tensors.matrix ("speaker.encoder.weight", speaker.toEncoder, maxEncoderUnits, maxValues);
    tensors.matrix ("speaker.gain.weight", speaker.toGain, maxEncoderUnits, maxValues);
    if (unfolding.refiner)
        tensors.matrix ("speaker.refiner.weight", speaker.toRefiner, maxRowUnits, maxValues);
}

void listUpdate (auto& tensors, Index index, auto& layer)
{
    const auto prefix = "layers." + std::to_string (index) + ".";
    tensors.matrix (prefix + "W", layer.atoms, maxBins, maxAtoms);
    tensors.list (prefix + "sparsity", layer.sparsity);
    tensors.number (prefix + "exponent", layer.exponent);
}

/** All of them; what later parts need of earlier ones is in `unfolding` by then. */
void listUnfolding (auto& tensors, auto& unfolding)
{
    tensors.items (unfolding.layers, maxUpdateLayers,
                   [] (auto& own, auto& layer, Index index) { listUpdate (own, index, layer); });
    tensors.matrix ("output.W", unfolding.outputAtoms, maxBins, maxAtoms);
    tensors.listIfThere ("b", unfolding.start);
    tensors.part (unfolding.encoder, [] (auto& own, auto& encoder) { listEncoder (own, encoder); });
    tensors.part (unfolding.refiner, [] (auto& own, auto& refiner) { listRefiner (own, refiner); });
    tensors.part (unfolding.longWindow,
                  [&] (auto& own, auto& window) { listLongWindow (own, unfolding, window); });
    tensors.part (unfolding.speaker,
                  [&] (auto& own, auto& speaker) { listSpeaker (own, unfolding, speaker); });
}

/** Whether a text is there, which has one allowed value. */
Status readFlag (const TensorReader& content, const std::string& key, const std::string& word, bool& isThere)
{
    const auto text = content.text (key);
    if (! text.empty() && text != word)
        return Error{ {}, key, shownText (text), "'" + word + "'" };
    isThere = ! text.empty();
    return Done{};
}
} // namespace

Names unfoldingNames (const TensorReader& content)
{
    TensorNames names (content);
    Unfolding found;
    listUnfolding (names, found);
    return names.hasAny() ? names.all() : Names{};
}

Status readUnfolding (const TensorReader& content, Dictionary& dictionary)
{
    Unfolding read;
    if (auto flag = readFlag (content, floorAtomKey, lastAtom, read.hasFloorAtom); ! flag.ok())
        return flag;
    if (unfoldingNames (content).empty())
    {
        if (read.hasFloorAtom)
            dictionary.unfolding = std::move (read);
        return Done{};
    }
    if (auto flag = readFlag (content, voiceKey, enrolledVoice, read.knowsVoice); ! flag.ok())
        return flag;
    if (auto flag = readFlag (content, unheardKey, skippedRows, read.skipsUnheardRows); ! flag.ok())
        return flag;
    TensorSource tensors (content);
    listUnfolding (tensors, read);
    dictionary.unfolding = std::move (read);
    return tensors.result();
}

void writeUnfolding (const Dictionary& dictionary, TensorWriter& writer)
{
    if (! dictionary.unfolding)
        return;
    const Unfolding& unfolding = *dictionary.unfolding;
    for (const auto& [isThere, key, word] : { std::tuple{ unfolding.hasFloorAtom, floorAtomKey, lastAtom },
                                              { unfolding.knowsVoice, voiceKey, enrolledVoice },
                                              { unfolding.skipsUnheardRows, unheardKey, skippedRows } })
        if (isThere)
            writer.setText (key, word);
    TensorSink tensors (writer);
    listUnfolding (tensors, unfolding);
}

} // namespace unbraid::core

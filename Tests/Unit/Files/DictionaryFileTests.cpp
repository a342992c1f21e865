// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryFile.h"
#include "Files/FileKind.h"
#include "Files/Safetensors.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/DictionaryMutator.h"
#include "Support/HalvedDictionary.h"
#include "Support/Paths.h"
#include "Support/Skip.h"
#include "Support/SmallDictionary.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#ifndef _WIN32
#    include "Support/FullDisk.h"

#    include <unistd.h>
#endif

#include <array>
#include <cstdlib>
#include <limits>

using namespace unbraid;
using namespace unbraid::test;
using Bytes = std::vector<std::byte>;

namespace
{
const std::string fileName = "small.safetensors";

/** One printable line that names the file and the field. */
void requireClearError (const Bytes& bytes, const std::string& field)
{
    const auto read = files::parseDictionary (bytes, fileName);
    REQUIRE_FALSE (read.ok());
    const auto line = read.error().message();
    INFO (line);
    CHECK (line.find ("The dictionary cannot be read. (" + fileName + ": ") == 0);
    CHECK (read.error().where.find (field) != std::string::npos);
    CHECK_FALSE (read.error().found.empty());
    CHECK (std::all_of (line.begin(), line.end(), [] (char c) { return c >= ' ' && c <= '~'; }));
}

/** The small file with one piece of its header replaced. */
Bytes edited (const std::string& from, const std::string& to)
{
    FileParts parts = split (files::serialiseDictionary (smallDictionary()));
    const auto place = parts.header.find (from);
    INFO (parts.header);
    REQUIRE (place != std::string::npos);
    parts.header.replace (place, from.size(), to);
    return join (parts);
}

/** The small file with one number of a tensor replaced. */
template <class Number>
Bytes patched (const std::string& tensor, size_t index, Number number)
{
    Bytes bytes = files::serialiseDictionary (smallDictionary());
    const auto content = files::parseSafetensors (bytes);
    REQUIRE (content.ok());
    const auto* place = content.value().tensors.at (tensor).bytes.data() + index * sizeof (Number);
    std::memcpy (bytes.data() + (place - bytes.data()), &number, sizeof number);
    return bytes;
}

struct Row
{
    std::string from;
    std::string to;
    std::string field;
};
} // namespace

TEST_CASE ("A dictionary comes back exactly from its file")
{
    const TemporaryFolder folder;
    const auto path = folder / fileName;
    const auto dictionary = smallDictionary();
    REQUIRE (files::saveDictionary (path, dictionary).ok());
    const auto loaded = files::loadDictionary (path);
    REQUIRE (loaded.ok());
    const core::Dictionary& copy = loaded.value();

    CHECK (copy.sampleRateHz == dictionary.sampleRateHz);
    CHECK (copy.window == dictionary.window);
    CHECK (copy.hop == dictionary.hop);
    CHECK (copy.windowShape == dictionary.windowShape);
    CHECK (copy.spectrum == dictionary.spectrum);
    CHECK (copy.divergenceBeta == dictionary.divergenceBeta);
    CHECK (copy.maskExponent == dictionary.maskExponent);
    CHECK (copy.atoms == dictionary.atoms);
    CHECK (copy.frequenciesHz == dictionary.frequenciesHz);
    CHECK (copy.dynamics.rows == dictionary.dynamics.rows);
    CHECK (copy.dynamics.columns == dictionary.dynamics.columns);
    CHECK (copy.dynamics.values == dictionary.dynamics.values);
    CHECK (copy.mixer == dictionary.mixer);
    CHECK (copy.modes == dictionary.modes);
    CHECK (copy.licence == dictionary.licence);
    CHECK (copy.trainedOn == dictionary.trainedOn);
    CHECK (copy.command == dictionary.command);
    REQUIRE (copy.sources.size() == 2);
    for (size_t i = 0; i < 2; ++i)
    {
        CHECK (copy.sources[i].name == dictionary.sources[i].name);
        CHECK (copy.sources[i].firstAtom == dictionary.sources[i].firstAtom);
        CHECK (copy.sources[i].numAtoms == dictionary.sources[i].numAtoms);
        CHECK (copy.sources[i].pitches == dictionary.sources[i].pitches);
        CHECK (copy.sources[i].groups == dictionary.sources[i].groups);
        CHECK (copy.sources[i].isTarget == dictionary.sources[i].isTarget);
        CHECK (copy.sources[i].defaultGainDb == dictionary.sources[i].defaultGainDb);
    }
    CHECK (files::serialiseDictionary (copy) == files::serialiseDictionary (dictionary));
}

TEST_CASE ("An unfolded dictionary comes back from its file bit for bit")
{
    auto dictionary = smallUnfoldedDictionary();
    SECTION ("with an encoder") {}
    SECTION ("with a layer of each row")
    {
        dictionary = smallUnfoldedWithRows();
    }
    SECTION ("without layers")
    {
        dictionary.unfolding->layers.clear();
    }
    SECTION ("without an encoder")
    {
        dictionary.unfolding->encoder.reset();
    }
    SECTION ("with an offset of the start and rows that are bins")
    {
        dictionary.unfolding->encoder.reset();
        dictionary.unfolding->start = patternMatrix (5, 1, 0);
        dictionary.rows = core::Rows::bins;
    }
    const auto bytes = files::serialiseDictionary (dictionary);
    const auto read = files::parseDictionary (bytes, fileName);
    INFO ((read.ok() ? std::string() : read.error().message()));
    REQUIRE (read.ok());
    CHECK (read.value().rows == dictionary.rows);
    REQUIRE (read.value().unfolding.has_value());
    const core::Unfolding& copy = *read.value().unfolding;
    const core::Unfolding& unfolding = *dictionary.unfolding;
    REQUIRE (copy.layers.size() == unfolding.layers.size());
    for (size_t i = 0; i < copy.layers.size(); ++i)
    {
        CHECK (copy.layers[i].atoms == unfolding.layers[i].atoms);
        CHECK (copy.layers[i].sparsity == unfolding.layers[i].sparsity);
        CHECK (copy.layers[i].exponent == unfolding.layers[i].exponent);
    }
    CHECK (copy.outputAtoms == unfolding.outputAtoms);
    CHECK (copy.start == unfolding.start);
    REQUIRE (copy.encoder.has_value() == unfolding.encoder.has_value());
    if (copy.encoder.has_value())
    {
        CHECK (copy.encoder->inputWeights == unfolding.encoder->inputWeights);
        CHECK (copy.encoder->inputBias == unfolding.encoder->inputBias);
        CHECK (copy.encoder->outputWeights == unfolding.encoder->outputWeights);
        CHECK (copy.encoder->outputBias == unfolding.encoder->outputBias);
        REQUIRE (copy.encoder->rows.has_value() == unfolding.encoder->rows.has_value());
        if (copy.encoder->rows.has_value())
        {
            CHECK (copy.encoder->rows->inputWeights == unfolding.encoder->rows->inputWeights);
            CHECK (copy.encoder->rows->layer.recurrentBias == unfolding.encoder->rows->layer.recurrentBias);
            CHECK (copy.encoder->rows->outputWeights == unfolding.encoder->rows->outputWeights);
        }
        REQUIRE (copy.encoder->slow.has_value() == unfolding.encoder->slow.has_value());
        if (const auto& slow = copy.encoder->slow; slow.has_value())
        {
            CHECK (slow->layer.inputWeights == unfolding.encoder->slow->layer.inputWeights);
            CHECK (slow->layer.recurrentBias == unfolding.encoder->slow->layer.recurrentBias);
            CHECK (slow->outputWeights == unfolding.encoder->slow->outputWeights);
        }
        REQUIRE (copy.longWindow.has_value() == unfolding.longWindow.has_value());
        if (const auto& seen = copy.longWindow; seen.has_value())
        {
            CHECK (seen->encoder == unfolding.longWindow->encoder);
            CHECK (seen->rows == unfolding.longWindow->rows);
            CHECK (seen->refiner == unfolding.longWindow->refiner);
        }
        REQUIRE (copy.refiner.has_value() == unfolding.refiner.has_value());
        if (copy.refiner.has_value())
        {
            CHECK (copy.refiner->rows.inputWeights == unfolding.refiner->rows.inputWeights);
            CHECK (copy.refiner->rows.layer.recurrentWeights ==
                   unfolding.refiner->rows.layer.recurrentWeights);
            CHECK (copy.refiner->rows.outputBias == unfolding.refiner->rows.outputBias);
            CHECK (copy.refiner->contextWeights == unfolding.refiner->contextWeights);
            CHECK (copy.refiner->boundDb == unfolding.refiner->boundDb);
            REQUIRE (copy.refiner->fold.has_value() == unfolding.refiner->fold.has_value());
            if (const auto& found = copy.refiner->fold, &expected = unfolding.refiner->fold; expected)
            {
                CHECK (found->fold == expected->fold);
                CHECK (found->foldBias == expected->foldBias);
                CHECK (found->unfold == expected->unfold);
                CHECK (found->unfoldBias == expected->unfoldBias);
            }
            REQUIRE (copy.refiner->blocks.size() == unfolding.refiner->blocks.size());
            for (size_t i = 0; i < copy.refiner->blocks.size(); ++i)
            {
                const auto &found = copy.refiner->blocks[i], &expected = unfolding.refiner->blocks[i];
                REQUIRE (found.time.has_value() == expected.time.has_value());
                CHECK (found.up.inputWeights == expected.up.inputWeights);
                CHECK (found.down.recurrentBias == expected.down.recurrentBias);
                CHECK (found.mixing == expected.mixing);
                CHECK (found.gain == expected.gain);
                CHECK (found.offset == expected.offset);
            }
        }
        REQUIRE (copy.encoder->layers.size() == 2);
        for (size_t i = 0; i < 2; ++i)
        {
            CHECK (copy.encoder->layers[i].inputWeights == unfolding.encoder->layers[i].inputWeights);
            CHECK (copy.encoder->layers[i].recurrentWeights == unfolding.encoder->layers[i].recurrentWeights);
            CHECK (copy.encoder->layers[i].inputBias == unfolding.encoder->layers[i].inputBias);
            CHECK (copy.encoder->layers[i].recurrentBias == unfolding.encoder->layers[i].recurrentBias);
        }
    }
    CHECK (files::serialiseDictionary (read.value()) == bytes);
}

TEST_CASE (
    "A convolutive dictionary comes back from its file bit for bit, and what is wrong in its tails is named")
{
    const auto dictionary = convolutiveDictionary (1);
    const auto bytes = files::serialiseDictionary (dictionary);
    const auto read = files::parseDictionary (bytes, fileName);
    INFO ((read.ok() ? std::string() : read.error().message()));
    REQUIRE (read.ok());
    CHECK (read.value().tails == dictionary.tails);
    CHECK (files::serialiseDictionary (read.value()) == bytes);

    const auto changed = [&] (const std::string& from, const std::string& to)
    {
        FileParts parts = split (bytes);
        const auto place = parts.header.find (from);
        REQUIRE (place != std::string::npos);
        parts.header.replace (place, from.size(), to);
        return join (parts);
    };
    requireClearError (changed ("[11,40,10]", "[11,10,40]"), "'W.tails'");
    requireClearError (changed ("[11,40,10]", "[11,400]"), "'W.tails'");
    requireClearError (changed (R"("rows":"bands",)", ""), "rows");
    Bytes broken = bytes;
    const auto content = files::parseSafetensors (broken);
    const float number = std::numeric_limits<float>::quiet_NaN();
    const auto* place = content.value().tensors.at ("W.tails").bytes.data() + 4 * (2 * 400 + 7);
    std::memcpy (broken.data() + (place - broken.data()), &number, sizeof number);
    requireClearError (broken, "W.tails[2]");
}

TEST_CASE ("Matrices of 16 bits are read as the numbers they are")
{
    const Bytes bytes = files::serialiseDictionary (smallUnfoldedWithRows());
    const Bytes narrow = withHalves (bytes);
    CHECK (narrow.size() < bytes.size());
    const auto read = files::parseDictionary (narrow, fileName);
    INFO ((read.ok() ? std::string() : read.error().message()));
    REQUIRE (read.ok());
    const Bytes wide = files::serialiseDictionary (read.value());
    const auto before = files::parseSafetensors (bytes), after = files::parseSafetensors (wide);
    REQUIRE (after.ok());
    for (const auto& [name, tensor] : before.value().tensors)
    {
        INFO (name);
        const auto& widened = after.value().tensors.at (name);
        REQUIRE (widened.bytes.size() == tensor.bytes.size());
        for (size_t at = 0; at < tensor.bytes.size(); at += sizeof (float))
        {
            float number = 0.0f, found = 0.0f;
            std::memcpy (&number, tensor.bytes.data() + at, sizeof number);
            std::memcpy (&found, widened.bytes.data() + at, sizeof found);
            const auto expected =
                isHalved (name, tensor) ? static_cast<float> (Eigen::half (number)) : number;
            if (found != expected)
                FAIL (found << " is not " << expected);
        }
    }
}

TEST_CASE ("Numbers of 16 bits are those of IEEE 754, the smallest and the largest among them")
{
    const std::array<std::uint16_t, 6> bits{ 0x3c00, 0xbc00, 0x0001, 0x03ff, 0x7bff, 0x3555 };
    files::Safetensors content;
    content.tensors["M"] = { "F16", { 2, 3 }, std::as_bytes (std::span (bits)) };
    Eigen::MatrixXf read;
    REQUIRE (files::readMatrix (content, "M", 2, 3, read).ok());
    Eigen::MatrixXf expected (2, 3);
    expected << 1.0f, -1.0f, 0x1p-24f, 0x3ffp-24f, 65504.0f, 0x555p-12f;
    CHECK (read == expected);
}

TEST_CASE ("Every tensor that an unfolded dictionary lacks or has too many is named")
{
    const FileParts whole = split (files::serialiseDictionary (smallUnfoldedWithRows()));
    const auto renamed = [&] (const std::string& from, const std::string& to)
    {
        FileParts parts = whole;
        const auto place = parts.header.find ("\"" + from + "\":{\"dtype\"");
        INFO (parts.header);
        REQUIRE (place != std::string::npos);
        parts.header.replace (place + 1, from.size(), to);
        return join (parts);
    };
    for (const std::string name : { "output.W",
                                    "layers.0.W",
                                    "layers.1.sparsity",
                                    "layers.0.exponent",
                                    "encoder.input.weight",
                                    "encoder.input.bias",
                                    "encoder.output.weight",
                                    "encoder.output.bias",
                                    "encoder.gru.1.recurrent.bias",
                                    "encoder.gru.0.input.weight",
                                    "encoder.rows.output.weight",
                                    "encoder.rows.gru.input.bias",
                                    "encoder.slow.gru.input.weight",
                                    "encoder.slow.output.weight",
                                    "encoder.long.weight",
                                    "encoder.rows.long.weight",
                                    "refiner.long.weight",
                                    "refiner.context.weight",
                                    "refiner.input.bias",
                                    "refiner.gru.recurrent.weight",
                                    "refiner.blocks.0.up.input.weight",
                                    "refiner.blocks.1.gru.input.bias",
                                    "refiner.blocks.1.down.recurrent.bias",
                                    "refiner.blocks.0.mixing.weight",
                                    "refiner.blocks.1.norm.gain",
                                    "refiner.fold.bias",
                                    "refiner.unfold.weight" })
    {
        requireClearError (renamed (name, "x"), "'x'"); // no such tensor in any dictionary
        requireClearError (renamed (name, "A.rows"), "");
    }
    requireClearError (renamed ("layers.1.W", "layers.2.W"), "'layers.1.W'");
    requireClearError (renamed ("layers.1.W", "layers.3.W"), "'layers.3.W'");
    requireClearError (renamed ("layers.1.W", "layers.01.W"), "'layers.01.W'");
    requireClearError (renamed ("layers.1.W", "layers.16.W"), "'layers.16.W'");
    requireClearError (renamed ("encoder.gru.1.input.bias", "encoder.gru.4.input.bias"),
                       "'encoder.gru.4.input.bias'");
    requireClearError (renamed ("layers.1.W", "b"), "'layers.1.W'");
    requireClearError (renamed ("layers.0.exponent", "b"), "'layers.0.exponent'");
}

TEST_CASE ("A bound of the refiner comes back from its file, and one out of range is refused")
{
    auto dictionary = smallUnfoldedWithRows();
    const auto unbounded = files::serialiseDictionary (dictionary);
    constexpr float someDb = 3.1415926f; // no other number of the file
    dictionary.unfolding->refiner->boundDb = someDb;
    const auto bytes = files::serialiseDictionary (dictionary);
    const auto read = files::parseDictionary (bytes, fileName);
    REQUIRE (read.ok());
    CHECK (read.value().unfolding->refiner->boundDb == someDb);
    CHECK (split (bytes).header.find ("refiner.bound") != std::string::npos);
    CHECK (split (unbounded).header.find ("refiner.bound") == std::string::npos);
    for (const float refused : { -1.0f, 0.0f, 41.0f })
    {
        auto parts = split (bytes);
        const auto old = std::as_bytes (std::span (&someDb, 1)),
                   changed = std::as_bytes (std::span (&refused, 1));
        const auto place = std::search (parts.data.begin(), parts.data.end(), old.begin(), old.end());
        REQUIRE (place != parts.data.end());
        std::copy (changed.begin(), changed.end(), place);
        requireClearError (join (parts), "refiner.bound");
    }
}

TEST_CASE ("Rows of a dictionary file are bins or bands, and bands of an unfolded dictionary only")
{
    const auto unknown = edited (R"("format":)", R"("rows":"mels","format":)");
    requireClearError (unknown, "rows");
    requireClearError (edited (R"("format":)", R"("rows":"bands","format":)"), "rows");
    CHECK (files::parseDictionary (edited (R"("format":)", R"("rows":"bins","format":)"), fileName).ok());
    CHECK (split (files::serialiseDictionary (smallDictionary())).header.find ("rows\":\"b") ==
           std::string::npos);
}

TEST_CASE ("A dictionary with the least there can be comes back too")
{
    auto dictionary = smallDictionary();
    dictionary.spectrum = core::Spectrum::magnitude;
    dictionary.dynamics = {};
    dictionary.mixer.clear();
    dictionary.modes.clear();
    dictionary.licence.clear();
    dictionary.command = "not UTF-8: \xFF";
    const auto read = files::parseDictionary (files::serialiseDictionary (dictionary), fileName);
    REQUIRE (read.ok());
    CHECK (read.value().spectrum == core::Spectrum::magnitude);
    CHECK (read.value().dynamics.values.empty());
    CHECK (read.value().mixer.empty());
    CHECK (read.value().modes.empty());
    CHECK (read.value().command == "not UTF-8: \xEF\xBF\xBD");
}

TEST_CASE ("The tensors of a dictionary file lie row by row and aligned")
{
    const auto dictionary = smallDictionary();
    const auto bytes = files::serialiseDictionary (dictionary);
    const FileParts parts = split (bytes);
    CHECK (parts.header.size() % 8 == 0);
    CHECK (parts.header.find ("\"W\":{\"dtype\":\"F32\",\"shape\":[9,5],") != std::string::npos);
    const auto content = files::parseSafetensors (bytes);
    REQUIRE (content.ok());
    std::array<float, 45> weights{};
    std::memcpy (weights.data(), content.value().tensors.at ("W").bytes.data(), sizeof weights);
    CHECK (weights[1] == dictionary.atoms (0, 1));
    CHECK (weights[5] == dictionary.atoms (1, 0));
}

TEST_CASE ("Metadata and source fields that this version does not know are ignored")
{
    CHECK (files::parseDictionary (edited (R"("format":)", R"("colour":"blue","format":)"), fileName).ok());
    CHECK (
        files::parseDictionary (edited (R"(\"target\":)", R"(\"colour\":[1],\"target\":)"), fileName).ok());
}

TEST_CASE ("Fields that may be absent have defaults")
{
    const auto read =
        files::parseDictionary (edited (R"(,\"target\":false,\"default_gain_db\":-12.3)", ""), fileName);
    REQUIRE (read.ok());
    CHECK (read.value().sources[1].isTarget);
    CHECK (read.value().sources[1].defaultGainDb == 0.0f);
    for (const auto* key :
         { R"("mixer":)", R"("modes":)", R"("licence":)", R"("trained_on":)", R"("command":)" })
        CHECK (files::parseDictionary (edited (key, R"("x":)"), fileName).ok());
}

TEST_CASE ("Every broken field of the metadata gives one error that names it")
{
    const auto row = GENERATE (values<Row> ({
        { R"("format":"unbraid-dictionary")", R"("format":"other")", "format" },
        { R"("format":)", R"("x":)", "format" },
        { R"("format":"unbraid-dictionary")", R"("format":1)", "format" },
        { R"("version":"1")", R"("version":"2")", "version" },
        { R"("version":)", R"("x":)", "version" },
        { R"("sample_rate_hz":"44100")", R"("sample_rate_hz":"44100 ")", "sample_rate_hz" },
        { R"("sample_rate_hz":"44100")", R"("sample_rate_hz":"44,1")", "sample_rate_hz" },
        { R"("sample_rate_hz":"44100")", R"("sample_rate_hz":"nan")", "sample_rate_hz" },
        { R"("sample_rate_hz":"44100")", R"("sample_rate_hz":"1e999")", "sample_rate_hz" },
        { R"("sample_rate_hz":"44100")", R"("sample_rate_hz":"7999")", "sample_rate_hz" },
        { R"("sample_rate_hz":"44100")", R"("sample_rate_hz":"192001")", "sample_rate_hz" },
        { R"("sample_rate_hz":)", R"("x":)", "sample_rate_hz" },
        { R"("window":"2048")", R"("window":"15")", "window" },
        { R"("window":"2048")", R"("window":"65537")", "window" },
        { R"("window":"2048")", R"("window":"2048.0")", "window" },
        { R"("window":"2048")", R"("window":"99999999999999999999")", "window" },
        { R"("window":)", R"("x":)", "window" },
        { R"("hop":"441")", R"("hop":"0")", "hop" },
        { R"("hop":"441")", R"("hop":"2049")", "hop" },
        { R"("hop":"441")", R"("hop":"")", "hop" },
        { R"("hop":)", R"("x":)", "hop" },
        { R"("hann-asymmetric")", R"("Hann")", "window_shape" },
        { R"("window_shape":)", R"("x":)", "window_shape" },
        { R"("spectrum":"power")", R"("spectrum":"loudness")", "spectrum" },
        { R"("spectrum":)", R"("x":)", "spectrum" },
        { R"("divergence_beta":"0.1")", R"("divergence_beta":"-1.1")", "divergence_beta" },
        { R"("divergence_beta":"0.1")", R"("divergence_beta":"3.1")", "divergence_beta" },
        { R"("divergence_beta":"0.1")", R"("divergence_beta":"inf")", "divergence_beta" },
        { R"("divergence_beta":)", R"("x":)", "divergence_beta" },
        { R"("mask_exponent":"1.5")", R"("mask_exponent":"0")", "mask_exponent" },
        { R"("mask_exponent":"1.5")", R"("mask_exponent":"4.1")", "mask_exponent" },
        { R"("mask_exponent":)", R"("x":)", "mask_exponent" },
        { R"("normalisation":"l1")", R"("normalisation":"l2")", "normalisation" },
        { R"("normalisation":)", R"("x":)", "normalisation" },
        { R"({\"reduction_db\":-18.5,\"wet\":0.1})", R"([])", "mixer" },
        { R"({\"reduction_db\":-18.5,\"wet\":0.1})", R"({)", "mixer" },
        { R"(\"wet\":0.1)", R"(\"wet\":1e999)", "mixer" },
        { R"(\"wet\":0.1)", R"(\"wet\":\"loud\")", "mixer" },
        { R"(\"wet\":0.1)", R"(\"Wet\":0.1)", "mixer" },
        { R"(\"wet\":0.1)", R"(\"reduction_db\":0.1)", "mixer" },
        { R"([\"low\",\"high\"])", R"([\"low\",\"fast\"])", "modes[1]" },
        { R"([\"low\",\"high\"])", R"([\"low\",\"low\"])", "modes[1]" },
        { R"([\"low\",\"high\"])", R"([1])", "modes[0]" },
        { R"([\"low\",\"high\"])", R"({})", "modes" },
    }));
    CAPTURE (row.from, row.to);
    requireClearError (edited (row.from, row.to), row.field);
}

TEST_CASE ("Every broken field of the sources gives one error that names it")
{
    const auto row = GENERATE (values<Row> ({
        { R"("sources":)", R"("x":)", "sources" },
        { R"("sources":"[)", R"("sources":"[[)", "sources" },
        { R"("sources":"[{)", R"("sources":"[7,{)", "sources[0]" },
        { R"(\"name\":\"speech\")", R"(\"name\":\"Speech\")", "sources[0].name" },
        { R"(\"name\":\"speech\")", R"(\"name\":\"-speech\")", "sources[0].name" },
        { R"(\"name\":\"speech\")", R"(\"name\":\"a--b\")", "sources[0].name" },
        { R"(\"name\":\"speech\")", R"(\"name\":\"\")", "sources[0].name" },
        { R"(\"name\":\"speech\")", R"(\"name\":\"a/b\")", "sources[0].name" },
        { R"(\"name\":\"speech\")", R"(\"name\":3)", "sources[0].name" },
        { R"(\"name\":\"speech\")", R"(\"name\":\"noise-2\")", "sources[1].name" },
        { R"(\"name\":\"speech\",)", "", "sources[0].name" },
        { R"(\"first_atom\":0)", R"(\"first_atom\":1)", "sources[0].first_atom" },
        { R"(\"first_atom\":0)", R"(\"first_atom\":0.0)", "sources[0].first_atom" },
        { R"(\"first_atom\":0)", R"(\"first_atom\":18446744073709551616)", "sources[0].first_atom" },
        { R"(\"first_atom\":3)", R"(\"first_atom\":2)", "sources[1].first_atom" },
        { R"(\"first_atom\":0)", R"(\"x\":0)", "sources[0].first_atom" },
        { R"(\"num_atoms\":3)", R"(\"num_atoms\":0)", "sources[0].num_atoms" },
        { R"(\"num_atoms\":3)", R"(\"num_atoms\":-1)", "sources[0].num_atoms" },
        { R"(\"num_atoms\":3)", R"(\"num_atoms\":6)", "sources[0].num_atoms" },
        { R"(\"num_atoms\":2)", R"(\"num_atoms\":1)", "sources" },
        { R"(\"num_atoms\":2)", R"(\"x\":2)", "sources[1].num_atoms" },
        { R"([60,127,-1])", R"([60,128,-1])", "sources[0].pitches[1]" },
        { R"([60,127,-1])", R"([60,127,-2])", "sources[0].pitches[2]" },
        { R"([60,127,-1])", R"([60,127,18446744073709551615])", "sources[0].pitches[2]" },
        { R"([60,127,-1])", R"([60,127])", "sources[0].pitches" },
        { R"([60,127,-1])", R"([60,127.5,0])", "sources[0].pitches[1]" },
        { R"([60,127,-1])", R"(60)", "sources[0].pitches" },
        { R"([0,0,1])", R"([0,0,-1])", "sources[0].groups[2]" },
        { R"([0,0,1])", R"([0,0,1,1])", "sources[0].groups" },
        { R"(\"target\":false)", R"(\"target\":0)", "sources[1].target" },
        { R"(\"default_gain_db\":0.0)", R"(\"default_gain_db\":99)", "sources[0].default_gain_db" },
        { R"(\"default_gain_db\":0.0)", R"(\"default_gain_db\":1e300)", "sources[0].default_gain_db" },
        { R"(\"default_gain_db\":0.0)", R"(\"default_gain_db\":\"0\")", "sources[0].default_gain_db" },
    }));
    CAPTURE (row.from, row.to);
    requireClearError (edited (row.from, row.to), row.field);
}

TEST_CASE ("Every broken field of the tensors' layout gives one error that names it")
{
    const auto row = GENERATE (values<Row> ({
        { R"({"__metadata__":)", R"([{"__metadata__":)", "header, byte 0" },
        { R"({"__metadata__":)", R"({"__metadata__":{},"__metadata__":)", "header" },
        { R"({"__metadata__":)", R"({"x":[[[[[[[[[]]]]]]]]],"__metadata__":)", "header" },
        { R"({"__metadata__":)", R"({"__metadata__":7,"x":)", "__metadata__" },
        { R"("hop":"441")", "\"hop\":\"44\xFF\"", "header, byte" },
        { R"("hop":"441")", R"("hop":"441",)", "header, byte" },
        { R"("hop":"441")", R"("hop":"441","hop":"441")", "header" },
        { R"("W":)", R"("B":)", "'B'" },
        { R"("W":)", R"("b":)", "'W'" },
        { R"("W":)", R"("layers.1.W":)", "'layers.1.W'" },
        { R"("W":)", R"("layers.0.W":)", "'W'" },
        { R"("W":)", R"("output.W":)", "'W'" },
        { R"("W":)", R"("encoder.weight":)", "'encoder.weight'" },
        { R"("W":)", R"("W":{},"x":)", "'W', fields" },
        { R"("frequencies":{"dtype":"F32")", R"("frequencies":{"dtype":"I32")", "'frequencies', dtype" },
        { R"("frequencies":{"dtype":"F32")", R"("frequencies":{"dtype":"F4")", "'frequencies', dtype" },
        { R"("frequencies":{"dtype":"F32")", R"("frequencies":{"dtype":4)", "'frequencies', dtype" },
        { R"("frequencies":{"dtype":"F32","shape":[9])", R"("frequencies":{"dtype":"F32","shape":[3,3])",
          "'frequencies', shape" },
        { R"("shape":[9,5])", R"("shape":[45])", "'W', shape" },
        { R"("shape":[9,5])", R"("shape":[5,9])", "frequencies" },
        { R"("shape":[9,5])", R"("shape":[9,-5])", "'W', shape" },
        { R"("shape":[9,5])", R"("shape":[9,5.0])", "'W', shape" },
        { R"("shape":[9,5])", R"("shape":9)", "'W', shape" },
        { R"("shape":[9,5])", R"("shape":[9,6])", "'W', data_offsets" },
        { R"("shape":[9,5])", R"("shape":[4294967296,4294967296])", "'W', data_offsets" },
        { R"("shape":[9,5])", R"("shape":[18446744073709551615,2])", "'W', data_offsets" },
        { R"("data_offsets":[48,228])", R"("data_offsets":[228,48])", "'W', data_offsets" },
        { R"("data_offsets":[48,228])", R"("data_offsets":[48,9999])", "'W', data_offsets" },
        { R"("data_offsets":[48,228])", R"("data_offsets":[48,18446744073709551615])", "'W', data_offsets" },
        { R"("data_offsets":[48,228])", R"("data_offsets":[-48,132])", "'W', data_offsets" },
        { R"("data_offsets":[48,228])", R"("data_offsets":[44,224])", "'W', data_offsets" },
        { R"("data_offsets":[48,228])", R"("data_offsets":[48])", "'W', data_offsets" },
        { R"("shape":[9],"data_offsets":[228,264])", R"("shape":[8],"data_offsets":[228,260])",
          "data, byte 260" },
        { R"("shape":[9],"data_offsets":[228,264])", R"("shape":[8],"data_offsets":[232,264])",
          "'frequencies', data_offsets" },
        { R"("A.rows":)", R"("A.row":)", "'A.row'" },
    }));
    CAPTURE (row.from, row.to);
    requireClearError (edited (row.from, row.to), row.field);
}

TEST_CASE ("Transitions come whole or not at all")
{
    FileParts parts = split (files::serialiseDictionary (smallDictionary()));
    const std::string rows = R"("A.rows":{"dtype":"I32","shape":[4],"data_offsets":[16,32]},)";
    const auto place = parts.header.find (rows);
    REQUIRE (place != std::string::npos);
    parts.header.erase (place, rows.size());
    parts.data.erase (parts.data.begin() + 16, parts.data.begin() + 32);
    for (const auto& [from, to] : { std::pair<std::string, std::string>{ "[32,48]", "[16,32]" },
                                    { "[48,228]", "[32,212]" },
                                    { "[228,264]", "[212,248]" } })
        parts.header.replace (parts.header.find (from), from.size(), to);
    requireClearError (join (parts), "'A.rows'");
}

TEST_CASE ("Broken numbers in the tensors are named by their place")
{
    constexpr float nan = std::numeric_limits<float>::quiet_NaN();
    constexpr float infinity = std::numeric_limits<float>::infinity();
    requireClearError (patched ("W", 7, nan), "W, atom 2, bin 1");
    requireClearError (patched ("W", 44, infinity), "W, atom 4, bin 8");
    requireClearError (patched ("W", 0, -1.0f), "W, atom 0, bin 0");
    requireClearError (patched ("W", 7, 1.0f), "W, atom 2");
    requireClearError (patched ("frequencies", 3, nan), "frequencies[3]");
    requireClearError (patched ("frequencies", 0, -1.0f), "frequencies[0]");
    requireClearError (patched ("frequencies", 3, 0.0f), "frequencies[3]");
    requireClearError (patched ("frequencies", 8, 22060.0f), "frequencies[8]");
    requireClearError (patched ("A.rows", 1, 5), "A.rows[1]");
    requireClearError (patched ("A.columns", 2, -1), "A.columns[2]");
    requireClearError (patched ("A.values", 3, nan), "A.values[3]");
    requireClearError (patched ("A.values", 3, -0.5f), "A.values[3]");

    FileParts parts = split (files::serialiseDictionary (smallDictionary()));
    for (size_t bin = 0; bin < 9; ++bin)
        std::memset (parts.data.data() + 48 + (bin * 5 + 3) * 4, 0, 4);
    requireClearError (join (parts), "W, atom 3");
}

TEST_CASE ("Every shortened dictionary file is refused, and every one with a byte too many")
{
    const Bytes whole = files::serialiseDictionary (smallDictionary());
    for (size_t size = 0; size < whole.size(); ++size)
        requireClearError (Bytes (whole.begin(), whole.begin() + static_cast<std::ptrdiff_t> (size)), "");
    for (int value = 0; value < 256; ++value)
    {
        Bytes longer = whole;
        longer.push_back (static_cast<std::byte> (value));
        requireClearError (longer, "data, byte");
    }
}

TEST_CASE ("A header length beyond the file or the ceiling is refused before anything is read")
{
    Bytes bytes = files::serialiseDictionary (smallDictionary());
    for (const std::uint64_t length : { 0ull, 1ull, 1ull << 32, ~0ull })
    {
        std::memcpy (bytes.data(), &length, 8);
        requireClearError (bytes, "header");
    }
    FileParts large = split (files::serialiseDictionary (smallDictionary()));
    large.header.resize (files::maxHeaderBytes + 8, ' ');
    requireClearError (join (large), "header length");
}

TEST_CASE ("Hostile headers of eight megabytes are refused in reasonable time")
{
    const std::string prefix = GENERATE (as<std::string>{}, R"({"__metadata__":{"format":)", R"({"x":)", "");
    std::string text = prefix;
    while (text.size() < files::maxHeaderBytes - 8)
        text += "[{\"a\":";
    requireClearError (join ({ text, {} }), "header");
}

TEST_CASE ("A thousand mutated dictionary files load whole or give one clear error")
{
    DictionaryMutator mutator (20240601);
    for (int i = 0; i < 1000; ++i)
    {
        CAPTURE (i);
        REQUIRE (complaintAbout (mutator.next()).empty());
    }
}

#ifndef _WIN32
TEST_CASE ("A reader that shares no code with us reads the same dictionary")
{
    if (std::system ("python3 -c pass 2>/dev/null") != 0)
        return test::skip ("no python3");
    const TemporaryFolder folder;
    const auto text = [&] (const core::Dictionary& dictionary)
    {
        REQUIRE (files::saveDictionary (folder / fileName, dictionary).ok());
        const std::string command = std::string ("python3 '") + paths::testData + "/read_dictionary.py' '" +
                                    (folder / fileName).string() + "' > '" + (folder / "out").string() + "'";
        REQUIRE (std::system (command.c_str()) == 0);
        return readText (folder / "out");
    };
    const std::string sources = "speech 0 3 60 127 -1\nnoise-2 3 2\n";
    CHECK (text (smallDictionary()) == sources + "9 bins to 22050.0 Hz; atoms sum to 1.0000 to 1.0000\n");
    CHECK (text (convolutiveDictionary (1)) ==
           "kick 0 5\nsnare 5 5\n40 bands to 8000.0 Hz; atoms sum to 1.0000 to 1.0000\n");
    CHECK (text (smallUnfoldedDictionary()) ==
           sources + "9 bands to 22050.0 Hz; atoms sum to 1.0000 to 1.0000; unfolded, 2 layers\n");
}
#endif

TEST_CASE ("Loading says what is wrong with the path")
{
    const TemporaryFolder folder;
    CHECK (files::loadDictionary (folder / "none.safetensors").error().found == "no such file");
    CHECK_FALSE (files::loadDictionary (folder.path).ok());
#ifndef _WIN32
    CHECK_FALSE (files::loadDictionary ("/dev/null").ok());
#endif
    writeText (folder / "empty.safetensors", "");
    CHECK_FALSE (files::loadDictionary (folder / "empty.safetensors").ok());
}

#ifndef _WIN32
TEST_CASE ("An interrupted save leaves the old dictionary and nothing else")
{
    const TemporaryFolder folder;
    const auto path = folder / fileName;
    REQUIRE (files::saveDictionary (path, smallDictionary()).ok());
    const auto before = readText (path);
    auto other = smallDictionary();
    other.command = "another one";
    {
        const FullDisk full (before.size() / 2);
        const auto saved = files::saveDictionary (path, other);
        REQUIRE_FALSE (saved.ok());
        CHECK (saved.error().where == path.string());
    }
    other.hop = 0;
    CHECK_FALSE (files::saveDictionary (path, other).ok());
    CHECK (readText (path) == before);
    CHECK (folder.names() == std::vector<std::string>{ fileName });
}
#endif

TEST_CASE ("Saving where nothing can be written is reported")
{
    const TemporaryFolder folder;
    writeText (folder / "plain", "");
    CHECK_FALSE (files::saveDictionary (folder / "plain/a.safetensors", smallDictionary()).ok());
    CHECK_FALSE (files::saveDictionary (folder.path, smallDictionary()).ok());
#ifndef _WIN32
    CHECK_FALSE (files::saveDictionary ("/dev/null/a.safetensors", smallDictionary()).ok());
    CHECK_FALSE (files::saveDictionary ("/proc/a.safetensors", smallDictionary()).ok());
    std::filesystem::permissions (folder.path,
                                  std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    if (::geteuid() != 0) // root writes anywhere
        CHECK_FALSE (files::saveDictionary (folder / "a.safetensors", smallDictionary()).ok());
    std::filesystem::permissions (folder.path, std::filesystem::perms::owner_all);
#endif
}

TEST_CASE ("A dictionary is known as one though its command names thousands of recordings")
{
    const TemporaryFolder folder;
    auto dictionary = smallDictionary();
    dictionary.command = "unbraid train";
    for (int recording = 0; recording < 5000; ++recording)
        dictionary.command += " --source drums=loops/" + std::to_string (recording) + "/kick.wav";
    REQUIRE (files::saveDictionary (folder.path / fileName, dictionary).ok());
    CHECK (files::kindOf (folder.path / fileName) == files::FileKind::dictionary);
}

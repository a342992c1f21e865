// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Dictionaries/Tensors.h"
#include "Support/Random.h"
#include "Support/UnfoldedDictionary.h"
#include "Unit/Cli/Workplace.h"

#include <fstream>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
constexpr Index decoderBins = 65, decoderUnits = 4, decoderLatents = 2;

/** A model of speech as a file holds it: matrices by name, and the length of its windows. */
struct DecoderParts
{
    std::string windowSeconds = "0.008";
    std::map<std::string, MatrixXf> matrices;
    std::map<std::string, Eigen::VectorXf> lists;
};

DecoderParts decoderParts()
{
    DecoderParts parts;
    Random random (6);
    const auto add = [&] (const std::string& name, Index inputs, Index outputs)
    {
        parts.matrices[name + ".weight"] =
            MatrixXf::NullaryExpr (inputs, outputs, [&] { return random.uniform (-0.5f, 0.5f); });
        parts.lists[name + ".bias"] = Eigen::VectorXf::Zero (outputs);
    };
    add ("encoder", decoderBins, decoderUnits);
    add ("mean", decoderUnits, decoderLatents);
    add ("decoder", decoderLatents, decoderUnits);
    add ("variance", decoderUnits, decoderBins);
    return parts;
}

void writeDecoder (const fs::path& path, const DecoderParts& parts)
{
    files::SafetensorsWriter writer ({ { "window_seconds", parts.windowSeconds } });
    for (const auto& [name, matrix] : parts.matrices)
        writer.addMatrix (name, matrix);
    for (const auto& [name, list] : parts.lists)
        writer.addList (name, "F32", list);
    const auto bytes = files::serialiseSafetensors (writer.content());
    std::ofstream (path, std::ios::binary)
        .write (reinterpret_cast<const char*> (bytes.data()), static_cast<std::streamsize> (bytes.size()));
}

const Words byDecoder{
    "separate", "in.wav", "--model", "vae", "--decoder", "voice.safetensors", "--out", "o"
};

MatrixXf noisySound()
{
    Random random (3);
    return random.noise (8001, 0.3f);
}
} // namespace

TEST_CASE ("A recording is separated by a model of speech in a file, and its sources sum to it")
{
    const Workplace work;
    writeDecoder (work / "voice.safetensors", decoderParts());
    for (const double rateHz : { 8000.0, 16000.0, 44100.0 })
    {
        const MatrixXf input = noisySound();
        writeSound (work / "in.wav", rateHz, input);
        checkWorks (work.run (with (byDecoder, { "--overwrite" })));
        const MatrixXf sum =
            readSound (work / "o/in.speech.wav").samples + readSound (work / "o/in.noise.wav").samples;
        CHECK (errorDb (input, sum) < -120.0);
    }
}

TEST_CASE ("A broken model of speech is refused with what is wrong")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, noisySound());
    const auto refuses = [&] (const DecoderParts& parts, const std::string& said)
    {
        writeDecoder (work / "voice.safetensors", parts);
        const auto outcome = work.run (byDecoder);
        INFO (outcome.err);
        CHECK (outcome.exitCode == 1);
        CHECK (outcome.err.find ("the model of speech cannot be read") != std::string::npos);
        CHECK (outcome.err.find (said) != std::string::npos);
        CHECK_FALSE (fs::exists (work / "o"));
    };
    for (const auto& [name, matrix] : decoderParts().matrices)
    {
        auto parts = decoderParts();
        parts.matrices.erase (name);
        refuses (parts, name);
        parts = decoderParts();
        parts.matrices[name](0, 0) = std::numeric_limits<float>::quiet_NaN();
        refuses (parts, "not finite");
        parts = decoderParts();
        parts.matrices[name] = MatrixXf::Zero (matrix.rows() + 1, matrix.cols());
        refuses (parts, "tensor");
    }
    auto parts = decoderParts();
    parts.lists["mean.bias"] = Eigen::VectorXf::Zero (decoderLatents + 1);
    refuses (parts, "mean.bias");
    for (const std::string window : { "", "nan", "1e9", "0.01 s" })
    {
        parts = decoderParts();
        parts.windowSeconds = window;
        refuses (parts, "window_seconds");
    }
}

TEST_CASE ("The encoder of a dictionary can be a prior")
{
    const Workplace work;
    const auto unfolded = unfoldedDictionary (7);
    REQUIRE (files::saveDictionary (work / "unfolded.safetensors", unfolded).ok());
    const MatrixXf input = noisySound();
    writeSound (work / "in.wav", 16000.0, input);
    const Words words{ "separate", "in.wav", "--dictionary", "unfolded.safetensors" };
    checkWorks (work.run (with (words, { "--model", "encoder-prior", "--out", "prior" })));
    checkWorks (work.run (with (words, { "--out", "trained" })));
    const MatrixXf speech = readSound (work / "prior/in.speech.wav").samples;
    CHECK (errorDb (input, speech + readSound (work / "prior/in.noise.wav").samples) < -120.0);
    CHECK (errorDb (speech, readSound (work / "trained/in.speech.wav").samples) > -60.0);
}

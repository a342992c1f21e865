// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/DeepSpeech.h"

#include "Cli/Separate/WholeSeparation.h"
#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryLibrary.h"
#include "Files/FileBytes.h"
#include "Offline/Deep/VariationalSpeech.h"
#include "Training/WorkQueue.h"

#include <charconv>

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr std::uintmax_t mostDecoderBytes = 64 << 20;
constexpr Index mostDecoderBins = 1 << 13, mostDecoderUnits = 1 << 12;
constexpr double shortestDecoderWindow = 0.005, longestDecoderWindow = 0.5; // s

core::Error inFile (const fs::path& path, core::Error error)
{
    error.what = "the model of speech cannot be read";
    error.where = path.string() + (error.where.empty() ? "" : ", " + error.where);
    return error;
}

/** numInputs  that it must have; 0: any */
core::Status readLayer (const files::Safetensors& content, const std::string& name, Index numInputs,
                        Index mostOutputs, offline::DenseLayer& layer)
{
    const Index mostInputs = numInputs > 0 ? numInputs : mostDecoderBins;
    if (auto read = files::readMatrix (content, name + ".weight", mostInputs, mostOutputs, layer.weights);
        ! read.ok())
        return read;
    if (auto read = files::readList (content, name + ".bias", "F32", layer.bias); ! read.ok())
        return read;
    if (numInputs > 0 && layer.weights.rows() != numInputs)
        return core::Error{ {},
                            "tensor '" + name + ".weight', rows",
                            std::to_string (layer.weights.rows()),
                            std::to_string (numInputs) };
    if (layer.bias.size() != layer.weights.cols())
        return core::Error{ {},
                            "tensor '" + name + ".bias', length",
                            std::to_string (layer.bias.size()),
                            std::to_string (layer.weights.cols()) };
    if (! layer.weights.allFinite() || ! layer.bias.allFinite())
        return core::Error{ {}, "tensors '" + name + ".*'", "a number that is not finite", "finite ones" };
    return core::Done{};
}

core::Status readWindow (const files::Safetensors& content, double& seconds)
{
    const auto entry = content.metadata.find ("window_seconds");
    const std::string text = entry == content.metadata.end() ? "" : entry->second;
    const auto end = std::from_chars (text.data(), text.data() + text.size(), seconds).ptr;
    if (text.empty() || end != text.data() + text.size() ||
        ! (seconds >= shortestDecoderWindow && seconds <= longestDecoderWindow))
        return core::Error{ {}, "metadata, window_seconds", text.empty() ? "nothing" : text, "0.005 to 0.5" };
    return core::Done{};
}

core::Status readDecoder (const files::Safetensors& content, offline::SpeechDecoder& speech)
{
    if (auto read = readWindow (content, speech.windowSeconds); ! read.ok())
        return read;
    if (auto read = readLayer (content, "encoder", 0, mostDecoderUnits, speech.encoder); ! read.ok())
        return read;
    if (auto read = readLayer (content, "mean", speech.encoder.bias.size(), mostDecoderUnits, speech.mean);
        ! read.ok())
        return read;
    if (auto read = readLayer (content, "decoder", speech.mean.bias.size(), mostDecoderUnits, speech.decoder);
        ! read.ok())
        return read;
    if (auto read =
            readLayer (content, "variance", speech.decoder.bias.size(), mostDecoderBins, speech.variance);
        ! read.ok())
        return read;
    if (speech.numBins() != speech.encoder.weights.rows())
        return core::Error{ {},
                            "tensor 'variance.weight', columns",
                            std::to_string (speech.numBins()),
                            "the rows of 'encoder.weight', " +
                                std::to_string (speech.encoder.weights.rows()) };
    return core::Done{};
}
} // namespace

core::Result<fs::path> shippedDecoder()
{
    std::error_code ignored;
    for (const auto& folder : files::dictionarySearchPath())
        if (auto path = folder / "Decoders" / "speech.safetensors"; fs::is_regular_file (path, ignored))
            return path;
    return core::Error{ "no model of speech is installed", "--model vae", {}, "--decoder FILE" };
}

core::Result<offline::SpeechDecoder> loadDecoder (const fs::path& path)
{
    const auto bytes = files::readFileBytes (path, mostDecoderBytes);
    if (! bytes.ok())
        return inFile (path, bytes.error());
    const auto content = files::parseSafetensors (bytes.value());
    if (! content.ok())
        return inFile (path, content.error());
    offline::SpeechDecoder speech;
    if (auto read = readDecoder (content.value(), speech); ! read.ok())
        return inFile (path, read.error());
    return speech;
}

core::Result<Index> separateByDeepSpeech (const std::string& name, files::AudioReader& reader,
                                          const SeparationPlan& plan, const SourceSink& sink,
                                          const core::Progress& onProgress)
{
    offline::VariationalSpec spec;
    spec.numThreads = training::defaultThreads();
    const auto byDecoder = [&] (const Eigen::MatrixXf& samples)
    { return offline::separateByDecoder (samples, reader.sampleRateHz(), *plan.speech, spec, onProgress); };
    return separateAtOnce (name, reader, byDecoder, sink);
}

} // namespace unbraid::cli

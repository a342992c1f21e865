// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// first_source DICTIONARY INPUT OUTPUT: writes the first source of the dictionary, such as the voice of `speech`, in time with the
// input. The engine is fed as a sound card would feed it: block by block, into memory that was allocated before.
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/DictionaryFile.h"

#include <algorithm>
#include <iostream>
#include <vector>

namespace
{
using namespace unbraid;

constexpr Eigen::Index blockSize = 512;
constexpr Eigen::Index maxFrames = 1 << 26;

int fail (const core::Error& error)
{
    std::cerr << error.message() << "\n";
    return 1;
}

/** All sources of a recording: [frames x (sources * channels)], later than the input by the latency. */
Eigen::MatrixXf separate (core::Separator& separator, const Eigen::MatrixXf& samples)
{
    Eigen::MatrixXf sources (samples.rows(), separator.numSources() * samples.cols());
    std::vector<const float*> inputs (static_cast<size_t> (samples.cols()));
    std::vector<float*> outputs (static_cast<size_t> (sources.cols()));
    for (Eigen::Index from = 0; from < samples.rows(); from += blockSize)
    {
        for (size_t c = 0; c < inputs.size(); ++c)
            inputs[c] = samples.col (static_cast<Eigen::Index> (c)).data() + from;
        for (size_t c = 0; c < outputs.size(); ++c)
            outputs[c] = sources.col (static_cast<Eigen::Index> (c)).data() + from;
        separator.process (inputs.data(), outputs.data(), std::min (blockSize, samples.rows() - from));
    }
    return sources;
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 4)
    {
        std::cerr << "usage: first_source DICTIONARY INPUT OUTPUT\n";
        return 2;
    }
    const auto dictionary = files::loadDictionary (argv[1]);
    if (! dictionary.ok())
        return fail (dictionary.error());
    const auto recording = files::readRecording (argv[2], maxFrames);
    if (! recording.ok())
        return fail (recording.error());
    const auto rateHz = recording.value().sampleRateHz;
    const auto numFrames = recording.value().samples.rows();
    const auto numChannels = recording.value().samples.cols();

    core::Separator separator;
    core::SeparatorSpec spec;
    spec.sampleRateHz = rateHz;
    spec.numChannels = numChannels;
    const auto settings = core::settingsFromMixer (dictionary.value());
    if (auto ready = separator.prepare (spec, dictionary.value(), settings); ! ready.ok())
        return fail (ready.error());

    Eigen::MatrixXf samples = Eigen::MatrixXf::Zero (numFrames + separator.latencySamples(), numChannels);
    samples.topRows (numFrames) = recording.value().samples;
    const Eigen::MatrixXf first = separate (separator, samples).bottomRows (numFrames).leftCols (numChannels);

    auto writer = files::AudioWriter::create (argv[3], rateHz, numChannels);
    if (! writer.ok())
        return fail (writer.error());
    if (auto written = writer.value().write (first); ! written.ok())
        return fail (written.error());
    if (auto finished = writer.value().finish(); ! finished.ok())
        return fail (finished.error());
    std::cout << separator.sourceNames().front() << ": " << argv[3] << "\n";
    return 0;
}

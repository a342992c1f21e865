// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// first_source DICTIONARY INPUT OUTPUT: writes the first source of the dictionary, such as the voice of `speech`, in time with the
// input, which is fed block by block as a sound card would feed it.
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/DictionaryFile.h"

#include <iostream>

using namespace unbraid;

/** The value of a result; its error, a sentence with details in parentheses, as an exception. */
template <class T>
T valueOf (core::Result<T> result)
{
    return result.ok() ? std::move (result).value() : throw std::runtime_error (result.error().message());
}

int main (int argc, char** argv)
try
{
    if (argc != 4)
        throw std::runtime_error ("usage: first_source DICTIONARY INPUT OUTPUT");
    const auto dictionary = valueOf (files::loadDictionary (argv[1]));
    const auto recording = valueOf (files::readRecording (argv[2], 1 << 26)); // 25 minutes at 44.1 kHz
    const auto numChannels = recording.samples.cols();

    core::Separator separator;
    const core::SeparatorSpec spec{ .sampleRateHz = recording.sampleRateHz, .numChannels = numChannels };
    valueOf (separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary)));

    Eigen::MatrixXf block (512, numChannels);
    Eigen::MatrixXf sources (block.rows(), separator.numSources() * numChannels); // source by source
    std::vector<const float*> inputs;
    std::vector<float*> outputs;
    for (const auto& channel : block.colwise())
        inputs.push_back (channel.data());
    for (auto channel : sources.colwise())
        outputs.push_back (channel.data());

    const auto latency = separator.latencySamples();
    Eigen::MatrixXf samples (recording.samples.rows() + latency, numChannels);
    samples << recording.samples, Eigen::MatrixXf::Zero (latency, numChannels);
    for (Eigen::Index from = 0, count; from < samples.rows(); from += count)
    {
        count = std::min (block.rows(), samples.rows() - from);
        block.topRows (count) = samples.middleRows (from, count);
        separator.process (inputs.data(), outputs.data(), count); // real-time safe
        samples.middleRows (from, count) = sources.topLeftCorner (count, numChannels);
    }

    auto writer = valueOf (files::AudioWriter::create (argv[3], recording.sampleRateHz, numChannels));
    valueOf (writer.write (samples.bottomRows (recording.samples.rows())));
    valueOf (writer.finish());
    std::cout << separator.sourceNames().front() << ": " << argv[3] << "\n";
}
catch (const std::exception& error)
{
    std::cerr << error.what() << "\n";
    return 1;
}

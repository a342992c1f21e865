// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// first_source DICTIONARY INPUT OUTPUT: writes the first source of the dictionary, such as the voice of `speech`, in time with the input.
#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"
#include "Files/DictionaryFile.h"

#include <iostream>

using namespace unbraid;

auto valueOf (auto result) // or its error, a sentence with details in parentheses, as an exception
{
    return result.ok() ? std::move (result).value() : throw std::runtime_error (result.error().message());
}

int main (int argc, char** argv)
try
{
    if (argc != 4)
        throw std::runtime_error ("usage: first_source DICTIONARY INPUT OUTPUT");
    const auto dictionary = valueOf (files::loadDictionary (argv[1]));
    auto reader = valueOf (files::AudioReader::open (argv[2]));
    const auto rateHz = reader.sampleRateHz();
    const auto width = reader.numChannels();
    core::Separator separator;
    valueOf (separator.prepare ({ rateHz, width }, dictionary, core::settingsFromMixer (dictionary)));
    auto writer = valueOf (files::AudioWriter::create (argv[3], rateHz, width));

    Eigen::MatrixXf block (512, width * (1 + separator.numSources())); // the input, then source by source
    std::vector<float*> channels;
    for (auto channel : block.colwise())
        channels.push_back (channel.data());
    for (Eigen::Index at = -separator.latencySamples(), end = 0; at < end; at += block.rows())
    {
        block.setZero(); // behind the input: silence, until its last sound has come out
        end += valueOf (reader.read (block.leftCols (width)));
        separator.process (channels.data(), channels.data() + width, block.rows()); // real-time safe
        const auto from = std::clamp<Eigen::Index> (-at, 0, block.rows()); // 0, once the latency is over
        const auto to = std::min (block.rows(), end - at);
        valueOf (writer.write (block.block (from, width, to - from, width)));
    }
    valueOf (writer.finish());
    std::cout << separator.sourceNames().front() << ": " << argv[3] << "\n";
}
catch (const std::exception& error)
{
    std::cerr << error.what() << "\n";
    return 1;
}

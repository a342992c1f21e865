// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Fuzz/FuzzArguments.h"

#include "Core/Separator.h"
#include "Core/SeparatorSettings.h"
#include "Support/DictionaryMutator.h"
#include "Support/Random.h"
#include "Support/TestDictionary.h"
#include "Support/UnfoldedDictionary.h"

#include <array>
#include <cstdio>
#include <string>
#include <vector>

using namespace unbraid;
using Eigen::Index;

namespace
{
constexpr Index numFrames = 10;

/** Dictionaries that a file may hold: as the tests make them, and of a single bin, a single atom, with extreme numbers. */
class DictionaryMaker
{
public:
    explicit DictionaryMaker (std::uint64_t seed)
        : mutator (seed)
        , random (seed + 1)
        , bases{ test::smallDictionary(), test::smallUnfoldedWithRows(), test::convolutiveDictionary (1),
                 test::randomDictionary (1),
                 test::randomDictionary (2, 1.0f, core::Spectrum::magnitude, 6, 1) }
    {
    }

    /** Every other one is a broken file as far as it is read; the others are whole and odd. */
    std::optional<core::Dictionary> next()
    {
        if (below (2) == 0)
        {
            auto read = files::parseDictionary (mutator.next(), "mutant");
            return read.ok() ? std::optional (std::move (read).value()) : std::nullopt;
        }
        core::Dictionary dictionary = bases.at (below (bases.size()));
        for (size_t count = 1 + below (3); count > 0; --count)
            change (dictionary);
        if (! core::validate (dictionary).ok()) // what no file can hold is refused before it is written
            return std::nullopt;
        // as a file would bring it
        auto read = files::parseDictionary (files::serialiseDictionary (dictionary), "odd");
        return read.ok() ? std::optional (std::move (read).value()) : std::nullopt;
    }

    size_t below (size_t limit) { return static_cast<size_t> (random() % limit); }

private:
    void change (core::Dictionary& dictionary)
    {
        switch (below (8))
        {
        case 0:
            keepBins (dictionary, 1 + static_cast<Index> (below (3)));
            break;
        case 1:
            keepBins (dictionary,
                      1 + static_cast<Index> (below (static_cast<size_t> (dictionary.numBins()))));
            break;
        case 2:
            dictionary.window = 1 << (1 + below (16));
            break;
        case 3:
            dictionary.hop = 1 << below (14);
            break;
        case 4:
            dictionary.sampleRateHz =
                std::array{ 8000.0, 11025.0, 44100.0, 96000.0, 192000.0 }.at (below (5));
            break;
        case 5:
            dictionary.divergenceBeta = std::array{ 0.0f, 0.5f, 1.0f, 2.0f }.at (below (4));
            break;
        case 6:
            dictionary.atoms *= std::array{ 1e-30f, 1e-6f, 1e6f, 1e30f }.at (below (4));
            if (below (2) == 0)
                core::normaliseAtoms (dictionary.atoms);
            break;
        default:
            dictionary.maskExponent = std::array{ 0.1f, 0.5f, 1.0f, 2.0f, 8.0f }.at (below (5));
        }
    }

    static void keepBins (core::Dictionary& dictionary, Index numBins)
    {
        if (dictionary.unfolding || numBins > dictionary.numBins())
            return;
        const Eigen::MatrixXf atoms = dictionary.atoms.topRows (numBins);
        const Eigen::VectorXf frequencies = dictionary.frequenciesHz.head (numBins);
        dictionary.atoms = atoms;
        dictionary.frequenciesHz = frequencies;
        for (auto& tail : dictionary.tails)
            tail = tail.topRows (numBins).eval();
        if (dictionary.tails.empty())
            core::normaliseAtoms (dictionary.atoms);
    }

    test::DictionaryMutator mutator;
    std::mt19937_64 random;
    std::array<core::Dictionary, 5> bases;
};

/** Ten frames of noise through an engine of the dictionary. Empty: the sources sum to it, or the dictionary was refused. */
std::string complaintOfPlaying (const core::Dictionary& dictionary, DictionaryMaker& maker, bool& isPlayed)
{
    constexpr std::array ratesHz{ 8000.0, 16000.0, 44100.0, 48000.0, 96000.0, 192000.0 };
    constexpr std::array modes{ core::LatencyMode::low, core::LatencyMode::balanced,
                                core::LatencyMode::high };
    core::SeparatorSpec spec{ ratesHz.at (maker.below (ratesHz.size())),
                              1 + static_cast<Index> (maker.below (2)), modes.at (maker.below (modes.size())),
                              static_cast<Index> (maker.below (2) * 8) };
    core::Separator separator;
    if (const auto ready = separator.prepare (spec, dictionary, core::settingsFromMixer (dictionary));
        ! ready.ok())
        return ready.error().message().empty() ? "refused without a word" : "";
    isPlayed = true;
    const auto length = numFrames * separator.geometry().hop + separator.latencySamples();
    Eigen::MatrixXf input (length, spec.numChannels);
    for (Index channel = 0; channel < spec.numChannels; ++channel)
        input.col (channel) = test::Random (static_cast<std::uint64_t> (channel) + 5).noise (length, 0.1f);
    Eigen::MatrixXf output (length, separator.numSources() * spec.numChannels);
    std::vector<const float*> from;
    std::vector<float*> to;
    for (Index channel = 0; channel < spec.numChannels; ++channel)
        from.push_back (input.col (channel).data());
    for (Index column = 0; column < output.cols(); ++column)
        to.push_back (output.col (column).data());
    separator.process (from.data(), to.data(), length);
    Eigen::MatrixXf sum = Eigen::MatrixXf::Zero (length, spec.numChannels);
    for (Index source = 0; source < separator.numSources(); ++source)
        sum += output.middleCols (source * spec.numChannels, spec.numChannels);
    const auto kept = length - separator.latencySamples();
    const float error = (sum.bottomRows (kept) - input.topRows (kept)).norm();
    constexpr float rounding = 1e-4f;
    return output.allFinite() && error <= rounding * input.norm() ? ""
                                                                  : "the sources do not sum to the input";
}
} // namespace

/** fuzz_engines --mutations N [--seed S] [--keep FILE]: prepares an engine with N broken or odd dictionaries, lets those that are taken
    separate ten frames, and stops at the first whose sources do not sum to the input. --keep leaves the last one in a file. */
int main (int numArguments, char** arguments)
{
    const auto wanted = test::fuzzArguments (numArguments, arguments);
    if (! wanted)
        return 2;
    DictionaryMaker maker (wanted->seed);
    unsigned long long numRead = 0, numPlayed = 0;
    for (unsigned long long i = 0; i < wanted->mutations; ++i)
    {
        const auto dictionary = maker.next();
        if (! dictionary)
            continue;
        ++numRead;
        if (! wanted->keep.empty())
            static_cast<void> (files::saveDictionary (wanted->keep, *dictionary));
        bool isPlayed = false;
        if (const auto complaint = complaintOfPlaying (*dictionary, maker, isPlayed); ! complaint.empty())
        {
            std::fprintf (stderr, "mutation %llu of seed %llu: %s\n", i, wanted->seed, complaint.c_str());
            return 1;
        }
        numPlayed += isPlayed ? 1 : 0;
    }
    std::printf ("%llu dictionaries of seed %llu: %llu read, %llu of them played, and their sources sum to "
                 "the input\n",
                 wanted->mutations, wanted->seed, numRead, numPlayed);
    return 0;
}

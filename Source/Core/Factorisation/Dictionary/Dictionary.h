// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Unfolding.h"
#include "Core/Spectral/SampleRates.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace unbraid::core
{

/** Which spectrum of a frame the atoms describe: |x|^2 or |x|. */
enum class Spectrum
{
    power,
    magnitude
};

/** The meaning of the rows of the atoms. */
enum class Rows
{
    bins, // samples of a spectrum over Hz, interpolated to any other bins
    bands // triangles over Hz around each row's frequency, see BandMap; of an unfolded or convolutive dictionary
};

/** A run of atoms that belong to one sound source. */
struct Source
{
    std::string name;           // see isSourceName
    Eigen::Index firstAtom = 0; // column of its first atom
    Eigen::Index numAtoms = 0;
    std::vector<int> pitches; // MIDI note per atom, -1 where an atom has none; empty: the source is unpitched
    std::vector<int> groups;  // group per atom for group sparsity; empty: the source is one group
    bool isTarget = true;     // false: reduced when a preset cleans (noise, residual)
    float defaultGainDb = 0.0f; // what the mixer starts with
    std::vector<int> onsets{};  // 1 per atom that sounds around the beginning of a note only; empty: none
};

/** Entries of the sparse transition matrix A of the dynamics prior h_t ~ A h_(t-1): A(row, column) = value.
 */
struct Transitions
{
    std::vector<int> rows;
    std::vector<int> columns;
    std::vector<float> values;
};

/** Content of a dictionary that only its kind of model knows, beside the fields that all have. Immutable. */
struct KindContent
{
    virtual ~KindContent() = default;
};

struct Dictionary;

/** A dictionary that splits a source of another one further (SeparationTree). */
struct DictionaryBranch
{
    std::string source; // name, in the dictionary that it belongs to
    std::shared_ptr<const Dictionary> dictionary;
};

/** The vocabulary of a separation: spectral atoms in Hz, grouped into sources, and how they were made.
    Immutable once built: made on a worker, read by every thread, swapped whole. Only `validate` decides
    what a dictionary may be; files and trainers both pass through it.

    atoms          [bins x atoms] W, linear spectrum, >= 0, columns sum to 1; of an unfolded dictionary: what its
                                  output atoms look like; a kind that does not factorise shows its sources in them
    frequenciesHz  [bins]         rising, the first >= 0; of bands: their centres
    unfolding                     empty: a plain dictionary, whose activations the solver finds as it is set
    tails                         [lags - 1] of [bands x atoms] W_1, W_2 ..: the later frames of convolutive atoms
                                  from their column of W, hop by hop; an atom that has nothing there is a plain one.
                                  Empty: all are */
struct Dictionary
{
    double sampleRateHz = 0.0;
    Eigen::Index window = 0; // analysis window length in samples at sampleRateHz
    Eigen::Index hop = 0;    // hop in samples at sampleRateHz
    std::string windowShape; // "asymmetric-sine": see Window.h
    Spectrum spectrum = Spectrum::power;
    float divergenceBeta = 0.0f; // 0 Itakura-Saito, 1 Kullback-Leibler, 2 Euclidean
    float maskExponent = 1.0f;   // masks are P_j^e / sum_i P_i^e
    Eigen::MatrixXf atoms;
    Eigen::VectorXf frequenciesHz;
    std::vector<Source> sources;
    Transitions dynamics;                // empty: none learned
    std::map<std::string, double> mixer; // parameter values a preset starts with, by name
    std::vector<std::string> modes;      // latency modes it serves; empty: all of them
    std::string licence;
    std::string trainedOn;
    std::string command;
    Rows rows = Rows::bins;
    std::optional<Unfolding> unfolding{};
    std::vector<Eigen::MatrixXf> tails{};
    std::shared_ptr<const KindContent> kindContent{}; // of a kind that a program added, see addModelKind
    std::vector<DictionaryBranch> branches{};         // of different sources; two levels, not more

    [[nodiscard]] Eigen::Index numBins() const { return atoms.rows(); }
    [[nodiscard]] Eigen::Index numAtoms() const { return atoms.cols(); }
};

/** What a dictionary is played as: its sources, one that is split further replaced by those of its branch as `source.name`, with
    the source's level and whether it is a target. [any] */
std::vector<Source> leavesOf (const Dictionary& dictionary);

/** Ceilings that every dictionary keeps: nothing larger is loaded, trained or played. */
constexpr Eigen::Index maxBins = 1 << 16;
constexpr Eigen::Index maxAtoms = 1 << 14;
constexpr Eigen::Index maxSources = 128;
constexpr Eigen::Index maxLags = 256;           // of a convolutive atom, its first frame among them
constexpr Eigen::Index maxTailValues = 1 << 24; // of all tails together

/** Checks every rule a dictionary must keep; the first one broken is reported with field, found and allowed.
    [worker] */
Status validate (const Dictionary& dictionary);

/** True where an enrolment can tell it whose voice its first source is, see SpeakerEncoder. [any] */
[[nodiscard]] inline bool learnsVoices (const Dictionary& dictionary) noexcept
{
    return dictionary.unfolding && dictionary.unfolding->speaker;
}

/** True where an enrolment has. [any] */
[[nodiscard]] inline bool knowsVoice (const Dictionary& dictionary) noexcept
{
    return dictionary.unfolding && dictionary.unfolding->knowsVoice;
}

/** Makes every column of `atoms` sum to one; a column without energy is left alone (validate names it).
    [worker] */
void normaliseAtoms (Eigen::MatrixXf& atoms);

} // namespace unbraid::core

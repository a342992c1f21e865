// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Trainer.h"

#include "Training/Corpus.h"
#include "Training/Factoriser.h"
#include "Training/NoteName.h"
#include "Training/Transitions.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace unbraid::training
{

namespace
{
/** What is learned of one source. */
struct LearnedSource
{
    Eigen::MatrixXf atoms;
    std::vector<int> pitches;
    core::Transitions dynamics; // indices from the source's first atom
};

core::Error refused (const char* field, const std::string& found, const char* allowed)
{
    return { "the training cannot start", field, found, allowed };
}

core::Status check (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources)
{
    if (sources.empty())
        return refused ("sources", "none", "one or more");
    if (! (spec.divergenceBeta >= -1.0f && spec.divergenceBeta <= 3.0f))
        return refused ("divergence", core::numberText (spec.divergenceBeta), "beta -1 to 3");
    if (! (spec.sparsity >= 0.0f && spec.sparsity <= 1e3f))
        return refused ("sparsity", core::numberText (spec.sparsity), "0 to 1000");
    if (spec.iterations < 1 || spec.iterations > 100000)
        return refused ("iterations", std::to_string (spec.iterations), "1 to 100000");
    if (spec.maxFrames < 1)
        return refused ("frames", std::to_string (spec.maxFrames), "1 or more");
    if (spec.numThreads < 1 || spec.numThreads > 256)
        return refused ("threads", std::to_string (spec.numThreads), "1 to 256");
    if (spec.learnDynamics && spec.divergenceBeta != 0.0f)
        return refused ("dynamics", "divergence beta " + core::numberText (spec.divergenceBeta),
                        "0 (Itakura-Saito)");
    for (const auto& source : sources)
    {
        if (source.numAtoms < 1 || source.numAtoms > core::maxAtoms)
            return refused (("rank of " + source.name).c_str(), std::to_string (source.numAtoms),
                            "1 to 16384");
        if (source.files.empty())
            return refused (("source " + source.name).c_str(), "no files", "one or more recordings");
    }
    return core::Done{};
}

/** Learns one set of atoms, telling the callback under the source's name. */
core::Result<LearnedSource> learnAtoms (const TrainingSpec& spec, const SourceMaterial& source,
                                        const std::vector<CorpusFile>& files, const std::string& label,
                                        const TrainingCallback& onProgress)
{
    auto corpus = readCorpus (spec, files);
    if (! corpus.ok())
        return corpus.error();
    const auto& spectra = corpus.value().spectra;
    const FactorisationSpec factorisation{ spec.divergenceBeta, spec.sparsity, spec.iterations, spec.seed,
                                           spec.numThreads };
    auto report = [&] (int iteration, double objective)
    {
        return onProgress (
            { label, iteration, spec.iterations, objective / static_cast<double> (spectra.size()) });
    };
    auto factors = factorise (spectra, source.numAtoms, factorisation, report);
    if (! factors.ok())
        return factors.error();
    LearnedSource learned{ std::move (factors.value().atoms), {}, {} };
    if (spec.learnDynamics)
        learned.dynamics = learnTransitions (factors.value().activations, corpus.value().continues, 0);
    return learned;
}

/** The recordings of every note between the lowest and the highest, transposed from the nearest where one is
    missing. */
core::Result<std::map<int, std::vector<CorpusFile>>> filesByNote (const SourceMaterial& source)
{
    std::map<int, std::vector<CorpusFile>> played;
    for (const auto& file : source.files)
    {
        const auto note = noteFromName (file.filename().string());
        if (! note)
            return core::Error{ "the file name holds no note", file.string(), file.filename().string(),
                                "a name like A3.wav, piano_Cs4.flac or gb2_f.wav" };
        played[*note + source.noteOffset].push_back ({ file, 0 });
    }
    std::map<int, std::vector<CorpusFile>> all = played;
    for (int note = played.begin()->first; note <= played.rbegin()->first; ++note)
    {
        if (played.contains (note))
            continue;
        const auto nearest =
            std::min_element (played.begin(), played.end(),
                              [note] (const auto& a, const auto& b)
                              { return std::abs (a.first - note) < std::abs (b.first - note); });
        for (auto file : nearest->second)
        {
            file.transposeSemitones = note - nearest->first;
            all[note].push_back (file);
        }
    }
    return all;
}

core::Result<LearnedSource> learnNotes (const TrainingSpec& spec, const SourceMaterial& source,
                                        const TrainingCallback& onProgress)
{
    auto notes = filesByNote (source);
    if (! notes.ok())
        return notes.error();
    LearnedSource learned;
    for (const auto& [note, files] : notes.value())
    {
        auto atoms =
            learnAtoms (spec, source, files, source.name + " note " + std::to_string (note), onProgress);
        if (! atoms.ok())
            return atoms.error();
        const auto& added = atoms.value();
        const Eigen::Index first = learned.atoms.cols();
        learned.atoms.conservativeResize (added.atoms.rows(), first + added.atoms.cols());
        learned.atoms.rightCols (added.atoms.cols()) = added.atoms;
        learned.pitches.insert (learned.pitches.end(), static_cast<size_t> (added.atoms.cols()), note);
        for (size_t i = 0; i < added.dynamics.values.size(); ++i)
        {
            learned.dynamics.rows.push_back (added.dynamics.rows[i] + static_cast<int> (first));
            learned.dynamics.columns.push_back (added.dynamics.columns[i] + static_cast<int> (first));
            learned.dynamics.values.push_back (added.dynamics.values[i]);
        }
    }
    return learned;
}

core::Result<LearnedSource> learnSource (const TrainingSpec& spec, const SourceMaterial& source,
                                         const TrainingCallback& onProgress)
{
    if (source.pitched)
        return learnNotes (spec, source, onProgress);
    std::vector<CorpusFile> files;
    for (const auto& file : source.files)
        files.push_back ({ file, 0 });
    return learnAtoms (spec, source, files, source.name, onProgress);
}

void append (const SourceMaterial& material, const LearnedSource& learned, core::Dictionary& dictionary)
{
    core::Source source;
    source.name = material.name;
    source.firstAtom = dictionary.atoms.cols();
    source.numAtoms = learned.atoms.cols();
    source.pitches = learned.pitches;
    source.isTarget = material.isTarget;
    dictionary.atoms.conservativeResize (learned.atoms.rows(), source.firstAtom + source.numAtoms);
    dictionary.atoms.rightCols (source.numAtoms) = learned.atoms;
    for (size_t i = 0; i < learned.dynamics.values.size(); ++i)
    {
        dictionary.dynamics.rows.push_back (learned.dynamics.rows[i] + static_cast<int> (source.firstAtom));
        dictionary.dynamics.columns.push_back (learned.dynamics.columns[i] +
                                               static_cast<int> (source.firstAtom));
        dictionary.dynamics.values.push_back (learned.dynamics.values[i]);
    }
    dictionary.sources.push_back (std::move (source));
}

core::Dictionary emptyDictionary (const TrainingSpec& spec, const core::FrameGeometry& geometry)
{
    core::Dictionary dictionary;
    dictionary.sampleRateHz = spec.sampleRateHz;
    dictionary.window = geometry.analysis;
    dictionary.hop = trainingHop (geometry);
    dictionary.windowShape = core::windowShapeName;
    dictionary.spectrum = spec.spectrum;
    dictionary.divergenceBeta = spec.divergenceBeta;
    dictionary.maskExponent = spec.maskExponent;
    dictionary.frequenciesHz.resize (geometry.numBins());
    for (Eigen::Index bin = 0; bin < geometry.numBins(); ++bin)
        dictionary.frequenciesHz[bin] = static_cast<float> (geometry.binHz (bin));
    dictionary.mixer = spec.mixer;
    dictionary.licence = spec.licence;
    dictionary.trainedOn = spec.trainedOn;
    dictionary.command = spec.command;
    return dictionary;
}
} // namespace

core::Result<core::Dictionary> train (const TrainingSpec& spec, const std::vector<SourceMaterial>& sources,
                                      const TrainingCallback& onProgress)
{
    if (auto checked = check (spec, sources); ! checked.ok())
        return checked.error();
    auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    core::Dictionary dictionary = emptyDictionary (spec, geometry.value());
    for (const auto& material : sources)
    {
        auto learned = learnSource (spec, material, onProgress);
        if (! learned.ok())
            return learned.error();
        append (material, learned.value(), dictionary);
    }
    core::normaliseAtoms (dictionary.atoms);
    if (auto valid = core::validate (dictionary); ! valid.ok())
        return valid.error();
    return dictionary;
}

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Dictionaries that are learned from recordings, and saved.
#include "Python/Bindings.h"

#include "Files/DictionaryFile.h"
#include "Files/Resampler.h"
#include "Training/Enrolment/Enrolment.h"
#include "Training/Trainer.h"

#include <pybind11/eigen.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace unbraid::python
{

namespace
{
/** Name, files, atoms at most or exactly, whether their number is found, whether it is wanted. */
using Material = std::tuple<std::string, std::vector<std::filesystem::path>, Eigen::Index, bool, bool>;

std::vector<training::SourceMaterial> materialsOf (const std::vector<Material>& given)
{
    std::vector<training::SourceMaterial> materials;
    for (const auto& [name, files, atoms, findRank, isTarget] : given)
    {
        training::SourceMaterial material;
        material.name = name;
        material.files = files;
        material.numAtoms = atoms;
        material.findRank = findRank;
        material.isTarget = isTarget;
        materials.push_back (std::move (material));
    }
    return materials;
}

LoadedDictionary train (const std::vector<Material>& sources, double rateHz, double windowSeconds, float beta,
                        float sparsity, int iterations, unsigned int seed, int threads,
                        const std::string& licence, const std::string& trainedOn)
{
    training::TrainingSpec spec;
    spec.sampleRateHz = rateHz;
    spec.windowSeconds = windowSeconds;
    spec.divergenceBeta = beta;
    spec.spectrum = beta == 0.0f ? core::Spectrum::power : core::Spectrum::magnitude;
    spec.sparsity = sparsity;
    spec.iterations = iterations;
    spec.seed = seed;
    spec.numThreads = threads;
    spec.licence = licence;
    spec.trainedOn = trainedOn;
    const py::gil_scoped_release released;
    const auto materials = materialsOf (sources);
    return { finished (training::train (spec, materials,
                                        [] (const training::TrainingProgress&) { return goOn(); })),
             {} };
}

/** recordings  [samples] each, of one voice at this rate
    returns     the dictionary, and how good the recordings are to know the voice by: seconds of speech, dB above the noise,
                whether there are two voices, whether it is no speech */
py::tuple enrol (const LoadedDictionary& base, const std::vector<Eigen::VectorXf>& recordings, double rateHz)
{
    auto enrolled = [&]
    {
        const py::gil_scoped_release released;
        std::vector<Eigen::VectorXf> voices;
        for (const auto& recording : recordings)
        {
            throwIfInterrupted();
            voices.push_back (
                valueOf (files::resample (recording, rateHz, base.dictionary.sampleRateHz)).col (0));
        }
        return valueOf (training::enrolVoice (base.dictionary, voices));
    }();
    const auto& judged = enrolled.recording;
    return py::make_tuple (LoadedDictionary{ std::move (enrolled.dictionary), {} }, judged.speechSeconds,
                           judged.snrDb, judged.isOfTwoVoices, judged.isUnlikeSpeech);
}

void save (const LoadedDictionary& loaded, const std::filesystem::path& path)
{
    const py::gil_scoped_release released;
    valueOf (files::saveDictionary (path, loaded.dictionary));
}
} // namespace

void addLearning (py::module_& module)
{
    module.def ("train", train);
    module.def ("enrol", enrol);
    module.def ("save", save);
}

} // namespace unbraid::python

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// `unbraid._unbraid`: the engine, the scores and the factorisation with NumPy arrays. The package in `Python/unbraid` gives
// them the form that its users expect; here errors become exceptions, and the interpreter runs on while there is work.
#include "Python/Bindings.h"

#include "Core/Separator.h"
#include "Evaluation/BssEval.h"
#include "Evaluation/HighPass.h"
#include "Evaluation/SiSdr.h"
#include "Evaluation/Stoi.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/Resampler.h"
#include "Training/Factorisation/FactorisationSteps.h"
#include "Training/Factorisation/Factoriser.h"
#include "Training/Factorisation/RankSelection.h"

#include <pybind11/eigen.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <limits>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace unbraid::python
{

core::LatencyMode modeFor (const core::Dictionary& dictionary, const std::string& name, const char* usual)
{
    std::string mode = name.empty() ? usual : name;
    const auto& served = dictionary.modes;
    if (name.empty() && ! served.empty() && std::find (served.begin(), served.end(), mode) == served.end())
        mode = served.front();
    const auto found = core::latencyModeFrom (mode);
    if (! found)
        throw Failure (
            core::Error{ "There is no such latency mode", "mode", mode, "low, balanced, high" }.message());
    return *found;
}

bool goOn()
{
    const py::gil_scoped_acquire held;
    return PyErr_CheckSignals() == 0;
}

namespace
{
LoadedDictionary load (const std::string& nameOrFile)
{
    const auto path = valueOf (files::findDictionary (nameOrFile, files::dictionarySearchPath()));
    return { valueOf (files::loadDictionary (path)), path.string() };
}

std::vector<std::string> dictionaryNames()
{
    std::vector<std::string> names;
    for (const auto& entry : files::listDictionaries (files::dictionarySearchPath()))
        names.push_back (entry.name);
    return names;
}

/** The engine with arrays for blocks. */
class Engine
{
public:
    Engine (const LoadedDictionary& loaded, double rateHz, int numChannels, const std::string& mode)
    {
        const core::SeparatorSpec spec{ .sampleRateHz = rateHz,
                                        .numChannels = numChannels,
                                        .mode = modeFor (loaded.dictionary, mode, "balanced"),
                                        .residualAtoms = core::residualAtomsFromMixer (loaded.dictionary) };
        valueOf (separator.prepare (spec, loaded.dictionary, core::settingsFromMixer (loaded.dictionary)));
    }

    /** input    [channels x samples]
        returns  [sources x channels x samples] */
    Rows process (const Rows& input)
    {
        if (input.ndim() != 2 || input.shape (0) != separator.numChannels())
            throw Failure ("The block has another number of channels than the separator.");
        const py::ssize_t numSamples = input.shape (1);
        Rows output ({ py::ssize_t (separator.numSources()), input.shape (0), numSamples });
        std::vector<const float*> inputs;
        std::vector<float*> outputs;
        for (py::ssize_t channel = 0; channel < input.shape (0); ++channel)
            inputs.push_back (input.data() + channel * numSamples);
        for (py::ssize_t row = 0; row < separator.numSources() * input.shape (0); ++row)
            outputs.push_back (output.mutable_data() + row * numSamples);
        const py::gil_scoped_release released;
        separator.process (inputs.data(), outputs.data(), numSamples);
        return output;
    }

    void reset() { separator.reset(); }
    [[nodiscard]] py::ssize_t latency() const { return separator.latencySamples(); }
    [[nodiscard]] py::ssize_t channels() const { return separator.numChannels(); }
    [[nodiscard]] std::vector<std::string> sources() const { return separator.sourceNames(); }

private:
    core::Separator separator;
};

double siSdr (const Eigen::MatrixXf& reference, const Eigen::MatrixXf& estimate, double rateHz, bool fullBand)
{
    if (reference.rows() != estimate.rows() || reference.cols() != estimate.cols())
        throw Failure ("Reference and estimate have different shapes.");
    const auto passed = [&] (const Eigen::MatrixXf& sound)
    {
        Eigen::MatrixXf result = sound;
        for (Eigen::Index channel = 0; ! fullBand && channel < sound.cols(); ++channel)
            result.col (channel) = valueOf (evaluation::highPass (sound.col (channel), rateHz));
        return result;
    };
    return valueOf (evaluation::meanSiSdrDb (passed (reference), passed (estimate)));
}

/** returns  [sources x 4] SDR, ISR, SIR, SAR; NaN where a score is undefined */
Eigen::MatrixXd bssEval (const std::vector<Eigen::MatrixXf>& references,
                         const std::vector<Eigen::MatrixXf>& estimates, double rateHz, int version)
{
    if (references.size() != estimates.size())
        throw Failure ("There are not as many estimates as references.");
    if (version != 3 && version != 4)
        throw Failure ("There is no such version of BSS-Eval. (allowed: 3, 4)");
    std::vector<Eigen::Map<const Eigen::MatrixXf>> views;
    for (const auto& sound : references)
        views.emplace_back (sound.data(), sound.rows(), sound.cols());
    const auto eval = valueOf (evaluation::BssEval::prepare (
        version == 3 ? evaluation::BssVersion::v3 : evaluation::BssVersion::v4, views, rateHz));
    Eigen::MatrixXd scores (estimates.size(), 4);
    for (size_t n = 0; n < estimates.size(); ++n)
    {
        const auto score = valueOf (eval.score (estimates[n], n));
        Eigen::Index column = 0;
        for (const auto& value : { score.sdrDb, score.isrDb, score.sirDb, score.sarDb })
            scores (static_cast<Eigen::Index> (n), column++) =
                value.value_or (std::numeric_limits<double>::quiet_NaN());
    }
    return scores;
}

template <class Score>
double intelligibility (const Eigen::MatrixXf& clean, const Eigen::MatrixXf& processed, double rateHz,
                        Score score)
{
    const auto at = [rateHz] (const Eigen::MatrixXf& sound) -> Eigen::VectorXf
    {
        const Eigen::MatrixXf mono = sound.rowwise().mean();
        return valueOf (files::resample (mono, rateHz, evaluation::stoiSampleRateHz)).col (0);
    };
    return valueOf (score (at (clean), at (processed)));
}

template <class Factors>
std::pair<Eigen::MatrixXf, Eigen::MatrixXf> factorsOf (core::Result<Factors> result)
{
    auto factors = finished (std::move (result));
    return { std::move (factors.atoms), std::move (factors.activations) };
}

/** spectra  [features x samples], unit mean
    start    [features x components]; empty: from the seed
    returns  W, H and the number of iterations; it ends once the objective falls by less than `tolerance` of the first
             within ten iterations */
py::tuple factorise (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& start, Eigen::Index numAtoms,
                     training::FactorisationSpec spec, double tolerance)
{
    int done = 0;
    std::stop_source enough;
    double first = 0.0, before = 0.0;
    spec.enough = enough.get_token();
    const auto onIteration = [&] (int iteration, double objective)
    {
        done = iteration;
        if (iteration == 1)
            first = before = objective;
        else if (iteration % 10 == 0)
        {
            if (tolerance > 0.0 && first != 0.0 && before - objective < tolerance * std::abs (first))
                enough.request_stop();
            before = objective;
        }
        return goOn();
    };
    const auto factors = [&]
    {
        const py::gil_scoped_release released;
        return start.size() > 0 ? training::factorise (spectra, start, spec, onIteration)
                                : training::factorise (spectra, numAtoms, spec, onIteration);
    }();
    auto [atoms, activations] = factorsOf (factors);
    return py::make_tuple (std::move (atoms), std::move (activations), done);
}

std::pair<Eigen::MatrixXf, Eigen::MatrixXf> rank (const Eigen::MatrixXf& spectra,
                                                  const training::RankSelectionSpec& spec)
{
    const auto factors = [&]
    {
        const py::gil_scoped_release released;
        return training::selectRank (spectra, spec, [] (const training::RankProgress&) { return goOn(); });
    }();
    return factorsOf (factors);
}

Eigen::MatrixXf solve (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& atoms, float beta,
                       float sparsity, int updates)
{
    const py::gil_scoped_release released;
    Eigen::MatrixXf activations = training::flatActivations (atoms, spectra.cols());
    training::solveActivations (spectra, atoms, activations, beta, sparsity, updates);
    return activations;
}

std::vector<py::tuple> sourcesOf (const LoadedDictionary& loaded)
{
    std::vector<py::tuple> sources;
    for (const auto& source : loaded.dictionary.sources)
        sources.push_back (py::make_tuple (source.name, source.firstAtom, source.numAtoms, source.isTarget));
    return sources;
}

void addDictionary (py::module_& module)
{
    py::class_<LoadedDictionary> (module, "Dictionary")
        .def_property_readonly ("path", [] (const LoadedDictionary& l) { return l.path; })
        .def_property_readonly ("atoms", [] (const LoadedDictionary& l) { return l.dictionary.atoms; })
        .def_property_readonly ("frequencies",
                                [] (const LoadedDictionary& l) { return l.dictionary.frequenciesHz; })
        .def_property_readonly ("rate", [] (const LoadedDictionary& l) { return l.dictionary.sampleRateHz; })
        .def_property_readonly ("beta",
                                [] (const LoadedDictionary& l) { return l.dictionary.divergenceBeta; })
        .def_property_readonly ("modes", [] (const LoadedDictionary& l) { return l.dictionary.modes; })
        .def_property_readonly ("licence", [] (const LoadedDictionary& l) { return l.dictionary.licence; })
        .def_property_readonly ("sources", sourcesOf);
    module.def ("load", load, py::call_guard<py::gil_scoped_release>());
    module.def ("dictionary_names", dictionaryNames);
    py::class_<Engine> (module, "Engine")
        .def (py::init<const LoadedDictionary&, double, int, const std::string&>(),
              py::call_guard<py::gil_scoped_release>())
        .def ("process", &Engine::process)
        .def ("reset", &Engine::reset)
        .def_property_readonly ("latency", &Engine::latency)
        .def_property_readonly ("channels", &Engine::channels)
        .def_property_readonly ("sources", &Engine::sources);
}

void addScores (py::module_& module)
{
    using Released = py::call_guard<py::gil_scoped_release>;
    module.def ("si_sdr", siSdr, Released());
    module.def ("bss_eval", bssEval, Released());
    module.def (
        "stoi",
        [] (const Eigen::MatrixXf& clean, const Eigen::MatrixXf& processed, double rateHz)
        { return intelligibility (clean, processed, rateHz, evaluation::stoi); },
        Released());
    module.def (
        "estoi",
        [] (const Eigen::MatrixXf& clean, const Eigen::MatrixXf& processed, double rateHz)
        { return intelligibility (clean, processed, rateHz, evaluation::estoi); },
        Released());
}

void addFactorisation (py::module_& module)
{
    module.def ("factorise",
                [] (const Eigen::MatrixXf& spectra, const Eigen::MatrixXf& start, Eigen::Index numAtoms,
                    float beta, float sparsity, int iterations, unsigned int seed, int threads,
                    double tolerance)
                {
                    training::FactorisationSpec spec;
                    spec.beta = beta;
                    spec.sparsity = sparsity;
                    spec.iterations = iterations;
                    spec.seed = seed;
                    spec.numThreads = threads;
                    return factorise (spectra, start, numAtoms, std::move (spec), tolerance);
                });
    module.def ("rank",
                [] (const Eigen::MatrixXf& spectra, Eigen::Index maxAtoms, float beta, int iterations,
                    unsigned int seed, int threads)
                {
                    training::RankSelectionSpec spec;
                    spec.maxAtoms = maxAtoms;
                    spec.beta = beta;
                    spec.iterations = iterations;
                    spec.seed = seed;
                    spec.numThreads = threads;
                    return rank (spectra, spec);
                });
    module.def ("solve", solve);
}

} // namespace
} // namespace unbraid::python

PYBIND11_MODULE (_unbraid, module)
{
    namespace ours = unbraid::python;
    namespace py = pybind11;
    py::register_exception<ours::Failure> (module, "Error", PyExc_ValueError);
    module.attr ("version") = UNBRAID_VERSION;
    ours::addDictionary (module);
    ours::addScores (module);
    ours::addFactorisation (module);
    ours::addLearning (module);
    ours::addTranscription (module);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// `unbraid._unbraid`: the engine, the scores and the factorisation with NumPy arrays. The package in `Python/unbraid` gives
// them the form that its users expect; here errors become exceptions, and the interpreter runs on while there is work.
#include "Python/Bindings.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/DictionaryTree.h"

#include <pybind11/eigen.h>
#include <pybind11/stl.h>

#include <cmath>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace unbraid::python
{

core::SeparatorSettings settingsOf (const core::Dictionary& dictionary, std::optional<float> pausesDb)
{
    auto settings = core::settingsFromMixer (dictionary);
    settings.quieterPausesDb = pausesDb.value_or (settings.quieterPausesDb);
    return settings;
}

core::LatencyMode modeFor (const core::Dictionary& dictionary, const std::string& name, const char* usual)
{
    const std::string mode = name.empty() ? usual : name;
    const auto found = core::latencyModeFrom (mode);
    if (! found)
        throw Failure (
            core::Error{ "There is no such latency mode", "mode", mode, "low, balanced, high" }.message());
    return name.empty() ? core::servedMode (dictionary, *found) : *found;
}

Eigen::MatrixXf samplesOf (const Rows& sound)
{
    demand (sound.ndim() == 2, "The sound is no array of channels.");
    return Eigen::Map<const Eigen::MatrixXf> (sound.data(), sound.shape (1), sound.shape (0));
}

Eigen::MatrixXf finiteSamplesOf (const Rows& sound)
{
    return samplesOf (sound).unaryExpr ([] (float sample) { return std::isfinite (sample) ? sample : 0.0f; });
}

bool goOn()
{
    const py::gil_scoped_acquire held;
    return PyErr_CheckSignals() == 0;
}

void throwIfInterrupted()
{
    const py::gil_scoped_acquire held;
    if (PyErr_CheckSignals() != 0)
        throw py::error_already_set();
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

/** The bytes of its file, for a pickle. */
py::bytes bytesOf (const LoadedDictionary& loaded)
{
    const auto bytes = files::serialiseDictionary (loaded.dictionary);
    return { reinterpret_cast<const char*> (bytes.data()), bytes.size() };
}

LoadedDictionary fromBytes (const py::bytes& bytes, const std::string& path)
{
    const std::string_view view = bytes;
    const std::span all (reinterpret_cast<const std::byte*> (view.data()), view.size());
    return { valueOf (files::parseDictionary (all, "a pickled dictionary")), path };
}

/** A dictionary of which others split sources further. */
LoadedDictionary join (const LoadedDictionary& root, const std::map<std::string, LoadedDictionary*>& branches)
{
    std::vector<core::DictionaryBranch> made;
    for (const auto& [source, branch] : branches)
        made.push_back ({ source, std::make_shared<const core::Dictionary> (branch->dictionary) });
    return { valueOf (files::joined (root.dictionary, std::move (made))), {} };
}

std::vector<std::string> leavesOf (const LoadedDictionary& loaded)
{
    std::vector<std::string> names;
    for (const auto& leaf : core::leavesOf (loaded.dictionary))
        names.push_back (leaf.name);
    return names;
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
        .def_property_readonly ("modes",
                                [] (const LoadedDictionary& l) { return core::servedModes (l.dictionary); })
        .def_property_readonly ("licence", [] (const LoadedDictionary& l) { return l.dictionary.licence; })
        .def_property_readonly ("sources", sourcesOf)
        .def_property_readonly ("leaves", leavesOf);
    module.def ("load", load, py::call_guard<py::gil_scoped_release>());
    module.def ("join", join);
    module.def ("to_bytes", bytesOf);
    module.def ("from_bytes", fromBytes);
    module.def ("dictionary_names", dictionaryNames);
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
    ours::addDecomposition (module);
    ours::addEngine (module);
    ours::addRecordings (module);
    ours::addScores (module);
    ours::addFactorisation (module);
    ours::addLearning (module);
    ours::addTranscription (module);
    ours::addWholeSound (module);
}

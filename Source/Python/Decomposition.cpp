// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A whole sound taken apart into components, by the methods of `unbraid decompose`.
#include "Python/Bindings.h"

#include "Offline/Synthesis/ComponentRequest.h"
#include "Offline/Synthesis/RecordingComponents.h"

#include <pybind11/eigen.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace unbraid::python
{

namespace
{
using Texts = std::map<std::string, std::string>;

offline::RecordingComponents componentsOf (const Rows& sound, double rateHz,
                                           const offline::ComponentSpec& spec)
{
    const py::gil_scoped_release released;
    auto components = valueOf (offline::recordingFrom (finiteSamplesOf (sound), rateHz));
    finished (offline::takeApart (components, spec,
                                  [] (const training::DecompositionProgress&) { return goOn(); }));
    return components;
}

/** A factor of one slice as a matrix, of several as [slices x rows x columns]. */
py::object arrayOf (const std::vector<Eigen::MatrixXf>& slices)
{
    if (slices.size() == 1)
        return py::cast (slices.front());
    return py::module_::import ("numpy").attr ("stack") (py::cast (slices));
}

/** Factors by their names, and what their rows, columns and iterations stand for. */
py::dict factorsOf (const offline::ComponentFactors& factors)
{
    py::dict found;
    for (const auto& factor : factors.all)
        found[py::str (factor.name)] = arrayOf (factor.slices);
    if (factors.frequenciesHz.size() > 0)
        found["frequencies"] = py::cast (factors.frequenciesHz);
    if (factors.timesSeconds.size() > 0)
        found["times"] = py::cast (factors.timesSeconds);
    found["objective"] =
        py::array_t<double> (py::ssize_t (factors.objectives.size()), factors.objectives.data());
    return found;
}

/** start    W and H, empty where none is given
    returns  [components x channels x samples], and the factors */
py::tuple decompose (const Rows& sound, double rateHz, const std::string& model, const Texts& options,
                     int threads, Eigen::MatrixXf startAtoms, Eigen::MatrixXf startActivations)
{
    demand (sound.ndim() == 2, "The sound is no array of channels.");
    demand (threads >= 1, "There must be a thread at least.");
    const offline::ComponentRequest request{ model, options };
    auto spec = valueOf (offline::componentSpecFrom (request));
    spec.factors.numThreads = threads;
    if (startAtoms.size() + startActivations.size() > 0)
        valueOf (offline::beginWith ({ std::move (startAtoms), std::move (startActivations), 0.0 }, request,
                                     spec));
    auto components = componentsOf (sound, rateHz, spec);
    const Eigen::MatrixXf sounds = [&components]
    {
        const py::gil_scoped_release released;
        return offline::soundsOf (components);
    }();
    Rows output ({ py::ssize_t (sounds.cols()) / sound.shape (0), sound.shape (0), sound.shape (1) });
    std::copy (sounds.data(), sounds.data() + sounds.size(), output.mutable_data());
    return py::make_tuple (output, factorsOf (components.factors));
}

/** Names and help texts, in their order. */
std::vector<std::pair<std::string, std::string>> decomposeModels()
{
    std::vector<std::pair<std::string, std::string>> models;
    for (const auto& method : offline::componentMethods())
        models.emplace_back (method.name, method.help);
    return models;
}
} // namespace

void addDecomposition (py::module_& module)
{
    module.def ("decompose", decompose);
    module.def ("decompose_models", decomposeModels);
}

} // namespace unbraid::python

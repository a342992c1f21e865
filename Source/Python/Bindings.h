// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/SeparatorSettings.h"
#include "Core/Spectral/LatencyMode.h"
#include "Core/Support/Result.h"

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace unbraid::python
{

namespace py = pybind11;

/** What the parts of the module share, and the parts themselves. The package checks numbers and gives arrays their form;
    what would read or write past an end is checked here again. */

using Rows = py::array_t<float, py::array::c_style>;

/** Samples that are worked on between two looks at Ctrl-C: a third of a second at 48 kHz. */
constexpr py::ssize_t blockSamples = 1 << 14;

/** A sentence of ours for the caller: `unbraid.Error` in Python. */
struct Failure : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

template <class T>
T valueOf (core::Result<T> result)
{
    if (! result.ok())
        throw Failure (result.error().message());
    return std::move (result).value();
}

/** As `valueOf`, of work that asked `goOn`: or the exception that Ctrl-C raised while it ran. */
template <class T>
T finished (core::Result<T> result)
{
    if (! result.ok())
    {
        const py::gil_scoped_acquire held;
        if (PyErr_Occurred() != nullptr)
            throw py::error_already_set();
    }
    return valueOf (std::move (result));
}

/** Whether nobody pressed Ctrl-C. Takes the interpreter's lock. */
bool goOn();

/** Throws the exception that Ctrl-C raises, where it was pressed. Takes the interpreter's lock. */
void throwIfInterrupted();

/** Throws unless `holds`.
    message  a plain sentence */
inline void demand (bool holds, const char* message)
{
    if (! holds)
        throw Failure (message);
}

/** [channels x samples] to [samples x channels]. Throws unless it is a matrix. */
Eigen::MatrixXf samplesOf (const Rows& sound);

/** The same; samples that are not finite become silence. */
Eigen::MatrixXf finiteSamplesOf (const Rows& sound);

struct LoadedDictionary
{
    core::Dictionary dictionary;
    std::string path; // empty: it was made here
};

/** The mode that is named; empty: `usual` where the dictionary serves it, else its first. */
core::LatencyMode modeFor (const core::Dictionary& dictionary, const std::string& name, const char* usual);

/** Those of the dictionary, with quieter pauses where these are given. */
core::SeparatorSettings settingsOf (const core::Dictionary& dictionary, std::optional<float> pausesDb);

void addDecomposition (py::module_& module);
void addEngine (py::module_& module);
void addFactorisation (py::module_& module);
void addLearning (py::module_& module);
void addRecordings (py::module_& module);
void addScores (py::module_& module);
void addTranscription (py::module_& module);
void addWholeSound (py::module_& module);

} // namespace unbraid::python

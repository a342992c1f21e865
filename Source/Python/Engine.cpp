// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The engine with arrays for blocks.
#include "Python/Bindings.h"

#include "Core/Separator.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace unbraid::python
{

namespace
{
/** A separator that any number of Python's threads may use: each call waits for the one before. The interpreter's lock is
    always let go before the engine's is waited for. */
class Engine
{
public:
    Engine (const LoadedDictionary& loaded, double rateHz, int numChannels, const std::string& mode,
            std::optional<float> pausesDb)
    {
        const core::SeparatorSpec spec{ .sampleRateHz = rateHz,
                                        .numChannels = numChannels,
                                        .mode = modeFor (loaded.dictionary, mode, "balanced"),
                                        .residualAtoms = core::residualAtomsFromMixer (loaded.dictionary) };
        valueOf (separator.prepare (spec, loaded.dictionary, settingsOf (loaded.dictionary, pausesDb)));
    }

    /** After Ctrl-C the engine stands within the block, and is reset.
        input    [channels x samples]
        returns  [sources x channels x samples] */
    Rows process (const Rows& input)
    {
        if (input.ndim() != 2 || input.shape (0) != separator.numChannels())
            throw Failure ("The block has another number of channels than the separator.");
        Rows output ({ py::ssize_t (separator.numSources()), input.shape (0), input.shape (1) });
        const float* in = input.data();
        float* out = output.mutable_data();
        const py::ssize_t numSamples = input.shape (1);
        const py::gil_scoped_release released;
        const std::lock_guard alone (mutex);
        try
        {
            run (in, out, numSamples);
        }
        catch (...)
        {
            separator.reset();
            throw;
        }
        return output;
    }

    void reset()
    {
        const py::gil_scoped_release released;
        const std::lock_guard alone (mutex);
        separator.reset();
    }

    [[nodiscard]] py::ssize_t latency() const { return separator.latencySamples(); }
    [[nodiscard]] py::ssize_t channels() const { return separator.numChannels(); }
    [[nodiscard]] std::vector<std::string> sources() const { return separator.sourceNames(); }

private:
    /** Block by block, so that Ctrl-C is soon noticed. */
    void run (const float* input, float* output, py::ssize_t numSamples)
    {
        std::vector<const float*> inputs (static_cast<size_t> (separator.numChannels()));
        std::vector<float*> outputs (inputs.size() * static_cast<size_t> (separator.numSources()));
        for (py::ssize_t done = 0; done < numSamples; done += blockSamples)
        {
            for (size_t row = 0; row < inputs.size(); ++row)
                inputs[row] = input + static_cast<py::ssize_t> (row) * numSamples + done;
            for (size_t row = 0; row < outputs.size(); ++row)
                outputs[row] = output + static_cast<py::ssize_t> (row) * numSamples + done;
            separator.process (inputs.data(), outputs.data(), std::min (blockSamples, numSamples - done));
            throwIfInterrupted();
        }
    }

    std::mutex mutex; // of what `process` and `reset` change; what never changes is read without it
    core::Separator separator;
};
} // namespace

void addEngine (py::module_& module)
{
    py::class_<Engine> (module, "Engine")
        .def (py::init<const LoadedDictionary&, double, int, const std::string&, std::optional<float>>(),
              py::call_guard<py::gil_scoped_release>())
        .def ("process", &Engine::process)
        .def ("reset", &Engine::reset)
        .def_property_readonly ("latency", &Engine::latency)
        .def_property_readonly ("channels", &Engine::channels)
        .def_property_readonly ("sources", &Engine::sources);
}

} // namespace unbraid::python

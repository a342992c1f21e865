// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Notes of a sound in memory, as `unbraid transcribe` finds them in files.
#include "Python/Bindings.h"

#include "Core/EngineSettings.h"
#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Core/Separator.h"
#include "Core/Transcription/NoteList.h"
#include "Core/Transcription/Transcriber.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <exception>
#include <string>
#include <tuple>
#include <vector>

namespace unbraid::python
{

namespace
{
constexpr float updatesPerFrame =
    30.0f; // of a dictionary that takes them, and its sparsity: Docs/Transcription.md
constexpr float notesSparsity = 1.0f;

/** Begin and end in seconds, part, pitch, velocity. */
using Note = std::tuple<double, double, int, int, int>;

/** Keeps what a transcriber finds frame by frame. What memory does not hold is thrown behind the engine. */
class NoteKeeper final : public core::FrameListener
{
public:
    NoteKeeper (core::Transcriber& finder, double rateHz)
        : transcriber (finder)
        , notes (rateHz)
    {
    }

    void frameDone (const core::FrameView& frame) noexcept override
    try
    {
        notes.add (transcriber.find (frame));
    }
    catch (...)
    {
        failure = std::current_exception();
    }

    std::vector<Note> inOrder()
    {
        notes.add (transcriber.endAll());
        if (failure != nullptr)
            std::rethrow_exception (failure);
        std::vector<Note> result;
        for (const auto& note : notes.inOrder())
            result.emplace_back (note.beginSeconds, note.endSeconds, note.part, note.pitch, note.velocity);
        return result;
    }

private:
    core::Transcriber& transcriber;
    core::NoteList notes;
    std::exception_ptr failure;
};

core::SeparatorSettings settingsFor (const core::Dictionary& dictionary)
{
    auto settings = core::settingsFromMixer (dictionary);
    if (core::modelTraits (dictionary).takesUpdates && core::NoteFinder::canFind (dictionary))
    {
        core::engineSetting ("updates").set (settings, updatesPerFrame);
        core::engineSetting ("sparsity").set (settings, notesSparsity);
    }
    return settings;
}

/** Feeds a sound, and silence of `extra` samples after it. */
void listenTo (core::Separator& separator, const Rows& sound, py::ssize_t extra)
{
    const auto channels = static_cast<Eigen::Index> (sound.shape (0));
    const Eigen::VectorXf silence = Eigen::VectorXf::Zero (blockSamples);
    Eigen::MatrixXf unused (blockSamples, separator.numSources() * channels);
    std::vector<const float*> inputs (static_cast<size_t> (channels));
    std::vector<float*> outputs;
    for (Eigen::Index column = 0; column < unused.cols(); ++column)
        outputs.push_back (unused.col (column).data());
    const py::ssize_t sounding = sound.shape (1);
    for (py::ssize_t done = 0; done < sounding + extra;)
    {
        const bool isOver = done >= sounding;
        for (py::ssize_t channel = 0; channel < channels; ++channel)
            inputs[static_cast<size_t> (channel)] =
                isOver ? silence.data() : sound.data() + channel * sounding + done;
        const auto count = std::min (blockSamples, (isOver ? sounding + extra : sounding) - done);
        separator.process (inputs.data(), outputs.data(), count);
        throwIfInterrupted();
        done += count;
    }
}

std::vector<Note> transcribe (const LoadedDictionary& loaded, const Rows& sound, double rateHz,
                              const std::string& mode, float threshold, float confirmSeconds)
{
    const auto& dictionary = loaded.dictionary;
    if (! core::Transcriber::canFind (dictionary))
        throw Failure ("The dictionary has no notes. (allowed: one with pitches, or of drums)");
    demand (sound.ndim() == 2, "The sound is no array of channels.");
    const py::gil_scoped_release released;
    const core::SeparatorSpec spec{ .sampleRateHz = rateHz,
                                    .numChannels = sound.shape (0),
                                    .mode = modeFor (dictionary, mode, "high"),
                                    .residualAtoms = core::residualAtomsFromMixer (dictionary) };
    core::Separator separator;
    valueOf (separator.prepare (spec, dictionary, settingsFor (dictionary)));
    core::Transcriber finder;
    finder.prepare (
        dictionary, separator.geometry(),
        { .threshold = core::NoteFindingSettings::allowed (threshold), .confirmSeconds = confirmSeconds });
    NoteKeeper keeper (finder, rateHz);
    separator.listen (&keeper);
    // What confirms the last notes comes after them.
    listenTo (separator, sound, separator.latencySamples() + finder.delaySamples());
    return keeper.inOrder();
}
} // namespace

void addTranscription (py::module_& module)
{
    module.def ("transcribe", transcribe);
}

} // namespace unbraid::python

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A whole sound in memory, in the passes and windows that `unbraid separate --quality` gives a file.
#include "Python/Bindings.h"

#include "Core/Separator.h"
#include "Offline/Passes/WholeRecording.h"
#include "Offline/Phase/PhaseRecovery.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace unbraid::python
{

namespace
{
using Eigen::Index;
using Eigen::MatrixXf;

const std::map<std::string, offline::RecordingWay> namedWays{
    { "long", { .inLongWindows = true } },
    { "both-ways", { .bothWays = true } },
    { "long-both-ways", { .inLongWindows = true, .bothWays = true } },
};

/** The engine over one sound as often as its way asks for. */
class WholeSound final : private core::FrameListener
{
public:
    WholeSound (const LoadedDictionary& loaded, const Rows& sound, double rateHz, const std::string& mode,
                const std::string& quality)
        : settings (core::settingsFromMixer (loaded.dictionary))
        , numSamples (sound.shape (1))
    {
        const auto name = std::filesystem::path (loaded.path).stem().string();
        const auto way = quality == "best" ? offline::bestWay (name, loaded.dictionary, settings, 0)
                                           : namedWays.at (quality);
        core::SeparatorSpec spec{ .sampleRateHz = rateHz,
                                  .numChannels = sound.shape (0),
                                  .mode = modeFor (loaded.dictionary, mode, "balanced"),
                                  .residualAtoms = core::residualAtomsFromMixer (loaded.dictionary) };
        if (quality == "best" && mode.empty())
            spec.mode = way.mode;
        const bool isWhole = ! way.isLive() || settings.spatial.enabled;
        if (isWhole)
            settings = offline::settingsForPasses (settings);
        valueOf (separator.prepare (spec, loaded.dictionary, settings));
        runsBackwards = isWhole && way.bothWays && offline::canRunBackwards (settings, 0);
        learns = isWhole && offline::canLearn (separator, settings, 0);
        const bool filtersByPanning = settings.spatial.enabled && spec.numChannels > 1;
        inLongWindows = isWhole && way.inLongWindows && ! filtersByPanning &&
                        offline::gainsFromLongWindows (separator.geometry());
        input = Eigen::Map<const MatrixXf> (sound.data(), numSamples, sound.shape (0));
        separator.listen (this);
    }

    /** returns  [samples x (sources x channels)] */
    MatrixXf separate()
    {
        if (learns)
            run (Pass::learning);
        if (learns || runsBackwards)
            offline::keepLearned (separator, settings, 0);
        MatrixXf backwards;
        if (runsBackwards)
        {
            input.colwise().reverseInPlace();
            backwards = run (Pass::separating).colwise().reverse();
            input.colwise().reverseInPlace();
            offline::keepLearned (separator, settings, 0);
        }
        MatrixXf sources = run (Pass::separating);
        if (runsBackwards)
            sources = 0.5f * (sources + backwards);
        return sources;
    }

    [[nodiscard]] std::vector<std::string> names() const { return separator.sourceNames(); }

private:
    enum class Pass
    {
        learning,
        separating
    };

    /** What memory does not hold is thrown behind the engine. */
    void frameDone (const core::FrameView& frame) noexcept override
    try
    {
        if (recovery && failure == nullptr && frame.number > separator.geometry().lookAhead)
            recovery->addMasks (frame.masks);
    }
    catch (...)
    {
        failure = std::current_exception();
    }

    void beginRecovery()
    {
        recovery.reset();
        offline::PhaseSpec spec;
        spec.geometry = separator.geometry();
        spec.numChannels = separator.numChannels();
        spec.numSources = separator.numSources();
        valueOf (recovery.emplace().prepare (spec));
    }

    /** The sound from its beginning, and silence of the latency behind it. */
    MatrixXf run (Pass pass)
    {
        recovery.reset();
        const bool recovers = pass == Pass::separating && inLongWindows;
        if (recovers)
            beginRecovery();
        const Index channels = separator.numChannels(), columns = channels * separator.numSources();
        const Index latency = separator.latencySamples();
        MatrixXf sources (pass == Pass::separating ? numSamples : 0, columns);
        MatrixXf block (blockSamples, columns), padded (blockSamples, channels);
        Index written = 0;
        const auto keep = [&] (const Eigen::Ref<const MatrixXf>& ready) -> core::Status
        {
            sources.middleRows (written, ready.rows()) = ready;
            written += ready.rows();
            return core::Done{};
        };
        for (Index done = 0; done < numSamples + latency; done += blockSamples)
        {
            const Index count = std::min<Index> (blockSamples, numSamples + latency - done);
            padded.setZero();
            if (done < numSamples)
                padded.topRows (std::min (count, numSamples - done)) =
                    input.middleRows (done, std::min (count, numSamples - done));
            process (padded, block, count);
            const Index dropped = std::clamp<Index> (latency - done, 0, count);
            if (pass == Pass::learning || dropped == count)
                continue;
            const auto ready = block.middleRows (dropped, count - dropped);
            if (! recovers)
                valueOf (keep (ready));
            else
            {
                MatrixXf mixture = ready.leftCols (channels); // the sources sum to it
                for (Index column = channels; column < columns; column += channels)
                    mixture += ready.middleCols (column, channels);
                recovery->addMixture (mixture);
                finished (recovery->advance (keep, goOn));
            }
        }
        if (recovers)
            finished (recovery->finish (keep, goOn));
        return sources;
    }

    void process (const MatrixXf& in, MatrixXf& out, Index count)
    {
        std::vector<const float*> inputs;
        std::vector<float*> outputs;
        for (Index column = 0; column < in.cols(); ++column)
            inputs.push_back (in.col (column).data());
        for (Index column = 0; column < out.cols(); ++column)
            outputs.push_back (out.col (column).data());
        separator.process (inputs.data(), outputs.data(), count);
        if (failure != nullptr)
            std::rethrow_exception (std::exchange (failure, nullptr));
        throwIfInterrupted();
    }

    core::SeparatorSettings settings;
    Index numSamples;
    MatrixXf input; // [samples x channels]
    core::Separator separator;
    bool learns = false, runsBackwards = false, inLongWindows = false;
    std::optional<offline::PhaseRecovery> recovery;
    std::exception_ptr failure;
};

/** returns  the names of the sources, and [sources x channels x samples] */
std::pair<std::vector<std::string>, Rows> separateWhole (const LoadedDictionary& loaded, const Rows& sound,
                                                         double rateHz, const std::string& mode,
                                                         const std::string& quality)
{
    demand (sound.ndim() == 2, "The sound is no array of channels.");
    demand (quality == "best" || namedWays.contains (quality), "There is no such quality.");
    std::vector<std::string> names;
    const MatrixXf sources = [&]
    {
        const py::gil_scoped_release released;
        WholeSound whole (loaded, sound, rateHz, mode, quality);
        names = whole.names();
        return whole.separate();
    }();
    Rows output ({ py::ssize_t (names.size()), sound.shape (0), sound.shape (1) });
    std::copy (sources.data(), sources.data() + sources.size(), output.mutable_data());
    return { std::move (names), std::move (output) };
}
} // namespace

void addWholeSound (py::module_& module)
{
    module.def ("separate_whole", separateWhole);
}

} // namespace unbraid::python

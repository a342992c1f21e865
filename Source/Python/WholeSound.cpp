// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A whole sound in memory, guided by a score, in the passes and windows that `unbraid separate --quality` gives a file.
#include "Python/Bindings.h"
#include "Python/Guide.h"

#include "Core/Models/GuidedDictionary.h"
#include "Core/Separator.h"
#include "Offline/Passes/WholeRecording.h"
#include "Offline/Phase/PhaseRecovery.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
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

constexpr auto liveQuality = "live", bestQuality = "best";
constexpr Index noteBlockSamples = 1 << 10; // far fewer notes begin in it than the engine's queue holds

/** How a sound is separated; empty words leave the choice to the dictionary. */
struct WholeSpec
{
    double rateHz = 0.0;
    std::string mode, quality = liveQuality;
    ScoreSpec score;
    std::optional<float> pausesDb{};
};

/** The engine over one sound as often as its way asks for. */
class WholeSound final : private core::FrameListener
{
public:
    WholeSound (const LoadedDictionary& loaded, const Rows& sound, const WholeSpec& wanted)
        : guide (guideFor (loaded.dictionary, wanted.score))
        , numParts (static_cast<Index> (guide.parts.size()))
        , numSamples (sound.shape (1))
        , rateHz (wanted.rateHz)
    {
        const auto dictionary = numParts > 0
                                    ? valueOf (core::guidedDictionary (loaded.dictionary, guide.parts))
                                    : loaded.dictionary;
        settings = settingsOf (dictionary, wanted.pausesDb);
        const auto name = std::filesystem::path (loaded.path).stem().string();
        const bool isBest = wanted.quality == bestQuality;
        const auto way = isBest ? offline::bestWay (name, dictionary, settings, numParts)
                         : wanted.quality == liveQuality ? offline::RecordingWay{}
                                                         : namedWays.at (wanted.quality);
        core::SeparatorSpec spec{ .sampleRateHz = rateHz,
                                  .numChannels = sound.shape (0),
                                  .mode = modeFor (loaded.dictionary, wanted.mode, "balanced"),
                                  .residualAtoms = core::residualAtomsFromMixer (dictionary),
                                  .numParts = numParts,
                                  .followsHits = guide.isOfHits };
        if (isBest && wanted.mode.empty())
            spec.mode = way.mode;
        const bool isWhole =
            wanted.quality != liveQuality && (! way.isLive() || settings.spatial.enabled || numParts > 0);
        if (isWhole)
            settings = offline::settingsForPasses (settings);
        valueOf (separator.prepare (spec, dictionary, settings));
        runsBackwards =
            isWhole && way.bothWays && ! guide.isOfHits && offline::canRunBackwards (settings, numParts);
        learns = isWhole && offline::canLearn (separator, settings, numParts);
        const bool filtersByPanning = settings.spatial.enabled && spec.numChannels > 1;
        inLongWindows = isWhole && way.inLongWindows && ! filtersByPanning &&
                        offline::gainsFromLongWindows (separator.geometry());
        input = samplesOf (sound);
        separator.listen (this);
        warnOfScoreOutside();
    }

    /** returns  [samples x (sources x channels)] */
    MatrixXf separate()
    {
        if (learns)
            run (Pass::learning);
        if (learns || runsBackwards)
            offline::keepLearned (separator, settings, numParts);
        MatrixXf backwards;
        if (runsBackwards)
        {
            input.colwise().reverseInPlace();
            backwards = run (Pass::separating).colwise().reverse();
            input.colwise().reverseInPlace();
            offline::keepLearned (separator, settings, numParts);
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

    void warnOfScoreOutside() const
    {
        const bool isInside = guide.span.beginSeconds * rateHz < static_cast<double> (numSamples) &&
                              guide.span.endSeconds > 0.0;
        if (! guide.events.empty() && ! isInside)
            warn ("no note of the score falls into the sound (midi_offset moves them)");
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
        nextNote = 0;
        position = 0;
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

    /** Queues the notes of the next samples. */
    void queueNotes (Index count)
    {
        for (; nextNote < guide.events.size(); ++nextNote)
        {
            const auto& [seconds, event] = guide.events[nextNote];
            const auto at = static_cast<Index> (std::llround (seconds * rateHz));
            if (at >= position + count)
                return;
            separator.queueNote (event, at - position);
        }
    }

    void process (const MatrixXf& in, MatrixXf& out, Index count)
    {
        std::vector<const float*> inputs (static_cast<size_t> (in.cols()));
        std::vector<float*> outputs (static_cast<size_t> (out.cols()));
        const Index most = guide.events.empty() ? count : noteBlockSamples;
        for (Index done = 0; done < count; done += most)
        {
            const Index part = std::min (most, count - done);
            for (size_t column = 0; column < inputs.size(); ++column)
                inputs[column] = in.col (static_cast<Index> (column)).data() + done;
            for (size_t column = 0; column < outputs.size(); ++column)
                outputs[column] = out.col (static_cast<Index> (column)).data() + done;
            queueNotes (part);
            separator.process (inputs.data(), outputs.data(), part);
            position += part;
            if (failure != nullptr)
                std::rethrow_exception (std::exchange (failure, nullptr));
        }
        throwIfInterrupted();
    }

    midi::Guide guide;
    Index numParts;
    Index numSamples;
    double rateHz;
    core::SeparatorSettings settings;
    MatrixXf input; // [samples x channels]
    core::Separator separator;
    bool learns = false, runsBackwards = false, inLongWindows = false;
    size_t nextNote = 0;
    Index position = 0; // samples of the pass
    std::optional<offline::PhaseRecovery> recovery;
    std::exception_ptr failure;
};

/** returns  the names of the sources, and [sources x channels x samples] */
std::pair<std::vector<std::string>, Rows> separateWhole (const LoadedDictionary& loaded, const Rows& sound,
                                                         double rateHz, const std::string& mode,
                                                         const std::string& quality, const std::string& score,
                                                         int split, double offsetSeconds,
                                                         std::optional<float> pausesDb)
{
    demand (sound.ndim() == 2, "The sound is no array of channels.");
    demand (quality == liveQuality || quality == bestQuality || namedWays.contains (quality),
            "There is no such quality.");
    std::vector<std::string> names;
    const MatrixXf sources = [&]
    {
        const py::gil_scoped_release released;
        WholeSound whole (loaded, sound,
                          { rateHz, mode, quality, { score, split, offsetSeconds }, pausesDb });
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

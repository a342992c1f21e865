// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Interface/unbraid.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Separator.h"
#include "Core/Support/Realtime.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/DictionaryTree.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace core = unbraid::core;
namespace files = unbraid::files;

namespace
{
constexpr Eigen::Index pieceSamples = 512; // that are mixed at once
constexpr float silentDb = -60.0f;         // and less: removed
constexpr double rampSeconds = 0.01;       // of the reduction
} // namespace

/** The engine with what `unbraid_clean` needs to mix its sources. */
struct unbraid_separator
{
    core::Separator engine;
    std::vector<char> isTarget;   // per source
    Eigen::MatrixXf piece;        // [samples x (sources x channels)] of one piece of a block
    std::vector<float*> pieces;   // [sources x channels] its columns
    std::vector<const float*> in; // [channels]
    float gain = 1.0f;            // of the sources that are not wanted, as last heard
    float step = 0.0f;            // largest change of the gain from sample to sample
    bool isFresh = true;          // nothing was mixed since the beginning: the gain needs no ramp

    core::Status prepare (const core::SeparatorSpec& spec, const core::Dictionary& dictionary);
    void mix (float* const* outputs, Eigen::Index done, Eigen::Index count, float goal) noexcept;
};

core::Status unbraid_separator::prepare (const core::SeparatorSpec& spec, const core::Dictionary& dictionary)
{
    if (auto ready = engine.prepare (spec, dictionary, core::settingsFromMixer (dictionary)); ! ready.ok())
        return ready;
    isTarget.assign (static_cast<size_t> (engine.numSources()), 0); // a residual is not wanted
    const auto leaves = core::leavesOf (dictionary);
    for (size_t source = 0; source < std::min (isTarget.size(), leaves.size()); ++source)
        isTarget[source] = leaves[source].isTarget ? 1 : 0;
    piece.resize (pieceSamples, engine.numSources() * engine.numChannels());
    for (Eigen::Index column = 0; column < piece.cols(); ++column)
        pieces.push_back (piece.col (column).data());
    in.resize (static_cast<size_t> (engine.numChannels()));
    step = static_cast<float> (1.0 / (rampSeconds * spec.sampleRateHz));
    return core::Done{};
}

/** Sums a separated piece into the outputs. [audio] */
void unbraid_separator::mix (float* const* outputs, Eigen::Index done, Eigen::Index count,
                             float goal) noexcept
{
    const float first = gain;
    for (Eigen::Index channel = 0; channel < engine.numChannels(); ++channel)
    {
        float* out = outputs[channel] + done;
        gain = first;
        for (Eigen::Index n = 0; n < count; ++n)
        {
            gain += std::clamp (goal - gain, -step, step);
            float sum = 0.0f;
            for (Eigen::Index source = 0; source < engine.numSources(); ++source)
                sum += piece (n, source * engine.numChannels() + channel) *
                       (isTarget[static_cast<size_t> (source)] != 0 ? 1.0f : gain);
            out[n] = sum;
        }
    }
}

namespace
{

void tell (const std::string& text, char* message, size_t messageSize)
{
    if (message == nullptr || messageSize == 0)
        return;
    const size_t length = std::min (text.size(), messageSize - 1);
    std::memcpy (message, text.data(), length);
    message[length] = '\0';
}

/** What was chosen: the caller's struct may be shorter than ours. */
unbraid_options chosen (const unbraid_options* options)
{
    unbraid_options all = unbraid_default_options();
    if (options != nullptr)
        std::memcpy (&all, options, std::min (options->size, sizeof (all)));
    return all;
}

core::Result<core::LatencyMode> modeFor (const core::Dictionary& dictionary, const char* name)
{
    if (name == nullptr)
        return core::servedMode (dictionary, core::LatencyMode::balanced);
    const std::string mode = name;
    const auto found = core::latencyModeFrom (mode);
    if (! found)
        return core::Error{ "There is no such latency mode", "mode", mode, "low, balanced, high" };
    return *found;
}

core::Result<std::unique_ptr<unbraid_separator>>
separatorOf (const core::Result<core::Dictionary>& dictionary, const unbraid_options* options)
{
    if (! dictionary.ok())
        return dictionary.error();
    const unbraid_options all = chosen (options);
    const auto mode = modeFor (dictionary.value(), all.mode);
    if (! mode.ok())
        return mode.error();
    auto separator = std::make_unique<unbraid_separator>();
    const core::SeparatorSpec spec{ .sampleRateHz = all.sample_rate_hz,
                                    .numChannels = all.channels,
                                    .mode = mode.value(),
                                    .residualAtoms = core::residualAtomsFromMixer (dictionary.value()) };
    if (auto ready = separator->prepare (spec, dictionary.value()); ! ready.ok())
        return ready.error();
    return separator;
}

/** The one place where exceptions end: memory that ran out, say. */
template <class Loader>
unbraid_separator* createFrom (const Loader& load, const unbraid_options* options, char* message,
                               size_t messageSize)
try
{
    auto separator = separatorOf (load(), options);
    if (separator.ok())
        return separator.value().release();
    tell (separator.error().message(), message, messageSize);
    return nullptr;
}
catch (const std::exception& problem)
{
    tell (std::string ("The separator could not be made. (") + problem.what() + ")", message, messageSize);
    return nullptr;
}

core::Result<core::Dictionary> dictionaryOf (const char* nameOrFile)
{
    if (nameOrFile == nullptr)
        return core::Error{ "No dictionary was named", "dictionary", "NULL", "a name or a file" };
    const auto path = files::findDictionary (nameOrFile, files::dictionarySearchPath());
    if (! path.ok())
        return path.error();
    return files::loadDictionary (path.value());
}

core::Result<core::Dictionary> treeOf (const char* root, const char* const* sources,
                                       const char* const* branches, size_t numBranches)
{
    auto dictionary = dictionaryOf (root);
    if (! dictionary.ok() || numBranches == 0)
        return dictionary;
    if (sources == nullptr || branches == nullptr)
        return core::Error{ "No branches were named", "sources, branches", "NULL", "a name for each" };
    std::vector<core::DictionaryBranch> made;
    for (size_t i = 0; i < numBranches; ++i)
    {
        auto branch = dictionaryOf (branches[i]);
        if (! branch.ok())
            return branch;
        made.push_back ({ sources[i] == nullptr ? "" : sources[i],
                          std::make_shared<const core::Dictionary> (std::move (branch).value()) });
    }
    return files::joined (std::move (dictionary).value(), std::move (made));
}

float gainOf (float reductionDb) noexcept
{
    if (! (reductionDb > silentDb)) // NaN too
        return 0.0f;
    return std::pow (10.0f, std::min (reductionDb, 0.0f) / 20.0f);
}

} // namespace

int unbraid_interface_version (void)
{
    return UNBRAID_INTERFACE_VERSION;
}

const char* unbraid_version (void)
{
    return UNBRAID_VERSION;
}

unbraid_options unbraid_default_options (void)
{
    return { sizeof (unbraid_options), 48000.0, 1, nullptr };
}

unbraid_separator* unbraid_create (const char* dictionary, const unbraid_options* options, char* message,
                                   size_t message_size)
{
    return createFrom ([dictionary] { return dictionaryOf (dictionary); }, options, message, message_size);
}

unbraid_separator* unbraid_create_from_memory (const void* bytes, size_t num_bytes,
                                               const unbraid_options* options, char* message,
                                               size_t message_size)
{
    const std::span all (static_cast<const std::byte*> (bytes), bytes == nullptr ? 0 : num_bytes);
    return createFrom ([all] { return files::parseDictionary (all, "the dictionary in memory"); }, options,
                       message, message_size);
}

unbraid_separator* unbraid_create_tree (const char* dictionary, const char* const* sources,
                                        const char* const* branches, size_t num_branches,
                                        const unbraid_options* options, char* message, size_t message_size)
{
    return createFrom ([&] { return treeOf (dictionary, sources, branches, num_branches); }, options, message,
                       message_size);
}

void unbraid_free (unbraid_separator* separator)
{
    delete separator;
}

int unbraid_latency (const unbraid_separator* separator)
{
    return separator == nullptr ? 0 : static_cast<int> (separator->engine.latencySamples());
}

int unbraid_channels (const unbraid_separator* separator)
{
    return separator == nullptr ? 0 : static_cast<int> (separator->engine.numChannels());
}

int unbraid_sources (const unbraid_separator* separator)
{
    return separator == nullptr ? 0 : static_cast<int> (separator->engine.numSources());
}

const char* unbraid_source_name (const unbraid_separator* separator, int source)
{
    if (source < 0 || source >= unbraid_sources (separator))
        return nullptr;
    return separator->engine.sourceNames()[static_cast<size_t> (source)].c_str();
}

int unbraid_source_is_target (const unbraid_separator* separator, int source)
{
    if (source < 0 || source >= unbraid_sources (separator))
        return 0;
    return separator->isTarget[static_cast<size_t> (source)];
}

void unbraid_reset (unbraid_separator* separator)
{
    if (separator == nullptr)
        return;
    separator->engine.reset();
    separator->isFresh = true;
}

void unbraid_process (unbraid_separator* separator, const float* const* inputs, float* const* outputs,
                      size_t num_samples)
{
    if (separator != nullptr && num_samples > 0)
        separator->engine.process (inputs, outputs, static_cast<Eigen::Index> (num_samples));
}

void unbraid_clean (unbraid_separator* separator, const float* const* inputs, float* const* outputs,
                    size_t num_samples, float reduction_db)
{
    if (separator == nullptr)
        return;
    const core::ScopedFlushToZero flushing;
    const float goal = gainOf (reduction_db);
    if (separator->isFresh)
        separator->gain = goal;
    separator->isFresh = false;
    const auto all = static_cast<Eigen::Index> (num_samples);
    for (Eigen::Index done = 0; done < all; done += pieceSamples)
    {
        const auto count = std::min (pieceSamples, all - done);
        for (size_t channel = 0; channel < separator->in.size(); ++channel)
            separator->in[channel] = inputs[channel] + done;
        separator->engine.process (separator->in.data(), separator->pieces.data(), count);
        separator->mix (outputs, done, count, goal);
    }
}

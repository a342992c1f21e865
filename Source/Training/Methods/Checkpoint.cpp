// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/Checkpoint.h"

#include "Core/Support/Digits.h"
#include "Files/AtomicFile.h"
#include "Files/FileBytes.h"
#include "Files/Safetensors.h"
#include "Training/TrainingSettings.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace unbraid::training
{

namespace
{
using files::Safetensors;
using files::Tensor;

constexpr auto formatName = "unbraid-training";
constexpr size_t maxCheckpointBytes = size_t{ 4 } << 30;
const std::string settingPrefix = "setting ";

core::Error unusable (const std::filesystem::path& path, const std::string& field, const std::string& found,
                      const std::string& allowed)
{
    return { "the training cannot be resumed", path.string() + ", " + field, found,
             allowed + "; or without --resume to start anew" };
}

template <class Number>
Number numberFrom (const Safetensors& content, const std::string& key)
{
    Number number{};
    if (const auto entry = content.metadata.find (key); entry != content.metadata.end())
        std::from_chars (entry->second.data(), entry->second.data() + entry->second.size(), number);
    return number;
}

/** Bytes of a list, or of a matrix: its columns one after another. */
template <class List>
std::span<const std::byte> bytesOf (const List& list)
{
    return std::as_bytes (std::span (list.data(), static_cast<size_t> (list.size())));
}

Tensor tensorOf (const Eigen::MatrixXf& matrix)
{
    return { "F32", { matrix.cols(), matrix.rows() }, bytesOf (matrix) };
}

Tensor tensorOf (const std::vector<int>& list)
{
    return { "I32", { static_cast<Eigen::Index> (list.size()) }, bytesOf (list) };
}

/** The values of a tensor of a checked type; empty if there is none. */
template <class List>
void copyTo (const Safetensors& content, const std::string& name, const char* type, List& list)
{
    const auto entry = content.tensors.find (name);
    if (entry == content.tensors.end() || entry->second.type != type || entry->second.bytes.empty())
        return;
    if constexpr (std::is_same_v<List, Eigen::MatrixXf>)
    {
        if (entry->second.shape.size() != 2)
            return;
        list.resize (entry->second.shape[1], entry->second.shape[0]);
    }
    else
        list.resize (entry->second.bytes.size() / sizeof (list[0]));
    std::memcpy (list.data(), entry->second.bytes.data(), entry->second.bytes.size());
}

std::string finishedName (size_t source)
{
    return "finished." + std::to_string (source) + ".";
}

void write (const LearnedSource& learned, const std::string& prefix, Safetensors& content)
{
    content.tensors[prefix + "W"] = tensorOf (learned.atoms);
    content.tensors[prefix + "pitches"] = tensorOf (learned.pitches);
    content.tensors[prefix + "onsets"] = tensorOf (learned.onsets);
    content.tensors[prefix + "A.rows"] = tensorOf (learned.dynamics.rows);
    content.tensors[prefix + "A.columns"] = tensorOf (learned.dynamics.columns);
    content.tensors[prefix + "A.values"] = { "F32",
                                             { static_cast<Eigen::Index> (learned.dynamics.values.size()) },
                                             bytesOf (learned.dynamics.values) };
}

LearnedSource readLearned (const Safetensors& content, const std::string& prefix)
{
    LearnedSource learned;
    copyTo (content, prefix + "W", "F32", learned.atoms);
    copyTo (content, prefix + "pitches", "I32", learned.pitches);
    copyTo (content, prefix + "onsets", "I32", learned.onsets);
    copyTo (content, prefix + "A.rows", "I32", learned.dynamics.rows);
    copyTo (content, prefix + "A.columns", "I32", learned.dynamics.columns);
    copyTo (content, prefix + "A.values", "F32", learned.dynamics.values);
    return learned;
}

/** The pool's frames side by side, and the length of each run. */
struct FlatPool
{
    Eigen::MatrixXf spectra;
    std::vector<int> runs;
};

FlatPool flatten (const RunPool& pool)
{
    FlatPool flat{ joined (pool.content()).spectra, {} };
    for (const auto& run : pool.content())
        flat.runs.push_back (static_cast<int> (run.count()));
    return flat;
}

/** Runs of a pool as they were; which frames follow each other is not kept, batches do not ask for it. */
RunPool unflatten (const FlatPool& flat)
{
    RunPool pool;
    Eigen::Index first = 0;
    for (const int length : flat.runs)
    {
        if (length < 1 || length > framesPerRun || first + length > flat.spectra.cols())
            break;
        const std::vector<std::uint8_t> none (static_cast<size_t> (length), 0);
        pool.add ({ flat.spectra.middleCols (first, length), none, none });
        first += length;
    }
    return pool;
}

IncrementalState readCurrent (const Safetensors& content)
{
    IncrementalState current;
    copyTo (content, "current.W", "F32", current.factors.atoms);
    copyTo (content, "current.upper", "F32", current.factors.upper);
    copyTo (content, "current.lower", "F32", current.factors.lower);
    FlatPool flat;
    copyTo (content, "pool.spectra", "F32", flat.spectra);
    copyTo (content, "pool.runs", "I32", flat.runs);
    current.pool = unflatten (flat);
    current.factors.batches = numberFrom<Eigen::Index> (content, "batches");
    current.pass = numberFrom<Eigen::Index> (content, "pass");
    current.nextSegment = numberFrom<Eigen::Index> (content, "next_stretch");
    current.framesProcessed = numberFrom<Eigen::Index> (content, "frames_heard");
    current.divergence = numberFrom<double> (content, "divergence");
    return current;
}

core::Status sameSettings (const Safetensors& content, const std::map<std::string, std::string>& settings,
                           const std::filesystem::path& path)
{
    for (const auto& [name, value] : settings)
    {
        const auto entry = content.metadata.find (settingPrefix + name);
        const std::string found = entry == content.metadata.end() ? "nothing" : entry->second;
        if (found != value)
            return unusable (path, name, found, value);
    }
    return core::Done{};
}

bool isWhole (const TrainingState& state, Eigen::Index numBins)
{
    const auto& factors = state.current.factors;
    const auto sameShape = [&factors] (const Eigen::MatrixXf& sums)
    { return sums.rows() == factors.atoms.rows() && sums.cols() == factors.atoms.cols(); };
    const auto hasAtoms = [numBins] (const LearnedSource& learned)
    { return learned.atoms.rows() == numBins && learned.atoms.cols() > 0; };
    const bool isBegun = factors.batches > 0 || factors.atoms.size() > 0;
    const bool hasPosition = state.current.pass >= 0 && state.current.nextSegment >= 0;
    return hasPosition && std::all_of (state.finished.begin(), state.finished.end(), hasAtoms) &&
           (! isBegun ||
            (factors.atoms.rows() == numBins && sameShape (factors.upper) && sameShape (factors.lower)));
}
} // namespace

core::Result<Checkpoint> Checkpoint::create (const TrainingSpec& spec,
                                             const std::vector<SourceMaterial>& sources)
{
    const auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    Checkpoint checkpoint;
    checkpoint.numBins = geometry.value().numBins();
    checkpoint.path = spec.checkpoint;
    checkpoint.isResumed = spec.resume;
    checkpoint.interval = std::chrono::duration<double> (spec.checkpointSeconds);
    auto settings = trainingSettings (spec, sources);
    if (! settings.ok())
        return settings.error();
    checkpoint.settings = std::move (settings).value();
    return checkpoint;
}

core::Result<TrainingState> Checkpoint::start() const
{
    std::error_code failure;
    if (path.empty() || ! isResumed || ! std::filesystem::exists (path, failure))
        return TrainingState();
    const auto bytes = files::readFileBytes (path, maxCheckpointBytes);
    if (! bytes.ok())
        return unusable (path, "file", bytes.error().found, bytes.error().allowed);
    const auto content = files::parseSafetensors (bytes.value());
    if (! content.ok())
        return unusable (path, content.error().where, content.error().found, content.error().allowed);
    if (auto same = sameSettings (content.value(), settings, path); ! same.ok())
        return same.error();
    TrainingState state;
    const auto numFinished = numberFrom<size_t> (content.value(), "finished");
    for (size_t i = 0; i < std::min (numFinished, settings.size()); ++i)
        state.finished.push_back (readLearned (content.value(), finishedName (i)));
    state.current = readCurrent (content.value());
    if (! isWhole (state, numBins))
        return unusable (path, "tensors", "some missing or of another shape", "those of a checkpoint");
    return state;
}

core::Status Checkpoint::save (const TrainingState& state, bool now)
{
    if (path.empty() || (! now && Clock::now() - lastSaved < interval))
        return core::Done{};
    Safetensors content;
    content.metadata = { { "format", formatName },
                         { "finished", core::digitsOf (state.finished.size()) },
                         { "batches", core::digitsOf (state.current.factors.batches) },
                         { "pass", core::digitsOf (state.current.pass) },
                         { "next_stretch", core::digitsOf (state.current.nextSegment) },
                         { "frames_heard", core::digitsOf (state.current.framesProcessed) },
                         { "divergence", core::digitsOf (state.current.divergence) } };
    for (const auto& [name, value] : settings)
        content.metadata[settingPrefix + name] = value;
    for (size_t i = 0; i < state.finished.size(); ++i)
        write (state.finished[i], finishedName (i), content);
    const FlatPool flat = flatten (state.current.pool);
    content.tensors["current.W"] = tensorOf (state.current.factors.atoms);
    content.tensors["current.upper"] = tensorOf (state.current.factors.upper);
    content.tensors["current.lower"] = tensorOf (state.current.factors.lower);
    content.tensors["pool.spectra"] = tensorOf (flat.spectra);
    content.tensors["pool.runs"] = tensorOf (flat.runs);

    lastSaved = Clock::now();
    return files::writeWholeFile (path, files::serialiseSafetensors (content));
}

void Checkpoint::remove() const
{
    std::error_code failure;
    if (! path.empty())
        std::filesystem::remove (path, failure);
}

} // namespace unbraid::training

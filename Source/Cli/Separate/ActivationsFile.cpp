// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/ActivationsFile.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Core/Factorisation/Solvers/Divergence.h"
#include "Platform/Descriptors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <system_error>

namespace unbraid::cli
{

namespace
{
using Eigen::Index;
using OrderedJson = nlohmann::ordered_json;

constexpr Index maxHeaderFrames = Index{ 1 }
                                  << 40; // a thousand years: its digits are the longest there will be
constexpr Index framesAtOnce = 4096;
constexpr size_t lengthBytes = 8; // the header's length comes first

/** Of a vector or a packed matrix. */
template <class Numbers>
std::span<const std::byte> bytesOf (const Numbers& numbers)
{
    return std::as_bytes (std::span (numbers.data(), static_cast<size_t> (numbers.size())));
}

core::Error cannotUse (const std::filesystem::path& path)
{
    return { "the file cannot be written", path.string(), std::generic_category().message (errno), {} };
}

/** Of a model that has atoms. */
const core::PreparedDictionary& atomsOf (const core::Separator& separator)
{
    return separator.lastFrame().atoms->dictionary;
}

core::PackedMatrix unpaddedAtoms (const core::PreparedDictionary& dictionary)
{
    core::PackedMatrix atoms (dictionary.numRows(), 0);
    for (const auto& range : dictionary.sources)
    {
        const Index first = atoms.cols();
        atoms.conservativeResize (Eigen::NoChange, first + range.numAtoms);
        atoms.rightCols (range.numAtoms) = dictionary.matrix().middleCols (range.first, range.numAtoms);
    }
    return atoms;
}

OrderedJson sourcesOf (const SeparationPlan& plan, const core::Separator& separator)
{
    OrderedJson list = OrderedJson::array();
    Index first = 0;
    for (size_t s = 0; s < separator.sourceNames().size(); ++s)
    {
        const Index count = atomsOf (separator).sources[s].numAtoms;
        OrderedJson entry{ { "name", separator.sourceNames()[s] },
                           { "first_atom", first },
                           { "num_atoms", count } };
        if (s < plan.dictionary.sources.size() && ! plan.dictionary.sources[s].pitches.empty())
            entry["pitches"] = plan.dictionary.sources[s].pitches;
        list.push_back (std::move (entry));
        first += count;
    }
    return list;
}

/** The source whose atoms move while playing, or nothing. */
std::string adaptingSource (const SeparationPlan& plan, const core::Separator& separator)
{
    const auto& dictionary = atomsOf (separator);
    const bool adapts = plan.settings.adaptation.enabled || plan.settings.noiseTracking.enabled;
    for (size_t s = 0; adapts && s < dictionary.sources.size(); ++s)
        if (dictionary.adaptive.count > 0 && dictionary.sources[s].first == dictionary.adaptive.first)
            return separator.sourceNames()[s];
    return {};
}

OrderedJson metadataOf (const SeparationPlan& plan, const core::Separator& separator)
{
    const auto& geometry = separator.geometry();
    const auto& dictionary = plan.dictionary;
    return { { "format", "unbraid-activations" },
             { "version", "1" },
             { "dictionary", plan.dictionaryName },
             { "sources", sourcesOf (plan, separator).dump() },
             { "adapting", adaptingSource (plan, separator) },
             { "guided", OrderedJson (plan.guide.parts).dump() },
             { "sample_rate_hz", core::numberText (geometry.sampleRateHz) },
             { "channels", std::to_string (separator.numChannels()) },
             { "latency_mode", core::toString (plan.mode) },
             { "hop", std::to_string (geometry.hop) },
             { "window", std::to_string (geometry.analysis) },
             { "synthesis_window", std::to_string (geometry.synthesis) },
             { "fft", std::to_string (geometry.fft) },
             { "window_shape", core::windowShapeName },
             { "spectrum", dictionary.spectrum == core::Spectrum::power ? "power" : "magnitude" },
             { "divergence_beta", core::numberText (dictionary.divergenceBeta) },
             { "mask_exponent", core::numberText (dictionary.maskExponent) },
             { "model_floor", core::numberText (separator.lastFrame().shape.modelFloor) } };
}

/** Lays tensors out one after the other. */
class HeaderText
{
public:
    explicit HeaderText (const std::string& metadata)
        : header{ { "__metadata__", OrderedJson::parse (metadata) } }
    {
    }

    void add (const char* name, const char* type, const std::vector<Index>& shape, Index bytesEach)
    {
        Index bytes = bytesEach;
        for (const Index length : shape)
            bytes *= length;
        header[name] = { { "dtype", type }, { "shape", shape }, { "data_offsets", { end, end + bytes } } };
        end += bytes;
    }

    [[nodiscard]] std::string text() const { return header.dump(); }

private:
    OrderedJson header;
    Index end = 0;
};

/** Share of each source in the energy of the model's bins: the sum of mask_j |x|^2 over that of |x|^2. */
Eigen::VectorXf energyShares (const core::FrameView& frame)
{
    Eigen::VectorXf energy = (frame.binSpectrum.array() - frame.shape.modelFloor).max (0.0f).matrix();
    if (frame.shape.spectrum == core::Spectrum::magnitude)
        energy = energy.cwiseAbs2();
    return frame.masks.topRows (energy.size()).transpose() * (energy / energy.sum());
}

float divergenceARow (const core::FrameView& frame)
{
    const Index rows = frame.atoms->dictionary.numActiveBins;
    const Eigen::ArrayXf model =
        frame.sourceModels.topRows (rows).rowwise().sum().array() + frame.shape.modelFloor;
    const double total =
        core::betaDivergence (frame.spectrum.head (rows).array(), model, frame.atoms->dictionary.beta);
    return static_cast<float> (total / static_cast<double> (rows));
}
} // namespace

ActivationsFile::ActivationsFile (files::AtomicFile target, files::AtomicFile waitingRoom)
    : file (std::move (target))
    , waiting (std::move (waitingRoom))
{
}

core::Result<ActivationsFile> ActivationsFile::create (const std::filesystem::path& path,
                                                       const SeparationPlan& plan,
                                                       const core::Separator& separator)
{
    if (! separator.lastFrame().atoms)
        return core::Error{ "this dictionary has no activations to write, since its model has no atoms",
                            "--activations", core::modelKind (plan.dictionary).withArticle(), "a plain one" };
    auto target = files::AtomicFile::create (path);
    if (! target.ok())
        return target.error();
    auto waitingRoom = files::AtomicFile::create (path);
    if (! waitingRoom.ok())
        return waitingRoom.error();
    ActivationsFile created (std::move (target).value(), std::move (waitingRoom).value());
    if (auto begun = created.begin (plan, separator); ! begun.ok())
        return begun.error();
    return created;
}

core::Status ActivationsFile::begin (const SeparationPlan& plan, const core::Separator& separator)
{
    const auto atoms = unpaddedAtoms (atomsOf (separator));
    geometry = separator.geometry();
    numRows = atoms.rows();
    numAtoms = atoms.cols();
    numSources = separator.numSources();
    // Bytes that are not UTF-8, say of a file name, are replaced.
    metadata = metadataOf (plan, separator).dump (-1, ' ', false, OrderedJson::error_handler_t::replace);
    headerRoom = (header (maxHeaderFrames).size() + lengthBytes - 1) / lengthBytes * lengthBytes;

    const auto& rowsHz = separator.lastFrame().shape.rowsHz;
    frequencies.assign (rowsHz.begin(), rowsHz.end());
    const std::vector<std::byte> room (lengthBytes + headerRoom);
    for (const auto bytes : { std::span<const std::byte> (room), bytesOf (atoms), bytesOf (frequencies) })
        if (auto written = file.write (bytes); ! written.ok())
            return written;
    return core::Done{};
}

std::string ActivationsFile::header (Index frames) const
{
    HeaderText text (metadata);
    text.add ("W", "F32", { numRows, numAtoms }, sizeof (float));
    text.add ("frequencies", "F32", { numRows }, sizeof (float));
    text.add ("H", "F32", { frames, numAtoms }, sizeof (float));
    text.add ("mask_energy", "F32", { frames, numSources }, sizeof (float));
    text.add ("divergence", "F32", { frames }, sizeof (float));
    text.add ("band_hz", "F32", { frames }, sizeof (float));
    text.add ("time_seconds", "F64", { frames }, sizeof (double));
    return text.text();
}

void ActivationsFile::add (const core::FrameView& frame)
{
    ++numFrames;
    if (frame.isSilent)
    {
        activationRows.insert (activationRows.end(), static_cast<size_t> (numAtoms), 0.0f);
        waitingRows.insert (waitingRows.end(), static_cast<size_t> (numWaiting()), 0.0f);
        return;
    }
    for (const auto& range : frame.atoms->dictionary.sources)
        for (Index atom = range.first; atom < range.first + range.numAtoms; ++atom)
            activationRows.push_back (frame.level * frame.atoms->activations[atom]);
    const Eigen::VectorXf shares = energyShares (frame);
    waitingRows.insert (waitingRows.end(), shares.begin(), shares.end());
    waitingRows.push_back (divergenceARow (frame));
    waitingRows.push_back (frequencies[static_cast<size_t> (frame.atoms->dictionary.numActiveBins - 1)]);
}

core::Status ActivationsFile::flush()
{
    for (auto [target, rows] : { std::pair{ &file, &activationRows }, std::pair{ &waiting, &waitingRows } })
    {
        if (auto written = target->write (bytesOf (*rows)); ! written.ok())
            return written;
        rows->clear();
    }
    return core::Done{};
}

core::Result<files::AtomicFile> ActivationsFile::complete()
{
    if (auto flushed = flush(); ! flushed.ok())
        return flushed.error();
    for (const auto& [first, count] :
         { std::pair{ Index{ 0 }, numSources }, { numSources, 1 }, { numSources + 1, 1 } })
        if (auto copied = copyWaiting (first, count); ! copied.ok())
            return copied.error();
    if (auto written = writeTimes(); ! written.ok())
        return written.error();
    if (auto written = writeHeader(); ! written.ok())
        return written.error();
    return std::move (file);
}

/** Appends `count` columns, from `first` on, of the rows that wait. */
core::Status ActivationsFile::copyWaiting (Index first, Index count)
{
    if (! platform::rewind (waiting.descriptor()))
        return cannotUse (waiting.target());
    core::PackedMatrix rows (framesAtOnce, numWaiting());
    for (Index done = 0; done < numFrames; done += framesAtOnce)
    {
        const Index frames = std::min (framesAtOnce, numFrames - done);
        const auto wanted = static_cast<size_t> (frames * rows.cols()) * sizeof (float);
        const auto bytes = std::as_writable_bytes (std::span (rows.data(), wanted / sizeof (float)));
        if (platform::readFully (waiting.descriptor(), bytes) != static_cast<std::ptrdiff_t> (wanted))
            return cannotUse (waiting.target());
        const core::PackedMatrix columns = rows.block (0, first, frames, count);
        if (auto written = file.write (bytesOf (columns)); ! written.ok())
            return written;
    }
    return core::Done{};
}

/** A frame's time is the centre of its synthesis window, where the analysis window peaks. */
core::Status ActivationsFile::writeTimes()
{
    std::vector<double> times;
    for (Index frame = 0; frame < numFrames; ++frame)
    {
        const auto end = static_cast<double> ((frame + 1) * geometry.hop);
        times.push_back ((end - 0.5 * static_cast<double> (geometry.synthesis)) / geometry.sampleRateHz);
        if (frame + 1 < numFrames && static_cast<Index> (times.size()) < framesAtOnce)
            continue;
        if (auto written = file.write (bytesOf (times)); ! written.ok())
            return written;
        times.clear();
    }
    return core::Done{};
}

core::Status ActivationsFile::writeHeader()
{
    std::string text = header (numFrames);
    text.resize (headerRoom, ' ');
    const std::uint64_t length = text.size();
    std::vector<char> bytes (lengthBytes);
    std::memcpy (bytes.data(), &length, lengthBytes);
    bytes.insert (bytes.end(), text.begin(), text.end());
    if (! platform::rewind (file.descriptor()))
        return cannotUse (file.target());
    return file.write (bytesOf (bytes));
}

} // namespace unbraid::cli

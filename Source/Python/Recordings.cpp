// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Whole recordings repaired, freed of bleed and rebuilt from others, as `unbraid repair`, `debleed` and `mosaic` do.
#include "Python/Bindings.h"

#include "Core/Spectral/SubsonicSplit.h"
#include "Files/Resampler.h"
#include "Mosaic/RecordingMosaic.h"
#include "Offline/Bleed/SessionBleed.h"
#include "Restoration/DictionarySpectra.h"
#include "Restoration/Restorer.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace unbraid::python
{

namespace
{
using core::OptionTexts;
using Eigen::Index;
using Eigen::MatrixXf;
using Span = std::pair<double, double>; // seconds

/** [samples x channels] to [channels x samples]. */
Rows rowsOf (const MatrixXf& samples)
{
    Rows rows ({ py::ssize_t (samples.cols()), py::ssize_t (samples.rows()) });
    std::copy (samples.data(), samples.data() + samples.size(), rows.mutable_data());
    return rows;
}

bool keepsOn (double)
{
    return goOn();
}

py::object decibelsOrNone (const std::optional<float>& level)
{
    return level ? py::object (py::float_ (20.0 * std::log10 (static_cast<double> (*level)))) : py::none();
}

py::dict dictOf (const restoration::ChannelFindings& found)
{
    py::dict dict;
    dict["clipped_samples"] = found.damage.numClipped;
    dict["tops_db"] = decibelsOrNone (found.damage.highLevel);
    dict["bottoms_db"] = decibelsOrNone (found.damage.lowLevel);
    dict["lost_samples"] = found.damage.numLost;
    dict["clicks"] = found.clicks.size();
    dict["hum_hz"] =
        found.hum.numHarmonics > 0 ? py::object (py::float_ (found.hum.frequencyHz)) : py::none();
    return dict;
}

/** The gaps in samples, inside the sound. */
std::vector<restoration::Gap> gapsFrom (const std::vector<Span>& spans, double rateHz, Index numSamples)
{
    std::vector<restoration::Gap> gaps;
    for (const auto& [start, end] : spans)
    {
        demand (start >= 0.0 && start < end && end - start <= restoration::longestGapSeconds,
                "A gap begins at 0 or later, ends behind its beginning, and is at most .25 s long.");
        demand (start * rateHz < static_cast<double> (numSamples),
                "A gap begins behind the end of the sound.");
        gaps.push_back ({ std::lround (start * rateHz), std::lround (end * rateHz) });
    }
    return gaps;
}

/** dictionary  a start, beside what the sound teaches; null: none
    returns     the sound, and what was found in each channel */
std::pair<Rows, py::list> repair (const Rows& sound, double rateHz, const OptionTexts& given,
                                  const std::vector<Span>& gaps, const LoadedDictionary* dictionary)
{
    auto spec = valueOf (core::settingsFrom (restoration::restorationOptions(), given));
    MatrixXf samples = samplesOf (sound);
    spec.knownGaps = gapsFrom (gaps, rateHz, samples.rows());
    std::vector<restoration::ChannelFindings> findings;
    {
        const py::gil_scoped_release released;
        if (dictionary != nullptr)
            spec.settings.dictionary = valueOf (restoration::dictionarySpectra (
                dictionary->dictionary, rateHz, restoration::repairFrameLength (rateHz)));
        findings = finished (restoration::restore (samples, rateHz, spec, keepsOn));
    }
    py::list channels;
    for (const auto& found : findings)
        channels.append (dictOf (found));
    return { rowsOf (samples), channels };
}

/** microphones  the channels of all
    own          the channels of each source
    silent       source, start and end
    returns      of each channel the sound of its own source */
Rows debleed (const Rows& microphones, double rateHz, const offline::OwnChannels& own,
              const std::vector<std::tuple<size_t, double, double>>& silent, const OptionTexts& given,
              int threads)
{
    const MatrixXf samples = finiteSamplesOf (microphones);
    offline::BleedSession session{ rateHz, samples.rows(), samples.cols(), own, {}, {} };
    for (const auto& [source, start, end] : silent)
        session.silent.push_back ({ source, start, end });
    session.read = [&samples] (Index first, Index count) -> core::Result<MatrixXf>
    {
        MatrixXf read = MatrixXf::Zero (count, samples.cols());
        const Index begin = std::max<Index> (first, 0), end = std::min (first + count, samples.rows());
        if (begin < end)
            read.middleRows (begin - first, end - begin) = samples.middleRows (begin, end - begin);
        return read;
    };
    auto spec = valueOf (core::settingsFrom (offline::bleedOptions(), given));
    spec.settings.numThreads = threads;
    MatrixXf kept (samples.rows(), samples.cols());
    const auto onBlock = [&kept] (const MatrixXf&, const MatrixXf& part, Index first) -> core::Status
    {
        kept.middleRows (first, part.rows()) = part;
        return core::Done{};
    };
    {
        const py::gil_scoped_release released;
        finished (offline::removeBleed (session, spec, onBlock,
                                        [] (const offline::BleedProgress&) { return goOn(); }));
    }
    return rowsOf (kept);
}

/** sources  each at its own rate */
Rows makeMosaic (const Rows& target, double rateHz, const std::vector<std::pair<Rows, double>>& sources,
                 const OptionTexts& given, int threads)
{
    auto spec = valueOf (core::settingsFrom (mosaic::mosaicOptions(), given));
    spec.settings.numThreads = threads;
    const auto recordingOf = [] (const Rows& sound, double soundRateHz) {
        return mosaic::Sound{ soundRateHz, core::withoutOffset (finiteSamplesOf (sound), soundRateHz) };
    };
    std::vector<mosaic::Sound> recordings;
    for (const auto& [sound, soundRateHz] : sources)
        recordings.push_back (recordingOf (sound, soundRateHz));
    const auto wanted = recordingOf (target, rateHz);
    mosaic::Mosaic made;
    {
        const py::gil_scoped_release released;
        made = finished (mosaic::makeMosaic (wanted, std::move (recordings), spec, files::resample, keepsOn));
    }
    return rowsOf (made.samples);
}
} // namespace

void addRecordings (py::module_& module)
{
    module.def ("repair", repair);
    module.def ("debleed", debleed);
    module.def ("mosaic", makeMosaic);
}

} // namespace unbraid::python

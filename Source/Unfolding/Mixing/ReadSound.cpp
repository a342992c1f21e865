// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/ReadSound.h"

#include "Core/Spectral/Mixdown.h"
#include "Core/Spectral/SubsonicSplit.h"
#include "Files/AudioReader.h"
#include "Files/Resampler.h"
#include "Unfolding/Mixing/ActiveLevel.h"
#include "Unfolding/Mixing/RecordedBand.h"
#include "Unfolding/Mixing/SoundCache.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace unbraid::unfolding
{

namespace
{
namespace fs = std::filesystem;
using Eigen::Index;

constexpr Index longestSound = Index{ 1 } << 29; // frames; three hours at 48 kHz
constexpr float silentPeak = 1e-4f;              // 80 dB below full scale
constexpr double minShareOfRate = 0.9;           // a recording at 44.1 kHz may go into mixtures at 48 kHz
constexpr double heldShare = 0.9;                // of half a rate: above it resamplers fall off

double defaultRateHz (const CorpusSpec& spec)
{
    return minShareOfRate * spec.sampleRateHz;
}

core::Status judge (const fs::path& path, const files::Recording& recording, const CorpusSpec& spec)
{
    const double defaultHz = defaultRateHz (spec);
    const double minHz = spec.minRateHz > 0.0 ? std::min (spec.minRateHz, defaultHz) : defaultHz;
    if (recording.sampleRateHz < minHz)
        return cannotMix (path, core::numberText (recording.sampleRateHz) + " Hz",
                          "at least " + core::numberText (minHz) + " Hz");
    const double seconds = static_cast<double> (recording.samples.rows()) / recording.sampleRateHz;
    if (seconds < shortestSoundSeconds)
        return cannotMix (path, core::numberText (seconds) + " s",
                          "at least " + core::numberText (shortestSoundSeconds) + " s");
    return core::Done{};
}

/** A recording in mono, or where sides are kept the mean of its channels and half their difference. */
Eigen::MatrixXf midAndSide (const Eigen::MatrixXf& channels, double sampleRateHz, bool keepsSides)
{
    if (! keepsSides || channels.cols() < 2)
        return core::mixdown (channels, sampleRateHz);
    Eigen::MatrixXf parts = channels.rowwise().mean();
    parts.conservativeResize (Eigen::NoChange, 2);
    parts.col (1) = 0.5f * (channels.col (0) - channels.col (1));
    return parts;
}

PackedSamples pack (const Eigen::Ref<const Eigen::VectorXf>& samples, float& scale)
{
    constexpr float fullScale = std::numeric_limits<std::int16_t>::max();
    scale = samples.cwiseAbs().maxCoeff() / fullScale;
    std::vector<std::int16_t> packed;
    packed.reserve (static_cast<size_t> (samples.size()));
    for (const float sample : samples)
        packed.push_back (static_cast<std::int16_t> (std::lround (sample / scale)));
    return PackedSamples (std::move (packed));
}

/** Decoded, judged, at the corpus's rate. */
core::Result<Sound> decodeSound (const fs::path& path, const CorpusSpec& spec)
{
    auto recording = files::readRecording (path, longestSound);
    if (! recording.ok())
        return recording.error();
    if (auto judged = judge (path, recording.value(), spec); ! judged.ok())
        return judged.error();
    const double recordedHz = recording.value().sampleRateHz;
    const Eigen::MatrixXf parts =
        midAndSide (recording.value().samples, recording.value().sampleRateHz, spec.keepsSides);
    if (! parts.allFinite())
        return cannotMix (path, "NaN or infinity", "finite samples");
    if (parts.col (0).cwiseAbs().maxCoeff() < silentPeak)
        return cannotMix (path, "silence", "a peak above -80 dB");
    auto resampled = files::resample (core::withoutOffset (parts, recordedHz), recordedHz, spec.sampleRateHz);
    if (! resampled.ok())
        return resampled.error();
    Sound sound = packSound (resampled.value().col (0), spec.sampleRateHz);
    sound.oddity = files::oddityOf (recording.value());
    if (parts.cols() > 1 && parts.col (1).cwiseAbs().maxCoeff() >= silentPeak)
        sound.side = pack (resampled.value().col (1), sound.sideScale);
    if (recordedHz < defaultRateHz (spec))
        sound.bandHz = heldShare * 0.5 * recordedHz;
    if (spec.findsBands)
        sound.bandHz = std::min (sound.bandHz, recordedBandHz (resampled.value().col (0), spec.sampleRateHz));
    return sound;
}
} // namespace

core::Error cannotMix (const fs::path& path, std::string found, std::string allowed)
{
    return { "the recording cannot be mixed", path.string(), std::move (found), std::move (allowed) };
}

Sound packSound (const Eigen::Ref<const Eigen::VectorXf>& samples, double sampleRateHz)
{
    Sound sound;
    sound.samples = pack (samples, sound.scale);
    sound.activeRms = activeRms (samples, sampleRateHz);
    return sound;
}

core::Result<Sound> readSound (const fs::path& path, const CorpusSpec& spec)
{
    if (spec.cache.empty())
        return decodeSound (path, spec);
    const SoundCache cache (spec.cache);
    const auto key = SoundCache::keyOf (path, spec);
    if (auto kept = cache.find (key))
        return *kept;
    auto decoded = decodeSound (path, spec);
    if (! decoded.ok())
        return decoded;
    if (auto stored = cache.keep (key, decoded.value()); ! stored.ok())
        return stored.error();
    if (auto kept = cache.find (key))
    {
        kept->oddity = decoded.value().oddity;
        return *kept;
    }
    return decoded;
}

} // namespace unbraid::unfolding

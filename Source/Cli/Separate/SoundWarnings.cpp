// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SoundWarnings.h"

#include "Cli/Console/Console.h"
#include "Core/Spectral/Audible.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace unbraid::cli
{

namespace
{
constexpr float fullScale = 0.999f; // converters of 10 bits and more end above it
constexpr Eigen::Index longestToCheck = Eigen::Index{ 1 } << 28;
constexpr int clippedLength = 3; // as many equal samples at full scale are no coincidence

std::string incompleteText (const std::string& name, Eigen::Index numFrames, Eigen::Index missingFrames,
                            double sampleRateHz)
{
    return "'" + name +
           "' is damaged or incomplete: " + fixedPoint (static_cast<double> (numFrames) / sampleRateHz, 2) +
           " s of " + fixedPoint (static_cast<double> (numFrames + missingFrames) / sampleRateHz, 2) +
           " s are there and were read";
}
} // namespace

void RecordingCheck::follow (float sample, Plateau& plateau)
{
    const bool isFull = std::abs (sample) >= fullScale && std::abs (sample) <= 1.0f;
    plateau.length = isFull && sample == plateau.level ? plateau.length + 1 : isFull ? 1 : 0;
    plateau.level = sample;
    if (plateau.length == clippedLength)
        ++numClipped;
}

void RecordingCheck::look (const Eigen::Ref<const Eigen::MatrixXf>& block)
{
    plateaus.resize (static_cast<size_t> (block.cols()));
    numFrames += block.rows();
    if (block.size() == 0)
        return;
    const float peak = block.cwiseAbs().maxCoeff();
    isSilent = isSilent && peak == 0.0f;
    if (peak < fullScale && block.allFinite()) // as most are
        return plateaus.assign (plateaus.size(), {});
    for (Eigen::Index channel = 0; channel < block.cols(); ++channel)
        for (const float sample : block.col (channel))
        {
            const bool isFinite = std::isfinite (sample);
            numNotFinite += isFinite ? 0 : 1;
            numTooLarge += isFinite && core::audible (sample) != sample ? 1 : 0;
            isSilent = isSilent && core::audible (sample) == 0.0f;
            follow (sample, plateaus[static_cast<size_t> (channel)]);
        }
}

std::vector<std::string> RecordingCheck::findings (const std::string& name, Eigen::Index missingFrames,
                                                   double sampleRateHz) const
{
    const auto file = "'" + name + "' ";
    std::vector<std::string> found;
    if (missingFrames > 0)
        found.push_back (incompleteText (name, numFrames, missingFrames, sampleRateHz));
    if (! readerRemark.empty())
        found.push_back (file + readerRemark);
    if (numNotFinite > 0)
        found.push_back (file + "has " + counted (numNotFinite, "sample") +
                         " that are no numbers (NaN or infinite), taken for silence");
    if (numTooLarge > 0)
        found.push_back (
            file + "has " + counted (numTooLarge, "sample") +
            " more than 120 dB beyond full scale, which were limited: the outputs do not sum to it there");
    if (numClipped > 0)
        found.push_back (file + "is clipped in " + counted (numClipped, "place") +
                         ": it was recorded too loud, and separates worse there");
    if (numFrames == 0)
        found.push_back (file + "is empty: it has a header and no samples");
    else if (isSilent)
        found.push_back (file + "is silent from beginning to end");
    return found;
}

void RecordingCheck::report (const std::string& name, Eigen::Index missingFrames, double sampleRateHz) const
{
    for (const auto& finding : findings (name, missingFrames, sampleRateHz))
        warn (finding);
}

void warnOfOddity (const std::string& oddity, const std::string& name)
{
    if (! oddity.empty())
        warn ("'" + name + "' " + oddity);
}

void warnOfFile (const files::Recording& recording, const std::string& name)
{
    warnOfOddity (files::oddityOf (recording), name);
}

void warnOfFiles (const std::vector<std::filesystem::path>& files)
{
    for (const auto& file : std::set (files.begin(), files.end()))
        if (const auto recording = files::readRecording (file, longestToCheck); recording.ok())
            warnOfFile (recording.value(), file.string());
}

bool leaveOutWithWarning (const std::filesystem::path& file, const core::Error& error)
{
    std::error_code failure;
    if (! std::filesystem::exists (file, failure))
        return false;
    warn ("'" + file.string() + "' is left out, since it cannot be used: " + error.message());
    return true;
}

void OddFiles::add (const std::filesystem::path& file, const std::string& oddity)
{
    const std::scoped_lock lock (mutex);
    if (known.insert (file).second)
        warn ("'" + file.string() + "' " + oddity);
}

core::Result<files::AudioFormat> soundFormatOf (const std::filesystem::path& file)
{
    if (const auto format = files::formatOf (file))
        return *format;
    const auto ending = file.extension().string();
    return core::Error{ ending.empty() ? "the name '" + file.string() + "' has no ending that says its format"
                                       : "sound cannot be written as '" + ending + "'",
                        file.string(), ending.empty() ? "no ending" : ending, files::writableEndings() };
}

void warnOfClipping (const files::AudioWriter& writer, files::AudioFormat format,
                     const std::filesystem::path& file)
{
    if (writer.numBeyondFullScale() == 0)
        return;
    const auto found = counted (writer.numBeyondFullScale(), "sample") + " of '" + file.string() + "' " +
                       (writer.numBeyondFullScale() == 1 ? "is" : "are") + " beyond full scale";
    if (files::clips (format))
        warn (found + ", where this format clips; 32-bit float keeps them (a name that ends in .wav, "
                      "--format float32)");
}

void warnOfLostMetadata (const files::SoundMetadata& metadata, files::AudioFormat format,
                         const std::string& name)
{
    if (files::carriesChunks (format))
        return;
    struct Kind
    {
        const char* id;
        const char* text;
    };
    constexpr std::array kinds{ Kind{ "bext", "times" }, Kind{ "iXML", "notes of the recorder" },
                                Kind{ "cue ", "markers" }, Kind{ "smpl", "loops" } };
    std::string lost;
    for (const auto& [id, text] : kinds)
        if (std::any_of (metadata.chunks.begin(), metadata.chunks.end(),
                         [id = id] (const auto& chunk)
                         { return std::string (chunk.id.begin(), chunk.id.end()) == id; }))
            lost += (lost.empty() ? "" : ", ") + std::string (text);
    if (! lost.empty())
        warn ("the format of the output cannot hold what the recording says beside its samples ('" + name +
              "': " + lost + "); a WAV file (.wav) keeps them");
}

} // namespace unbraid::cli

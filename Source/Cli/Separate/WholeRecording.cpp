// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/WholeRecording.h"

#include "Cli/Console/Console.h"
#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <algorithm>
#include <cmath>

namespace unbraid::cli
{

core::Result<files::Recording> readWhole (const std::filesystem::path& file, Eigen::Index maxFrames,
                                          RecordingCheck& check)
{
    auto read = files::readRecording (file, maxFrames);
    if (! read.ok())
        return read;
    auto& recording = read.value();
    const double rate = recording.sampleRateHz;
    check.look (recording.samples);
    check.note (recording.remark);
    if (! (rate >= core::minSampleRateHz && rate <= core::maxSampleRateHz))
        return core::Error{ "the sample rate is not supported", file.string(),
                            core::numberText (rate) + " Hz", "8000 to 192000 Hz" };
    recording.samples =
        recording.samples.unaryExpr ([] (float sample) { return std::isfinite (sample) ? sample : 0.0f; });
    return read;
}

core::Status writeWhole (const files::Recording& recording, files::AudioFormat format,
                         const std::filesystem::path& file)
{
    auto writer = files::AudioWriter::create (file, recording.sampleRateHz, recording.samples.cols(), format,
                                              recording.metadata);
    if (! writer.ok())
        return writer.error();
    if (auto written = writer.value().write (recording.samples); ! written.ok())
        return written;
    warnOfClipping (writer.value(), format, file);
    warnOfLostMetadata (recording.metadata, format, file.string());
    return writer.value().finish();
}

std::string decibelText (double magnitude)
{
    return fixedPoint (20.0 * std::log10 (std::max (magnitude, 1e-10)), 1) + " dB";
}

} // namespace unbraid::cli

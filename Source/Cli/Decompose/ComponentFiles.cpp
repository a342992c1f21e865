// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Decompose/ComponentFiles.h"

#include "Cli/Console/Console.h"
#include "Cli/Separate/StemFiles.h"
#include "Cli/Separate/WholeRecording.h"
#include "Platform/StopSignals.h"

namespace unbraid::cli
{

namespace
{
Eigen::MatrixXf sumOf (const std::vector<Eigen::MatrixXf>& sounds, const ComponentGroup& group)
{
    Eigen::MatrixXf sum = Eigen::MatrixXf::Zero (sounds.front().rows(), sounds.front().cols());
    for (const Eigen::Index component : group.components)
        sum += sounds[static_cast<size_t> (component)];
    return sum;
}
} // namespace

core::Result<offline::RecordingComponents> readComponents (const std::filesystem::path& file,
                                                           const offline::ComponentSpec& spec)
{
    RecordingCheck check;
    auto recording = readWhole (file, offline::longestRecording (spec), check);
    if (! recording.ok())
        return recording.error();
    auto& read = recording.value();
    auto components = offline::recordingFrom (std::move (read.samples), read.sampleRateHz);
    if (! components.ok())
    {
        core::Error error = components.error();
        error.where = file.string();
        return error;
    }
    check.report (file.string(), read.missingFrames, read.sampleRateHz);
    return components;
}

core::Status writeSounds (offline::RecordingComponents& components, const std::vector<ComponentGroup>& groups,
                          const std::vector<std::filesystem::path>& paths)
{
    StemFiles stems;
    if (auto created = stems.create (paths, components.sampleRateHz, components.samples.cols());
        ! created.ok())
        return created;
    offline::ComponentSounds all (components);
    for (auto sounds = all.next(); ! sounds.empty(); sounds = all.next())
    {
        if (platform::isStopWanted())
            return cancelled();
        for (const auto& group : groups)
            sounds.push_back (sumOf (sounds, group));
        for (size_t file = 0; file < sounds.size(); ++file)
            if (auto written = stems.write (file, sounds[file]); ! written.ok())
                return written;
    }
    return stems.finish();
}

} // namespace unbraid::cli

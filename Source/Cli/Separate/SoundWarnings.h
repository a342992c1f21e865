// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/AudioReader.h"
#include "Files/AudioWriter.h"

#include <Eigen/Core>

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** Watches a recording while it is read, for what the user should know about it: samples that are no numbers or too large
    to be sound, clipping, nothing but silence, an end before the promised one. */
class RecordingCheck
{
public:
    /** block  [frames x channels], the next of the recording */
    void look (const Eigen::Ref<const Eigen::MatrixXf>& block);

    /** remark  that the reader made on the file, or nothing */
    void note (const std::string& remark) { readerRemark = remark; }

    /** Warnings, a sentence each.
        missingFrames  that the file's header promised */
    [[nodiscard]] std::vector<std::string> findings (const std::string& name, Eigen::Index missingFrames,
                                                     double sampleRateHz) const;

    /** Prints the findings on standard error. */
    void report (const std::string& name, Eigen::Index missingFrames, double sampleRateHz) const;

private:
    /** The newest samples of a channel that stand at one value beyond which a converter cannot go. */
    struct Plateau
    {
        float level = 0.0f;
        int length = 0;
    };

    void follow (float sample, Plateau& plateau);

    std::string readerRemark;
    std::vector<Plateau> plateaus; // per channel
    Eigen::Index numFrames = 0;
    Eigen::Index numNotFinite = 0;
    Eigen::Index numTooLarge = 0; // beyond what the engine takes for sound
    Eigen::Index numClipped = 0;  // plateaus at full scale
    bool isSilent = true;
};

/** Warns of what is odd about a file, a clause to follow its name; empty: nothing is. */
void warnOfOddity (const std::string& oddity, const std::string& name);

/** Says what is missing of the file of a recording, and what else the reader found odd about it. */
void warnOfFile (const files::Recording& recording, const std::string& name);

/** The same of each of some short files that are about to be read; those that cannot be read are left to the work on them. */
void warnOfFiles (const std::vector<std::filesystem::path>& files);

/** Says that one of many files cannot be used, and is left out; false where there is no such file, which is a slip of the
    person who named it and not a fault among many. [any] */
bool leaveOutWithWarning (const std::filesystem::path& file, const core::Error& error);

/** Says so once of each file that is found odd while it is read. [any] */
class OddFiles
{
public:
    /** oddity  a clause to follow the name, as of `files::oddityOf` */
    void add (const std::filesystem::path& file, const std::string& oddity);

private:
    std::mutex mutex;
    std::set<std::filesystem::path> known;
};

/** The format that the name of a sound file asks for. Error: an ending that is not known; lists those that are. */
core::Result<files::AudioFormat> soundFormatOf (const std::filesystem::path& file);

/** Says so where the file's format cut samples beyond full scale. */
void warnOfClipping (const files::AudioWriter& writer, files::AudioFormat format,
                     const std::filesystem::path& file);

/** Says so where a format cannot hold what the recording says beside its samples. */
void warnOfLostMetadata (const files::SoundMetadata& metadata, files::AudioFormat format,
                         const std::string& name);

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Progress.h"
#include "Core/Support/Result.h"

#include <Eigen/Core>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace unbraid::training
{

/** A hit of a kit that was played hit by hit. */
struct PlayedHit
{
    double seconds = 0.0; // of its attack, in the recording
    size_t sound = 0;     // hits that sound alike have one number
    std::string name;
    double certainty = 0.0;  // of the name, 0 to 1; 1: given by the user
    bool isUsed = true;      // false: the hit before it rings into it
    Eigen::VectorXf samples; // at drumRateHz, channels averaged
    Eigen::VectorXf features;
};

/** A name that the user gives to the hit at a time, and to those that sound like it. */
struct GivenName
{
    double seconds = 0.0;
    std::string name;
};

/** Finds the hits of a recording and names them. Hits that begin while the one before still rings loudly are not used.
    [worker] errors: a file that cannot be read, longer than 15 minutes or not finite; no hit, more than 1000; cancelled */
core::Result<std::vector<PlayedHit>> readPlayedHits (const std::filesystem::path& file,
                                                     const core::Progress& onProgress);

/** Gives names. Where several are given within one sound, each hit of it takes that of the most similar one.
    [any] error: a time without a hit */
core::Status rename (const std::vector<GivenName>& given, std::vector<PlayedHit>& hits);

/** The number of used hits of each drum, in the order of a kit; other names last, drums without a hit left out. [any] */
std::vector<std::pair<std::string, int>> countsOf (const std::vector<PlayedHit>& hits);

/** Whether a kit can be learned from the hits. [any] error: most hits ring into each other; one kind of drum only */
core::Status checkKit (const std::vector<PlayedHit>& hits);

} // namespace unbraid::training

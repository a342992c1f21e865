// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/SeparationPlan.h"
#include "Files/AtomicFile.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** The engine's activations of a recording, frame by frame, to study the factorisation: a
    safetensors file, Docs/ActivationsFormat.md. Memory does not grow with the recording: H goes to the file as
    it comes, what is small per frame waits in a second file, and the header, whose room is kept free, comes
    last. */
class ActivationsFile
{
public:
    /** separator  prepared and not yet played: its atoms are written as they are before the first frame
        [worker].  Error: as `files::AtomicFile`. */
    static core::Result<ActivationsFile>
    create (const std::filesystem::path& path, const SeparationPlan& plan, const core::Separator& separator);

    /** Takes the next frame; kept in memory until `flush`. [worker] */
    void add (const core::FrameView& frame);

    /** Error: the disk is full or failed. [worker] */
    core::Status flush();

    /** Flushes and completes the file, which has no name yet; may be called once. [worker] */
    core::Result<files::AtomicFile> complete();

private:
    ActivationsFile (files::AtomicFile target, files::AtomicFile waitingRoom);
    core::Status begin (const SeparationPlan& plan, const core::Separator& separator);
    [[nodiscard]] std::string header (Eigen::Index frames) const;
    core::Status copyWaiting (Eigen::Index first, Eigen::Index count);
    [[nodiscard]] Eigen::Index numWaiting() const noexcept { return numSources + 2; }
    core::Status writeTimes();
    core::Status writeHeader();

    files::AtomicFile file;
    files::AtomicFile waiting; // never committed; per frame shares of energy, divergence, band
    std::string metadata;      // JSON
    size_t headerRoom = 0;     // bytes
    Eigen::Index numRows = 0;
    Eigen::Index numAtoms = 0;
    Eigen::Index numSources = 0;
    Eigen::Index numFrames = 0;
    core::FrameGeometry geometry;
    std::vector<float> frequencies;    // of the rows of W, Hz
    std::vector<float> activationRows; // not yet written
    std::vector<float> waitingRows;
};

} // namespace unbraid::cli

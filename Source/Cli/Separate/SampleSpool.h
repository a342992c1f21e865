// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/TemporaryFile.h"

#include <Eigen/Core>

#include <optional>

namespace unbraid::cli
{

/** Sound that waits on the disk, in a file without a name: written from its beginning to its end, then read anywhere. */
class SampleSpool
{
public:
    /** [worker] Error: as files::TemporaryFile. */
    core::Status create (Eigen::Index numColumns);

    /** block  [frames x columns]
        [worker] Error: the disk is full. */
    core::Status append (const Eigen::Ref<const Eigen::MatrixXf>& block);

    /** Frames from `first` on; all of them must have been appended.
        block  [frames x columns], written
        [worker] Error: the file cannot be read. */
    core::Status read (Eigen::Index first, Eigen::MatrixXf& block);

    [[nodiscard]] Eigen::Index numFrames() const noexcept { return frames; }

private:
    std::optional<files::TemporaryFile> file; // from `create` on
    Eigen::Index frames = 0;
    Eigen::MatrixXf interleaved; // [columns x frames]
};

} // namespace unbraid::cli

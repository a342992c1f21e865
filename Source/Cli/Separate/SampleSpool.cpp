// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Separate/SampleSpool.h"

#include "Platform/Descriptors.h"

#include <cerrno>
#include <cstdio>
#include <span>
#include <system_error>

namespace unbraid::cli
{

namespace
{
core::Error spoolError (const char* what)
{
    return { what, "temporary file", std::generic_category().message (errno), {} };
}

std::span<float> valuesOf (Eigen::MatrixXf& matrix)
{
    return { matrix.data(), static_cast<size_t> (matrix.size()) };
}
} // namespace

core::Status SampleSpool::create (Eigen::Index numColumns)
{
    auto created = files::TemporaryFile::create();
    if (! created.ok())
        return created.error();
    file.emplace (std::move (created).value());
    interleaved.resize (numColumns, 0);
    frames = 0;
    return core::Done{};
}

core::Status SampleSpool::append (const Eigen::Ref<const Eigen::MatrixXf>& block)
{
    interleaved = block.transpose();
    if (! platform::writeFully (file->descriptor(), std::as_bytes (valuesOf (interleaved))))
        return spoolError ("the disk has no room for the sources of the first passes");
    frames += block.rows();
    return core::Done{};
}

core::Status SampleSpool::read (Eigen::Index first, Eigen::MatrixXf& block)
{
    interleaved.resize (block.cols(), block.rows());
    const auto values = std::as_writable_bytes (valuesOf (interleaved));
    const auto offset =
        static_cast<std::int64_t> (first * block.cols() * static_cast<Eigen::Index> (sizeof (float)));
    if (platform::seek (file->descriptor(), offset, SEEK_SET) != offset ||
        platform::readFully (file->descriptor(), values) != static_cast<std::ptrdiff_t> (values.size()))
        return spoolError ("the sources of the first passes cannot be read again");
    block = interleaved.transpose();
    return core::Done{};
}

} // namespace unbraid::cli

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Files/Safetensors.h"

#include <filesystem>
#include <string>
#include <vector>

namespace unbraid::files
{

/** Low-rank changes of an unfolded dictionary, which stays where it is: a file of factors that names it by the SHA-256
    of its bytes. Source: Hu et al. 2021 (LoRA); matrices that must stay positive change as exponentials. */

/** Highest rank of a change. */
constexpr Eigen::Index maxChangeRank = 64;

/** The dictionary that a change is for. */
struct ChangeBase
{
    std::string name; // of its file, for messages
    std::string hash; // see sha256
    core::Dictionary dictionary;
};

/** Reads a dictionary and its hash. [worker] errors: as loadDictionary; a change, or one that is not unfolded */
core::Result<ChangeBase> loadChangeBase (const std::filesystem::path& path);

/** Whether a file is a change and no dictionary. [worker] */
bool isChange (const Safetensors& content);

/** The bytes of the base with the change: matrices of networks B + U V, atoms B . exp (U V), those of updates with
    columns that sum to one.
    folders  where the base is looked for, in this order
    [worker] errors: no file there has that hash; factors that do not fit the base */
core::Result<std::vector<std::byte>> changedBytes (const Safetensors& change,
                                                   const std::vector<std::filesystem::path>& folders);

/** Writes the difference between two dictionaries of one shape at a rank, by a singular value decomposition of each
    matrix; licence, recordings and command are those of `changed`.
    [worker] errors: as files::AtomicFile */
core::Status saveChange (const std::filesystem::path& path, const ChangeBase& base,
                         const core::Dictionary& changed, Eigen::Index rank);

} // namespace unbraid::files

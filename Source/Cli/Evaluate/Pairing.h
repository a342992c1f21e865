// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/InputList.h"
#include "Core/Support/Result.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace unbraid::cli
{

/** One true sound and what is scored against it. */
struct Comparison
{
    std::string name;   // in tables
    std::string source; // empty: not known
    std::filesystem::path reference;
    std::filesystem::path estimate; // empty: to be separated from `input`
    std::filesystem::path input;    // what was separated; empty: not known
};

/** The comparisons in the order of their names, and what is in none of them. */
struct Pairing
{
    std::vector<Comparison> comparisons;
    std::vector<core::Error> unpaired;          // an error for each file that has no partner
    std::vector<std::filesystem::path> leftOut; // that may be another recording's: <mixture stem>.x.y.wav
    std::map<std::string, std::filesystem::path> mixed; // all true sounds of --mixture, scored or not
};

/** Folders that `evaluate` searches; empty where not given. */
struct PairingFolders
{
    std::filesystem::path reference;
    std::filesystem::path estimate;
    std::filesystem::path noisy;
    std::filesystem::path mixture; // one file
    std::string source;
    Subfolders subfolders =
        Subfolders::leftOut; // searched: names have the path from the folder in front of them
};

/** REF/<stem>.* with EST/<stem>[.SOURCE].*, and with NOISY/<stem>.* where given. Error: a folder that cannot
    be used.
    [worker] */
core::Result<Pairing> pairByName (const PairingFolders& folders);

/** REF/<source>.* with EST/<mixture stem>.<source>.*, the mixture being the input of all; in the folder of
    references it is none. Names may have dots (`01.voice`). A `residual` needs no reference.
    separated  the sources the estimates will have where there is no folder of them
    [worker] Error: as above. */
core::Result<Pairing> pairWithMixture (const PairingFolders& folders,
                                       const std::vector<std::string>& separated);

} // namespace unbraid::cli

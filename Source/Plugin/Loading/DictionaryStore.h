// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Factorisation/Solvers/AdaptedAtoms.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace unbraid::plugin
{

/** A dictionary in memory, once for all instances that use it. */
struct SharedDictionary
{
    std::string hash; // SHA-256 of its file's bytes, in hexadecimal
    core::Dictionary content;
};

/** The dictionary of a session that is not on this computer: what the session said of it, kept for the next one. */
struct AbsentDictionary
{
    std::string name, hash;
    bool isFactory = false, isVoice = false;
    std::vector<core::AdaptedAtoms> adapted; // what was frozen
};

/** A dictionary under the name by which an instance knows it. */
struct LoadedDictionary
{
    std::string name;
    bool isFactory = false; // found by name wherever the plugin is installed: sessions need not hold it
    bool isChanged = false; // learned into and not saved
    std::shared_ptr<const SharedDictionary> shared; // null: none
    std::filesystem::path file{};                   // it was read from or saved to; empty: made in memory
    std::string trainedOn{}; // as the card beside its file says it; empty: see `core::Dictionary`
    std::shared_ptr<const AbsentDictionary> standsFor{}; // plays in its place; null: for itself
};

/** Dictionaries found by name or file and shared in memory by their content. All functions: [worker] or [message]. */
namespace dictionaries
{

/** The text of the model card beside a dictionary's file; empty: there is none. */
std::string cardOf (const std::filesystem::path& file);

/** The folders in which dictionaries are searched, the plugin's own bundle included. */
std::vector<std::filesystem::path> searchPath();

/** True for a file in a folder that is installed with the program. */
bool isFactoryFile (const std::filesystem::path& file);

/** Reads a dictionary. Error: not found, or no valid dictionary. */
core::Result<LoadedDictionary> load (const std::string& nameOrFile);

/** Reads the factory dictionary of that name: the version with that hash, or, where it is gone, the first that is there.
    Error: there is none. */
core::Result<LoadedDictionary> loadFactory (const std::string& name, const std::string& hash);

/** The dictionary of that name in the user's folder, which knows a voice. Error: the voice is not on this computer. */
core::Result<LoadedDictionary> loadVoice (const std::string& name);

/** A dictionary that was made in memory; the one that is there if it has the same content. */
LoadedDictionary share (core::Dictionary dictionary, const std::string& name);

} // namespace dictionaries
} // namespace unbraid::plugin

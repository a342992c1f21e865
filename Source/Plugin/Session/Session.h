// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/AdaptedAtoms.h"
#include "Plugin/Model/ViewState.h"
#include "Plugin/Session/SourceColours.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace unbraid::plugin
{

/** The saved state of the plugin: every parameter, which dictionary played, and the dictionary
    itself unless it came with the program. */
struct Session
{
    std::map<std::string, float> parameters; // by id, in the parameter's own unit
    std::string dictionaryName;              // empty: none
    std::string dictionaryHash;              // SHA-256 of its file's bytes, in hexadecimal
    bool isFactory = true;
    bool isChanged = false;
    bool isVoice = false;                       // it knows a person's voice and stays out of the session
    std::optional<core::Dictionary> dictionary; // where it is no factory one and no voice
    std::vector<core::AdaptedAtoms> adapted;    // what was frozen, per separator
    SourceColours::ByName colours;              // that were chosen
    float stagger = 0.0f;                       // of the frames, share of a hop, 0 to below 1
    std::optional<ViewState> view;              // none: saved by a version before 0.3
};

/** The bytes of a session: "UNBRAID-SESSION\n", a safetensors file (the form is in Docs/SessionFormat.md), and the
    SHA-256 of both. [message] */
std::vector<std::byte> serialiseSession (const Session& session);

/** Reads a session. Total: any bytes give a whole session or one error. What parameters may be is for the caller.
    [any but audio]  Error: other bytes, damaged, of a newer version, a dictionary that is not valid or has another hash
 */
core::Result<Session> parseSession (std::span<const std::byte> bytes);

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/DictionaryChecks.h"
#include "Core/Factorisation/Dictionary/KindTensors.h"

#include <memory>
#include <span>
#include <string>

namespace unbraid::core
{

class SourceModel;
struct SeparatorSettings;
struct SeparatorSpec;

/** The capabilities of a dictionary, by the kind of its model. */
struct ModelTraits
{
    bool takesUpdates = false;  // solver settings and a residual apply; else it was trained as it is
    bool isExtensible = false;  // its atoms can be put beside others: learned into, guided by notes
    bool tellsNotes = false;    // atoms of onsets, where it has any, are trained to say when a note begins
    int trainedUpdates = 0;     // per frame, where they were trained
    bool runsBackwards = false; // a recording may be played to it from its end
};

using MadeModel = Result<std::unique_ptr<SourceModel>>;

/** A kind of model: a line of the table in Core/ModelKinds.cpp, which files, `validate` and `makeModel` walk. All
    functions are [worker], but `recognises` and `traits`, which are [any]. */
struct ModelKind
{
    const char* name;    // "unfolded", in messages
    const char* summary; // what a summary of its dictionaries says; empty: nothing
    bool (*recognises) (
        const Dictionary& dictionary) noexcept;      // the first kind in the table that does has it
    Problem (*check) (const Dictionary& dictionary); // its rules, once those of every dictionary are kept
    KindTensors tensors;                             // those that other kinds do not have
    ModelTraits (*traits) (const Dictionary& dictionary) noexcept; // of a dictionary of this kind

    /** dictionary  valid and of this kind
        errors: see makeModel */
    MadeModel (*make) (const SeparatorSpec& spec, const Dictionary& dictionary,
                       const SeparatorSettings& settings);

    /** "an unfolded one". [worker] */
    [[nodiscard]] std::string withArticle() const;
};

/** The table: the kinds that were added, then the engine's own, of which the last recognises every dictionary. [any] */
std::span<const ModelKind* const> modelKinds() noexcept;

/** Puts a kind in front of the table, for programs that bring one of their own.
    kind  outlives the program's last dictionary
    Not thread-safe: to be called before the first dictionary is read or made. */
void addModelKind (const ModelKind& kind);

/** The kind of a dictionary. [any] */
const ModelKind& modelKind (const Dictionary& dictionary) noexcept;

/** [any] */
ModelTraits modelTraits (const Dictionary& dictionary) noexcept;

} // namespace unbraid::core

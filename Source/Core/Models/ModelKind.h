// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Models/SourceModel.h"

#include <memory>

namespace unbraid::core
{

/** The capabilities of a dictionary, by the kind of its model. Only this file distinguishes kinds. */
struct ModelKind
{
    const char* name;       // "plain", "unfolded", "convolutive"
    bool takesUpdates;      // solver settings and a residual apply; else its updates were trained as they are
    bool isExtensible;      // its atoms can be put beside others: learned into, guided by notes
    int trainedUpdates = 0; // per frame, where they were trained
    bool runsBackwards = false; // a recording may be played to it from its end

    /** "an unfolded one". [worker] */
    [[nodiscard]] std::string withArticle() const;
};

/** [any] */
ModelKind modelKind (const Dictionary& dictionary) noexcept;

/** Makes the model of a dictionary.
    spec        its rate and mode, channels, residual and parts
    dictionary  valid
    [worker] allocates; errors: a rate, mode or window outside their ranges, a dictionary that does not serve the mode
    or the rate, settings outside their ranges, parts or a residual that it does not take */
Result<std::unique_ptr<SourceModel>> makeModel (const SeparatorSpec& spec, const Dictionary& dictionary,
                                                const SeparatorSettings& settings);

} // namespace unbraid::core

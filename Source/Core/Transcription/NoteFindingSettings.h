// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace unbraid::core
{

/** Conditions for a note. The defaults were chosen on rendered pieces: Docs/Transcription.md. */
struct NoteFindingSettings
{
    float threshold = 0.22f;      // by which a pitch must rise, of the loudest pitch of the last seconds
    float confirmSeconds = 0.08f; // for which it must stay up
    bool looksAhead =
        true; // notes that a trained dictionary tells of are judged by what follows, see ToldNotes

    /** The nearest threshold that finders take. [any] */
    static constexpr float allowed (float threshold) noexcept { return std::clamp (threshold, 0.01f, 1.0f); }
};

} // namespace unbraid::core

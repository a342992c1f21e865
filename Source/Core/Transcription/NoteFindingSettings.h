// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::core
{

/** Conditions for a note. The defaults were chosen on rendered pieces: Docs/Transcription.md. */
struct NoteFindingSettings
{
    float threshold = 0.22f;      // by which a pitch must rise, of the loudest pitch of the last seconds
    float confirmSeconds = 0.08f; // for which it must stay up
};

} // namespace unbraid::core

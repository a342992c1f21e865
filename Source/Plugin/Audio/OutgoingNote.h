// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Transcription/FoundNote.h"

namespace unbraid::plugin
{

/** A note as it goes out: at a sample of the block. */
struct OutgoingNote
{
    core::FoundNote note;
    int offset = 0;
};

} // namespace unbraid::plugin

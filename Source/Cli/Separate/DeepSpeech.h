// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Separate/RecordingSeparator.h"
#include "Offline/Deep/SpeechDecoder.h"

#include <filesystem>

namespace unbraid::cli
{

/** The decoder that comes with the program: `Decoders/speech.safetensors` in a folder where dictionaries are looked for. [worker]
    Error: there is none. */
core::Result<std::filesystem::path> shippedDecoder();

/** Reads a decoder of speech, as variational_speech.py writes it.
    [worker] errors: what is no such file, sizes that do not fit together, numbers that are not finite */
core::Result<offline::SpeechDecoder> loadDecoder (const std::filesystem::path& path);

/** A whole recording in memory, separated by the decoder of a plan: offline::separateByDecoder in place of the engine. Returns its number of frames.
    name  of the recording, as the user calls it
    [worker] errors: those of reading, of offline::separateByDecoder and of the sink, or cancelled by `onProgress` */
core::Result<Eigen::Index> separateByDeepSpeech (const std::string& name, files::AudioReader& reader,
                                                 const SeparationPlan& plan, const SourceSink& sink,
                                                 const core::Progress& onProgress);

} // namespace unbraid::cli

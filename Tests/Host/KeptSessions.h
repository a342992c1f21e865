// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace unbraid::test
{

/** What a session of Tests/Data/Sessions was given before it was saved, in every version. */
struct KeptSession
{
    std::string name;       // of its file
    std::string dictionary; // `mine` is one of a file, and in the session
    std::vector<std::string> sources;
    std::vector<std::pair<const char*, float>> values; // of parameters, by id, in their units
};

inline const std::vector<KeptSession>& keptSessions()
{
    static const std::vector<KeptSession> all{
        { "speech",
          "speech",
          { "speech", "noise" },
          { { "reduction", -14.5f }, { "latency", 2.0f }, { "wet", 90.0f } } },
        { "mixed",
          "band",
          { "vocals", "drums", "bass", "other" },
          { { "source_1_gain", -4.5f },
            { "source_2_mute", 1.0f },
            { "source_3_solo", 1.0f },
            { "source_3_pan", 0.25f },
            { "reduction", 0.0f } } },
        { "compared",
          "voice-guitar",
          { "voice", "guitar" },
          { { "reduction", -33.0f }, { "smoothing", 12.5f }, { "stereo_link", 0.0f } } },
        { "own",
          "mine",
          { "equal-1", "equal-2", "equal-3", "equal-4" },
          { { "source_4_gain", -60.0f }, { "reduction", -1.0f } } },
        { "guided",
          "piano",
          { "piano" },
          { { "midi_guide", 2.0f }, { "split_note", 55.0f }, { "midi_out", 1.0f } } },
        { "frozen", "speech-plain", { "speech", "noise" }, { { "freeze", 1.0f } } },
    };
    return all;
}

} // namespace unbraid::test

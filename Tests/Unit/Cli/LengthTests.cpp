// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Skip.h"
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
struct Run
{
    Words words;
    Words outputs;
};

const std::vector<Run> runs{
    { { "separate", "in.m4a", "--dictionary", "pair", "--out", "o" }, { "o/in.low.wav", "o/in.high.wav" } },
    { { "separate", "in.m4a", "--dictionary", "pair", "--only", "low", "--out", "low.wav" }, { "low.wav" } },
    { { "upmix", "in.m4a", "--dictionary", "pair", "--out", "upmix.wav" }, { "upmix.wav" } },
    { { "repair", "in.m4a", "--out", "repair.wav" }, { "repair.wav" } },
    { { "decompose", "in.m4a", "--components", "2", "--iterations", "10", "--out", "d" },
      { "d/in.component-01.wav", "d/in.component-02.wav" } },
    { { "mosaic", "in.m4a", "--from", "from.wav", "--window", "16", "--out", "mosaic.wav" },
      { "mosaic.wav" } },
    { { "debleed", "in.m4a", "other.wav", "--atoms", "2", "--iterations", "2", "--learn", "2", "--out", "c" },
      { "c/in.own.wav", "c/in.bleed.wav" } },
};
} // namespace

TEST_CASE (
    "All commands take an MP4 for as long as its container says, without the padding of its last block")
{
    const Workplace work;
    constexpr double rateHz = 44100.0;
    constexpr Index length = 30001; // 29.3 blocks of AAC
    writeSound (work / "in.wav", rateHz, tones (rateHz, length, 1));
    writeSound (work / "other.wav", rateHz, 0.5f * tones (rateHz, length, 1));
    writeSound (work / "from.wav", rateHz, tones (rateHz, 20000, 1));
    if (work.shell ("ffmpeg -v error -nostdin -i in.wav -c:a aac in.m4a").exitCode != 0)
        return test::skip ("no ffmpeg that writes AAC");
    for (const auto& run : runs)
    {
        INFO (run.words[0]);
        checkWorks (work.run (run.words));
        for (const auto& output : run.outputs)
            CHECK (readSound (work / output).samples.rows() == length);
    }
}

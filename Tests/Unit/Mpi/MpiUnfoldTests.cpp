// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Mpi/Mpirun.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
const std::string unfolding =
    "train --unfold --source speech=takes/speech --source noise=takes/noise --ranks speech=8 noise=4 --steps "
    "12 --batch 3 "
    "--seconds 0.5 --score-every 20 --encoder-units 8 --row-units 4 --refining-units 3 --linear-bands 16 "
    "--perceptual-bands 8 --development-mixtures 3 --threads 1 --out mine.safetensors --checkpoint-every 0";

void record (const Workplace& work)
{
    constexpr Index length = 16000;
    std::srand (7);
    for (const std::string name : { "1.wav", "2.wav", "3.wav" })
    {
        writeSound (work / ("takes/speech/" + name), 16000.0, tones (16000.0, length, 1));
        writeSound (work / ("takes/noise/" + name), 16000.0, MatrixXf (0.1f * MatrixXf::Random (length, 1)));
    }
}

std::string learned (const Workplace& work)
{
    auto bytes = readText (work / "mine.safetensors");
    fs::remove (work / "mine.safetensors");
    fs::remove (work / "mine.safetensors.checkpoint");
    return bytes;
}
} // namespace

TEST_CASE (
    "Training through the updates on two ranks gives the same bytes again, also after a rank was killed")
{
    const Workplace work;
    record (work);
    runAtRanks (work, 2, unfolding);
    const auto first = learned (work);
    runAtRanks (work, 2, unfolding);
    CHECK (learned (work) == first);

    const auto killed = work.shell (killedAtTwoRanks (unfolding, "mine.safetensors.checkpoint"));
    CHECK (killed.exitCode != 0);
    runAtRanks (work, 2, unfolding + " --resume");
    CHECK (learned (work) == first);
}

TEST_CASE ("One rank learns through the updates what a process without MPI learns")
{
    const Workplace work;
    record (work);
    checkWorks (work.shell ("\"$U\" " + unfolding));
    const auto alone = learned (work);
    runAtRanks (work, 1, unfolding);
    CHECK (learned (work) == alone);
}

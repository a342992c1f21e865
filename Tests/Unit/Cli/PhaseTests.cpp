// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unit/Cli/Workplace.h"

using namespace unbraid;
using namespace unbraid::test;

namespace
{
const Words methods{ "misi", "online-misi", "consistent-wiener", "anisotropic-wiener", "complex-isnmf" };

Words separation (const std::string& method, const Words& more = {})
{
    return with ({ "separate", "in.wav", "--dictionary", "pair", "--out", "o", "--phase", method,
                   "--phase-iterations", "2" },
                 more);
}

double sumErrorDb (const Workplace& work, const MatrixXf& input)
{
    return errorDb (input,
                    readSound (work / "o/in.low.wav").samples + readSound (work / "o/in.high.wav").samples);
}
} // namespace

TEST_CASE ("Sources with phases of their own keep rate, channels and length, and sum to the input")
{
    constexpr double allowedDb = -120.0;
    const Workplace work;
    for (const double rateHz : { 8000.0, 44100.0 })
        for (const Index channels : { 1, 2 })
        {
            const MatrixXf input = tones (rateHz, static_cast<Index> (0.9 * rateHz) + 1, channels);
            writeSound (work / "in.wav", rateHz, input);
            for (const auto& method : methods)
            {
                INFO (method << ", " << rateHz << " Hz, " << channels);
                checkWorks (work.run (separation (method, { "--overwrite" })));
                CHECK (readSound (work / "o/in.low.wav").sampleRateHz == rateHz);
                CHECK (sumErrorDb (work, input) < allowedDb);
            }
        }
}

TEST_CASE ("Phases change the sources, and without a method no bit of them")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 16000, 1));
    const Words plain{ "separate", "in.wav", "--dictionary", "pair" };
    checkWorks (work.run (with (plain, { "--out", "plain" })));
    checkWorks (work.run (with (plain, { "--out", "none", "--phase", "none" })));
    checkWorks (
        work.run (with (plain, { "--out", "misi", "--phase", "misi", "--activations", "a.safetensors" })));
    const MatrixXf low = readSound (work / "plain/in.low.wav").samples;
    CHECK (readSound (work / "none/in.low.wav").samples == low);
    CHECK (errorDb (low, readSound (work / "misi/in.low.wav").samples) > -80.0);
    CHECK (fs::exists (work / "a.safetensors"));
}

TEST_CASE ("Sounds shorter than a window, empty and silent ones have phases too")
{
    const Workplace work;
    for (const Index length : { 0, 1, 100, 4000 })
    {
        writeSound (work / "in.wav", 16000.0, MatrixXf::Zero (length, 2));
        CHECK (work.run (separation ("misi", { "--overwrite" })).exitCode == 0);
        const MatrixXf low = readSound (work / "o/in.low.wav").samples;
        CHECK (low.rows() == length);
        CHECK (low.isZero (0.0f));
    }
}

TEST_CASE ("Wrong phases are one line and exit code 2")
{
    const Workplace work;
    writeSound (work / "in.wav", 16000.0, tones (16000.0, 4000, 2));
    checkFails (work.run (separation ("griffin-lim")), 2);
    checkFails (work.run (separation ("misi", { "--place" })), 2);
    checkFails (work.run (separation ("online-misi", { "--phase-look-ahead", "4" })), 2);
    CHECK (! fs::exists (work / "o"));
}

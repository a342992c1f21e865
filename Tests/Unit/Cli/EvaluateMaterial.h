// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unit/Cli/Workplace.h"

namespace unbraid::test
{

inline constexpr double rateHz = 16000.0;
inline constexpr Index length = 32000;

inline MatrixXf noise (float level)
{
    std::srand (11);
    return level * MatrixXf::Random (length, 1);
}

/** clean/ with two sounds, noisy/ with them in noise, est/ with half of that noise. */
inline void writePairs (const Workplace& work)
{
    for (const std::string name : { "p1", "p2" })
    {
        const MatrixXf clean = tones (rateHz, length, 1) * (name == "p1" ? 1.0f : 0.5f);
        writeSound (work / ("clean/" + name + ".wav"), rateHz, clean);
        writeSound (work / ("noisy/" + name + ".flac"), rateHz, clean + noise (0.1f),
                    files::AudioFormat::flac);
        writeSound (work / ("est/" + name + ".speech.wav"), rateHz, clean + noise (0.05f));
        writeSound (work / ("est/" + name + ".noise.wav"), rateHz, noise (0.05f));
        writeSound (work / ("plain/" + name + ".wav"), rateHz, clean + noise (0.05f));
    }
}

} // namespace unbraid::test

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/OptionRow.h"
#include "Restoration/DamageFinder.h"
#include "Restoration/HumRemoval.h"
#include "Restoration/RecordingRepair.h"

#include <vector>

namespace unbraid::restoration
{

/** Whether something is searched for, and by which number where it is given. */
struct Search
{
    DamageSettings::Search kind = DamageSettings::Search::sure;
    double number = 0.0;
};

/** What is repaired, and how. */
struct RestorationSpec
{
    Search clipping, gaps;                             // dB of full scale; ms
    Search hum{ DamageSettings::Search::off, 0.0 };    // Hz
    Search clicks{ DamageSettings::Search::off, 0.0 }; // times the error of prediction
    std::vector<Gap> knownGaps;
    RepairSettings settings; // but for the length of a frame
};

/** [any] */
std::span<const core::OptionRow<RestorationSpec>> restorationOptions() noexcept;

/** What was wrong with a channel. */
struct ChannelFindings
{
    std::vector<Gap> clicks;
    Hum hum;
    Damage damage;
};

/** Removes clicks and hum, restores clipped peaks and fills gaps.
    samples     [samples x channels], changed
    [worker] errors: cancelled */
core::Result<std::vector<ChannelFindings>> restore (Eigen::MatrixXf& samples, double sampleRateHz,
                                                    const RestorationSpec& spec,
                                                    const core::Progress& onProgress);

} // namespace unbraid::restoration

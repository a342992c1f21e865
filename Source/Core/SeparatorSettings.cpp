// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/SeparatorSettings.h"

#include "Core/EngineSettings.h"
#include "Core/Factorisation/Dictionary/ModelKind.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace unbraid::core
{

SeparatorSettings settingsFromMixer (const Dictionary& dictionary)
{
    constexpr double maxValue = std::numeric_limits<float>::max();
    SeparatorSettings settings;
    for (const auto& setting : engineSettings())
        if (const auto found = dictionary.mixer.find (setting.key); found != dictionary.mixer.end())
            setting.set (settings, static_cast<float> (std::clamp (found->second, -maxValue, maxValue)));
    return settings;
}

std::ptrdiff_t residualAtomsFromMixer (const Dictionary& dictionary)
{
    constexpr double maxCount = 1e6; // far above any count that is allowed
    const auto found = dictionary.mixer.find ("residual_atoms");
    if (found == dictionary.mixer.end() || ! modelTraits (dictionary).takesUpdates)
        return 0;
    return std::lround (std::clamp (found->second, -maxCount, maxCount));
}

} // namespace unbraid::core

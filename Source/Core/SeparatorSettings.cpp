// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/SeparatorSettings.h"

#include "Core/Models/ModelKind.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
constexpr double mostCount = 1e6; // far above any count that is allowed, fits every integer

/** One dictionary's mixer, asked by key. */
class MixerValues
{
public:
    explicit MixerValues (const std::map<std::string, double>& mixerValues)
        : values (mixerValues)
    {
    }

    void read (const char* key, float& target) const
    {
        if (const auto found = values.find (key); found != values.end())
            target = static_cast<float> (found->second);
    }

    void read (const char* key, int& target) const
    {
        if (const auto found = values.find (key); found != values.end())
            target = static_cast<int> (std::lround (std::clamp (found->second, -mostCount, mostCount)));
    }

private:
    const std::map<std::string, double>& values;
};

Dynamics dynamicsFrom (int number)
{
    return number == 1 ? Dynamics::is : number == 2 ? Dynamics::gamma : Dynamics::none;
}
} // namespace

SeparatorSettings settingsFromMixer (const Dictionary& dictionary)
{
    const MixerValues mixer (dictionary.mixer);
    SeparatorSettings settings;
    mixer.read ("updates", settings.solver.updates);
    mixer.read ("exponent", settings.solver.exponent);
    mixer.read ("leak", settings.solver.leak);
    mixer.read ("sparsity", settings.solver.sparsity);
    mixer.read ("residual_sparsity", settings.solver.residualSparsity);
    mixer.read ("group_sparsity", settings.solver.groupSparsity);
    mixer.read ("dynamics_strength", settings.solver.dynamicsStrength);
    mixer.read ("trust_seconds", settings.adaptation.trustSeconds);
    mixer.read ("memory_seconds", settings.adaptation.memorySeconds);
    mixer.read ("smoothing_seconds", settings.maskSmoothingSeconds);
    mixer.read ("place_seconds", settings.place.memorySeconds);
    mixer.read ("noise_memory_seconds", settings.noiseTracking.memorySeconds);
    mixer.read ("noise_weight", settings.noiseTracking.weight);

    int dynamics = 0;
    mixer.read ("dynamics", dynamics);
    settings.solver.dynamics = dynamicsFrom (dynamics);
    int adaptation = settings.adaptation.enabled ? 1 : 0;
    mixer.read ("adaptation", adaptation);
    settings.adaptation.enabled = adaptation != 0;
    int place = settings.place.enabled ? 1 : 0;
    mixer.read ("place", place);
    settings.place.enabled = place != 0;
    int tracking = settings.noiseTracking.enabled ? 1 : 0;
    mixer.read ("noise_tracking", tracking);
    settings.noiseTracking.enabled = tracking != 0;
    return settings;
}

std::ptrdiff_t residualAtomsFromMixer (const Dictionary& dictionary)
{
    int atoms = 0;
    if (modelKind (dictionary).takesUpdates)
        MixerValues (dictionary.mixer).read ("residual_atoms", atoms);
    return atoms;
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/SeparatorSettings.h"

#include "Core/Factorisation/Dictionary.h"

#include <catch2/catch.hpp>

using namespace unbraid::core;

TEST_CASE ("A dictionary without a mixer starts with the engine's defaults")
{
    const SeparatorSettings defaults;
    const auto settings = settingsFromMixer (Dictionary());
    CHECK (settings.solver.updates == defaults.solver.updates);
    CHECK (settings.solver.exponent == defaults.solver.exponent);
    CHECK (settings.solver.leak == defaults.solver.leak);
    CHECK (settings.solver.dynamics == defaults.solver.dynamics);
    CHECK (settings.adaptation.enabled == defaults.adaptation.enabled);
    CHECK (settings.adaptation.memorySeconds == defaults.adaptation.memorySeconds);
    CHECK (settings.maskSmoothingSeconds == defaults.maskSmoothingSeconds);
    CHECK (residualAtomsFromMixer (Dictionary()) == 0);
}

TEST_CASE ("The mixer's values become the settings, unknown ones are ignored")
{
    Dictionary dictionary;
    dictionary.mixer = {
        { "updates", 7.0 },           { "exponent", 0.5 },          { "leak", 0.125 },
        { "sparsity", 0.25 },         { "group_sparsity", 2.0 },    { "dynamics", 2.0 },
        { "dynamics_strength", 3.0 }, { "adaptation", 0.0 },        { "trust_seconds", 4.0 },
        { "memory_seconds", 20.0 },   { "smoothing_seconds", 0.5 }, { "residual_atoms", 12.0 },
        { "reduction_db", -18.0 }
    };
    const auto settings = settingsFromMixer (dictionary);
    CHECK (settings.solver.updates == 7);
    CHECK (settings.solver.exponent == 0.5f);
    CHECK (settings.solver.leak == 0.125f);
    CHECK (settings.solver.sparsity == 0.25f);
    CHECK (settings.solver.groupSparsity == 2.0f);
    CHECK (settings.solver.dynamics == Dynamics::gamma);
    CHECK (settings.solver.dynamicsStrength == 3.0f);
    CHECK (! settings.adaptation.enabled);
    CHECK (settings.adaptation.trustSeconds == 4.0f);
    CHECK (settings.adaptation.memorySeconds == 20.0f);
    CHECK (settings.maskSmoothingSeconds == 0.5f);
    CHECK (residualAtomsFromMixer (dictionary) == 12);
    dictionary.unfolding.emplace();
    CHECK (residualAtomsFromMixer (dictionary) == 0);
}

TEST_CASE ("Numbers that fit no setting do not overflow")
{
    Dictionary dictionary;
    dictionary.mixer = { { "updates", 1e300 }, { "dynamics", -1e300 }, { "residual_atoms", -1e300 } };
    const auto settings = settingsFromMixer (dictionary);
    CHECK (settings.solver.updates > 50); // refused by the solver
    CHECK (settings.solver.dynamics == Dynamics::none);
    CHECK (residualAtomsFromMixer (dictionary) < 0);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/EngineSettings.h"

#include "Core/Factorisation/Dictionary/Dictionary.h"

#include <catch2/catch.hpp>

#include <set>
#include <string>

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
        { "reduction_db", -18.0 },    { "quieter_pauses_db", 3.0 }
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
    CHECK (settings.quieterPausesDb == 3.0f);
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

TEST_CASE ("Every setting has a key of its own, a default within its range and a value that is clamped to it")
{
    std::set<std::string> names;
    for (const auto& setting : engineSettings())
    {
        INFO (setting.key);
        CHECK (names.insert (setting.key).second);
        CHECK (names.insert (setting.option).second);
        const float standard = setting.get (SeparatorSettings());
        CHECK (standard >= setting.low);
        CHECK (standard <= setting.high);
        if (setting.high == EngineSetting::unlimited)
            continue;
        SeparatorSettings settings;
        setting.set (settings, setting.high + 1.0f);
        const float clamped = setting.get (clampedSettings (settings));
        CHECK ((setting.form == OptionForm::choice ? clamped <= setting.high : clamped == setting.high));
    }
}

TEST_CASE ("A value of the mixer moves its own setting and no other")
{
    for (const auto& moved : engineSettings())
    {
        const float standard = moved.get (SeparatorSettings());
        Dictionary dictionary;
        dictionary.mixer = { { moved.key, static_cast<double> (standard > moved.low ? moved.low : 1.0f) } };
        const auto settings = settingsFromMixer (dictionary);
        for (const auto& setting : engineSettings())
        {
            INFO (moved.key << " and " << setting.key);
            const bool hasMoved = setting.get (settings) != setting.get (SeparatorSettings());
            CHECK (hasMoved == (setting.key == moved.key));
        }
    }
}

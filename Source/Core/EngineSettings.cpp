// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/EngineSettings.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>

namespace unbraid::core
{

namespace
{
constexpr float aboveZero = std::numeric_limits<float>::denorm_min();
constexpr float maxCount = 1e6f; // far above any count that is allowed, fits every integer

/** Members of members: the value that a path of them leads to. */
template <auto First, auto... Rest, class Object>
auto& valueAt (Object& object) noexcept
{
    if constexpr (sizeof...(Rest) == 0)
        return object.*First;
    else
        return valueAt<Rest...> (object.*First);
}

template <auto... Path>
float getAt (const SeparatorSettings& settings) noexcept
{
    return static_cast<float> (valueAt<Path...> (settings));
}

template <auto... Path>
void setAt (SeparatorSettings& settings, float value) noexcept
{
    auto& target = valueAt<Path...> (settings);
    using Value = std::remove_reference_t<decltype (target)>;
    const auto whole = [value]
    { return static_cast<int> (std::lround (std::clamp (value, -maxCount, maxCount))); };
    if constexpr (std::is_same_v<Value, float>)
        target = value;
    else if constexpr (std::is_same_v<Value, bool>)
        target = whole() != 0;
    else if constexpr (std::is_enum_v<Value>)
        target = whole() == 1 ? Dynamics::is : whole() == 2 ? Dynamics::gamma : Dynamics::none;
    else
        target = whole();
}

using Settings = SeparatorSettings;
using Solver = SolverSettings;
using Tracking = NoiseTrackingSettings;
using Adaptation = AdaptationSettings;
using Spatial = SpatialSettings;

// clang-format off
constexpr std::array table{
    EngineSetting{ .key = "place", .stage = EngineStage::spatialFilter,
                   .get = getAt<&Settings::spatial, &Spatial::enabled>, .set = setAt<&Settings::spatial, &Spatial::enabled>,
                   .high = 1.0f,
                   .option = "--place", .form = OptionForm::flagOn,
                   .help = "Also separate by panning, which is learned from the recording; ignored for mono",
                   .knob = { .id = "place", .name = "Place" } },
    EngineSetting{ .key = "place_seconds", .stage = EngineStage::spatialFilter,
                   .get = getAt<&Settings::spatial, &Spatial::memorySeconds>, .set = setAt<&Settings::spatial, &Spatial::memorySeconds>,
                   .low = 0.1f, .high = 3600.0f, .lowest = 0.1f,
                   .option = "--place-memory SECONDS", .form = OptionForm::number, .optionLow = 0.1, .optionHigh = 3600.0,
                   .help = "Time constant with which learned panning is forgotten" },
    EngineSetting{ .key = "updates", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::updates>, .set = setAt<&Settings::solver, &Solver::updates>,
                   .low = 1.0f, .high = 50.0f, .lowest = 1.0f, .name = "updates", .allowed = "1 to 50",
                   .option = "--iterations N", .form = OptionForm::whole, .optionLow = 1.0, .optionHigh = 50.0, .isTrained = true,
                   .help = "Updates per frame, 1 to 50",
                   .knob = { .id = "updates", .name = "Updates per Frame", .low = 1.0f, .high = 50.0f } },
    EngineSetting{ .key = "exponent", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::exponent>, .set = setAt<&Settings::solver, &Solver::exponent>,
                   .low = 0.1f, .high = 1.0f, .lowest = aboveZero, .name = "exponent", .allowed = "above 0 to 1",
                   .option = "--exponent NUMBER", .form = OptionForm::number, .isTrained = true,
                   .help = "Exponent of the update, above 0 and up to 1" },
    EngineSetting{ .key = "leak", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::leak>, .set = setAt<&Settings::solver, &Solver::leak>,
                   .high = 1.0f, .name = "leak", .allowed = "0 to 1",
                   .option = "--leak SHARE", .form = OptionForm::number, .optionHigh = 1.0, .isTrained = true,
                   .help = "Share of a frame spread over all atoms at its start, 0 to 1" },
    EngineSetting{ .key = "sparsity", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::sparsity>, .set = setAt<&Settings::solver, &Solver::sparsity>,
                   .name = "sparsity", .allowed = "0 or more",
                   .option = "--sparsity WEIGHT", .form = OptionForm::number, .isTrained = true,
                   .help = "Weight of the L1 norm of the activations",
                   .knob = { .id = "sparsity", .name = "Sparsity", .high = 100.0f, .centre = 1.0f } },
    EngineSetting{ .key = "residual_sparsity", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::residualSparsity>, .set = setAt<&Settings::solver, &Solver::residualSparsity>,
                   .name = "residual sparsity", .allowed = "0 or more",
                   .option = "--residual-sparsity WEIGHT", .form = OptionForm::number, .isTrained = true,
                   .help = "Weight of the L1 norm of the activations of noise or residual" },
    EngineSetting{ .key = "group_sparsity", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::groupSparsity>, .set = setAt<&Settings::solver, &Solver::groupSparsity>,
                   .name = "group sparsity", .allowed = "0 or more",
                   .option = "--group-sparsity WEIGHT", .form = OptionForm::number, .isTrained = true,
                   .help = "Weight of the penalty on the number of active sources" },
    EngineSetting{ .key = "dynamics", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::dynamics>, .set = setAt<&Settings::solver, &Solver::dynamics>,
                   .high = 2.0f,
                   .option = "--dynamics PRIOR", .form = OptionForm::choice, .isTrained = true,
                   .help = "Prior from the previous frame: none, is or gamma",
                   .knob = { .id = "dynamics", .name = "Dynamics", .high = 2.0f } },
    EngineSetting{ .key = "dynamics_strength", .stage = EngineStage::solver,
                   .get = getAt<&Settings::solver, &Solver::dynamicsStrength>, .set = setAt<&Settings::solver, &Solver::dynamicsStrength>,
                   .name = "dynamics strength", .allowed = "0 or more",
                   .option = "--dynamics-strength WEIGHT", .form = OptionForm::number,
                   .help = "Weight of that prior",
                   .knob = { .id = "dynamics_strength", .name = "Dynamics Strength", .high = 100.0f, .centre = 1.0f } },
    EngineSetting{ .key = "smoothing_seconds", .stage = EngineStage::masks,
                   .get = getAt<&Settings::maskSmoothingSeconds>, .set = setAt<&Settings::maskSmoothingSeconds>,
                   .option = "--smoothing MS", .form = OptionForm::number, .optionHigh = 10000.0, .perOption = 0.001f,
                   .help = "Smoothing of the masks over time, milliseconds",
                   .knob = { .id = "smoothing", .name = "Smoothing", .high = 1000.0f, .centre = 50.0f, .unit = "ms",
                             .toUnit = 1000.0f, .fromUnit = 0.001f } },
    EngineSetting{ .key = "quieter_pauses_db", .stage = EngineStage::masks,
                   .get = getAt<&Settings::quieterPausesDb>, .set = setAt<&Settings::quieterPausesDb>,
                   .high = 12.0f,
                   .option = "--quieter-pauses DB", .form = OptionForm::number, .optionHigh = 12.0,
                   .help = "Lower what is left of the noise by up to this, 0 to 12; 4 is a good value, some of a clean voice goes too",
                   .knob = { .id = "quieter_pauses", .name = "Quieter Pauses", .high = 12.0f, .centre = 6.0f, .unit = "dB" } },
    EngineSetting{ .key = "trust_seconds", .stage = EngineStage::adaptation,
                   .get = getAt<&Settings::adaptation, &Adaptation::trustSeconds>, .set = setAt<&Settings::adaptation, &Adaptation::trustSeconds>,
                   .low = 0.01f, .high = 3600.0f, .lowest = 0.01f, .name = "trust", .allowed = "0.01 to 3600 s",
                   .option = "--trust SECONDS", .form = OptionForm::number,
                   .help = "Weight of the trained noise atoms against the current input" },
    EngineSetting{ .key = "memory_seconds", .stage = EngineStage::adaptation,
                   .get = getAt<&Settings::adaptation, &Adaptation::memorySeconds>, .set = setAt<&Settings::adaptation, &Adaptation::memorySeconds>,
                   .low = 0.05f, .high = 3600.0f, .lowest = 0.05f, .name = "memory", .allowed = "0.05 to 3600 s",
                   .option = "--memory SECONDS", .form = OptionForm::number,
                   .help = "Time constant with which adapted noise is forgotten",
                   .knob = { .id = "adaptation_time", .name = "Adaptation Time", .low = 0.05f, .high = 60.0f, .centre = 0.0f,
                             .unit = "s" } },
    EngineSetting{ .key = "noise_tracking", .stage = EngineStage::noiseTracking,
                   .get = getAt<&Settings::noiseTracking, &Tracking::enabled>, .set = setAt<&Settings::noiseTracking, &Tracking::enabled>,
                   .high = 1.0f,
                   .option = "--noise-tracking on|off", .form = OptionForm::onOff, .isTrained = true,
                   .help = "Track stationary noise with one atom" },
    EngineSetting{ .key = "noise_memory_seconds", .stage = EngineStage::noiseTracking,
                   .get = getAt<&Settings::noiseTracking, &Tracking::memorySeconds>, .set = setAt<&Settings::noiseTracking, &Tracking::memorySeconds>,
                   .low = 0.05f, .high = 60.0f, .lowest = 0.05f, .name = "memory", .allowed = "0.05 to 60 s",
                   .option = "--noise-memory SECONDS", .form = OptionForm::number,
                   .help = "Time constant with which tracked noise is forgotten" },
    EngineSetting{ .key = "noise_weight", .stage = EngineStage::noiseTracking,
                   .get = getAt<&Settings::noiseTracking, &Tracking::weight>, .set = setAt<&Settings::noiseTracking, &Tracking::weight>,
                   .high = 4.0f, .name = "weight", .allowed = "0 to 4",
                   .option = "--noise-weight WEIGHT", .form = OptionForm::number, .optionHigh = 4.0,
                   .help = "Weight of the tracked noise in the model, 0 to 4" },
    EngineSetting{ .key = "adaptation", .stage = EngineStage::adaptation,
                   .get = getAt<&Settings::adaptation, &Adaptation::enabled>, .set = setAt<&Settings::adaptation, &Adaptation::enabled>,
                   .high = 1.0f,
                   .option = "--no-adaptation", .form = OptionForm::flagOff,
                   .help = "Keep the noise atoms as trained",
                   .knob = { .id = "adaptation", .name = "Adaptation" } },
};
// clang-format on

const char* refusalOf (EngineStage stage)
{
    switch (stage)
    {
    case EngineStage::adaptation:
        return "the adaptation cannot be set up";
    case EngineStage::noiseTracking:
        return "the noise tracking cannot be set up";
    default:
        return "the solver cannot be set up";
    }
}
} // namespace

std::span<const EngineSetting> engineSettings() noexcept
{
    return table;
}

const EngineSetting& engineSetting (const char* key) noexcept
{
    const auto found =
        std::find_if (table.begin(), table.end(),
                      [key] (const EngineSetting& setting) { return std::string_view (setting.key) == key; });
    assert (found != table.end());
    return *found;
}

Status checkSettings (const SeparatorSettings& settings, EngineStage stage)
{
    for (const auto& setting : table)
        if (const float value = setting.get (settings); setting.stage == stage &&
                                                        setting.allowed != nullptr &&
                                                        ! (value >= setting.lowest && value <= setting.high))
            return Error{ refusalOf (stage), setting.name, numberText (value), setting.allowed };
    return Done{};
}

SeparatorSettings clampedSettings (const SeparatorSettings& settings) noexcept
{
    SeparatorSettings clamped = settings;
    for (const auto& setting : table)
        setting.set (clamped, std::clamp (setting.get (settings), setting.low, setting.high));
    return clamped;
}

} // namespace unbraid::core

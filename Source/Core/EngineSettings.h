// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/SeparatorSettings.h"
#include "Core/Support/Result.h"

#include <limits>
#include <span>

namespace unbraid::core
{

/** Stage of the engine that a setting belongs to. */
enum class EngineStage
{
    solver,
    adaptation,
    noiseTracking,
    masks,
    spatialFilter
};

/** The form of a setting's option on the command line. */
enum class OptionForm
{
    number, // --option VALUE
    whole,  // --option N
    choice, // --option none|is|gamma
    onOff,  // --option on|off
    flagOn, // --option turns it on
    flagOff // --option turns it off
};

/** A setting as a parameter of the plugin, in a unit of its own. Ids are frozen. */
struct SettingKnob
{
    const char* id = nullptr; // none: the setting is no parameter
    const char* name = nullptr;
    float low = 0.0f, high = 1.0f;
    float centre = 0.5f; // value halfway; 0: the geometric mean
    const char* unit = "";
    float toUnit = 1.0f, fromUnit = 1.0f; // parameter over setting, and setting over parameter
};

/** One setting of the engine, declared once: dictionaries, command line, plugin and range checks read this. Its default
    is that of its member. */
struct EngineSetting
{
    const char* key = nullptr; // in the mixer of a dictionary file
    EngineStage stage = EngineStage::solver;
    float (*get) (const SeparatorSettings&) noexcept = nullptr; // 1 and 0 of a switch, the number of a choice
    void (*set) (SeparatorSettings&, float) noexcept = nullptr; // the nearest value it can take
    float low = 0.0f, high = unlimited;                         // clamped to these while playing
    float lowest = 0.0f;           // refused below it when an engine is prepared, where `allowed` says so
    const char* name = nullptr;    // in errors
    const char* allowed = nullptr; // in errors; null: clamped, never refused
    const char* option = nullptr;  // of the command line, with the word for its value: "--sparsity WEIGHT"
    OptionForm form = OptionForm::number;
    double optionLow = 0.0, optionHigh = 0.0; // of the option, in its unit; both 0: not limited there
    float perOption = 1.0f;                   // of the setting, for one unit of the option
    bool isTrained = false;     // an unfolded dictionary has its own: refused there on the command line
    const char* help = nullptr; // one line
    SettingKnob knob{};

    static constexpr float unlimited = std::numeric_limits<float>::max();
};

/** In the order in which the command line lists them. [any] */
std::span<const EngineSetting> engineSettings() noexcept;

/** The setting with this key; it is there. [any] */
const EngineSetting& engineSetting (const char* key) noexcept;

/** [worker] error: a setting of that stage outside its range */
Status checkSettings (const SeparatorSettings& settings, EngineStage stage);

/** All settings within their ranges. [audio] */
SeparatorSettings clampedSettings (const SeparatorSettings& settings) noexcept;

} // namespace unbraid::core

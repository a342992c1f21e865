// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Plugin/Loading/EngineLoader.h"
#include "Plugin/Model/PluginModel.h"
#include "Plugin/Session/SourceColours.h"

namespace unbraid::plugin
{

/** The dictionary as the editor shows it. [message] */
DictionaryInfo describe (const PlayingEngine& playing, const SourceColours& colours);

/** Whether its first source is speech, so that the factory dictionary that learns voices can take its place. [any] */
[[nodiscard]] bool isOfSpeech (const core::Dictionary& dictionary);

/** The learned dictionary, under the name that its user sees: that of the dictionary it was learned into, marked as changed,
    or that of its source. [message] */
LoadedDictionary asLearned (const LoadedDictionary& before, core::Dictionary learned,
                            const LearnOptions& options);

} // namespace unbraid::plugin

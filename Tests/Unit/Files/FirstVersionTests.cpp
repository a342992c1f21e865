// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Tests/Data/dictionary-0.1.safetensors was trained and saved by the program of version 0.1.0, see its `command`.
#include "Core/EngineSettings.h"
#include "Files/DictionaryFile.h"
#include "Support/Paths.h"

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace unbraid;

TEST_CASE ("A dictionary of version 0.1 opens with every setting that its mixer had")
{
    const auto read = files::loadDictionary (std::string (paths::testData) + "/dictionary-0.1.safetensors");
    REQUIRE (read.ok());
    const auto& dictionary = read.value();
    CHECK (dictionary.sampleRateHz == 8000.0);
    REQUIRE (dictionary.sources.size() == 2);
    CHECK (dictionary.sources[0].name == "tones");
    CHECK_FALSE (dictionary.sources[1].isTarget);

    const std::map<std::string, float> said{ { "updates", 7.0f },
                                             { "exponent", 0.75f },
                                             { "leak", 0.125f },
                                             { "sparsity", 0.25f },
                                             { "residual_sparsity", 0.5f },
                                             { "group_sparsity", 2.0f },
                                             { "dynamics", 2.0f },
                                             { "dynamics_strength", 3.0f },
                                             { "noise_tracking", 1.0f },
                                             { "noise_memory_seconds", 1.5f },
                                             { "noise_weight", 0.5f },
                                             { "adaptation", 0.0f },
                                             { "trust_seconds", 4.0f },
                                             { "memory_seconds", 20.0f },
                                             { "smoothing_seconds", 0.0625f },
                                             { "place", 1.0f },
                                             { "place_seconds", 1.25f } };
    const auto settings = core::settingsFromMixer (dictionary);
    for (const auto& [key, value] : said)
    {
        INFO (key);
        CHECK (core::engineSetting (key.c_str()).get (settings) == value);
    }
    CHECK (core::residualAtomsFromMixer (dictionary) == 12);
    CHECK (dictionary.mixer.at ("reduction_db") == -18.0);
}

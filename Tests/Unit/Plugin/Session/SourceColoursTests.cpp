// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/ModelCard.h"
#include "Plugin/Session/SourceColours.h"

#include "Support/EqualSources.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
core::Source residualOf (Eigen::Index numAtoms)
{
    core::Source residual;
    residual.name = "residual";
    residual.numAtoms = numAtoms;
    return residual;
}
} // namespace

TEST_CASE ("Sources have the colour of their place until one is chosen and a bare residual has none")
{
    plugin::SourceColours colours;
    const auto dictionary = test::equalSources (9);
    for (size_t i = 0; i < 9; ++i)
        CHECK (colours.of (dictionary.sources[i], i) == 1 + static_cast<int> (i % 8));
    CHECK (colours.of (residualOf (0), 3) == 0);
    CHECK (colours.of (residualOf (4), 3) == 4);
    colours.choose ("equal-2", 7);
    CHECK (colours.of (dictionary.sources[1], 5) == 7);
}

TEST_CASE ("Chosen colours go through a preset and through text")
{
    plugin::SourceColours colours, read;
    colours.choose ("equal-2", 7);
    colours.choose ("elsewhere", 3);
    auto dictionary = test::equalSources (3);
    dictionary.mixer["colour_equal_1"] = 4.0; // of an older choice
    colours.store (dictionary);
    CHECK (dictionary.mixer.at ("colour_equal_2") == 7.0);
    CHECK_FALSE (dictionary.mixer.contains ("colour_equal_1"));
    dictionary.mixer["colour_equal_3"] = 9.0; // none
    read.read (dictionary);
    CHECK (read.chosen() == plugin::SourceColours::ByName{ { "equal-2", 7 } });
    const auto text = plugin::textOf (colours.chosen());
    CHECK (text == "elsewhere=3 equal-2=7");
    CHECK (plugin::coloursFrom (text).value() == colours.chosen());
    CHECK (plugin::coloursFrom ("").value().empty());
    for (const char* broken : { "a", "a=", "=3", "a=0", "a=9", "a=12", "a=x" })
        CHECK_FALSE (plugin::coloursFrom (broken).ok());
}

TEST_CASE ("A model card says what its dictionary is good for, and what it is not for")
{
    CHECK (files::usesFrom ("# drums\n\nKick.\n\n**Good for**: kick and snare, 14\nand 12 dB. **Not for**: a "
                            "`hi-hat`\non its own. More.\n\nOther.") ==
           "Good for kick and snare, 14 and 12 dB.\nNot for a hi-hat on its own.");
    CHECK (files::usesFrom ("# speech\n\nVoices.").empty());
}

TEST_CASE ("A model card says in plain text what its dictionary is for")
{
    CHECK (files::aboutFrom (
               "# drums\n\n![p](p.png)\n\nKick, `snare` and [hat](h.md), 16 atoms.\nMade of 44.1 kHz "
               "sound by *us*, with care and patience. More.\n\nOther.") ==
           "Kick, snare and hat, 16 atoms. Made of 44.1 kHz sound by us, with care and patience.");
    CHECK (files::aboutFrom ("# only\n\n| a | table |\n").empty());
    CHECK (files::aboutFrom ("").empty());
    CHECK (files::purposeFrom ("# hum\n\nTakes `hum` out. Live as well.\n") == "Takes hum out");
    CHECK (files::purposeFrom ("").empty());
    CHECK (files::trainedOnFrom ("# hum\n\nA hum.\n\n**Trained on**: the [mains](m.md) of two\ntowns. "
                                 "Not more.\n") == "the mains of two towns");
    CHECK (files::trainedOnFrom ("# hum\n\nA hum.\n").empty());
    const std::string longOne (90, 'x');
    CHECK (files::aboutFrom (longOne + ". Second.") == longOne + ".");
}

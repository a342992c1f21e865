// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/DictionaryTree.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryFile.h"
#include "Support/SmallDictionary.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <memory>

using namespace unbraid;
using namespace unbraid::test;

namespace
{
std::shared_ptr<const core::Dictionary> sharedSmall (const std::string& firstSource)
{
    auto dictionary = smallDictionary();
    dictionary.sources.front().name = firstSource;
    return std::make_shared<const core::Dictionary> (std::move (dictionary));
}

/** The small dictionary whose speech is split by another one. */
core::Dictionary smallTree()
{
    auto tree = files::joined (smallDictionary(), { { "speech", sharedSmall ("vowels") } });
    REQUIRE (tree.ok());
    return std::move (tree).value();
}

std::vector<std::string> leafNames (const core::Dictionary& dictionary)
{
    std::vector<std::string> names;
    for (const auto& leaf : core::leavesOf (dictionary))
        names.push_back (leaf.name);
    return names;
}

core::Error refusalOf (const core::Result<core::Dictionary>& result)
{
    REQUIRE_FALSE (result.ok());
    return result.error();
}

/** A folder with the dictionaries `whole` and `part`. */
struct TreeFolder : TemporaryFolder
{
    TreeFolder()
    {
        REQUIRE (files::saveDictionary (*this / "whole.safetensors", smallDictionary()).ok());
        REQUIRE (files::saveDictionary (*this / "part.safetensors", *sharedSmall ("vowels")).ok());
    }
};

const std::vector<std::string> treeLeaves{ "speech.vowels", "speech.noise-2", "noise-2" };
} // namespace

TEST_CASE (
    "The leaves of a dictionary stand in place of the source that they split, and inherit its level and aim")
{
    CHECK (leafNames (smallDictionary()) == std::vector<std::string>{ "speech", "noise-2" });
    const auto tree = files::joined (smallDictionary(), { { "noise-2", sharedSmall ("hum") } });
    REQUIRE (tree.ok());
    const auto leaves = core::leavesOf (tree.value());
    REQUIRE (leafNames (tree.value()) ==
             std::vector<std::string>{ "speech", "noise-2.hum", "noise-2.noise-2" });
    CHECK_FALSE (leaves[1].isTarget); // by itself it is one
    CHECK (leaves[1].defaultGainDb == smallDictionary().sources[1].defaultGainDb);
}

TEST_CASE ("A tree goes into bytes with its branches and comes back the same")
{
    const auto tree = smallTree();
    const auto bytes = files::serialiseDictionary (tree);
    const auto read = files::parseDictionary (bytes, "a tree");
    REQUIRE (read.ok());
    REQUIRE (read.value().branches.size() == 1);
    CHECK (read.value().branches[0].source == "speech");
    CHECK (read.value().branches[0].dictionary->atoms == tree.branches[0].dictionary->atoms);
    CHECK (leafNames (read.value()) == treeLeaves);
    CHECK (files::serialiseDictionary (read.value()) == bytes);
}

TEST_CASE ("A file that names the dictionaries of a tree is read as their tree, wherever it lies with them")
{
    const TreeFolder folder;
    REQUIRE (
        files::saveTree (folder / "tree.safetensors", { "whole", { { "speech", "part" } } }, "CC0-1.0").ok());
    CHECK (std::filesystem::file_size (folder / "tree.safetensors") < 400);
    const auto read = files::loadDictionary (folder / "tree.safetensors");
    INFO ((read.ok() ? "" : read.error().message()));
    REQUIRE (read.ok());
    CHECK (leafNames (read.value()) == treeLeaves);
    REQUIRE (files::saveTree (folder / "tree.safetensors",
                              { "./whole.safetensors", { { "speech", "./part.safetensors" } } }, "CC0-1.0")
                 .ok());
    CHECK (files::loadDictionary (folder / "tree.safetensors").ok());
}

TEST_CASE ("A tree is refused that names what is not there, is a tree, or has nothing to split")
{
    const TreeFolder folder;
    const auto tree = folder / "tree.safetensors";
    const auto refused = [&] (const files::TreeNames& names)
    {
        REQUIRE (files::saveTree (tree, names, "CC0-1.0").ok());
        return refusalOf (files::loadDictionary (tree));
    };
    CHECK_THAT (refused ({ "nowhere", { { "speech", "part" } } }).message(), Catch::Contains ("nowhere"));
    CHECK_THAT (refused ({ "whole", { { "speech", "tree" } } }).message(), Catch::Contains ("a tree itself"));
    CHECK_THAT (refused ({ "tree", { { "speech", "part" } } }).message(), Catch::Contains ("a tree itself"));
    CHECK_THAT (refused ({ "whole", { { "song", "part" } } }).message(), Catch::Contains ("song"));
    CHECK_THAT (refused ({ "whole", {} }).message(), Catch::Contains ("branch.SOURCE"));
}

TEST_CASE ("Dictionaries that serve no latency mode together make no tree, and others the modes of all")
{
    auto low = smallDictionary();
    low.modes = { "low" };
    auto high = smallDictionary();
    high.modes = { "high" };
    const auto shared = std::make_shared<const core::Dictionary> (high);
    CHECK (refusalOf (files::joined (low, { { "speech", shared } })).where == "modes");
    const auto both = files::joined (smallDictionary(), { { "speech", shared } });
    REQUIRE (both.ok());
    CHECK (core::servedModes (both.value()) == std::vector<std::string>{ "high" });
    CHECK (core::servedMode (both.value(), core::LatencyMode::low) == core::LatencyMode::high);
}

TEST_CASE ("What two levels do not hold is no dictionary")
{
    auto deep = smallDictionary();
    deep.branches = { { "speech", std::make_shared<const core::Dictionary> (smallTree()) } };
    CHECK_FALSE (core::validate (deep).ok());
    auto twice = smallDictionary();
    twice.branches = { { "speech", sharedSmall ("a") }, { "speech", sharedSmall ("b") } };
    CHECK_FALSE (core::validate (twice).ok());
    auto none = smallDictionary();
    none.branches = { { "speech", nullptr } };
    CHECK_FALSE (core::validate (none).ok());
}

TEST_CASE ("Bytes of a branch that are no dictionary, or a tree, are refused with the name of their tensor")
{
    const auto inside = files::serialiseDictionary (smallDictionary());
    const auto whole = files::parseSafetensors (inside);
    REQUIRE (whole.ok());
    const auto withBranch = [&] (const std::string& type, std::span<const std::byte> bytes)
    {
        files::Safetensors content = whole.value();
        const auto length = static_cast<Eigen::Index> (bytes.size());
        content.tensors["branches.speech"] = { type, { type == "U8" ? length : length / 4 }, bytes };
        return refusalOf (files::parseDictionary (files::serialiseSafetensors (content), "x")).message();
    };
    CHECK_THAT (withBranch ("U8", std::span (inside).first (100)), Catch::Contains ("branches.speech"));
    CHECK_THAT (withBranch ("F32", std::span (inside).first (100)), Catch::Contains ("U8"));
    CHECK_THAT (withBranch ("U8", files::serialiseDictionary (smallTree())),
                Catch::Contains ("branches.speech"));
}

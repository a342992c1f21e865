// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Dictionaries/Tensors.h"
#include "Files/DictionaryChange.h"
#include "Files/DictionaryFile.h"
#include "Files/Sha256.h"
#include "Support/Environment.h"
#include "Support/SmallDictionary.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace unbraid;
using namespace unbraid::test;
using Eigen::MatrixXf;

namespace
{
constexpr float rounding = 1e-5f; // of values up to one, through factors in single precision

MatrixXf rankOne (const MatrixXf& like, float size)
{
    return size * Eigen::VectorXf::LinSpaced (like.rows(), -1.0f, 1.0f) *
           Eigen::RowVectorXf::LinSpaced (like.cols(), 0.5f, 1.5f);
}

/** The small dictionary with one matrix of its network, its atoms and those of an update changed at rank one. */
core::Dictionary changedAtRankOne (const core::Dictionary& base)
{
    core::Dictionary changed = base;
    auto& unfolding = *changed.unfolding;
    unfolding.encoder->inputWeights += rankOne (unfolding.encoder->inputWeights, 0.3f);
    auto& updated = unfolding.layers[0].atoms;
    updated.array() *= rankOne (updated, 0.5f).array().exp();
    core::normaliseAtoms (updated);
    unfolding.outputAtoms.array() *= rankOne (unfolding.outputAtoms, 0.5f).array().exp();
    changed.atoms = unfolding.outputAtoms;
    core::normaliseAtoms (changed.atoms);
    changed.command = "how it was changed";
    return changed;
}

std::string bytesOf (const std::filesystem::path& path)
{
    std::ifstream file (path, std::ios::binary);
    return { std::istreambuf_iterator (file), {} };
}

/** A folder with a base and a change of it. */
struct Changed
{
    TemporaryFolder folder;
    std::filesystem::path basePath = folder / "base.safetensors", path = folder / "own.safetensors";
    core::Dictionary wanted;

    Changed()
    {
        auto base = smallUnfoldedWithRows();
        base.unfolding->outputAtoms.array() += 0.25f; // logarithms of nothing have no rank
        REQUIRE (files::saveDictionary (basePath, base).ok());
        const auto read = files::loadChangeBase (basePath);
        REQUIRE (read.ok());
        wanted = changedAtRankOne (read.value().dictionary);
        REQUIRE (files::saveChange (path, read.value(), wanted, 3).ok());
    }
};
} // namespace

TEST_CASE ("SHA-256 gives the digests of the standard's examples")
{
    const auto digest = [] (const std::string& text)
    { return files::sha256 (std::as_bytes (std::span (text))); };
    CHECK (digest ("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK (digest ("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK (digest ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK (digest (std::string (1000000, 'a')) ==
           "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE ("a change is smaller than its base and gives the changed dictionary beside it")
{
    const Changed made;
    const auto read = files::loadDictionary (made.path);
    INFO ((read.ok() ? "" : read.error().message()));
    REQUIRE (read.ok());
    const auto &found = *read.value().unfolding, &wanted = *made.wanted.unfolding;
    CHECK (found.encoder->inputWeights.isApprox (wanted.encoder->inputWeights, rounding));
    CHECK (found.encoder->outputWeights == wanted.encoder->outputWeights);
    CHECK (found.layers[0].atoms.isApprox (wanted.layers[0].atoms, rounding));
    CHECK (found.outputAtoms.isApprox (wanted.outputAtoms, rounding));
    CHECK (read.value().atoms.isApprox (made.wanted.atoms, rounding));
    CHECK (read.value().command == "how it was changed");
    CHECK (std::filesystem::file_size (made.path) < std::filesystem::file_size (made.basePath));

    const auto file = bytesOf (made.path);
    const auto content = files::parseSafetensors (std::as_bytes (std::span (file)));
    REQUIRE (content.ok());
    CHECK (content.value().tensors.size() == 6); // two factors of the three that changed
    CHECK (content.value().tensors.at ("encoder.input.weight.U").shape[1] == 1); // though three were allowed
}

TEST_CASE ("a change finds its base by its content, under any name and among the dictionaries")
{
    const Changed made;
    std::filesystem::rename (made.basePath, made.folder / "renamed.safetensors");
    CHECK (files::loadDictionary (made.path).ok());

    const TemporaryFolder other;
    std::filesystem::rename (made.path, other / "own.safetensors");
    const OtherVariable nowhere ("UNBRAID_DICTIONARIES", "");
    CHECK_FALSE (files::loadDictionary (other / "own.safetensors").ok());
    const OtherVariable there ("UNBRAID_DICTIONARIES", made.folder.path.string());
    CHECK (files::loadDictionary (other / "own.safetensors").ok());
}

TEST_CASE ("a change without its base is refused in a sentence that names it")
{
    const Changed made;
    auto another = smallUnfoldedWithRows();
    another.licence = "another";
    REQUIRE (files::saveDictionary (made.basePath, another).ok());
    for (const bool isThere : { true, false })
    {
        if (! isThere)
            std::filesystem::remove (made.basePath);
        const auto read = files::loadDictionary (made.path);
        REQUIRE_FALSE (read.ok());
        const auto line = read.error().message();
        INFO (line);
        CHECK (line.find ("The dictionary that this change belongs to is not here. (") == 0);
        CHECK (line.find ("'base'") != std::string::npos);
        CHECK ((line.find ("another version of it") != std::string::npos) == isThere);
    }
}

TEST_CASE ("a change is no base, nor is a plain dictionary")
{
    const Changed made;
    const auto twice = files::loadChangeBase (made.path);
    REQUIRE_FALSE (twice.ok());
    CHECK (twice.error().found == "a change of another one");
    REQUIRE (files::saveDictionary (made.folder / "plain.safetensors", smallDictionary()).ok());
    const auto plain = files::loadChangeBase (made.folder / "plain.safetensors");
    REQUIRE_FALSE (plain.ok());
    CHECK (plain.error().found == "a plain dictionary");
}

TEST_CASE ("a change with factors that do not fit is refused")
{
    const Changed made;
    const auto file = bytesOf (made.path);
    const auto content = files::parseSafetensors (std::as_bytes (std::span (file)));
    REQUIRE (content.ok());
    const auto refused = [] (const files::Safetensors& broken)
    {
        const auto bytes = files::serialiseSafetensors (broken);
        const auto read = files::parseDictionaryOrChange (bytes, "own");
        REQUIRE_FALSE (read.ok());
        INFO (read.error().message());
        CHECK (read.error().what == "the change of a dictionary cannot be used");
    };
    const OtherVariable there ("UNBRAID_DICTIONARIES", made.folder.path.string());
    auto broken = content.value();
    broken.tensors["encoder.input.weight.U"] = broken.tensors.at ("output.W.U");
    refused (broken);
    broken = content.value();
    broken.tensors.erase ("output.W.V");
    refused (broken);
    broken = content.value();
    for (const auto* end : { ".U", ".V" })
        broken.tensors[std::string ("frequencies") + end] =
            broken.tensors.at (std::string ("output.W") + end);
    refused (broken);
    broken = content.value();
    broken.metadata["version"] = "2";
    refused (broken);
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace unbraid::test
{

/** A folder of its own, removed with everything in it. */
class TemporaryFolder
{
public:
    TemporaryFolder()
    {
        std::random_device random;
        const auto name = "unbraid-test-" + std::to_string (random()) + "-" + std::to_string (random());
        path = std::filesystem::temp_directory_path() / name;
        REQUIRE (std::filesystem::create_directory (path));
    }
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all (path, ignored);
    }
    TemporaryFolder (const TemporaryFolder&) = delete;
    TemporaryFolder& operator= (const TemporaryFolder&) = delete;

    [[nodiscard]] std::filesystem::path operator/ (const std::string& name) const { return path / name; }

    /** Names of everything in it, sorted. */
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& item : std::filesystem::directory_iterator (path))
            found.push_back (item.path().filename().string());
        std::sort (found.begin(), found.end());
        return found;
    }

    std::filesystem::path path;
};

inline std::string readText (const std::filesystem::path& path)
{
    std::ifstream file (path, std::ios::binary);
    return { std::istreambuf_iterator<char> (file), {} };
}

inline void writeText (const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories (path.parent_path());
    std::ofstream (path, std::ios::binary) << text;
}

} // namespace unbraid::test

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <catch2/catch.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
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
        auto name = (std::filesystem::temp_directory_path() / "unbraid-test-XXXXXX").string();
        REQUIRE (::mkdtemp (name.data()) != nullptr);
        path = name;
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

/** While it lives no file can grow beyond `bytes`: a disk that is full. */
class FullDisk
{
public:
    explicit FullDisk (rlim_t bytes)
        : oldHandler (std::signal (SIGXFSZ, SIG_IGN))
    {
        ::getrlimit (RLIMIT_FSIZE, &oldLimit);
        const rlimit limit{ bytes, oldLimit.rlim_max };
        ::setrlimit (RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit (RLIMIT_FSIZE, &oldLimit);
        std::signal (SIGXFSZ, oldHandler);
    }
    FullDisk (const FullDisk&) = delete;
    FullDisk& operator= (const FullDisk&) = delete;

private:
    void (*oldHandler) (int);
    rlimit oldLimit{};
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

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/AudioReader.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Files/FileBytes.h"
#include "Platform/Paths.h"
#include "Support/Environment.h"
#include "Support/TemporaryFolder.h"

#include <catch2/catch.hpp>

#include <cerrno>
#include <string>
#include <system_error>

#ifndef _WIN32
#    include <sys/resource.h>
#endif

using namespace unbraid;
using namespace unbraid::test;
using Paths = std::vector<std::filesystem::path>;

TEST_CASE ("Dictionaries are searched in the environment's, the user's and the program's folders, and the "
           "source tree")
{
    const std::string next (1, platform::listSeparator);
    const OtherVariable list ("UNBRAID_DICTIONARIES",
                              "/first" + next + "/second" + next + next + "/third" + next);
    const OtherVariable home ("HOME", "/home/a");
    const OtherVariable data (dataVariable, "/data");
    const Paths folders = files::dictionarySearchPath();
    REQUIRE (folders.size() >= 7);
    CHECK (Paths (folders.begin(), folders.begin() + 3) == Paths{ "/first", "/second", "/third" });
    CHECK (folders[3] == files::userDictionaryFolder());
    CHECK (Paths (folders.begin() + 4, folders.end()) == files::factoryDictionaryPath());
}

#ifdef __linux__
TEST_CASE (
    "Dictionaries that come with a program are found from where it lies, in an installation and in a bundle")
{
    const auto here = std::filesystem::read_symlink ("/proc/self/exe").parent_path();
    const Paths folders = files::factoryDictionaryPath();
    REQUIRE (folders.size() >= 5);
    CHECK (folders[0] == here.parent_path() / "share/unbraid/dictionaries");
    CHECK (folders[1] == here.parent_path().parent_path() / "share/unbraid/dictionaries");
    CHECK (folders[2] == here.parent_path() / "Resources/Dictionaries");
    CHECK (folders[3] == here / "Resources/Dictionaries");
    CHECK (folders[4] == here.parent_path().parent_path().parent_path() / "share/unbraid/dictionaries");
}
#endif

#if ! defined(__APPLE__) && ! defined(_WIN32)
TEST_CASE ("The user's folder follows the XDG specification")
{
    const OtherVariable home ("HOME", "/home/a");
    {
        const OtherVariable data ("XDG_DATA_HOME", "/data");
        CHECK (files::userDictionaryFolder() == "/data/unbraid/dictionaries");
    }
    for (const auto* ignored : { "", "relative" })
    {
        const OtherVariable data ("XDG_DATA_HOME", ignored);
        CHECK (files::userDictionaryFolder() == "/home/a/.local/share/unbraid/dictionaries");
    }
    const OtherVariable data ("XDG_DATA_HOME", "");
    const OtherVariable nowhere ("HOME", "");
    CHECK (files::userDictionaryFolder().empty());
}
#endif

#ifdef _WIN32
TEST_CASE ("The user's folder is in the user's application data")
{
    {
        const OtherVariable data ("APPDATA", "C:/Users/a/data");
        CHECK (files::userDictionaryFolder() == "C:/Users/a/data/Unbraid/Dictionaries");
    }
    const OtherVariable nowhere ("APPDATA", {});
    CHECK (files::userDictionaryFolder().empty());
}
#endif

TEST_CASE ("Dictionaries are listed by name, and the first folder wins")
{
    const TemporaryFolder folder;
    writeText (folder / "user/speech.safetensors", "user");
    writeText (folder / "installed/speech.safetensors", "installed");
    writeText (folder / "installed/drums.safetensors", "installed");
    writeText (folder / "installed/README.md", "");
    writeText (folder / "installed/speech.safetensors.1-2.part", "");
    std::filesystem::create_directories (folder / "installed/folder.safetensors");
    const Paths searchPath{ folder / "none", folder / "user", folder / "installed" };

    const auto entries = files::listDictionaries (searchPath);
    REQUIRE (entries.size() == 2);
    CHECK (entries[0].name == "drums");
    CHECK (entries[1].name == "speech");
    CHECK (entries[1].path == folder / "user/speech.safetensors");
    CHECK (files::findDictionary ("speech", searchPath).value() == folder / "user/speech.safetensors");
    CHECK (files::findDictionary ("drums", searchPath).value() == folder / "installed/drums.safetensors");
}

TEST_CASE ("A path is taken as it is, and what is not found is answered with the names there are")
{
    const TemporaryFolder folder;
    writeText (folder / "speech.safetensors", "");
    writeText (folder / "mine", "");
    const Paths searchPath{ folder.path };
    const auto mine = (folder / "mine").string();
    CHECK (files::findDictionary (mine, searchPath).value() == mine);

    for (const auto* missing : { "spech", "none.safetensors", "./speech", "" })
    {
        const auto found = files::findDictionary (missing, searchPath);
        REQUIRE_FALSE (found.ok());
        CHECK (found.error().where == std::string ("'").append (missing).append ("'"));
        CHECK (found.error().allowed == "a file, or one of speech");
    }
    CHECK (files::findDictionary ("speech", {}).error().allowed == "a file: no dictionary is installed");
}

#ifndef _WIN32
TEST_CASE ("What the system says of a dictionary or a sound that it cannot reach is told, and not that there "
           "is none")
{
    const TemporaryFolder folder;
    writeText (folder / "library/speech.safetensors", "");
    for (const auto* name : { "loop", "loop.safetensors", "loop.wav" })
        std::filesystem::create_symlink (name, folder / name);
    const std::string loops = std::generic_category().message (ELOOP);
    const auto path = (folder / "loop.safetensors").string();
    CHECK (files::findDictionary (path, {}).error().found == loops);
    CHECK (files::loadDictionary (path).error().found == loops);
    CHECK (files::AudioReader::open (folder / "loop.wav").error().found == loops);
    const auto behind = files::findDictionary ("spech", { folder / "loop", folder / "library" });
    REQUIRE_FALSE (behind.ok());
    CHECK (behind.error().found == loops);
    CHECK (behind.error().where == (folder / "loop").string());
    CHECK (files::findDictionary ("speech", { folder / "loop", folder / "library" }).ok());

    rlimit usual{};
    REQUIRE (::getrlimit (RLIMIT_NOFILE, &usual) == 0);
    rlimit none = usual;
    none.rlim_cur = 3; // those of the terminal
    REQUIRE (::setrlimit (RLIMIT_NOFILE, &none) == 0);
    const auto found = files::findDictionary ("speech", { folder / "library" });
    const auto read = files::readFileBytes (folder / "library/speech.safetensors", 100);
    const auto sound = files::AudioReader::open (folder / "library/speech.safetensors");
    REQUIRE (::setrlimit (RLIMIT_NOFILE, &usual) == 0);
    const std::string tooMany = std::generic_category().message (EMFILE);
    REQUIRE_FALSE ((found.ok() || read.ok() || sound.ok()));
    CHECK (found.error().found == tooMany);
    CHECK (read.error().found == tooMany);
    CHECK (sound.error().found == tooMany);
}
#endif

TEST_CASE ("A name means the library's dictionary before a file of that name here")
{
    const TemporaryFolder folder;
    writeText (folder / "library/speech.safetensors", "");
    writeText (folder / "here/speech", "");
    writeText (folder / "here/mine", "");
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path (folder / "here");
    const auto speech = files::findDictionary ("speech", { folder / "library" });
    const auto mine = files::findDictionary ("mine", { folder / "library" });
    std::filesystem::current_path (before);
    CHECK (speech.value() == folder / "library/speech.safetensors");
    CHECK (mine.value() == "mine");
}

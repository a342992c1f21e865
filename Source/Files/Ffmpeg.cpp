// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/Ffmpeg.h"

#include "Files/Descriptor.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

extern char** environ; // NOLINT: POSIX declares it nowhere

namespace unbraid::files
{

namespace
{
constexpr const char* program = "ffmpeg";

core::Error cannotDecode (const std::filesystem::path& name, const std::string& what, std::string found,
                          std::string allowed)
{
    return { "'" + name.string() + "' " + what, name.string(), std::move (found), std::move (allowed) };
}

/** The descriptors that the program starts with. */
class Streams
{
public:
    Streams (int input, int output, int errors)
    {
        ::posix_spawn_file_actions_init (&actions);
        if (input < 0)
            ::posix_spawn_file_actions_addopen (&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        else
            ::posix_spawn_file_actions_adddup2 (&actions, input, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2 (&actions, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2 (&actions, errors, STDERR_FILENO);
    }
    ~Streams() { ::posix_spawn_file_actions_destroy (&actions); }
    Streams (const Streams&) = delete;
    Streams& operator= (const Streams&) = delete;

    posix_spawn_file_actions_t actions{};
};

/** Without a shell: the name of a file is never a command.
    returns  errno of the start, or the program's exit status */
std::pair<int, int> run (std::vector<std::string> words, const Streams& streams)
{
    std::vector<char*> arguments;
    arguments.reserve (words.size() + 1);
    for (auto& word : words)
        arguments.push_back (word.data());
    arguments.push_back (nullptr);
    pid_t process = 0;
    if (const int failure =
            ::posix_spawnp (&process, program, &streams.actions, nullptr, arguments.data(), environ);
        failure != 0)
        return { failure, 0 };
    int status = 0;
    while (::waitpid (process, &status, 0) < 0 && errno == EINTR)
    {
    }
    return { 0, status };
}

/** The last line of what the program said, in which the file has the name that people gave it. */
std::string lastLine (int descriptor, const std::string& source, const std::string& name)
{
    constexpr size_t maxBytes = 4096;
    std::array<std::byte, maxBytes> bytes{};
    ::lseek (descriptor, 0, SEEK_SET);
    const auto count = readFully (descriptor, bytes);
    std::string text (reinterpret_cast<const char*> (bytes.data()),
                      static_cast<size_t> (count < 0 ? 0 : count));
    while (text.ends_with ('\n'))
        text.pop_back();
    text.erase (0, text.rfind ('\n') + 1);
    if (const auto found = text.find (source); found != std::string::npos)
        text.replace (found, source.size(), name);
    return text;
}
} // namespace

core::Result<TemporaryFile> decodeByFfmpeg (const std::filesystem::path& name, int input)
{
    auto output = TemporaryFile::create();
    auto errors = TemporaryFile::create();
    for (const auto* file : { &output, &errors })
        if (! file->ok())
            return file->error();
    // "file:" keeps a name with a colon from being taken for a protocol.
    const std::string source = "file:" + (input < 0 ? name.string() : std::string ("/dev/stdin"));
    const auto [failure, status] =
        run ({ program, "-v", "error", "-nostdin", "-i", source, "-vn", "-c:a", "pcm_f32be", "-f", "au",
               "pipe:1" },
             Streams (input, output.value().descriptor(), errors.value().descriptor()));
    // 127: how posix_spawn may say that there is no such program.
    if (failure == ENOENT || (WIFEXITED (status) && WEXITSTATUS (status) == 127))
        return cannotDecode (
            name,
            "needs the program ffmpeg, which is not installed; install it, or convert the file to "
            "WAV or FLAC",
            "a format that libsndfile does not know", "a format that it knows, or ffmpeg in the PATH");
    if (failure != 0)
        return cannotDecode (name, "cannot be decoded, since ffmpeg cannot be started",
                             std::generic_category().message (failure), {});
    if (status != 0)
        return cannotDecode (name, "is damaged, or holds no sound",
                             lastLine (errors.value().descriptor(), source, name.string()),
                             "what ffmpeg or libsndfile can read");
    return output;
}

} // namespace unbraid::files

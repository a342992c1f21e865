// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Processes.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <optional>

extern char** environ; // NOLINT: POSIX declares it nowhere

namespace unbraid::platform
{

namespace
{
constexpr int notFoundStatus = 127; // how posix_spawn may say that there is no such program
constexpr int signalStatus = 128;   // and more: ended by a signal, as shells count

/** The streams that a program starts with. */
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

/** As C takes them: the words stay the caller's. */
std::vector<char*> pointersTo (std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    pointers.reserve (words.size() + 1);
    for (auto& word : words)
        pointers.push_back (word.data());
    pointers.push_back (nullptr);
    return pointers;
}

/** Nothing where the end cannot be known: a host that ignores SIGCHLD has its ended processes taken away. */
std::optional<int> waitFor (pid_t process)
{
    int status = 0;
    while (::waitpid (process, &status, 0) < 0)
        if (errno != EINTR)
            return {};
    return WIFEXITED (status) ? WEXITSTATUS (status) : signalStatus + WTERMSIG (status);
}
} // namespace

const char* const standardInputUrl = "file:/dev/stdin";

int processId() noexcept
{
    return ::getpid();
}

bool mayBeRunning (int process) noexcept
{
    return ::kill (process, 0) == 0 || errno != ESRCH;
}

ProgramEnd runProgram (const std::vector<std::string>& words, int input, int output, int errors)
{
    auto own = words;
    const auto arguments = pointersTo (own);
    const Streams streams (input, output, errors);
    pid_t process = 0;
    if (const int failure = ::posix_spawnp (&process, arguments.front(), &streams.actions, nullptr,
                                            arguments.data(), environ);
        failure != 0)
        return { { failure, std::generic_category() }, 0 };
    const auto status = waitFor (process);
    if (! status)
        return { std::make_error_code (std::errc::no_child_process), 0 };
    if (*status == notFoundStatus)
        return { std::make_error_code (std::errc::no_such_file_or_directory), *status };
    return { {}, *status };
}

std::error_code becomeProgram (const std::filesystem::path& program,
                               const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{ program.string() };
    words.insert (words.end(), arguments.begin(), arguments.end());
    ::execvp (words.front().c_str(), pointersTo (words).data());
    return { errno, std::generic_category() };
}

} // namespace unbraid::platform

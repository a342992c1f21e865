// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Processes.h"

#include "Platform/Descriptors.h"
#include "Platform/Windows/Text.h"

#include <windows.h>

#include <io.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <memory>

namespace unbraid::platform
{

namespace
{
/** A word as the C runtime of the started program takes it apart again: quoted, quotes and the backslashes before them
    escaped. */
std::wstring quoted (const std::wstring& word)
{
    std::wstring text = L"\"";
    size_t numBackslashes = 0;
    for (const wchar_t letter : word)
    {
        if (letter == L'"')
            text.append (numBackslashes + 1, L'\\');
        numBackslashes = letter == L'\\' ? numBackslashes + 1 : 0;
        text += letter;
    }
    text.append (numBackslashes, L'\\');
    return text + L"\"";
}

std::wstring commandLine (const std::vector<std::string>& words)
{
    std::wstring line;
    for (const auto& word : words)
        line += (line.empty() ? L"" : L" ") + quoted (wideFrom (word));
    return line;
}

/** Closes itself. */
class Handle
{
public:
    explicit Handle (HANDLE toOwn)
        : handle (toOwn)
    {
    }
    ~Handle()
    {
        if (handle != nullptr && handle != INVALID_HANDLE_VALUE)
            ::CloseHandle (handle);
    }
    Handle (const Handle&) = delete;
    Handle& operator= (const Handle&) = delete;

    const HANDLE handle;
};

/** Another handle of the same file, which a started program gets. */
HANDLE inheritable (HANDLE of)
{
    HANDLE other = INVALID_HANDLE_VALUE;
    const auto here = ::GetCurrentProcess();
    if (::DuplicateHandle (here, of, here, &other, 0, TRUE, DUPLICATE_SAME_ACCESS) == 0)
        return INVALID_HANDLE_VALUE;
    return other;
}

HANDLE handleOf (int descriptor)
{
    return reinterpret_cast<HANDLE> (::_get_osfhandle (descriptor));
}

HANDLE emptyInput()
{
    return ::CreateFileW (L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0,
                          nullptr);
}

/** The streams that a program starts with, and the list that keeps every other handle from it. */
class Streams
{
public:
    Streams (int input, int output, int errors)
        : empty (input < 0 ? emptyInput() : nullptr)
        , in (inheritable (input < 0 ? empty.handle : handleOf (input)))
        , out (inheritable (handleOf (output)))
        , err (inheritable (handleOf (errors)))
        , passedOn{ in.handle, out.handle, err.handle }
    {
        SIZE_T numBytes = 0;
        ::InitializeProcThreadAttributeList (nullptr, 1, 0, &numBytes);
        memory = std::make_unique<std::byte[]> (numBytes);
        start.lpAttributeList = reinterpret_cast<LPPROC_THREAD_ATTRIBUTE_LIST> (memory.get());
        ::InitializeProcThreadAttributeList (start.lpAttributeList, 1, 0, &numBytes);
        ::UpdateProcThreadAttribute (start.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST,
                                     passedOn.data(), sizeof (passedOn), nullptr, nullptr);
        start.StartupInfo.cb = sizeof (start);
        start.StartupInfo.dwFlags = STARTF_USESTDHANDLES;
        start.StartupInfo.hStdInput = in.handle;
        start.StartupInfo.hStdOutput = out.handle;
        start.StartupInfo.hStdError = err.handle;
    }
    ~Streams() { ::DeleteProcThreadAttributeList (start.lpAttributeList); }
    Streams (const Streams&) = delete;
    Streams& operator= (const Streams&) = delete;

    STARTUPINFOEXW start{};

private:
    Handle empty, in, out, err;
    std::array<HANDLE, 3> passedOn;
    std::unique_ptr<std::byte[]> memory;
};

/** Path of a program; empty where it is not installed. The folder we are in is not asked, unlike by the system: what lies
    beside recordings is not to be run. */
std::wstring programInPath (const std::string& name)
{
    constexpr size_t maxPathUnits = 32768; // what the system itself allows
    std::wstring found (maxPathUnits, L'\0');
    const auto length = ::SearchPathW (::_wgetenv (L"PATH"), wideFrom (name).c_str(), L".exe",
                                       static_cast<DWORD> (found.size()), found.data(), nullptr);
    found.resize (length < maxPathUnits ? length : 0);
    return found;
}

ProgramEnd startAndWait (const wchar_t* program, std::wstring line, Streams& streams, DWORD flags)
{
    PROCESS_INFORMATION started{};
    if (::CreateProcessW (program, line.data(), nullptr, nullptr, TRUE, EXTENDED_STARTUPINFO_PRESENT | flags,
                          nullptr, nullptr, &streams.start.StartupInfo, &started) == 0)
        return { lastError(), 0 };
    const Handle process (started.hProcess), thread (started.hThread);
    DWORD status = 0;
    ::WaitForSingleObject (process.handle, INFINITE);
    ::GetExitCodeProcess (process.handle, &status);
    return { {}, static_cast<int> (status) };
}

/** The other program decides what an interrupt means for both. */
BOOL WINAPI stayAlive (DWORD event)
{
    return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT ? TRUE : FALSE;
}
} // namespace

const char* const standardInputUrl = "fd:"; // ffmpeg 6 and later; "pipe:0" could not seek

int processId() noexcept
{
    return static_cast<int> (::GetCurrentProcessId());
}

bool mayBeRunning (int process) noexcept
{
    auto* handle = ::OpenProcess (PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD> (process));
    if (handle == nullptr)
        return ::GetLastError() != ERROR_INVALID_PARAMETER;
    DWORD status = STILL_ACTIVE;
    ::GetExitCodeProcess (handle, &status);
    ::CloseHandle (handle);
    return status == STILL_ACTIVE;
}

ProgramEnd runProgram (const std::vector<std::string>& words, int input, int output, int errors)
{
    const auto program = programInPath (words.front());
    if (program.empty())
        return { std::make_error_code (std::errc::no_such_file_or_directory), 0 };
    Streams streams (input, output, errors);
    return startAndWait (program.c_str(), commandLine (words), streams, CREATE_NO_WINDOW);
}

std::error_code becomeProgram (const std::filesystem::path& program,
                               const std::vector<std::string>& arguments)
{
    std::vector<std::string> words{ utf8From (program.wstring()) };
    words.insert (words.end(), arguments.begin(), arguments.end());
    ::SetConsoleCtrlHandler (stayAlive, TRUE);
    Streams streams (standardInput, standardOutput, standardError);
    const auto ended = startAndWait (program.c_str(), commandLine (words), streams, 0);
    if (! ended.failure)
        std::exit (ended.exitStatus);
    return ended.failure;
}

} // namespace unbraid::platform

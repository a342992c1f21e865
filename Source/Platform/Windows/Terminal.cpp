// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Platform/Terminal.h"

#include "Platform/Descriptors.h"
#include "Platform/Windows/Text.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>

#include <cstdlib>

namespace unbraid::platform
{

namespace
{
UINT codePageBefore = 0;

/** The console outlives the program. */
void restoreCodePage()
{
    ::SetConsoleOutputCP (codePageBefore);
}

void understandEscapes (DWORD stream)
{
    auto* console = ::GetStdHandle (stream);
    DWORD mode = 0;
    if (::GetConsoleMode (console, &mode) != 0)
        ::SetConsoleMode (console, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

void prepareConsole()
{
    codePageBefore = ::GetConsoleOutputCP();
    if (codePageBefore == 0) // there is none
        return;
    std::atexit (restoreCodePage);
    ::SetConsoleOutputCP (CP_UTF8);
    understandEscapes (STD_OUTPUT_HANDLE);
    understandEscapes (STD_ERROR_HANDLE);
}
} // namespace

std::vector<std::string> startProgram (int argc, const char* const* argv)
{
    for (const int stream : { standardInput, standardOutput, standardError })
        ::_setmode (stream, _O_BINARY);
    prepareConsole();
    int count = 0;
    auto** wide = ::CommandLineToArgvW (::GetCommandLineW(), &count);
    if (wide == nullptr)
        return { argv, argv + argc };
    std::vector<std::string> words;
    for (int i = 0; i < count; ++i)
        words.push_back (utf8From (wide[i]));
    ::LocalFree (wide);
    return words;
}

bool isTerminal (int descriptor) noexcept
{
    DWORD mode = 0; // _isatty takes NUL for a terminal
    return ::GetConsoleMode (reinterpret_cast<HANDLE> (::_get_osfhandle (descriptor)), &mode) != 0;
}

size_t terminalColumns() noexcept
{
    CONSOLE_SCREEN_BUFFER_INFO screen{};
    if (::GetConsoleScreenBufferInfo (::GetStdHandle (STD_ERROR_HANDLE), &screen) == 0)
        return 80;
    const int columns = screen.srWindow.Right - screen.srWindow.Left + 1;
    return columns > 0 ? static_cast<size_t> (columns) : 80;
}

void silenceLibraries() noexcept {}

} // namespace unbraid::platform

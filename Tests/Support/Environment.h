// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace unbraid::test
{

/** Sets a variable of the environment, or with nothing unsets it. */
inline void setVariable (const std::string& name, const std::optional<std::string>& value)
{
#ifdef _WIN32
    ::_putenv_s (name.c_str(), value.value_or ("").c_str());
#else
    if (value)
        ::setenv (name.c_str(), value->c_str(), 1);
    else
        ::unsetenv (name.c_str());
#endif
}

/** A variable has another value, or none, while it lives. */
class OtherVariable
{
public:
    OtherVariable (std::string nameToSet, const std::optional<std::string>& value)
        : name (std::move (nameToSet))
    {
        if (const char* present = std::getenv (name.c_str()); present != nullptr)
            before = present;
        setVariable (name, value);
    }
    ~OtherVariable() { setVariable (name, before); }
    OtherVariable (const OtherVariable&) = delete;
    OtherVariable& operator= (const OtherVariable&) = delete;

private:
    const std::string name;
    std::optional<std::string> before;
};

/** The variable that names the folder of the user's data, and the dictionaries in it. */
#ifdef _WIN32
constexpr const char* dataVariable = "APPDATA";
constexpr const char* ownDictionaries = "Unbraid/Dictionaries";
#else
constexpr const char* dataVariable = "XDG_DATA_HOME";
constexpr const char* ownDictionaries = "unbraid/dictionaries";
#endif

} // namespace unbraid::test

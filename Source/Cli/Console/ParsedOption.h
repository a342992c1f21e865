// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/CommandLine.h"
#include "Cli/Console/DictionaryArgument.h"
#include "Files/PipeCopy.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace unbraid::cli
{

/** Implementation of an option: CLI11's, how its values are taken over, and which files they name. For
    CommandLine.cpp alone. */
class ParsedOption final : public Option
{
public:
    enum class Role
    {
        value,
        input,
        dictionary,
        output
    };

    ParsedOption (CLI::Option& describedOption, Reader valueReader, std::function<void()> onOutput)
        : option (describedOption)
        , reader (std::move (valueReader))
        , outputDescribed (std::move (onOutput))
    {
    }

    Option& required() override
    {
        option.required();
        return *this;
    }

    Option& oneAtATime() override
    {
        option.allow_extra_args (false);
        return *this;
    }

    Option& inGroup (const std::string& title) override
    {
        option.group (title);
        return *this;
    }

    Option& within (double lowest, double highest) override
    {
        return allow ([=] (double value) { return value >= lowest && value <= highest; },
                      core::numberText (lowest) + " to " + core::numberText (highest));
    }

    Option& atLeast (double lowest) override
    {
        return allow ([=] (double value) { return value >= lowest; },
                      core::numberText (lowest) + " and more");
    }

    Option& above (double bound) override
    {
        return allow ([=] (double value) { return value > bound; }, "more than " + core::numberText (bound));
    }

    Option& oneOf (Words words) override
    {
        allowed = joinedByOr (words);
        isTaken = [words = std::move (words)] (const std::string& text)
        { return std::find (words.begin(), words.end(), text) != words.end(); };
        return *this;
    }

    Option& takes (const std::string& texts) override
    {
        allowed = texts;
        return *this;
    }

    Option& isInput() override { return become (Role::input); }

    Option& isDictionary (const std::string& byDefault) override
    {
        defaultDictionary = byDefault;
        return become (Role::dictionary);
    }

    Option& isOutput (files::FileKind fileKind) override
    {
        kind = fileKind;
        outputDescribed();
        return become (Role::output);
    }

    Option& mayBeStandardOutput() override
    {
        isStreamable = true;
        return *this;
    }

    [[nodiscard]] bool isGiven() const override { return option.count() > 0; }

    /** Takes the values over. */
    core::Status read() const
    {
        for (const auto& text : option.results())
        {
            if (text == "-" && ! isStreamable &&
                (role == Role::output || name() == "--out" || name() == "--activations"))
                return core::Error{ name() +
                                        " - would be standard output, which carries no file of this command",
                                    {},
                                    "'-'",
                                    "a name; a file called - is ./-" };
            if (auto kept = keepPipes (text); ! kept.ok())
                return kept;
            if (! option.get_positional() && text.starts_with ("--"))
                return core::Error{ name() + " needs a value",
                                    {},
                                    "'" + text + "'",
                                    "a value; a file of that name is ./" + text };
            if ((isTaken && ! isTaken (text)) || ! reader (text))
                return wrongValue (name(), text, allowed.empty() ? "a number" : allowed);
        }
        return core::Done{};
    }

    void tell (FileGuard& files) const
    {
        for (const auto& text : option.results())
            if (role == Role::input)
                tellInput (text, files);
            else if (role == Role::output)
                files.writes (text, kind);
            else if (role == Role::dictionary)
                tellDictionary (text, files);
        if (! isGiven() && ! defaultDictionary.empty())
            tellDictionary (defaultDictionary, files);
    }

    [[nodiscard]] std::string name() const { return option.get_name(); }
    CLI::Option& option;

private:
    Option& become (Role newRole)
    {
        role = newRole;
        return *this;
    }

    /** Inputs that come through pipes, and that a command may open as often as it likes. */
    [[nodiscard]] core::Status keepPipes (const std::string& text) const
    {
        if (role != Role::input && role != Role::dictionary)
            return core::Done{};
        const auto assignment = assignmentFrom (text);
        for (const auto& file : { text, assignment ? assignment->second : std::string() })
            if (auto kept = files::keepPipe (file); ! kept.ok())
                return kept;
        return core::Done{};
    }

    static void tellInput (const std::string& text, FileGuard& files)
    {
        files.reads (text);
        if (const auto assignment = assignmentFrom (text))
            files.reads (assignment->second);
    }

    static void tellDictionary (const std::string& nameOrFile, FileGuard& files)
    {
        if (const auto path = dictionaryPath (nameOrFile); path.ok())
            files.reads (path.value());
    }

    Option& allow (std::function<bool (double)> isAllowed, std::string words)
    {
        allowed = std::move (words);
        isTaken = [isAllowed = std::move (isAllowed)] (const std::string& text)
        {
            const auto number = numberFrom<double> (text);
            return number && isAllowed (*number);
        };
        return *this;
    }

    Reader reader;
    std::function<void()> outputDescribed;
    std::function<bool (const std::string&)> isTaken; // empty: everything that can be read
    std::string allowed;
    Role role = Role::value;
    bool isStreamable = false; // - is standard output
    std::string defaultDictionary;
    files::FileKind kind = files::FileKind::other;
};

} // namespace unbraid::cli

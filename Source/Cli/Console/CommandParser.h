// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/ParsedOption.h"
#include "Cli/Console/Spelling.h"
#include "Platform/StopSignals.h"
#include "Platform/Terminal.h"

#include <iostream>

namespace unbraid::cli
{

inline core::Error seeHelp (std::string what, const std::string& command)
{
    return { std::move (what), "see " + command + " --help", {}, {} };
}

/** Implementation of a command: CLI11's, and what it is about. For CommandLine.cpp alone. */
struct CommandLine::Parser
{
    using Words = std::vector<std::string>;

    std::unique_ptr<CLI::App> owned; // of the program itself
    CLI::App& app;
    std::vector<std::unique_ptr<CommandLine>> commands;
    std::vector<std::unique_ptr<ParsedOption>> options;
    CLI::Option* needed = nullptr; // by the options that are added
    Work work;
    std::function<int (Words)> passOn;
    struct Flagged
    {
        std::string flag; // empty: none
        std::function<int (Words)> work;

        /** All arguments but the command's name and the flag. */
        [[nodiscard]] int passOn (Words arguments) const
        {
            arguments.erase (std::find (arguments.begin(), arguments.end(), flag));
            arguments.erase (arguments.begin());
            return work (std::move (arguments));
        }
    };
    Flagged flagged; // another program, with a flag
    std::string examples, notes;
    bool mayOverwrite = false;

    explicit Parser (std::unique_ptr<CLI::App> newApp)
        : owned (std::move (newApp))
        , app (*owned)
    {
        app.allow_windows_style_options (false); // what begins with a slash is a path
    }

    explicit Parser (CLI::App& command)
        : app (command)
    {
    }

    /** The command that was chosen, or the program itself. */
    Parser& chosen()
    {
        for (const auto& command : commands)
            if (command->parser->app.parsed())
                return *command->parser;
        return *this;
    }

    [[nodiscard]] std::string title() const
    {
        return app.get_parent() == nullptr ? app.get_name()
                                           : app.get_parent()->get_name() + " " + app.get_name();
    }

    Words optionNames() const
    {
        Words names;
        for (const auto* option : app.get_options())
            for (const auto& name : option->get_lnames())
                names.push_back ("--" + name);
        return names;
    }

    Words commandNames() const
    {
        Words names;
        for (const auto& command : commands)
            names.push_back (command->parser->app.get_name());
        return names;
    }

    [[nodiscard]] bool passesOn (const Words& arguments) const
    {
        return std::any_of (commands.begin(), commands.end(),
                            [&] (const auto& command)
                            {
                                return command->parser->passOn && ! arguments.empty() &&
                                       command->parser->app.get_name() == arguments.front();
                            });
    }

    /** The other program that these arguments are for, because of a flag among them; null: none. */
    [[nodiscard]] const Flagged* passedOnWith (const Words& arguments) const
    {
        const auto end = std::find (arguments.begin(), arguments.end(), "--");
        for (const auto& command : commands)
            if (const auto& own = *command->parser;
                end != arguments.begin() && ! own.flagged.flag.empty() &&
                own.app.get_name() == arguments.front() &&
                std::find (arguments.begin(), end, own.flagged.flag) != end)
                return &own.flagged;
        return nullptr;
    }

    /** As CLI11 wants the arguments: the last one first. It takes [a,b] for a list, and what begins with a dash for an
        option even after --: names of such files are spelt so that they are none. */
    [[nodiscard]] Words spelt (const Words& arguments) const
    {
        Words words;
        const bool areOurs = ! passesOn (arguments);
        bool areNames = false;
        std::error_code ignored;
        for (const auto& argument : arguments)
        {
            const bool isListed = argument.starts_with ('[') && argument.ends_with (']');
            const bool isDashed = areNames && argument.size() > 1 && argument.starts_with ('-');
            if (areOurs && ! areNames && argument == "--")
                areNames = true;
            else
                words.push_back (isDashed ||
                                         (areOurs && isListed && std::filesystem::exists (argument, ignored))
                                     ? "./" + argument
                                     : argument);
        }
        std::reverse (words.begin(), words.end());
        return words;
    }

    core::Error unknownWord (const std::string& word) const
    {
        std::error_code ignored;
        const bool isFile = std::filesystem::exists (word, ignored);
        if (word.starts_with ('-') && isFile)
            return seeHelp ("'" + word +
                                "' is taken for an option; put -- before files whose names begin with -",
                            title());
        if (word.starts_with ('-'))
        {
            const auto name = word.substr (0, word.find ('='));
            return seeHelp ("there is no option '" + name + "'." + suggestion (name, optionNames()), title());
        }
        if (! commands.empty())
            return seeHelp ("there is no command '" + word + "'." +
                                (isFile ? " Did you mean 'unbraid separate " + word + "'?"
                                        : suggestion (word, commandNames())),
                            title());
        return seeHelp ("'" + word + "' is one argument too many", title());
    }

    /** Why a command line cannot be read, in our words where CLI11's are about itself. */
    core::Error explain (const CLI::ParseError& error)
    {
        for (auto* level : { this, &chosen() })
            for (const auto& word : level->app.remaining())
                if (word != "--" && ! level->app.get_prefix_command())
                    return level->unknownWord (word);
        auto& command = chosen();
        if (! command.commands.empty())
            return seeHelp ("a command is missing: " + joinedByOr (commandNames()), title());
        for (const auto& option : command.options)
            if (option->option.get_required() && ! option->isGiven())
                return seeHelp (option->name() + " is missing: " + option->option.get_description(),
                                command.title());
        const std::string text = error.what();
        if (error.get_name() != "ArgumentMismatch")
            return seeHelp (text, command.title());
        const bool isMissing = text.find ("missing") != std::string::npos;
        return seeHelp (text.substr (0, text.find (':')) +
                            (isMissing ? " needs a value" : " is given more than once"),
                        command.title());
    }

    core::Status read (FileGuard& files) const
    {
        for (const auto& option : options)
        {
            if (auto read = option->read(); ! read.ok())
                return read;
            option->tell (files);
        }
        if (mayOverwrite && app.count ("--overwrite") > 0)
            files.allowOverwriting();
        return files.check();
    }

    int run()
    {
        if (passOn)
            return passOn (app.remaining());
        FileGuard files;
        if (auto ready = read (files); ! ready.ok())
            return fail (ready.error(), exitWrongUse);
        platform::catchStopSignals();
        platform::silenceLibraries();
        const int exitCode = workCode (files);
        if (! std::cout.flush())
            return fail ({ "the report cannot be written", "standard output", {}, {} });
        return exitCode;
    }

    int workCode (FileGuard& files) const
    {
        try
        {
            return work (files);
        }
        catch (const Failure& failure)
        {
            return fail (failure.error, failure.code);
        }
    }

    void explainFurther()
    {
        app.footer ((examples.empty() ? "" : "Examples:\n" + examples) +
                    (examples.empty() || notes.empty() ? "" : "\n") + notes);
    }
};

} // namespace unbraid::cli

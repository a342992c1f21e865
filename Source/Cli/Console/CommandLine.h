// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Cli/Console/Assignment.h"
#include "Cli/Console/Console.h"
#include "Cli/Console/FileGuard.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace unbraid::cli
{

/** "on" or "off", in the words that people use. [any] */
std::optional<bool> onOrOff (const std::string& text);

/** Reads a value of an option; false where the text is none. [any] */
template <class Value>
bool readValue (const std::string& text, Value& value)
{
    if constexpr (requires { value.emplace(); }) // an optional one
        return readValue (text, value.emplace());
    else if constexpr (std::is_same_v<Value, bool>)
    {
        const auto read = onOrOff (text);
        value = read.value_or (value);
        return read.has_value();
    }
    else if constexpr (std::is_arithmetic_v<Value>)
    {
        const auto read = numberFrom<Value> (text);
        value = read.value_or (value);
        return read.has_value();
    }
    else
    {
        value = text;
        return true;
    }
}

/** An option of a command, while it is being described. */
class Option
{
public:
    using Words = std::vector<std::string>;
    using Reader = std::function<bool (const std::string&)>;

    virtual ~Option() = default;
    virtual Option& required() = 0;
    virtual Option& oneAtATime() = 0; // of a list: it is repeated for every value
    virtual Option& inGroup (const std::string& title) = 0;
    virtual Option& within (double lowest, double highest) = 0;
    virtual Option& atLeast (double lowest) = 0;
    virtual Option& above (double bound) = 0;
    virtual Option& oneOf (Words words) = 0;

    /** What its reader takes, in words: for errors. */
    virtual Option& takes (const std::string& texts) = 0;

    /** The value is a file that is read, or NAME=FILE: no output may be it, and a pipe is read to its end first. */
    virtual Option& isInput() = 0;

    /** The value is the name or file of a dictionary that is read, where none is given of this one. */
    virtual Option& isDictionary (const std::string& byDefault = {}) = 0;

    /** The value is a file that will be written; the command gets `--overwrite`. */
    virtual Option& isOutput (files::FileKind kind) = 0;

    /** Of an output: - is standard output. Elsewhere it is refused. */
    virtual Option& mayBeStandardOutput() = 0;

    /** Whether the command line says it. */
    [[nodiscard]] virtual bool isGiven() const = 0;
};

/** The arguments of the program or of one of its commands: described once, from which they are read, checked and
    explained (`--help`). CLI11 is behind it, in one source file, since its templates take long to compile. */
class CommandLine
{
public:
    using Work = std::function<int (FileGuard&)>;

    CommandLine (const std::string& name, const std::string& purpose);
    ~CommandLine();
    CommandLine (const CommandLine&) = delete;
    CommandLine& operator= (const CommandLine&) = delete;

    /** A command of the program; stays valid as long as the program. */
    CommandLine& command (const std::string& name, const std::string& purpose);

    void setVersion (const std::string& text);

    /** name  "--out FILE": the option and the word for its value in the help, or "INPUT" for a positional one */
    template <class Value>
    Option& add (const std::string& name, Value& value, const std::string& help)
    {
        return addOption (name, help, false,
                          [&value] (const std::string& text) { return readValue (text, value); });
    }

    /** An option with one value or more, added to the list. */
    Option& add (const std::string& name, std::vector<std::string>& values, const std::string& help);

    /** An option whose words are read by a function of its own. */
    Option& addRead (const std::string& name, Option::Reader reader, const std::string& help)
    {
        return addOption (name, help, false, std::move (reader));
    }

    /** name  "--json", or "!--json" for one that turns something off */
    Option& addFlag (const std::string& name, bool& value, const std::string& help);

    /** given  called where the command line says the flag */
    Option& addFlag (const std::string& name, std::function<void()> given, const std::string& help);

    /** The options that are added from now on make sense together with this one alone. */
    void theRestNeeds (Option& option);

    /** All that follows the command is another program's: no options here, no help. */
    void passOn (std::function<int (std::vector<std::string>)> work);

    /** With this flag all other arguments of the command are another program's. */
    void passOnWith (const std::string& flag, const std::string& help,
                     std::function<int (std::vector<std::string>)> work);

    /** A line of the help's end: a command line, and what it does. */
    void example (const std::string& line, const std::string& meaning);

    /** A paragraph of the help's end. */
    void note (const std::string& text);

    /** The command writes files whose names follow from others: gives it `--overwrite`. */
    void writesFiles();

    /** Work of the command; the guard knows the files of the options and has checked them. A Failure that it throws is printed. */
    void run (Work work);

    /** Whether the command line says this option. */
    [[nodiscard]] bool has (const std::string& option) const;

    /** Reads the arguments, those of the program without its name, and does what they ask for. Errors are printed.
        returns  the exit code */
    int execute (const std::vector<std::string>& arguments);

private:
    struct Parser;
    explicit CommandLine (std::unique_ptr<Parser> ownParser);
    Option& addOption (const std::string& name, const std::string& help, bool isList, Option::Reader reader);

    std::unique_ptr<Parser> parser;
};

} // namespace unbraid::cli

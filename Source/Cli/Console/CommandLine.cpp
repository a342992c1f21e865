// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Console/CommandLine.h"

#include "Cli/Console/CommandParser.h"
#include "Cli/Console/HelpText.h"

#include <array>
#include <sstream>

namespace unbraid::cli
{

using Words = std::vector<std::string>;

std::optional<bool> onOrOff (const std::string& text)
{
    constexpr std::array on{ "on", "yes", "true", "1" };
    constexpr std::array off{ "off", "no", "false", "0" };
    if (std::find (on.begin(), on.end(), text) != on.end())
        return true;
    if (std::find (off.begin(), off.end(), text) != off.end())
        return false;
    return {};
}

CommandLine::CommandLine (const std::string& name, const std::string& purpose)
    : CommandLine (std::make_unique<Parser> (std::make_unique<CLI::App> (purpose, name)))
{
    parser->app.set_help_flag ("--help,-h", "Show this help");
}

CommandLine::CommandLine (std::unique_ptr<Parser> ownParser)
    : parser (std::move (ownParser))
{
}

CommandLine::~CommandLine() = default;

CommandLine& CommandLine::command (const std::string& name, const std::string& purpose)
{
    parser->app.require_subcommand (1);
    auto* app = parser->app.add_subcommand (name, purpose);
    parser->commands.push_back (
        std::unique_ptr<CommandLine> (new CommandLine (std::make_unique<Parser> (*app))));
    return *parser->commands.back();
}

void CommandLine::setVersion (const std::string& text)
{
    parser->app.set_version_flag ("--version", text);
}

Option& CommandLine::addOption (const std::string& name, const std::string& help, bool isList,
                                Option::Reader reader)
{
    const auto space = name.find (' ');
    auto* option = parser->app.add_option (name.substr (0, space), CLI::callback_t(), help);
    option->type_name (space == std::string::npos ? "" : name.substr (space + 1));
    if (isList)
        option->expected (CLI::detail::expected_max_vector_size);
    if (parser->needed != nullptr)
        option->needs (parser->needed);
    parser->options.push_back (
        std::make_unique<ParsedOption> (*option, std::move (reader), [this] { writesFiles(); }));
    return *parser->options.back();
}

Option& CommandLine::add (const std::string& name, Words& values, const std::string& help)
{
    return addOption (name, help, true,
                      [&values] (const std::string& text)
                      {
                          values.push_back (text);
                          return true;
                      });
}

Option& CommandLine::addFlag (const std::string& name, bool& value, const std::string& help)
{
    const bool turnsOff = name.starts_with ('!');
    return addFlag (
        turnsOff ? name.substr (1) : name, [&value, turnsOff] { value = ! turnsOff; }, help);
}

Option& CommandLine::addFlag (const std::string& name, std::function<void()> given, const std::string& help)
{
    auto* option = parser->app.add_flag (name, help);
    if (parser->needed != nullptr)
        option->needs (parser->needed);
    parser->options.push_back (std::make_unique<ParsedOption> (
        *option,
        [given = std::move (given)] (const std::string&)
        {
            given();
            return true;
        },
        [] {}));
    return *parser->options.back();
}

void CommandLine::theRestNeeds (Option& option)
{
    parser->needed = &dynamic_cast<ParsedOption&> (option).option;
}

void CommandLine::passOn (std::function<int (Words)> work)
{
    parser->app.set_help_flag();
    parser->app.prefix_command();
    parser->passOn = std::move (work);
}

void CommandLine::passOnWith (const std::string& flag, const std::string& help,
                              std::function<int (Words)> work)
{
    parser->app.add_flag (flag, help);
    parser->flagged = { flag, std::move (work) };
}

void CommandLine::example (const std::string& line, const std::string& meaning)
{
    parser->examples += "  " + line + "\n      " + meaning + "\n";
    parser->explainFurther();
}

void CommandLine::note (const std::string& text)
{
    parser->notes += text + "\n";
    parser->explainFurther();
}

void CommandLine::writesFiles()
{
    if (std::exchange (parser->mayOverwrite, true))
        return;
    const std::string help = "Replace files of another kind, and checkpoints; inputs never";
    parser->app.add_flag ("--overwrite", help);
}

void CommandLine::run (Work work)
{
    parser->work = std::move (work);
}

bool CommandLine::has (const std::string& option) const
{
    return parser->app.count (option) > 0;
}

int CommandLine::execute (const Words& arguments)
{
    if (const auto* flagged = parser->passedOnWith (arguments))
        return flagged->passOn (arguments);
    try
    {
        parser->app.parse (parser->spelt (arguments));
    }
    catch (const CLI::Success& asked) // --help, --version
    {
        std::ostringstream text;
        const int exitCode = parser->app.exit (asked, text, text);
        std::cout << wrappedHelp (text.str());
        return exitCode;
    }
    catch (const CLI::ParseError& error)
    {
        return fail (parser->explain (error), exitWrongUse);
    }
    return parser->chosen().run();
}

} // namespace unbraid::cli

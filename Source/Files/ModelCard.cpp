// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Files/ModelCard.h"

#include "Core/Support/Pattern.h"

#include <algorithm>
#include <cctype>
#include <sstream>

namespace unbraid::files
{

namespace
{
constexpr size_t shortSentence = 70;
constexpr size_t longestAbout = 400;

/** The lines of the first paragraph, joined by spaces. */
std::string firstParagraph (const std::string& markdown)
{
    constexpr auto noText = "#|!<->`\r"; // what headings, tables, pictures, lists, quotes and code begin with
    std::istringstream lines (markdown);
    std::string text;
    for (std::string line; std::getline (lines, line) && text.size() < 2 * longestAbout;)
    {
        const auto begin = line.find_first_not_of (" \t\r");
        const bool isText = begin != std::string::npos &&
                            (! text.empty() || std::string (noText).find (line[begin]) == std::string::npos ||
                             line[begin] == '`');
        if (isText)
            text +=
                (text.empty() ? "" : " ") + line.substr (begin, line.find_last_not_of (" \r") + 1 - begin);
        else if (! text.empty())
            break;
    }
    return text;
}

std::string plainText (const std::string& markdown)
{
    static const core::Pattern links (R"(!?\[([^\]]*)\]\([^)]*\))"), marks ("[`*]");
    return marks.replaceAll (links.replaceAll (markdown, "$1"), "");
}

/** Behind the sentence's full stop; the end of the text where there is none. */
size_t sentenceEnd (const std::string& text, size_t from)
{
    for (size_t at = text.find (". ", from); at != std::string::npos; at = text.find (". ", at + 1))
        if (at + 2 >= text.size() || std::isupper (static_cast<unsigned char> (text[at + 2])) != 0 ||
            std::isdigit (static_cast<unsigned char> (text[at + 2])) != 0)
            return at + 1;
    return text.size();
}

/** The sentence that begins with a mark, on one line; empty: there is none. */
std::string sentenceFrom (const std::string& markdown, const std::string& mark)
{
    const auto begin = markdown.find ("**" + mark + "**:");
    if (begin == std::string::npos)
        return {};
    auto paragraph = markdown.substr (begin, markdown.find ("\n\n", begin) - begin);
    std::replace (paragraph.begin(), paragraph.end(), '\n', ' ');
    const auto text = plainText (paragraph);
    const auto sentence = text.substr (0, sentenceEnd (text, 0));
    return mark + sentence.substr (mark.size() + 1); // without the colon
}
} // namespace

std::string aboutFrom (const std::string& markdown)
{
    const auto text = plainText (firstParagraph (markdown));
    auto end = sentenceEnd (text, 0);
    if (end < shortSentence && end < text.size())
        end = sentenceEnd (text, end + 1);
    if (end > longestAbout)
        end = text.rfind (' ', longestAbout);
    return text.substr (0, end);
}

std::string purposeFrom (const std::string& markdown)
{
    const auto about = aboutFrom (markdown);
    auto purpose = about.substr (0, sentenceEnd (about, 0));
    if (! purpose.empty() && purpose.back() == '.')
        purpose.pop_back();
    return purpose;
}

std::string trainedOnFrom (const std::string& markdown)
{
    const std::string mark = "Trained on";
    auto sentence = sentenceFrom (markdown, mark);
    if (sentence.empty())
        return sentence;
    sentence.erase (0, std::min (sentence.size(), mark.size() + 1));
    if (! sentence.empty() && sentence.back() == '.')
        sentence.pop_back();
    return sentence;
}

std::string usesFrom (const std::string& markdown)
{
    std::string uses;
    for (const std::string mark : { "Good for", "Not for" })
        if (const auto sentence = sentenceFrom (markdown, mark); ! sentence.empty())
            uses += (uses.empty() ? "" : "\n") + sentence;
    return uses;
}

} // namespace unbraid::files

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/SourceName.h"

#include <algorithm>
#include <array>

namespace unbraid::core
{

namespace
{
constexpr char32_t noCharacter = 0xffffffff; // bytes that are no UTF-8

struct Range
{
    char32_t first, last;
};

/** Spaces, marks of direction and other punctuation that nobody sees, what is private or no character at all, and a few signs. */
constexpr std::array<Range, 13> beyondWords{ { { 0x80, 0xbf },
                                               { 0xd7, 0xd7 },
                                               { 0xf7, 0xf7 },
                                               { 0x61c, 0x61c },
                                               { 0x1680, 0x1680 },
                                               { 0x180e, 0x180e },
                                               { 0x2000, 0x206f },
                                               { 0x3000, 0x3004 },
                                               { 0xd800, 0xf8ff },
                                               { 0xfeff, 0xfeff },
                                               { 0xff00, 0xff0f },
                                               { 0xfff0, 0xffff },
                                               { 0xe0000, 0x10ffff } } };

/** Capitals, and how far their small letters are from them; where small and capital alternate, every other character. */
struct Capitals
{
    char32_t first, last;
    int toSmall;
    char32_t step = 1;
};

/** Source: the simple lower-case mappings of the Unicode Character Database, version 15, for Latin, Greek, Cyrillic and
    Armenian letters and full-width forms. */
constexpr std::array<Capitals, 30> capitals{
    { { 'A', 'Z', 32 },         { 0xc0, 0xd6, 32 },     { 0xd8, 0xde, 32 },     { 0x130, 0x130, -199 },
      { 0x100, 0x136, 1, 2 },   { 0x139, 0x147, 1, 2 }, { 0x14a, 0x176, 1, 2 }, { 0x178, 0x178, -121 },
      { 0x179, 0x17d, 1, 2 },   { 0x18f, 0x18f, 202 },  { 0x1a0, 0x1a0, 1 },    { 0x1af, 0x1af, 1 },
      { 0x1cd, 0x1db, 1, 2 },   { 0x1f8, 0x21e, 1, 2 }, { 0x222, 0x232, 1, 2 }, { 0x386, 0x386, 38 },
      { 0x388, 0x38a, 37 },     { 0x38c, 0x38c, 64 },   { 0x38e, 0x38f, 63 },   { 0x391, 0x3ab, 32 },
      { 0x400, 0x40f, 80 },     { 0x410, 0x42f, 32 },   { 0x460, 0x480, 1, 2 }, { 0x48a, 0x4be, 1, 2 },
      { 0x4c1, 0x4cd, 1, 2 },   { 0x4d0, 0x52e, 1, 2 }, { 0x531, 0x556, 48 },   { 0x1e00, 0x1e94, 1, 2 },
      { 0x1ea0, 0x1efe, 1, 2 }, { 0xff21, 0xff3a, 32 } }
};

char32_t smallOf (char32_t character) noexcept
{
    for (const auto& range : capitals)
        if (character >= range.first && character <= range.last &&
            (character - range.first) % range.step == 0)
            return static_cast<char32_t> (static_cast<int> (character) + range.toSmall);
    return character;
}

bool isContinuation (char byte) noexcept
{
    return (static_cast<unsigned char> (byte) & 0xc0u) == 0x80u;
}

/** Bytes of the character that begins with this one; 0: none does. */
size_t lengthOf (unsigned char first) noexcept
{
    return first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

/** The first character, taken from the bytes; `noCharacter` where they are no UTF-8 or too long a form, after one byte. */
char32_t take (std::string_view& bytes) noexcept
{
    const auto first = static_cast<unsigned char> (bytes.front());
    const size_t length = lengthOf (first);
    const bool isWhole =
        length > 0 && length <= bytes.size() &&
        std::all_of (bytes.begin() + 1, bytes.begin() + static_cast<std::ptrdiff_t> (length), isContinuation);
    char32_t character = length <= 1 ? first : first & (0x7fu >> length);
    for (size_t i = 1; i < length && isWhole; ++i)
        character = (character << 6) | (static_cast<unsigned char> (bytes[i]) & 0x3fu);
    constexpr std::array<char32_t, 5> smallest{ 0, 0, 0x80, 0x800, 0x10000 };
    const bool isRight = isWhole && character >= smallest[length] && character <= 0x10ffff;
    bytes.remove_prefix (isRight ? length : 1);
    return isRight ? character : noCharacter;
}

bool isLetter (char32_t character) noexcept
{
    if (character < 0x80)
        return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
    return character != noCharacter && smallOf (character) == character &&
           std::none_of (beyondWords.begin(), beyondWords.end(),
                         [character] (const Range& range)
                         { return character >= range.first && character <= range.last; });
}

bool isOfLettersAnd (char32_t other, std::string_view name, size_t longest) noexcept
{
    size_t length = 0;
    for (; ! name.empty(); ++length)
        if (const auto character = take (name); character != other && ! isLetter (character))
            return false;
    return length <= longest;
}

bool isBetweenWords (char32_t character) noexcept
{
    return character == ' ' || character == '-' || character == '_' || character == '.' || character == '/' ||
           character == '\t' || character == 0xa0 || character == 0x3000 ||
           (character >= 0x2000 && character <= 0x2015);
}

void append (std::string& text, char32_t character)
{
    const auto byte = [&text] (char32_t bits)
    { text += static_cast<char> (static_cast<unsigned char> (bits)); };
    const auto rest = [&] (int numBytes)
    {
        for (int i = numBytes - 1; i >= 0; --i)
            byte (0x80u | ((character >> (6 * i)) & 0x3fu));
    };
    if (character < 0x80)
        return byte (character);
    const int numMore = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    const char32_t mark = numMore == 1 ? 0xc0 : numMore == 2 ? 0xe0 : 0xf0;
    byte (mark | (character >> (6 * numMore)));
    rest (numMore);
}
} // namespace

bool isSourceName (std::string_view name) noexcept
{
    return ! name.empty() && name.front() != '-' && name.back() != '-' &&
           name.find ("--") == std::string_view::npos && isOfLettersAnd ('-', name, maxSourceName);
}

bool isMixerName (std::string_view name) noexcept
{
    constexpr size_t room =
        1 + maxSourceName + 16; // for the name of a source's branch, and "colour_" and the like
    return ! name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
           isOfLettersAnd ('_', name, maxSourceName + room);
}

std::string sourceNameFrom (std::string_view typed)
{
    std::string name;
    bool isWordBegun = true; // so that no '-' comes first
    for (size_t length = 0; ! typed.empty() && length < maxSourceName;)
    {
        const auto character = smallOf (take (typed));
        const bool isWanted = isLetter (character);
        if (! isWanted && (isWordBegun || ! isBetweenWords (character)))
            continue;
        append (name, isWanted ? character : U'-');
        isWordBegun = ! isWanted;
        ++length;
    }
    if (name.ends_with ('-'))
        name.pop_back();
    return name;
}

} // namespace unbraid::core

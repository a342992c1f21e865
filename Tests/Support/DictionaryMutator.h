// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Files/DictionaryFile.h"
#include "Support/ConvolutiveDictionary.h"
#include "Support/HalvedDictionary.h"
#include "Support/SmallDictionary.h"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

namespace unbraid::test
{

/** Breaks a dictionary file in ways that files break, or are broken. The same seed gives the same files. */
class DictionaryMutator
{
public:
    using Bytes = std::vector<std::byte>;

    explicit DictionaryMutator (std::uint64_t seed)
        : random (seed)
        , originals{ files::serialiseDictionary (smallDictionary()),
                     files::serialiseDictionary (smallUnfoldedWithRows()),
                     files::serialiseDictionary (convolutiveDictionary (1)),
                     withHalves (files::serialiseDictionary (smallUnfoldedWithRows())) }
    {
    }

    /** One to four changes to a plain, an unfolded or a convolutive dictionary, or to one with numbers of 16 bits. */
    Bytes next()
    {
        const Bytes& original = originals[below (originals.size())];
        tensorBytes = split (original).data.size();
        Bytes bytes = original;
        for (size_t count = 1 + below (4); count > 0; --count)
            change (bytes);
        return bytes;
    }

private:
    void change (Bytes& bytes)
    {
        switch (below (8))
        {
        case 0:
            return flipBit (bytes);
        case 1:
            return setByte (bytes);
        case 2:
            return splice (bytes);
        case 3:
            return changeLength (bytes);
        case 4:
            return changeFloat (bytes);
        default:
            return changeHeader (bytes);
        }
    }

    void flipBit (Bytes& bytes)
    {
        if (! bytes.empty())
            bytes[below (bytes.size())] ^= static_cast<std::byte> (1u << below (8));
    }

    void setByte (Bytes& bytes)
    {
        constexpr std::array<int, 10> values{ 0x00, 0xFF, 0x7F, 0x80, '"', '{', '[', '9', '-', '\\' };
        if (! bytes.empty())
            bytes[below (bytes.size())] = static_cast<std::byte> (values[below (values.size())]);
    }

    /** Copies a run of bytes to another place, cuts it out, or both. */
    void splice (Bytes& bytes)
    {
        if (bytes.empty())
            return;
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t> (below (bytes.size()));
        const auto left = static_cast<size_t> (bytes.end() - from);
        const auto until = from + static_cast<std::ptrdiff_t> (below (std::min<size_t> (left, 64) + 1));
        const Bytes run (from, until);
        if (below (2) == 0)
            bytes.erase (from, until);
        if (below (2) == 0)
            bytes.insert (bytes.begin() + static_cast<std::ptrdiff_t> (below (bytes.size() + 1)), run.begin(),
                          run.end());
    }

    void changeLength (Bytes& bytes)
    {
        if (bytes.size() < 8)
            return;
        std::uint64_t length = 0;
        std::memcpy (&length, bytes.data(), 8);
        const std::array<std::uint64_t, 8> values{
            0, length - 1, length + 1, bytes.size() - 8, bytes.size(), ~0ull, ~0ull - 7, random()
        };
        length = values[below (values.size())];
        std::memcpy (bytes.data(), &length, 8);
    }

    /** A hostile number somewhere among the tensors. */
    void changeFloat (Bytes& bytes)
    {
        constexpr std::array<std::uint32_t, 7> values{ 0x7FC00000, 0x7F800000, 0xFF800000, 0x80000000,
                                                       0x00000001, 0xBF800000, 0x7F7FFFFF };
        if (bytes.size() < tensorBytes)
            return;
        const auto offset = bytes.size() - tensorBytes + 4 * below (tensorBytes / 4);
        std::memcpy (bytes.data() + offset, &values[below (values.size())], 4);
    }

    /** Edits the JSON text at a token and keeps the length field right, so that the parser gets to see it. */
    void changeHeader (Bytes& bytes)
    {
        std::uint64_t length = 0;
        if (bytes.size() >= 8)
            std::memcpy (&length, bytes.data(), 8);
        if (bytes.size() < 8 || length == 0 || length > bytes.size() - 8)
            return flipBit (bytes);
        FileParts parts = split (bytes);
        const auto [begin, size] = tokenIn (parts.header);
        switch (below (4))
        {
        case 0:
            parts.header.erase (begin, size);
            break;
        case 1:
            parts.header.insert (begin, parts.header.substr (begin, size));
            break;
        case 2:
        {
            const auto [otherBegin, otherSize] = tokenIn (parts.header);
            parts.header.replace (begin, size, parts.header.substr (otherBegin, otherSize));
            break;
        }
        default:
            parts.header.replace (begin, size, hostileToken());
            break;
        }
        bytes = join (parts);
    }

    /** A run of digits, of letters, or one other character. */
    std::pair<size_t, size_t> tokenIn (const std::string& text)
    {
        auto kind = [] (char c)
        {
            const bool isDigit = (c >= '0' && c <= '9') || c == '.' || c == '-';
            const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            return isDigit ? 1 : isLetter ? 2 : 0;
        };
        if (text.empty())
            return { 0, 0 };
        size_t begin = below (text.size());
        size_t end = begin + 1;
        while (kind (text[begin]) != 0 && begin > 0 && kind (text[begin - 1]) == kind (text[begin]))
            --begin;
        while (kind (text[begin]) != 0 && end < text.size() && kind (text[end]) == kind (text[begin]))
            ++end;
        return { begin, end - begin };
    }

    std::string hostileToken()
    {
        const std::array<std::string, 20> tokens{ "0",
                                                  "-1",
                                                  "1",
                                                  "127",
                                                  "128",
                                                  "4294967296",
                                                  "9223372036854775807",
                                                  "18446744073709551615",
                                                  "1e999",
                                                  "1e-999",
                                                  "-0.0",
                                                  "NaN",
                                                  "null",
                                                  "true",
                                                  "[]",
                                                  "{}",
                                                  "\"\"",
                                                  "[[[[[[[[[[[[",
                                                  "\\u0000",
                                                  "\xFF" };
        return tokens[below (tokens.size())];
    }

    size_t below (size_t limit) { return static_cast<size_t> (random() % limit); }

    std::mt19937_64 random;
    std::array<Bytes, 4> originals;
    size_t tensorBytes = 0; // of the one that is changed
};

/** Reads bytes as a stranger would send them. Empty: they loaded whole or gave one clear error;
    otherwise says what went wrong. */
inline std::string complaintAbout (std::span<const std::byte> bytes)
{
    const std::string name = "mutant.safetensors";
    const auto read = files::parseDictionary (bytes, name);
    if (! read.ok())
    {
        const auto line = read.error().message();
        const bool isOneLine =
            std::all_of (line.begin(), line.end(), [] (char c) { return c >= ' ' && c <= '~'; });
        const bool isClear = line.find (name) != std::string::npos && ! read.error().found.empty();
        return isOneLine && isClear ? "" : "unclear error: " + line;
    }
    if (const auto valid = core::validate (read.value()); ! valid.ok())
        return "accepted, but " + valid.error().message();
    const auto again = files::serialiseDictionary (read.value());
    const auto reread = files::parseDictionary (again, name);
    if (! reread.ok())
        return "written, but " + reread.error().message();
    return files::serialiseDictionary (reread.value()) == again ? "" : "written twice, not the same";
}

} // namespace unbraid::test

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/SourceName.h"

#include <catch2/catch.hpp>

using namespace unbraid;

namespace
{
/** The bytes of a literal of UTF-8. */
std::string utf8 (const char8_t* text)
{
    return reinterpret_cast<const char*> (text);
}

std::string repeated (const std::string& text, size_t count)
{
    std::string all;
    for (size_t i = 0; i < count; ++i)
        all += text;
    return all;
}
} // namespace

TEST_CASE ("Sources are named in any script, in lower-case words joined by '-'")
{
    for (const char8_t* name : { u8"speech", u8"hi-hat", u8"808", u8"ünïcode-é", u8"шум", u8"日本語-ノイズ",
                                 u8"ضجيج", u8"रव", u8"\U0001f941", u8"ơi" })
    {
        INFO (utf8 (name));
        CHECK (core::isSourceName (utf8 (name)));
        CHECK (core::sourceNameFrom (utf8 (name)) == utf8 (name));
    }
    for (const char8_t* name :
         { u8"",         u8"-a",       u8"a-",      u8"a--b",   u8"My",      u8"a b",      u8"a_b",
           u8"a/b",      u8"a=b",      u8"Шум",     u8"É",      u8"ƠI",      u8"a\u00a0b", u8"a\u200bb",
           u8"a\u202eb", u8"a\u3000b", u8"\ufeffa", u8"\ue000", u8"a\u00d7", u8"\n" })
    {
        INFO (utf8 (name));
        CHECK_FALSE (core::isSourceName (utf8 (name)));
    }
}

TEST_CASE ("Bytes that are no UTF-8 name no source")
{
    // alone, cut off, too long a form, a surrogate, beyond the last character
    for (const std::string name :
         { "\x80", "a\xc3", "\xc1\xa1", "\xe0\x81\xa1", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff" })
        CHECK_FALSE (core::isSourceName (name));
    CHECK (core::sourceNameFrom ("a\xff"
                                 "b") == "ab");
}

TEST_CASE ("A name has at most 64 characters, however many bytes they are")
{
    for (const auto& letter : { std::string ("a"), utf8 (u8"é"), utf8 (u8"音"), utf8 (u8"\U00020000") })
    {
        CHECK (core::isSourceName (repeated (letter, 64)));
        CHECK_FALSE (core::isSourceName (repeated (letter, 65)));
        CHECK (core::sourceNameFrom (repeated (letter, 70)) == repeated (letter, 64));
    }
}

TEST_CASE ("What is typed becomes a name")
{
    CHECK (core::sourceNameFrom ("Hand clap") == "hand-clap");
    CHECK (core::sourceNameFrom ("  My_Bell -- 2! ") == "my-bell-2");
    CHECK (core::sourceNameFrom (utf8 (u8"Шум ДОЖДЯ")) == utf8 (u8"шум-дождя"));
    CHECK (core::sourceNameFrom (utf8 (u8"日本語　ノイズ")) == utf8 (u8"日本語-ノイズ"));
    CHECK (core::sourceNameFrom (utf8 (u8"ÉTÉ Ünter ΩΜΕΓΑ İÇ ƯỚT")) == utf8 (u8"été-ünter-ωμεγα-iç-ướt"));
    CHECK (core::sourceNameFrom ("...").empty());
    CHECK (core::sourceNameFrom ("").empty());
}

TEST_CASE ("A mixer value is named after a source of any script")
{
    CHECK (core::isMixerName ("reduction_db"));
    CHECK (core::isMixerName ("pan_" + utf8 (u8"日本語_ノイズ")));
    CHECK (core::isMixerName ("colour_" + std::string (64, 'a')));
    for (const char* name : { "", "_a", "8", "a-b", "A", "a b" })
        CHECK_FALSE (core::isMixerName (name));
}

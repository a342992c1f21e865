// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Support/Caught.h"

#include <catch2/catch.hpp>

#include <functional>
#include <stdexcept>

using namespace unbraid;

TEST_CASE ("What work throws becomes an error in a sentence, and what it returns comes through")
{
    const auto foundBy = [] (const std::function<core::Result<int>()>& work)
    {
        const auto made = core::caught ("the file cannot be played", "a.wav", work);
        return made.ok() ? std::to_string (made.value()) : made.error().message();
    };
    CHECK (foundBy ([] { return 3; }) == "3");
    CHECK (foundBy ([] { return core::Error{ "it is empty", {}, {}, {} }; }) == "It is empty.");
    CHECK (foundBy ([]() -> core::Result<int> { throw std::bad_alloc(); }) ==
           "The file cannot be played. (a.wav: found too little memory)");
    CHECK (foundBy ([]() -> core::Result<int> { throw std::runtime_error ("the disk is gone"); }) ==
           "The file cannot be played. (a.wav: found the disk is gone)");
    CHECK (foundBy ([]() -> core::Result<int> { throw std::length_error ("vector::_M_default_append"); }) ==
           "The file cannot be played. (a.wav: found a fault of this program, vector::_M_default_append)");
}

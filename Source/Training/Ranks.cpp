// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Ranks.h"

#include <array>
#include <cstdint>
#include <string>

namespace unbraid::training
{

namespace
{
/** A value with a one in front of it, or an error with a zero. */
Bytes packed (const core::Result<Bytes>& made)
{
    Bytes message{ std::byte{ made.ok() } };
    if (made.ok())
    {
        message.insert (message.end(), made.value().begin(), made.value().end());
        return message;
    }
    const auto& error = made.error();
    message.push_back (std::byte{ error.cancelled });
    for (const auto* text : { &error.what, &error.where, &error.found, &error.allowed })
        appendText (*text, message);
    return message;
}

core::Result<Bytes> unpacked (const Bytes& message)
{
    if (message.front() == std::byte{ 1 })
        return Bytes (message.begin() + 1, message.end());
    const std::span<const std::byte> bytes (message);
    MessageReader reader (bytes.subspan (1));
    core::Error error;
    error.cancelled = reader.read<std::byte>() == std::byte{ 1 };
    for (auto* text : { &error.what, &error.where, &error.found, &error.allowed })
        *text = reader.readText();
    return error;
}

/** The message of one rank at all. */
core::Result<Bytes> from (Ranks& ranks, int sender, const core::Result<Bytes>& made)
{
    if (ranks.count() == 1)
        return made;
    Bytes message = ranks.mine() == sender ? packed (made) : Bytes();
    auto length = static_cast<std::uint64_t> (message.size());
    ranks.broadcast (sender, writableBytesOf (&length, 1));
    message.resize (length);
    ranks.broadcast (sender, message);
    return unpacked (message);
}

core::Result<Bytes> withoutContent (const core::Status& status)
{
    return status.ok() ? core::Result<Bytes> (Bytes()) : core::Result<Bytes> (status.error());
}
} // namespace

void appendText (const std::string& text, Bytes& message)
{
    const auto length = static_cast<std::uint64_t> (text.size());
    append (&length, 1, message);
    append (text.data(), text.size(), message);
}

std::string MessageReader::readText()
{
    std::string text (read<std::uint64_t>(), '\0');
    read (text.data(), text.size());
    return text;
}

core::Result<Bytes> fromFirst (Ranks& ranks, const core::Result<Bytes>& made)
{
    return from (ranks, 0, made);
}

core::Result<std::vector<Bytes>> fromAll (Ranks& ranks, const core::Result<Bytes>& made)
{
    std::vector<core::Result<Bytes>> received;
    received.reserve (static_cast<size_t> (ranks.count()));
    for (int rank = 0; rank < ranks.count(); ++rank)
        received.push_back (from (ranks, rank, made));
    std::vector<Bytes> all;
    for (auto& one : received)
    {
        if (! one.ok())
            return one.error();
        all.push_back (std::move (one).value());
    }
    return all;
}

core::Status agreeWithFirst (Ranks& ranks, const core::Status& status)
{
    const auto agreed = fromFirst (ranks, withoutContent (status));
    return agreed.ok() ? core::Status (core::Done{}) : agreed.error();
}

core::Status agreeWithAll (Ranks& ranks, const core::Status& status)
{
    const auto agreed = fromAll (ranks, withoutContent (status));
    return agreed.ok() ? core::Status (core::Done{}) : agreed.error();
}

void addUpAtFirst (Ranks& ranks, std::span<float> values)
{
    std::vector<float> received;
    for (int step = 1; step < ranks.count(); step *= 2) // a tree: pairs, pairs of pairs
    {
        if (ranks.mine() % (2 * step) != 0)
            return ranks.send (ranks.mine() - step, bytesOf (values.data(), values.size()));
        if (ranks.mine() + step >= ranks.count())
            continue;
        received.resize (values.size());
        ranks.receive (ranks.mine() + step, writableBytesOf (received.data(), received.size()));
        for (size_t i = 0; i < values.size(); ++i)
            values[i] += received[i];
    }
}

} // namespace unbraid::training

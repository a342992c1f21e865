// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace unbraid::training
{

/** The processes that share a training, numbered from 0; this class is a training of one process, without messages.
    What a process sends arrives in the order it was sent. One thread of each process.
    All bytes are those of one kind of machine. */
class Ranks
{
public:
    Ranks() = default;
    virtual ~Ranks() = default;
    Ranks (const Ranks&) = delete;
    Ranks& operator= (const Ranks&) = delete;

    [[nodiscard]] virtual int count() const { return 1; }
    [[nodiscard]] virtual int mine() const { return 0; }

    /** The first rank reads and writes checkpoints, decides and prints. */
    [[nodiscard]] bool isFirst() const { return mine() == 0; }

    /** Each message is received whole, into as many bytes as were sent. [worker] */
    virtual void send (int /*to*/, std::span<const std::byte> /*message*/) {}
    virtual void receive (int /*from*/, std::span<std::byte> /*message*/) {}

    /** Sends the bytes of one rank to all others. [worker] */
    virtual void broadcast (int /*from*/, std::span<std::byte> /*message*/) {}
};

using Bytes = std::vector<std::byte>;

/** Returns the first rank's result, or its error, at every rank. [worker] */
core::Result<Bytes> fromFirst (Ranks& ranks, const core::Result<Bytes>& made);

/** Returns the results of all ranks, in their order, at every rank; or the error of the first one that failed. [worker] */
core::Result<std::vector<Bytes>> fromAll (Ranks& ranks, const core::Result<Bytes>& made);

/** The first rank's status at every rank. [worker] */
core::Status agreeWithFirst (Ranks& ranks, const core::Status& status);

/** Done where it is at all ranks, otherwise the error of the first that has one. [worker] */
core::Status agreeWithAll (Ranks& ranks, const core::Status& status);

/** Adds up the values of all ranks at the first; there the order depends on the number of ranks alone. Elsewhere the values
    are parts of the sum afterwards. [worker] */
void addUpAtFirst (Ranks& ranks, std::span<float> values);

/** The bytes of numbers, to be sent. */
template <class Number>
std::span<const std::byte> bytesOf (const Number* numbers, size_t count)
{
    return std::as_bytes (std::span (numbers, count));
}

/** The bytes of numbers, to be received. */
template <class Number>
std::span<std::byte> writableBytesOf (Number* numbers, size_t count)
{
    return std::as_writable_bytes (std::span (numbers, count));
}

/** Appends numbers to a message. */
template <class Number>
void append (const Number* numbers, size_t count, Bytes& message)
{
    const auto bytes = bytesOf (numbers, count);
    const auto before = message.size();
    message.resize (before + bytes.size());
    std::copy (bytes.begin(), bytes.end(), message.data() + before);
}

/** Appends a text with its length. */
void appendText (const std::string& text, Bytes& message);

/** Takes the numbers and texts of a message in the order they were appended. */
class MessageReader
{
public:
    explicit MessageReader (std::span<const std::byte> message)
        : rest (message)
    {
    }

    template <class Number>
    void read (Number* numbers, size_t count)
    {
        const auto bytes = writableBytesOf (numbers, count);
        std::copy_n (rest.begin(), bytes.size(), bytes.begin());
        rest = rest.subspan (bytes.size());
    }

    template <class Number>
    Number read()
    {
        Number number{};
        read (&number, 1);
        return number;
    }

    std::string readText();

private:
    std::span<const std::byte> rest;
};

} // namespace unbraid::training

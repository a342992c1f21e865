// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Training/Ranks.h"

#include <memory>
#include <optional>
#include <streambuf>
#include <string>

namespace unbraid::parallel
{

/** Messages between the processes that `mpirun` started; any number of threads, one at a time. */
class MpiRanks final : public training::Ranks
{
public:
    MpiRanks();

    [[nodiscard]] int count() const override { return numRanks; }
    [[nodiscard]] int mine() const override { return ownRank; }
    void send (int to, std::span<const std::byte> message) override;
    void receive (int from, std::span<std::byte> message) override;
    void broadcast (int from, std::span<std::byte> message) override;

    /** A message of any length, and who sent it. */
    struct Letter
    {
        int from = 0;
        training::Bytes content;
    };

    /** Sends a letter. [worker] */
    void post (int to, std::span<const std::byte> content);

    /** A letter that has arrived; empty: none yet. [worker] */
    std::optional<Letter> fetch();

    /** Waits for a letter of that rank. [worker] */
    training::Bytes await (int from);

private:
    int numRanks = 1;
    int ownRank = 0;
};

/** MPI from the beginning to the end of a program. Ranks other than the first print nothing. */
class MpiSession
{
public:
    /** Begins; MPI may remove its own arguments. */
    MpiSession (int& numArguments, char**& arguments);
    ~MpiSession();
    MpiSession (const MpiSession&) = delete;
    MpiSession& operator= (const MpiSession&) = delete;

    [[nodiscard]] const std::shared_ptr<MpiRanks>& ranks() const { return own; }

    /** Ends the work of this rank. A rank that failed while others wait for it prints its error and ends the whole job
        after some seconds; where all came to an end they leave in order.
        returns  the exit code */
    int leave (int exitCode);

private:
    void endJob (int exitCode);

    /** Takes everything and keeps the last line. */
    struct Silence : std::streambuf
    {
        int overflow (int character) override
        {
            if (character == '\r' || line.ends_with ('\n'))
                line.clear();
            line += traits_type::to_char_type (character);
            return traits_type::not_eof (character);
        }

        std::string line;
    };

    std::shared_ptr<MpiRanks> own;
    Silence output, errors;                   // of ranks that print nothing
    std::streambuf* standardOutput = nullptr; // what the streams wrote to before
    std::streambuf* standardError = nullptr;
};

} // namespace unbraid::parallel

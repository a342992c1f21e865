// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Parallel/MpiSession.h"

#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

namespace unbraid::parallel
{

namespace
{
using namespace std::chrono_literals;

constexpr size_t maxAtOnce = size_t{ 1 } << 30; // MPI counts in int
constexpr int partTag = 1;
constexpr int letterTag = 2;
constexpr auto patience = 10s; // of a rank that failed, for the others to come to their end
constexpr auto pollInterval = 2ms;

/** Calls `move` for pieces that MPI can count. */
template <class Byte, class Move>
void inPieces (std::span<Byte> message, const Move& move)
{
    for (size_t first = 0; first < message.size(); first += maxAtOnce)
    {
        const auto piece = message.subspan (first, std::min (maxAtOnce, message.size() - first));
        move (piece.data(), static_cast<int> (piece.size()));
    }
}
} // namespace

// MPI ends the whole job where one of its calls fails: there is no error to return.
MpiRanks::MpiRanks()
{
    MPI_Comm_size (MPI_COMM_WORLD, &numRanks);
    MPI_Comm_rank (MPI_COMM_WORLD, &ownRank);
}

void MpiRanks::send (int to, std::span<const std::byte> message)
{
    inPieces (message, [to] (const std::byte* bytes, int count)
              { MPI_Send (bytes, count, MPI_BYTE, to, partTag, MPI_COMM_WORLD); });
}

void MpiRanks::receive (int from, std::span<std::byte> message)
{
    inPieces (message, [from] (std::byte* bytes, int count)
              { MPI_Recv (bytes, count, MPI_BYTE, from, partTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE); });
}

void MpiRanks::broadcast (int from, std::span<std::byte> message)
{
    inPieces (message, [from] (std::byte* bytes, int count)
              { MPI_Bcast (bytes, count, MPI_BYTE, from, MPI_COMM_WORLD); });
}

void MpiRanks::post (int to, std::span<const std::byte> content)
{
    MPI_Send (content.data(), static_cast<int> (content.size()), MPI_BYTE, to, letterTag, MPI_COMM_WORLD);
}

std::optional<MpiRanks::Letter> MpiRanks::fetch()
{
    int hasArrived = 0;
    MPI_Status status;
    MPI_Iprobe (MPI_ANY_SOURCE, letterTag, MPI_COMM_WORLD, &hasArrived, &status);
    if (hasArrived == 0)
        return {};
    return Letter{ status.MPI_SOURCE, await (status.MPI_SOURCE) };
}

training::Bytes MpiRanks::await (int from)
{
    int count = 0;
    MPI_Status status;
    MPI_Probe (from, letterTag, MPI_COMM_WORLD, &status);
    MPI_Get_count (&status, MPI_BYTE, &count);
    training::Bytes content (static_cast<size_t> (count));
    MPI_Recv (content.data(), count, MPI_BYTE, from, letterTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return content;
}

MpiSession::MpiSession (int& numArguments, char**& arguments)
{
    int provided = MPI_THREAD_SINGLE;
    MPI_Init_thread (&numArguments, &arguments, MPI_THREAD_SERIALIZED, &provided);
    own = std::make_shared<MpiRanks>();
    if (own->isFirst())
        return;
    standardOutput = std::cout.rdbuf (&output);
    standardError = std::cerr.rdbuf (&errors);
}

MpiSession::~MpiSession()
{
    if (standardOutput != nullptr)
        std::cout.rdbuf (standardOutput);
    if (standardError != nullptr)
        std::cerr.rdbuf (standardError);
}

void MpiSession::endJob (int exitCode)
{
    if (standardError != nullptr)
        std::ostream (standardError) << errors.line << std::flush;
    MPI_Abort (MPI_COMM_WORLD, exitCode);
}

int MpiSession::leave (int exitCode)
{
    MPI_Request everyone = MPI_REQUEST_NULL;
    MPI_Ibarrier (MPI_COMM_WORLD, &everyone);
    const auto begun = std::chrono::steady_clock::now();
    int areThere = 0;
    for (MPI_Test (&everyone, &areThere, MPI_STATUS_IGNORE); areThere == 0;
         MPI_Test (&everyone, &areThere, MPI_STATUS_IGNORE))
    {
        if (exitCode != 0 && std::chrono::steady_clock::now() - begun > patience)
            endJob (exitCode);
        std::this_thread::sleep_for (pollInterval);
    }
    MPI_Finalize();
    return exitCode;
}

} // namespace unbraid::parallel

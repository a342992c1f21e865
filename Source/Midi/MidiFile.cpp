// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Midi/MidiFile.h"

#include "Midi/MidiBytes.h"

#include <algorithm>
#include <utility>

namespace unbraid::midi
{

namespace
{
constexpr int defaultTempo = 500000; // microseconds a quarter note

/** A tempo, and from when on it holds. */
struct Tempo
{
    std::int64_t tick = 0;
    double seconds = 0.0;
    double secondsPerTick = 0.0;

    [[nodiscard]] double secondsAt (std::int64_t later) const
    {
        return seconds + static_cast<double> (later - tick) * secondsPerTick;
    }
};

/** All of a file, in order of time. */
std::vector<Tempo> tempiOf (const MidiFile& file)
{
    if (file.secondsPerTick > 0.0)
        return { { 0, 0.0, file.secondsPerTick } };
    std::vector<const FileEvent*> changes;
    for (const auto& track : file.tracks)
        for (const auto& event : track)
            if (isTempo (event))
                changes.push_back (&event);
    std::stable_sort (changes.begin(), changes.end(),
                      [] (const auto* a, const auto* b) { return a->tick < b->tick; });
    const auto perTick = [&file] (int tempo) { return 1e-6 * tempo / file.ticksPerQuarter; };
    std::vector<Tempo> tempi{ { 0, 0.0, perTick (defaultTempo) } };
    for (const auto* change : changes)
        tempi.push_back (
            { change->tick, tempi.back().secondsAt (change->tick), perTick (tempoOf (*change)) });
    return tempi;
}

void addDelta (ByteWriter& bytes, std::int64_t ticks)
{
    constexpr std::int64_t longest = (1 << 28) - 1;
    bytes.addVariable (static_cast<std::uint32_t> (std::min (ticks, longest)));
}

void addEvent (ByteWriter& bytes, const FileEvent& event)
{
    bytes.addNumber (event.status, 1);
    if (event.status == metaEvent)
        bytes.addNumber (event.type, 1);
    if (! isOfChannel (event.status))
        bytes.addVariable (static_cast<std::uint32_t> (event.data.size()));
    bytes.add (event.data);
}

/** Content of a track's chunk. */
std::vector<std::byte> trackBytes (const MidiFile::Track& track, bool beginsWithTempo)
{
    ByteWriter bytes;
    if (beginsWithTempo)
    {
        bytes.addNumber (0x00ff5103, 4);
        bytes.addNumber (defaultTempo, 3);
    }
    std::int64_t tick = 0;
    for (const auto& event : track)
    {
        if (isTempo (event) || (event.status == metaEvent && event.type == metaEndOfTrack))
            continue;
        addDelta (bytes, event.tick - tick);
        tick = event.tick;
        addEvent (bytes, event);
    }
    addDelta (bytes, track.empty() ? 0 : track.back().tick - tick);
    bytes.addNumber (0xff2f00, 3);
    return std::move (bytes).bytes();
}
} // namespace

std::vector<std::vector<double>> eventSeconds (const MidiFile& file)
{
    const auto tempi = tempiOf (file);
    std::vector<std::vector<double>> seconds;
    for (const auto& track : file.tracks)
    {
        auto& times = seconds.emplace_back();
        times.reserve (track.size());
        size_t tempo = 0;
        for (const auto& event : track)
        {
            while (tempo + 1 < tempi.size() && tempi[tempo + 1].tick <= event.tick)
                ++tempo;
            times.push_back (tempi[tempo].secondsAt (event.tick));
        }
    }
    return seconds;
}

std::vector<std::byte> midiFileBytes (std::span<const MidiFile::Track> tracks, int ticksPerQuarter,
                                      FileFormat format)
{
    ByteWriter file;
    file.add ("MThd");
    file.addNumber (6, 4);
    file.addNumber (static_cast<std::uint32_t> (format), 2);
    file.addNumber (static_cast<std::uint32_t> (tracks.size()), 2);
    file.addNumber (static_cast<std::uint32_t> (ticksPerQuarter), 2);
    bool isFirst = true;
    for (const auto& track : tracks)
    {
        const auto body = trackBytes (track, std::exchange (isFirst, false));
        file.add ("MTrk");
        file.addNumber (static_cast<std::uint32_t> (body.size()), 4);
        file.add (body);
    }
    return std::move (file).bytes();
}

} // namespace unbraid::midi

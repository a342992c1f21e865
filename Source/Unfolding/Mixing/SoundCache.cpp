// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Mixing/SoundCache.h"

#include "Core/Support/Checksum.h"
#include "Files/AtomicFile.h"
#include "Files/MappedFile.h"

#include <array>
#include <cstring>
#include <type_traits>

namespace unbraid::unfolding
{

namespace
{
namespace fs = std::filesystem;

/** The beginning of a file; the samples follow it, the side's last. */
struct Header
{
    std::array<char, 8> kind{ 'U', 'N', 'B', 'S', 'N', 'D', '0', '1' };
    std::uint64_t numSamples = 0;
    std::uint64_t numOfSide = 0;
    double bandHz = 0.0;
    float scale = 0.0f;
    float sideScale = 0.0f;
    float activeRms = 0.0f;
    float unused = 0.0f;
};
static_assert (std::is_trivially_copyable_v<Header> && sizeof (Header) == 48);

std::optional<Header> headerOf (std::span<const std::byte> bytes)
{
    Header header;
    const auto expected = header.kind;
    if (bytes.size() < sizeof (Header))
        return std::nullopt;
    std::memcpy (&header, bytes.data(), sizeof (Header));
    const auto numHeld = (bytes.size() - sizeof (Header)) / sizeof (std::int16_t);
    const bool isWhole = header.numSamples > 0 && header.numSamples <= numHeld &&
                         header.numOfSide == numHeld - header.numSamples;
    if (header.kind != expected || ! isWhole)
        return std::nullopt;
    return header;
}

/** The name as far as a file system holds it with a key and an ending behind, cut between letters of UTF-8. */
std::string beginningOf (std::string name)
{
    constexpr size_t maxBytes = 200; // of the 255 that a name may have
    if (name.size() <= maxBytes)
        return name;
    size_t end = maxBytes;
    while (end > 0 && (static_cast<unsigned char> (name[end]) & 0xc0) == 0x80)
        --end;
    name.resize (end);
    return name;
}

void append (std::string& bytes, const void* data, size_t size)
{
    bytes.append (static_cast<const char*> (data), size);
}
} // namespace

SoundCache::SoundCache (fs::path cacheFolder)
    : folder (std::move (cacheFolder))
{
}

std::string SoundCache::keyOf (const fs::path& path, const CorpusSpec& spec)
{
    std::error_code ignored;
    const auto changed = fs::last_write_time (path, ignored).time_since_epoch().count();
    const auto named = fs::absolute (path, ignored).lexically_normal().string() + '|' +
                       std::to_string (fs::file_size (path, ignored)) + '|' + std::to_string (changed) + '|' +
                       std::to_string (spec.sampleRateHz) + '|' + std::to_string (spec.minRateHz) + '|' +
                       (spec.keepsSides ? "sides" : "mono") + (spec.findsBands ? "|bands" : "");
    constexpr const char* digits = "0123456789abcdef";
    std::string key;
    for (auto hash = core::checksum<std::uint64_t> (named); key.size() < 2 * sizeof (hash); hash >>= 4)
        key += digits[hash & 15];
    return beginningOf (path.stem().string()) + '-' + key;
}

fs::path SoundCache::fileOf (const std::string& key) const
{
    return folder / (key + ".sound");
}

std::optional<Sound> SoundCache::find (const std::string& key) const
{
    const auto mapped = files::MappedFile::open (fileOf (key));
    if (! mapped.ok())
        return std::nullopt;
    const auto bytes = mapped.value()->bytes();
    const auto header = headerOf (bytes);
    if (! header)
        return std::nullopt;
    const auto* values = reinterpret_cast<const std::int16_t*> (bytes.data() + sizeof (Header));
    Sound sound;
    sound.samples = PackedSamples (mapped.value(), { values, header->numSamples });
    sound.side = PackedSamples (mapped.value(), { values + header->numSamples, header->numOfSide });
    sound.scale = header->scale;
    sound.sideScale = header->sideScale;
    sound.activeRms = header->activeRms;
    sound.bandHz = header->bandHz;
    return sound;
}

core::Status SoundCache::keep (const std::string& key, const Sound& sound) const
{
    Header header;
    header.numSamples = sound.samples.size();
    header.numOfSide = sound.side.size();
    header.bandHz = sound.bandHz;
    header.scale = sound.scale;
    header.sideScale = sound.sideScale;
    header.activeRms = sound.activeRms;
    std::string bytes;
    bytes.reserve (sizeof (Header) + (sound.samples.size() + sound.side.size()) * sizeof (std::int16_t));
    append (bytes, &header, sizeof (Header));
    for (const auto* part : { &sound.samples, &sound.side })
        append (bytes, part->data(), part->size() * sizeof (std::int16_t));
    return files::writeWholeFile (fileOf (key), bytes);
}

} // namespace unbraid::unfolding

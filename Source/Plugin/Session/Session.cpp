// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Session/Session.h"

#include "Files/DictionaryFile.h"
#include "Files/Safetensors.h"
#include "JuceHeader.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

namespace unbraid::plugin
{

namespace
{
using Bytes = std::span<const std::byte>;

constexpr std::string_view magic = "UNBRAID-SESSION\n";
constexpr auto formatName = "unbraid-session";
constexpr int newestVersion = 1;
constexpr size_t sealBytes = 32;
constexpr size_t maxAdapted = 2; // separators of one engine
constexpr auto coloursKey = "colours";
constexpr auto staggerKey = "stagger";
constexpr auto voiceKey = "dictionary.voice";
constexpr std::string_view parameterPrefix = "parameter.";

core::Error damaged (const std::string& where, const std::string& found, const std::string& allowed)
{
    return { "the session cannot be restored", where, found, allowed };
}

std::string hashOf (Bytes bytes)
{
    return juce::SHA256 (bytes.data(), bytes.size()).toHexString().toStdString();
}

juce::MemoryBlock sealOf (Bytes bytes)
{
    return juce::SHA256 (bytes.data(), bytes.size()).getRawData();
}

std::string textOf (float value)
{
    char digits[32];
    return { digits, std::to_chars (digits, digits + sizeof (digits), value).ptr };
}

core::Result<float> numberFrom (const std::string& text, const std::string& where)
{
    float value = 0.0f;
    const auto read = std::from_chars (text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || ! std::isfinite (value))
        return damaged (where, '"' + text.substr (0, 30) + '"', "a finite number");
    return value;
}

template <class Values>
files::Tensor tensorOf (const Values& values, std::vector<Eigen::Index> shape)
{
    const std::span<const float> numbers (values.data(), static_cast<size_t> (values.size()));
    return { "F32", std::move (shape), std::as_bytes (numbers) };
}

std::string adaptedName (size_t index, const char* part)
{
    return "adapted." + std::to_string (index) + "." + part;
}

/** The session as a file in memory, whose parts are checked when asked for. */
class Reader
{
public:
    explicit Reader (files::Safetensors file)
        : content (std::move (file))
    {
    }

    [[nodiscard]] std::string text (const std::string& key) const
    {
        const auto found = content.metadata.find (key);
        return found == content.metadata.end() ? std::string() : found->second;
    }

    [[nodiscard]] core::Status checkVersion() const
    {
        if (text ("format") != formatName)
            return damaged ("format", text ("format").substr (0, 30), formatName);
        const auto version = numberFrom (text ("version"), "version");
        if (! version.ok())
            return version.error();
        if (! (version.value() >= 1.0f && version.value() <= static_cast<float> (newestVersion)))
            return damaged ("version", text ("version"), "1 to " + std::to_string (newestVersion));
        return core::Done{};
    }

    [[nodiscard]] core::Status readParameters (Session& session) const
    {
        for (const auto& [key, value] : content.metadata)
        {
            if (! key.starts_with (parameterPrefix))
                continue;
            const auto number = numberFrom (value, key);
            if (! number.ok())
                return number.error();
            session.parameters[key.substr (parameterPrefix.size())] = number.value();
        }
        return core::Done{};
    }

    [[nodiscard]] core::Status readColours (Session& session) const
    {
        auto colours = coloursFrom (text (coloursKey));
        if (! colours.ok())
            return damaged (coloursKey, colours.error().found, colours.error().allowed);
        session.colours = std::move (colours).value();
        return core::Done{};
    }

    [[nodiscard]] core::Status readStagger (Session& session) const
    {
        if (! content.metadata.contains (staggerKey))
            return core::Done{};
        const auto share = numberFrom (text (staggerKey), staggerKey);
        if (! share.ok())
            return share.error();
        if (! (share.value() >= 0.0f && share.value() < 1.0f))
            return damaged (staggerKey, core::numberText (share.value()), "0 to below 1");
        session.stagger = share.value();
        return core::Done{};
    }

    [[nodiscard]] core::Status readDictionary (Session& session) const
    {
        session.dictionaryName = text ("dictionary.name");
        session.dictionaryHash = text ("dictionary.hash");
        session.isFactory = text ("dictionary.factory") == "1";
        session.isChanged = text ("dictionary.changed") == "1";
        session.isVoice = text (voiceKey) == "1";
        if (session.dictionaryName.empty() || session.isFactory || session.isVoice)
            return core::Done{};
        const auto found = content.tensors.find ("dictionary");
        if (found == content.tensors.end() || found->second.type != "U8")
            return damaged ("dictionary", "none", "the bytes of " + session.dictionaryName);
        if (const auto hash = hashOf (found->second.bytes); hash != session.dictionaryHash)
            return damaged ("dictionary", "hash " + hash.substr (0, 12),
                            session.dictionaryHash.substr (0, 12));
        auto dictionary = files::parseDictionaryOrChange (found->second.bytes, session.dictionaryName);
        if (! dictionary.ok())
            return dictionary.error();
        session.dictionary = std::move (dictionary).value();
        return core::Done{};
    }

    [[nodiscard]] core::Status readAdapted (Session& session) const
    {
        for (size_t i = 0; i < maxAdapted && content.tensors.contains (adaptedName (i, "atoms")); ++i)
        {
            const auto& atoms = content.tensors.at (adaptedName (i, "atoms"));
            const auto rows = content.tensors.find (adaptedName (i, "frequencies"));
            const auto amplitude =
                numberFrom (text (adaptedName (i, "amplitude")), adaptedName (i, "amplitude"));
            if (! amplitude.ok())
                return amplitude.error();
            if (atoms.type != "F32" || atoms.shape.size() != 2 || rows == content.tensors.end() ||
                rows->second.type != "F32" || rows->second.shape != std::vector{ atoms.shape[1] })
                return damaged (adaptedName (i, "atoms"), "another shape", "F32 [atoms x bins] and [bins]");
            auto& adapted = session.adapted.emplace_back();
            adapted.atoms.resize (atoms.shape[1], atoms.shape[0]);
            adapted.frequenciesHz.resize (atoms.shape[1]);
            std::copy (atoms.bytes.begin(), atoms.bytes.end(),
                       reinterpret_cast<std::byte*> (adapted.atoms.data()));
            std::copy (rows->second.bytes.begin(), rows->second.bytes.end(),
                       reinterpret_cast<std::byte*> (adapted.frequenciesHz.data()));
            adapted.trackedAmplitude = amplitude.value();
        }
        return core::Done{};
    }

    [[nodiscard]] std::optional<ViewState> view() const { return viewFrom (content.metadata); }

private:
    files::Safetensors content;
};
} // namespace

std::vector<std::byte> serialiseSession (const Session& session)
{
    files::Safetensors file;
    file.metadata = { { "format", formatName },
                      { "version", std::to_string (newestVersion) },
                      { "dictionary.name", session.dictionaryName },
                      { "dictionary.hash", session.dictionaryHash },
                      { "dictionary.factory", session.isFactory ? "1" : "0" },
                      { "dictionary.changed", session.isChanged ? "1" : "0" } };
    for (const auto& [id, value] : session.parameters)
        file.metadata[std::string (parameterPrefix) + id] = textOf (value);
    if (! session.colours.empty())
        file.metadata[coloursKey] = textOf (session.colours);
    if (session.isVoice)
        file.metadata[voiceKey] = "1";
    if (session.stagger > 0.0f)
        file.metadata[staggerKey] = textOf (session.stagger);
    if (session.view)
        file.metadata.merge (viewEntries (*session.view));
    std::vector<std::byte> dictionary;
    if (session.dictionary)
    {
        dictionary = files::serialiseDictionary (*session.dictionary);
        file.tensors["dictionary"] = { "U8", { static_cast<Eigen::Index> (dictionary.size()) }, dictionary };
    }
    for (size_t i = 0; i < session.adapted.size(); ++i)
    {
        const auto& adapted = session.adapted[i];
        file.metadata[adaptedName (i, "amplitude")] = textOf (adapted.trackedAmplitude);
        file.tensors[adaptedName (i, "atoms")] =
            tensorOf (adapted.atoms, { adapted.atoms.cols(), adapted.atoms.rows() });
        file.tensors[adaptedName (i, "frequencies")] =
            tensorOf (adapted.frequenciesHz, { adapted.frequenciesHz.size() });
    }
    const auto content = files::serialiseSafetensors (file);
    std::vector<std::byte> bytes (magic.size() + content.size() + sealBytes);
    std::memcpy (bytes.data(), magic.data(), magic.size());
    std::memcpy (bytes.data() + magic.size(), content.data(), content.size());
    const auto seal = sealOf (Bytes (bytes).first (bytes.size() - sealBytes));
    std::memcpy (bytes.data() + bytes.size() - sealBytes, seal.getData(), sealBytes);
    return bytes;
}

core::Result<Session> parseSession (Bytes bytes)
{
    if (bytes.size() < magic.size() + sealBytes ||
        std::memcmp (bytes.data(), magic.data(), magic.size()) != 0)
        return damaged ("byte 0", std::to_string (bytes.size()) + " bytes of something else",
                        "a session of Unbraid");
    const auto sealed = bytes.first (bytes.size() - sealBytes);
    if (! sealOf (sealed).matches (bytes.last (sealBytes).data(), sealBytes))
        return damaged ("seal", "another checksum", "the bytes as they were saved");
    auto file = files::parseSafetensors (sealed.subspan (magic.size()));
    if (! file.ok())
        return damaged (file.error().where, file.error().found, file.error().allowed);
    const Reader reader (std::move (file).value());
    Session session;
    if (auto checked = reader.checkVersion(); ! checked.ok())
        return checked.error();
    for (auto read :
         { reader.readParameters (session), reader.readColours (session), reader.readStagger (session),
           reader.readDictionary (session), reader.readAdapted (session) })
        if (! read.ok())
            return read.error();
    session.view = reader.view();
    return session;
}

} // namespace unbraid::plugin

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Live/Devices/AlsaNames.h"

#include "Platform/Libraries.h"

#include <algorithm>
#include <cstdlib>

namespace unbraid::live
{

namespace
{
/** Arguments behind the name of a PCM. */
std::string withoutArguments (const std::string& pcmName)
{
    return pcmName.substr (0, pcmName.find (':'));
}
} // namespace

bool isAlsaDevice (const std::string& pcmName)
{
    constexpr const char* others[]{
        "a52",        "arcam_av",  "center_lfe", "dpl",        "dpl2",       "jack",       "lavrate",
        "modem",      "null",      "oss",        "phoneline",  "rear",       "samplerate", "side",
        "speex",      "speexrate", "surround21", "surround40", "surround41", "surround50", "surround51",
        "surround71", "upmix",     "usbstream",  "vdownmix",
    };
    const auto name = withoutArguments (pcmName);
    return std::none_of (std::begin (others), std::end (others),
                         [&] (const char* other) { return name == other; });
}

juce::StringArray namesToHide (const std::vector<AlsaPcm>& pcms)
{
    juce::StringArray names;
    for (const auto& pcm : pcms)
        if (! isAlsaDevice (pcm.name))
            names.add (pcm.description.empty()
                           ? juce::String (pcm.name)
                           : juce::String::fromUTF8 (pcm.description.c_str()).replace ("\n", "; "));
    return names;
}

std::vector<AlsaPcm> listAlsaPcms()
{
    std::vector<AlsaPcm> pcms;
#if JUCE_LINUX
    using List = int (*) (int, const char*, void***);
    using Get = char* (*)(const void*, const char*);
    using Free = int (*) (void**);
    auto* library = platform::openLibrary ("libasound.so.2"); // JUCE uses the same
    if (library == nullptr)
        return pcms;
    const auto list = reinterpret_cast<List> (platform::findSymbol (library, "snd_device_name_hint"));
    const auto get = reinterpret_cast<Get> (platform::findSymbol (library, "snd_device_name_get_hint"));
    const auto free = reinterpret_cast<Free> (platform::findSymbol (library, "snd_device_name_free_hint"));
    constexpr int allCards = -1;
    void** hints = nullptr;
    if (list == nullptr || get == nullptr || free == nullptr || list (allCards, "pcm", &hints) != 0)
        return pcms;
    const auto text = [get] (const void* hint, const char* what)
    {
        char* found = get (hint, what);
        std::string copy = found == nullptr ? "" : found;
        std::free (found);
        return copy;
    };
    for (auto** hint = hints; *hint != nullptr; ++hint)
        pcms.push_back ({ text (*hint, "NAME"), text (*hint, "DESC") });
    (void)free (hints);
#endif
    return pcms;
}

} // namespace unbraid::live

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Clap/ClapHost.h"

namespace unbraid::test
{

/** The bytes of a session, a few at a time. */
struct SessionBytes
{
    std::string content;
    size_t done = 0;
    size_t most = 7;    // at a time
    bool fails = false; // at the end

    const abi::InputStream in{ this, [] (const abi::InputStream* stream, void* room, std::uint64_t size)
                               {
                                   auto& self = *static_cast<SessionBytes*> (stream->context);
                                   const auto some =
                                       std::min<size_t> ({ self.content.size() - self.done,
                                                           static_cast<size_t> (size), self.most });
                                   std::memcpy (room, self.content.data() + self.done, some);
                                   self.done += some;
                                   return some == 0 && self.fails ? std::int64_t{ -1 }
                                                                  : static_cast<std::int64_t> (some);
                               } };
    const abi::OutputStream out{ this,
                                 [] (const abi::OutputStream* stream, const void* bytes, std::uint64_t size)
                                 {
                                     auto& self = *static_cast<SessionBytes*> (stream->context);
                                     if (self.fails)
                                         return std::int64_t{ -1 };
                                     const auto some =
                                         std::min<size_t> (static_cast<size_t> (size), self.most);
                                     self.content.append (static_cast<const char*> (bytes), some);
                                     return static_cast<std::int64_t> (some);
                                 } };
};

inline std::string saved (const ClapHost& host)
{
    SessionBytes bytes;
    REQUIRE (host.extension<abi::PluginState> (abi::id::state)->save (host.plugin, &bytes.out));
    return bytes.content;
}

inline bool load (const ClapHost& host, const std::string& content, bool fails = false, size_t most = 4096)
{
    SessionBytes bytes;
    bytes.content = content;
    bytes.fails = fails;
    bytes.most = most;
    return host.extension<abi::PluginState> (abi::id::state)->load (host.plugin, &bytes.in);
}

} // namespace unbraid::test

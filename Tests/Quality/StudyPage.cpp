// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/StudyPage.h"

#include "Files/AtomicFile.h"

#include <fstream>
#include <sstream>

namespace unbraid::quality
{

core::Status replaceSection (const std::filesystem::path& page, const std::string& heading,
                             const std::string& text)
{
    std::ostringstream old;
    old << std::ifstream (page).rdbuf();
    std::string all = old.str();
    const std::string title = "\n## " + heading + "\n";
    const auto begin = std::min (all.find (title), all.size());
    const auto end = begin < all.size() ? std::min (all.find ("\n## ", begin + 1), all.size()) : all.size();
    all.replace (begin, end - begin, title + "\n" + text);
    auto file = files::AtomicFile::create (page);
    if (! file.ok())
        return file.error();
    if (auto written = file.value().write (std::as_bytes (std::span (all))); ! written.ok())
        return written;
    return file.value().commit (files::AtomicFile::Sync::none);
}

} // namespace unbraid::quality

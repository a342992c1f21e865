// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Mixing/SoundCorpus.h"

#include <optional>
#include <string>

namespace unbraid::unfolding
{

/** Recordings as mixtures use them, each in a file of a folder, mapped into memory: what is not being mixed needs none,
    and the next training decodes nothing. For one machine and one version of the program. */
class SoundCache
{
public:
    /** A folder; made when something is kept. */
    explicit SoundCache (std::filesystem::path cacheFolder);

    /** Names a recording as this corpus uses it: another file, length, time of change or rate has another name.
        [worker] */
    static std::string keyOf (const std::filesystem::path& path, const CorpusSpec& spec);

    /** The recording, in the mapped file; none if it is not kept, or is damaged. [worker] */
    [[nodiscard]] std::optional<Sound> find (const std::string& key) const;

    /** [worker] errors: as files::writeWholeFile */
    [[nodiscard]] core::Status keep (const std::string& key, const Sound& sound) const;

private:
    [[nodiscard]] std::filesystem::path fileOf (const std::string& key) const;

    std::filesystem::path folder;
};

} // namespace unbraid::unfolding

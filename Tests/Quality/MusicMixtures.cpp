// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/MusicMixtures.h"

#include "Quality/Recordings.h"

#include <algorithm>

namespace unbraid::quality
{

namespace
{
namespace fs = std::filesystem;

constexpr std::ptrdiff_t numChoosing = 4; // of each ensemble's scores
constexpr const char* heldOutSinger = "nino_ContraAlt_207.flac";

core::Result<Mixtures> collect (std::vector<core::Result<Mixture>> read)
{
    Mixtures mixtures;
    mixtures.reserve (read.size());
    for (auto& mixture : read)
    {
        if (! mixture.ok())
            return mixture.error();
        mixtures.push_back (std::move (mixture).value());
    }
    return mixtures;
}

std::vector<fs::path> stemFiles (const fs::path& folder, const std::vector<std::string>& names,
                                 const std::string& extension)
{
    std::vector<fs::path> paths;
    paths.reserve (names.size());
    for (const auto& name : names)
        paths.push_back (folder / (name + extension));
    return paths;
}

/** Two stems at equal energy, the first as it is. */
Mixture balanced (Mixture mixture, const std::vector<std::string>& names, const Eigen::VectorXf& first,
                  Eigen::VectorXf second)
{
    second *= first.norm() / second.norm();
    mixture.sourceNames = names;
    mixture.stems = { first, second };
    mixture.mixture = first + second;
    return mixture;
}

/** A saxophone's note and one or more of the piano together, the two at equal energy. */
core::Result<Mixture> saxophoneWith (const fs::path& data, const std::string& saxophone,
                                     const std::vector<std::string>& piano)
{
    std::vector<std::string> names{ saxophone };
    std::vector<fs::path> paths{ data / "music_solo" / "alto_sax" / (saxophone + ".flac") };
    for (const auto& note : piano)
    {
        names.push_back (note);
        paths.push_back (data / "music_solo" / "piano_upright_kw" / (note + ".flac"));
    }
    auto notes = readStems (saxophone, names, paths);
    if (! notes.ok())
        return notes;
    const Mixture& read = notes.value();
    const Eigen::VectorXf chord = read.mixture - read.stems[0];
    return balanced (read, { "saxophone", "piano" }, read.stems[0], chord);
}

/** Names of the alto_sax and piano_upright_kw recordings that train nothing. The saxophone's names are an octave
    below their sound. */
const std::vector<std::string>& heldOutSaxophone (MaterialSet set)
{
    static const std::vector<std::string> development{ "g2_f_rr1_cnd", "c3_f_rr1_cnd", "eb3_f_rr1_cnd",
                                                       "g3_f_rr1_cnd" };
    static const std::vector<std::string> test{ "f2_f_rr1_cnd", "a2_f_rr1_cnd",  "d3_f_rr1_cnd",
                                                "f3_f_rr1_cnd", "ab3_f_rr1_cnd", "b3_f_rr1_cnd" };
    return set == MaterialSet::development ? development : test;
}

const std::vector<std::string>& heldOutPiano (MaterialSet set)
{
    static const std::vector<std::string> development{ "B3vH", "D_4vH", "C5vH" };
    static const std::vector<std::string> test{ "D_3vH", "A3vH", "F_4vH", "B4vH" };
    return set == MaterialSet::development ? development : test;
}

/** The folders of one ensemble's scores that belong to a set. */
core::Result<std::vector<fs::path>> scoresOf (const fs::path& ensemble, MaterialSet set)
{
    const auto all = listFolders (ensemble);
    if (std::ssize (all) <= numChoosing)
        return core::Error{ "the rendered material is missing", ensemble.string(),
                            std::to_string (all.size()) + " scores", "what `render-material` writes" };
    const auto middle = all.begin() + numChoosing;
    return set == MaterialSet::development ? std::vector<fs::path> (all.begin(), middle)
                                           : std::vector<fs::path> (middle, all.end());
}

/** What a source of ours is called among the stems of multitrack/mdb_*. */
std::string stemName (const std::string& source)
{
    return source == "guitar" ? "guitars" : source == "voice" ? "vocals" : source;
}

/** Where a stem stands among a mixture's. */
std::ptrdiff_t indexOf (const Mixture& mixture, const std::string& name)
{
    const auto& names = mixture.sourceNames;
    return std::find (names.begin(), names.end(), name) - names.begin();
}

bool holdsAll (const fs::path& folder, const std::vector<std::string>& sourceNames)
{
    return std::all_of (sourceNames.begin(), sourceNames.end(),
                        [&] (const std::string& name)
                        { return fs::exists (folder / (stemName (name) + ".flac")); });
}
} // namespace

core::Result<Mixtures> funkyDrums (const fs::path& data)
{
    const fs::path folder = data / "multitrack" / "nmfd_funky";
    return collect ({ readStems ("nmfd_funky", { "kick", "snare", "hi-hat" },
                                 stemFiles (folder, { "kick", "snare", "hihat" }, ".flac")) });
}

core::Result<Mixtures> renderedDrums (const fs::path& folder)
{
    std::vector<core::Result<Mixture>> read;
    const std::vector<std::string> names{ "kick", "snare", "hi-hat" };
    for (const auto& loop : listFolders (folder))
        read.push_back (readStems (loop.filename().string(), names, stemFiles (loop, names, ".wav")));
    return collect (std::move (read));
}

core::Result<Mixtures> notePairs (const fs::path& data, MaterialSet set)
{
    std::vector<core::Result<Mixture>> read;
    for (const auto& saxophone : heldOutSaxophone (set))
        for (const auto& piano : heldOutPiano (set))
            read.push_back (saxophoneWith (data, saxophone, { piano }));
    return collect (std::move (read));
}

core::Result<Mixtures> noteChords (const fs::path& data, MaterialSet set)
{
    std::vector<core::Result<Mixture>> read;
    for (const auto& saxophone : heldOutSaxophone (set))
        read.push_back (saxophoneWith (data, saxophone, heldOutPiano (set)));
    return collect (std::move (read));
}

core::Result<Mixtures> ensembles (const fs::path& material, const std::vector<std::string>& sourceNames,
                                  MaterialSet set)
{
    std::string title;
    for (const auto& name : sourceNames)
        title += (title.empty() ? "" : "-") + name;
    const auto folders = scoresOf (material / "development" / title, set);
    if (! folders.ok())
        return folders.error();
    std::vector<core::Result<Mixture>> read;
    for (const auto& folder : folders.value())
        read.push_back (readStems (title, sourceNames, stemFiles (folder, sourceNames, ".wav")));
    return collect (std::move (read));
}

core::Result<Mixtures> songs (const fs::path& data, const std::vector<std::string>& sourceNames,
                              bool onlyThese)
{
    std::vector<core::Result<Mixture>> read;
    for (const auto& folder : listFolders (data / "multitrack"))
    {
        if (folder.filename().string().rfind ("mdb_", 0) != 0 || ! holdsAll (folder, sourceNames))
            continue;
        std::vector<std::string> names = sourceNames, stems;
        for (const char* name : { "bass", "drums", "guitar", "voice" })
            if (! onlyThese && std::find (names.begin(), names.end(), name) == names.end() &&
                holdsAll (folder, { name }))
                names.emplace_back (name);
        std::transform (names.begin(), names.end(), std::back_inserter (stems), stemName);
        read.push_back (readStems (folder.filename().string(), names, stemFiles (folder, stems, ".flac")));
    }
    return collect (std::move (read));
}

core::Result<Mixtures> sungDuets (const fs::path& data, const fs::path& material, MaterialSet set)
{
    constexpr double segmentSeconds = 8.0, stepSeconds = 3.0;
    const auto folders = scoresOf (material / "development" / "voice-guitar", set);
    if (! folders.ok())
        return folders.error();
    const auto voice = readMono (data / "music_solo" / "voice_choral" / heldOutSinger, musicRateHz);
    if (! voice.ok())
        return voice.error();
    auto samples = [] (double seconds) { return static_cast<Eigen::Index> (seconds * musicRateHz); };
    Mixtures duets;
    for (const auto& folder : folders.value())
    {
        auto guitar = readStems ("sung duet", { "guitar" }, { folder / "guitar.wav" });
        if (! guitar.ok())
            return guitar.error();
        const auto length = std::min (samples (segmentSeconds), guitar.value().mixture.size());
        const auto from = static_cast<Eigen::Index> (duets.size()) * samples (stepSeconds);
        duets.push_back (balanced (guitar.value(), { "voice", "guitar" },
                                   voice.value().segment (from, length),
                                   guitar.value().mixture.head (length)));
    }
    return duets;
}

Mixtures againstRest (const Mixtures& mixtures, const std::string& kept, const std::string& restName)
{
    Mixtures found;
    for (const auto& mixture : mixtures)
    {
        const auto& stem = mixture.stems[static_cast<size_t> (indexOf (mixture, kept))];
        auto pair = mixture;
        pair.sourceNames = { kept, restName };
        pair.stems = { stem, mixture.mixture - stem };
        found.push_back (std::move (pair));
    }
    return found;
}

Mixtures without (const Mixtures& mixtures, const std::string& left)
{
    Mixtures found;
    for (auto mixture : mixtures)
    {
        const auto at = indexOf (mixture, left);
        mixture.mixture -= mixture.stems[static_cast<size_t> (at)];
        mixture.stems.erase (mixture.stems.begin() + at);
        mixture.sourceNames.erase (mixture.sourceNames.begin() + at);
        found.push_back (std::move (mixture));
    }
    return found;
}

} // namespace unbraid::quality

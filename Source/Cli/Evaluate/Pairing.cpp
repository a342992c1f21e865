// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Evaluate/Pairing.h"

namespace unbraid::cli
{

namespace
{
namespace fs = std::filesystem;
using Sounds = std::map<std::string, fs::path>;

core::Error unpaired (const fs::path& file, const std::string& missing, const std::string& wanted)
{
    return { "a file has no partner", file.string(), "no " + missing, wanted };
}

/** The sounds called <before><name><after>, by name. */
Sounds namedBetween (const Sounds& sounds, const std::string& before, const std::string& after)
{
    Sounds named;
    for (const auto& [stem, path] : sounds)
        if (stem.size() > before.size() + after.size() && stem.starts_with (before) && stem.ends_with (after))
            named.emplace (stem.substr (before.size(), stem.size() - before.size() - after.size()), path);
    return named;
}

core::Result<Sounds> listIfGiven (const fs::path& folder, Subfolders subfolders = Subfolders::leftOut)
{
    return folder.empty() ? core::Result<Sounds> (Sounds()) : soundsByName (folder, subfolders);
}

/** Finds a reference's partner; where there is none it says so in `pairing`. */
bool findPartner (const Sounds& sounds, const Comparison& comparison, const std::string& kind,
                  const fs::path& pattern, fs::path& partner, Pairing& pairing)
{
    const auto found = sounds.find (comparison.name);
    if (found == sounds.end())
    {
        pairing.unpaired.push_back (unpaired (comparison.reference, kind, pattern.string()));
        return false;
    }
    partner = found->second;
    return true;
}

void listWithoutReference (const Sounds& sounds, const Sounds& references, const fs::path& folder,
                           Pairing& pairing)
{
    for (const auto& [name, path] : sounds)
        if (references.count (name) == 0)
            pairing.unpaired.push_back (unpaired (path, "reference", (folder / (name + ".*")).string()));
}
/** Recordings may be called <mixture stem>.<more>: what has a dot in the name of its source and no reference may be
    a source of theirs. */
void leaveOutOthers (const Sounds& references, Sounds& estimates, Pairing& pairing)
{
    std::erase_if (estimates,
                   [&] (const auto& sound)
                   {
                       const bool mayBeOther =
                           sound.first.find ('.') != std::string::npos && references.count (sound.first) == 0;
                       if (mayBeOther)
                           pairing.leftOut.push_back (sound.second);
                       return mayBeOther;
                   });
}
} // namespace

core::Result<Pairing> pairByName (const PairingFolders& folders)
{
    const auto references = soundsByName (folders.reference, folders.subfolders);
    const auto all = listIfGiven (folders.estimate, folders.subfolders);
    const auto noisy = listIfGiven (folders.noisy, folders.subfolders);
    for (const auto* listed : { &references, &all, &noisy })
        if (! listed->ok())
            return listed->error();
    const std::string ending = folders.source.empty() ? "" : "." + folders.source;
    const Sounds estimates = namedBetween (all.value(), "", ending);

    Pairing pairing;
    for (const auto& [stem, path] : references.value())
    {
        Comparison comparison{ stem, folders.source, path, {}, {} };
        const fs::path estimatePattern = folders.estimate / (stem + ending + ".*");
        const bool isComplete =
            (folders.estimate.empty() || findPartner (estimates, comparison, "estimate", estimatePattern,
                                                      comparison.estimate, pairing)) &&
            (folders.noisy.empty() || findPartner (noisy.value(), comparison, "input",
                                                   folders.noisy / (stem + ".*"), comparison.input, pairing));
        if (isComplete)
            pairing.comparisons.push_back (std::move (comparison));
    }
    listWithoutReference (estimates, references.value(), folders.reference, pairing);
    listWithoutReference (noisy.value(), references.value(), folders.reference, pairing);
    return pairing;
}

core::Result<Pairing> pairWithMixture (const PairingFolders& folders,
                                       const std::vector<std::string>& separated)
{
    auto references = soundsByName (folders.reference);
    auto all = listIfGiven (folders.estimate);
    for (const auto* listed : { &references, &all })
        if (! listed->ok())
            return listed->error();
    const std::string beginning = folders.mixture.stem().string() + ".";
    Sounds estimates = namedBetween (all.value(), beginning, "");
    for (const auto& source : separated)
        estimates.emplace (source, fs::path());
    const auto isMixture = [&] (const auto& sound)
    {
        std::error_code ignored;
        return fs::equivalent (sound.second, folders.mixture, ignored);
    };
    const auto isUnwanted = [&] (const auto& sound)
    { return ! folders.source.empty() && sound.first != folders.source; };
    std::erase_if (references.value(), isMixture);

    Pairing pairing;
    leaveOutOthers (references.value(), estimates, pairing);
    pairing.mixed = references.value();
    std::erase_if (references.value(), isUnwanted);
    std::erase_if (estimates, isUnwanted);
    for (const auto& [source, path] : references.value())
    {
        Comparison comparison{ source, source, path, {}, folders.mixture };
        const fs::path pattern = folders.estimate / (beginning + source + ".*");
        if (findPartner (estimates, comparison, "estimate", pattern, comparison.estimate, pairing))
            pairing.comparisons.push_back (std::move (comparison));
    }
    estimates.erase ("residual");
    listWithoutReference (estimates, references.value(), folders.reference, pairing);
    return pairing;
}

} // namespace unbraid::cli

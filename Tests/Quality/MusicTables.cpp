// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Quality/MusicTables.h"

#include "Evaluation/BandFilters.h"
#include "Files/DictionaryFile.h"
#include "Quality/Estimators.h"
#include "Quality/MusicMixtures.h"
#include "Quality/Table.h"

#include <algorithm>
#include <iterator>
#include <sstream>

namespace unbraid::quality
{

namespace
{
using Names = std::vector<std::string>;

/** Mean SI-SDR of each source, above 80 Hz. */
void addRow (Table& table, const std::string& label, const Mixtures& mixtures, const Estimator& estimate)
{
    std::vector<double> sums (mixtures.front().stems.size(), 0.0);
    for (const auto& mixture : mixtures)
    {
        const auto estimates = estimate (mixture);
        for (size_t stem = 0; stem < sums.size(); ++stem)
            sums[stem] += score (mixture.stems[stem], estimates[stem], mixture.sampleRateHz, false).siSdrDb;
    }
    Names cells{ label };
    for (const double sum : sums)
        cells.push_back (decibels (sum / static_cast<double> (mixtures.size())));
    table.add (cells);
    std::cerr << label << '\n';
}

/** Writes the tables of dictionaries on sets of mixtures with the same sources. */
class Tables
{
public:
    explicit Tables (MusicFolders folders)
        : where (std::move (folders))
    {
    }

    void section (const std::string& title) { text << "\n## " << title << "\n"; }

    /** Mixture, fixed bands, oracle, then every dictionary in every mode. */
    void add (const std::string& title, core::Result<Mixtures> read, const Names& dictionaryNames,
              const Estimator& bands = fixedBands())
    {
        const auto mixtures = orExit (std::move (read));
        Names head{ "SI-SDR, dB" };
        const auto& sources = mixtures.front().sourceNames;
        head.insert (head.end(), sources.begin(), sources.end());
        Table table (head);
        addRow (table, "mixture", mixtures, unprocessed());
        addRow (table, "fixed bands", mixtures, bands);
        addRow (table, "oracle Wiener mask", mixtures, oracle (factory (dictionaryNames.front())));
        for (const auto mode :
             { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
            for (const auto& name : dictionaryNames)
                addRow (table, "`" + name + "`, " + core::toString (mode), mixtures,
                        preset (factory (name), mode));
        text << "\n### " << title << "\n\n" << table.markdown();
    }

    [[nodiscard]] std::string markdown() const { return text.str(); }

private:
    [[nodiscard]] core::Dictionary factory (const std::string& name) const
    {
        return orExit (files::loadDictionary (where.dictionaries / (name + ".safetensors")));
    }

    MusicFolders where;
    std::ostringstream text;
};

std::string joined (const Names& names)
{
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/** A source among others: an ensemble, or what is left of one. */
struct Band
{
    Names ensemble;
    std::string silent = {}; // the stem that does not sound; none where empty

    [[nodiscard]] std::string title() const
    {
        Names sounding;
        std::copy_if (ensemble.begin(), ensemble.end(), std::back_inserter (sounding),
                      [&] (const std::string& name) { return name != silent; });
        return joined (sounding);
    }
};

/** Which source a dictionary takes out of a mixture, and what it calls the rest. */
struct Solo
{
    std::string dictionary, source, rest;
    Estimator bands = fixedBands(); // of both, what needs no model
};

/** For the source of a solo the plain band that scores best on the choosing half; the rest as it comes. */
Estimator between (double lowHz, double highHz)
{
    return [=] (const Mixture& m)
    {
        return std::vector<Eigen::VectorXf>{
            orExit (evaluation::bandPass (m.mixture, m.sampleRateHz, lowHz, highHz)), m.mixture
        };
    };
}

core::Result<Mixtures> pairsOf (core::Result<Mixtures> read, const Solo& solo)
{
    if (! read.ok())
        return read;
    return againstRest (read.value(), solo.source, solo.rest);
}

constexpr auto chosenBy = MaterialSet::development, reported = MaterialSet::test;

/** Both halves of a rendered band, one source against everything else. */
void addSolo (Tables& tables, const MusicFolders& where, const Solo& solo, const Band& band)
{
    auto against = [&] (MaterialSet set)
    {
        auto read = ensembles (where.material, band.ensemble, set);
        if (read.ok() && ! band.silent.empty())
            read = without (read.value(), band.silent);
        return pairsOf (std::move (read), solo);
    };
    tables.add (band.title() + ", rendered, used to choose the settings", against (chosenBy),
                { solo.dictionary }, solo.bands);
    tables.add (band.title() + ", rendered, only scored", against (reported), { solo.dictionary },
                solo.bands);
}

/** One source of the songs against all others; `names` where only these play. */
void addSongs (Tables& tables, const MusicFolders& where, const Solo& solo, const Names& names = {})
{
    const bool all = names.empty();
    tables.add ((all ? "Whole songs" : joined (names) + " of songs") +
                    ", `mdb_*`, used to choose the settings",
                pairsOf (songs (where.data, all ? Names{ solo.source } : names, ! all), solo),
                { solo.dictionary }, solo.bands);
}

/** A singer over rendered guitars, one of them against the other. */
void addDuets (Tables& tables, const MusicFolders& where, const Solo& solo)
{
    auto against = [&] (MaterialSet set)
    { return pairsOf (sungDuets (where.data, where.material, set), solo); };
    tables.add ("A held-out singer and a rendered guitar, used to choose the settings", against (chosenBy),
                { solo.dictionary }, solo.bands);
    tables.add ("The same segments of the singer over other guitars, only scored", against (reported),
                { solo.dictionary }, solo.bands);
}

void addDrums (Tables& tables, const MusicFolders& where)
{
    tables.section ("Drums");
    const Names plain{ "drums-plain", "drums-is" }; // `drums` was trained on those kits
    tables.add ("Loops of eight rendered kits, used to choose the defaults", renderedDrums (where.loops),
                plain);
    tables.add ("`nmfd_funky`, a kit used for neither training nor choosing", funkyDrums (where.data),
                { "drums", "drums-plain", "drums-is" });
}

void addSaxophoneAndPiano (Tables& tables, const MusicFolders& where)
{
    tables.section ("Saxophone and piano, pairs of held-out notes");
    const Names dictionaries{ "piano-saxophone" };
    tables.add ("Notes used to choose the defaults", notePairs (where.data, chosenBy), dictionaries);
    tables.add ("Notes only scored", notePairs (where.data, reported), dictionaries);
    tables.add ("The piano's four scored notes together, with each of the saxophone's",
                noteChords (where.data, reported), dictionaries);
}

void addPiano (Tables& tables, const MusicFolders& where)
{
    tables.section ("Piano against everything else");
    const Solo piano{ "piano", "piano", "residual" };
    const Names band{ "piano", "bass", "drums" };
    addSolo (tables, where, piano, { band, "bass" });
    addSolo (tables, where, piano, { band });
    addSolo (tables, where, piano, { { "strings", "piano" } });
}

void addBass (Tables& tables, const MusicFolders& where)
{
    tables.section ("Bass against everything else");
    const Solo bass{ "bass", "bass", "other" };
    addSolo (tables, where, bass, { { "piano", "bass", "drums" } });
    addSolo (tables, where, bass, { { "guitar", "bass", "drums" } });
    addSolo (tables, where, bass, { { "winds", "piano", "bass" } });
    addSongs (tables, where, bass);
}

void addGuitar (Tables& tables, const MusicFolders& where)
{
    tables.section ("Guitar against everything else");
    const Solo guitar{ "guitar", "guitar", "other", between (200.0, 4000.0) };
    const Names band{ "guitar", "bass", "drums" };
    addSolo (tables, where, guitar, { band, "bass" });
    addSolo (tables, where, guitar, { band });
    addSolo (tables, where, guitar, { { "voice", "guitar" } });
    addSongs (tables, where, guitar, { "guitar", "drums" });
    addSongs (tables, where, guitar);
}

void addWinds (Tables& tables, const MusicFolders& where)
{
    tables.section ("Winds against everything else");
    const Solo winds{ "winds", "winds", "other", between (400.0, 4000.0) };
    addSolo (tables, where, winds, { { "winds", "piano", "bass" } });
    addSolo (tables, where, winds, { { "winds", "strings" } });
    addSolo (tables, where, winds, { { "guitar", "winds" } });
}

void addStrings (Tables& tables, const MusicFolders& where)
{
    tables.section ("Strings against everything else");
    const Solo strings{ "strings", "strings", "other", unprocessed() }; // no plain band helps
    addSolo (tables, where, strings, { { "strings", "piano" } });
    addSolo (tables, where, strings, { { "winds", "strings" } });
}

void addVocals (Tables& tables, const MusicFolders& where)
{
    tables.section ("Vocals against everything else");
    const Solo vocals{ "vocals", "voice", "other", between (150.0, 4000.0) };
    addDuets (tables, where, vocals);
    addSolo (tables, where, vocals, { { "voice", "organ" } });
    addSongs (tables, where, vocals, { "voice", "drums" });
    addSongs (tables, where, vocals);
}

void addBand (Tables& tables, const MusicFolders& where)
{
    tables.section ("Piano, bass and drums, composed and rendered");
    const Names band{ "piano", "bass", "drums" }, dictionaries{ "piano-bass-drums" };
    tables.add ("Used to choose the settings", ensembles (where.material, band, chosenBy), dictionaries);
    tables.add ("Only scored", ensembles (where.material, band, reported), dictionaries);
}

/** The stems of a song, by the dictionary that was trained through its updates for them. */
void addStems (Tables& tables, const MusicFolders& where)
{
    tables.section ("Stems of a band");
    const Names trio{ "piano", "bass", "drums" }, guitarTrio{ "guitar", "bass", "drums" };
    tables.add ("Five songs, `mdb_*`, used to choose the training set",
                songs (where.data, { "vocals", "drums", "bass", "guitar" }, true), { "band" });
    tables.add (joined (trio) + ", rendered, which stopped the training",
                ensembles (where.material, trio, chosenBy), { "band", "piano-bass-drums" });
    tables.add (joined (trio) + ", rendered, only scored", ensembles (where.material, trio, reported),
                { "band", "piano-bass-drums" });
    tables.add (joined (guitarTrio) + ", rendered, only scored",
                ensembles (where.material, guitarTrio, reported), { "band" });
}

void addSong (Tables& tables, const MusicFolders& where)
{
    tables.section ("Voice and guitar");
    const Names duet{ "voice", "guitar" }, dictionaries{ "voice-guitar" };
    tables.add ("Rendered choir and guitar, used to choose the settings",
                ensembles (where.material, duet, chosenBy), dictionaries);
    tables.add ("Rendered choir and guitar, only scored", ensembles (where.material, duet, reported),
                dictionaries);
    tables.add ("A held-out singer and a rendered guitar, used to choose the settings",
                sungDuets (where.data, where.material, chosenBy), dictionaries);
    tables.add ("The same segments of the singer over other guitars, only scored",
                sungDuets (where.data, where.material, reported), dictionaries);
    tables.add ("Voice and guitars of five songs, `mdb_*`, used to choose the settings",
                songs (where.data, duet, true), dictionaries);
}
} // namespace

std::string musicTables (const MusicFolders& where)
{
    Tables tables (where);
    addDrums (tables, where);
    addSaxophoneAndPiano (tables, where);
    addPiano (tables, where);
    addBass (tables, where);
    addGuitar (tables, where);
    addWinds (tables, where);
    addStrings (tables, where);
    addVocals (tables, where);
    addBand (tables, where);
    addStems (tables, where);
    addSong (tables, where);
    return tables.markdown();
}

} // namespace unbraid::quality

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes Docs/Scores.md: what the shipped dictionaries and their settings give on the development sets, beside the
// mixture itself, fixed filters and the oracle mask.
//     development_scores DATA LOOPS DICTIONARIES OUTPUT
#include "Core/SeparatorSettings.h"
#include "Evaluation/BandFilters.h"
#include "Evaluation/HighPass.h"
#include "Files/DictionaryFile.h"
#include "Quality/Scoring.h"
#include "Quality/SpeechVariants.h"
#include "Quality/Table.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>

using namespace unbraid;
using namespace unbraid::quality;
namespace fs = std::filesystem;

namespace
{
using Estimator = std::function<std::vector<Eigen::VectorXf> (const Mixture&)>;

/** The value, or the end of the program with its error. */
template <class T>
T orExit (core::Result<T> result)
{
    if (result.ok())
        return std::move (result).value();
    std::cerr << result.error().message() << '\n';
    std::exit (1);
}

Estimator unprocessed()
{
    return [] (const Mixture& m) { return std::vector<Eigen::VectorXf> (m.stems.size(), m.mixture); };
}

Estimator fixedHighPass()
{
    return [] (const Mixture& m)
    {
        return std::vector<Eigen::VectorXf> (m.stems.size(),
                                             orExit (evaluation::fixedHighPass (m.mixture, m.sampleRateHz)));
    };
}

/** Three fixed bands: below 150 Hz, between, above 6 kHz, for kick, snare and hi-hat. */
Estimator fixedBands()
{
    return [] (const Mixture& m)
    {
        const double low = evaluation::lowBandEdgeHz, high = evaluation::highBandEdgeHz;
        return std::vector<Eigen::VectorXf>{
            orExit (evaluation::lowPass (m.mixture, m.sampleRateHz, low)),
            orExit (evaluation::bandPass (m.mixture, m.sampleRateHz, low, high)),
            orExit (evaluation::highPass (m.mixture, m.sampleRateHz, high))
        };
    };
}

Estimator oracle (const core::Dictionary& dictionary, core::LatencyMode mode = core::LatencyMode::balanced)
{
    const double window = static_cast<double> (dictionary.window) / dictionary.sampleRateHz;
    return [=] (const Mixture& m)
    { return oracleWiener (m, orExit (core::frameGeometry (m.sampleRateHz, mode, window))); };
}

/** The engine: the estimate of each stem is the source of its name. */
Estimator engine (const core::Dictionary& dictionary, const core::SeparatorSettings& settings,
                  core::LatencyMode mode = core::LatencyMode::balanced)
{
    return [=] (const Mixture& m)
    {
        core::Separator separator;
        const core::SeparatorSpec spec{ m.sampleRateHz, 1, mode, core::residualAtomsFromMixer (dictionary) };
        orExit (separator.prepare (spec, dictionary, settings));
        const auto sources = separateAll (separator, m.mixture);
        std::vector<Eigen::VectorXf> estimates;
        for (const auto& name : m.sourceNames)
            for (size_t source = 0; source < sources.size(); ++source)
                if (separator.sourceNames()[source] == name)
                    estimates.push_back (sources[source]);
        return estimates;
    };
}

Estimator preset (const core::Dictionary& dictionary, core::LatencyMode mode = core::LatencyMode::balanced)
{
    return engine (dictionary, core::settingsFromMixer (dictionary), mode);
}

/** Means of the speech scores, by SNR: columns -5 .. 15, all up to 5 dB, all. */
void addSpeechRow (Table& table, const std::string& label, const std::vector<Mixture>& mixtures,
                   const Estimator& estimate)
{
    std::map<int, SpeechMeans> bySnr;
    SpeechMeans upTo5, all;
    for (const auto& mixture : mixtures)
    {
        const auto scores = score (mixture.stems[0], estimate (mixture)[0], mixture.sampleRateHz, true);
        bySnr[static_cast<int> (std::lround (mixture.snrDb))].add (scores);
        all.add (scores);
        if (mixture.snrDb < 5.5)
            upTo5.add (scores);
    }
    std::vector<std::string> cells{ label };
    if (bySnr.size() == 5) // the mixtures of our own: five SNRs
        for (const auto& [snr, means] : bySnr)
            cells.push_back (decibels (means.siSdrDb()));
    for (const auto& means : { upTo5, all })
        cells.insert (cells.end(), { decibels (means.siSdrDb()), threeDigits (means.stoi()),
                                     threeDigits (means.estoi()) });
    table.add (cells);
    std::cerr << label << '\n';
}

const std::vector<std::string> speechHead{
    "speech",       "-5 dB", "0 dB",  "5 dB",        "10 dB", "15 dB",
    "<= 5: SI-SDR", "STOI",  "ESTOI", "all: SI-SDR", "STOI",  "ESTOI"
};
const std::vector<std::string> pairsHead{ "speech", "<= 5 dB: SI-SDR", "STOI", "ESTOI", "all: SI-SDR", "STOI",
                                          "ESTOI" };

void addBaselines (Table& table, const std::vector<Mixture>& mixtures, const core::Dictionary& dictionary)
{
    addSpeechRow (table, "mixture", mixtures, unprocessed());
    addSpeechRow (table, "60 Hz high-pass", mixtures, fixedHighPass());
    addSpeechRow (table, "oracle Wiener mask", mixtures, oracle (dictionary));
}

std::string speechTables (const fs::path& data, const core::Dictionary& kl, const core::Dictionary& is)
{
    const auto mixtures = orExit (noisyVoices (data));
    std::ostringstream text;
    Table presets (speechHead);
    addBaselines (presets, mixtures, kl);
    for (const auto mode : { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
    {
        addSpeechRow (presets, std::string ("`speech`, ") + core::toString (mode), mixtures,
                      preset (kl, mode));
        addSpeechRow (presets, std::string ("`speech-is`, ") + core::toString (mode), mixtures,
                      preset (is, mode));
    }
    text << "### 100 mixtures of our own, -5 to 15 dB\n\nUsed to choose the defaults: SI-SDR in dB.\n\n"
         << presets.markdown();

    Table variants (speechHead);
    for (const auto& variant : speechVariants (data, kl, is))
        addSpeechRow (variants, variant.label, mixtures, engine (variant.dictionary, variant.settings));
    text << "\n### One thing changed at a time\n\n" << variants.markdown();

    const auto pairs = orExit (developmentPairs (data));
    Table scored (pairsHead);
    addBaselines (scored, pairs, kl);
    addSpeechRow (scored, "`speech`", pairs, preset (kl));
    addSpeechRow (scored, "`speech-is`", pairs, preset (is));
    text << "\n### `dev_pairs`, scored once with the defaults\n\n" << scored.markdown();
    return text.str();
}

/** Mean SI-SDR of each source, above 80 Hz. */
void addMusicRow (Table& table, const std::string& label, const std::vector<Mixture>& mixtures,
                  const Estimator& estimate)
{
    std::vector<double> sums (mixtures.front().stems.size(), 0.0);
    for (const auto& mixture : mixtures)
    {
        const auto estimates = estimate (mixture);
        for (size_t stem = 0; stem < sums.size(); ++stem)
            sums[stem] += score (mixture.stems[stem], estimates[stem], mixture.sampleRateHz, false).siSdrDb;
    }
    std::vector<std::string> cells{ label };
    for (const double sum : sums)
        cells.push_back (decibels (sum / static_cast<double> (mixtures.size())));
    table.add (cells);
    std::cerr << label << '\n';
}

std::string drumTable (const std::vector<Mixture>& mixtures, const core::Dictionary& kl,
                       const core::Dictionary& is)
{
    Table table ({ "SI-SDR, dB", "kick", "snare", "hi-hat" });
    addMusicRow (table, "mixture", mixtures, unprocessed());
    addMusicRow (table, "three fixed bands", mixtures, fixedBands());
    addMusicRow (table, "oracle Wiener mask", mixtures, oracle (kl));
    for (const auto mode : { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
    {
        addMusicRow (table, std::string ("`drums`, ") + core::toString (mode), mixtures, preset (kl, mode));
        addMusicRow (table, std::string ("`drums-is`, ") + core::toString (mode), mixtures,
                     preset (is, mode));
    }
    return table.markdown();
}

std::string noteTable (const std::vector<Mixture>& mixtures, const core::Dictionary& duo)
{
    Table table ({ "SI-SDR, dB", "saxophone", "piano" });
    addMusicRow (table, "mixture", mixtures, unprocessed());
    addMusicRow (table, "oracle Wiener mask", mixtures, oracle (duo));
    for (const auto mode : { core::LatencyMode::low, core::LatencyMode::balanced, core::LatencyMode::high })
        addMusicRow (table, std::string ("`piano-saxophone`, ") + core::toString (mode), mixtures,
                     preset (duo, mode));
    return table.markdown();
}
/** What stands above the tables, kept from the page that is there: it is written by hand. */
std::string introduction (const fs::path& page)
{
    std::ifstream file (page);
    std::ostringstream all;
    all << file.rdbuf();
    const auto text = all.str();
    const auto tables = text.find ("\n## Speech");
    return tables == std::string::npos ? "# Scores\n" : text.substr (0, tables);
}
} // namespace

int main (int argc, char** argv)
{
    if (argc != 5)
    {
        std::cerr << "use: development_scores DATA LOOPS DICTIONARIES OUTPUT\n";
        return 2;
    }
    const fs::path data = argv[1], loops = argv[2], dictionaries = argv[3];
    auto factory = [&] (const char* name)
    { return orExit (files::loadDictionary (dictionaries / (std::string (name) + ".safetensors"))); };

    std::ostringstream text;
    text << introduction (argv[4]) << "\n## Speech\n\n"
         << speechTables (data, factory ("speech"), factory ("speech-is"))
         << "\n## Drums\n\n### Loops of eight rendered kits, used to choose the defaults\n\n"
         << drumTable (orExit (renderedDrums (loops)), factory ("drums"), factory ("drums-is"))
         << "\n### `nmfd_funky`, a kit that chose and trained nothing\n\n"
         << drumTable (orExit (funkyDrums (data)), factory ("drums"), factory ("drums-is"))
         << "\n## Saxophone and piano, pairs of held-out notes\n\n### Notes used to choose the defaults\n\n"
         << noteTable (orExit (notePairs (data, NoteSet::development)), factory ("piano-saxophone"))
         << "\n### Notes only scored\n\n"
         << noteTable (orExit (notePairs (data, NoteSet::test)), factory ("piano-saxophone"))
         << "\n### The piano's four scored notes together, with each of the saxophone's\n\n"
         << noteTable (orExit (noteChords (data, NoteSet::test)), factory ("piano-saxophone"));
    std::ofstream (argv[4]) << text.str();
    return 0;
}

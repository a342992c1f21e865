// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Cli/Pictures/DictionaryText.h"

#include "Cli/Console/Console.h"
#include "Cli/Pictures/AtomLevels.h"
#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Guidance/NoteName.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace unbraid::cli
{

namespace
{
constexpr size_t labelWidth = 12;

/** As few digits as say the number. */
std::string number (double value)
{
    std::array<char, 64> digits{};
    return { digits.data(), std::to_chars (digits.data(), digits.data() + digits.size(), value).ptr };
}

std::string milliseconds (Eigen::Index samples, double sampleRateHz)
{
    const double ms = 1000.0 * static_cast<double> (samples) / sampleRateHz;
    return number (std::round (10.0 * ms) / 10.0) + " ms";
}

std::string line (std::string label, const std::string& content)
{
    label.resize (labelWidth, ' ');
    return label + (content.empty() ? "-" : oneLine (content)) + "\n";
}

std::ptrdiff_t numOnsetAtoms (const core::Source& source)
{
    return std::count (source.onsets.begin(), source.onsets.end(), 1);
}

std::string sourceText (const core::Source& source)
{
    std::string text = source.name + ", " + counted (source.numAtoms, "atom");
    if (const auto pitches = pitchesOf (source); ! pitches.empty())
        text += ", " + counted (static_cast<std::int64_t> (pitches.size()), "pitch", "pitches") + " " +
                core::noteName (pitches.front()) + " to " + core::noteName (pitches.back());
    if (const auto count = numOnsetAtoms (source); count > 0)
        text += ", " + std::to_string (count) + " of them for onsets";
    if (! source.isTarget)
        text += ", not a target";
    if (source.defaultGainDb != 0.0f)
        text += ", " + number (static_cast<double> (source.defaultGainDb)) + " dB";
    return text;
}

std::string mixerText (const core::Dictionary& dictionary)
{
    std::string text;
    for (const auto& [key, value] : dictionary.mixer)
        text += (text.empty() ? "" : ", ") + key + " = " + number (value);
    return text;
}

Json sourceJson (const core::Source& source)
{
    Json json{ { "name", source.name },
               { "atoms", source.numAtoms },
               { "first_atom", source.firstAtom },
               { "target", source.isTarget },
               { "default_gain_db", source.defaultGainDb } };
    if (const auto pitches = pitchesOf (source); ! pitches.empty())
        json["pitches"] =
            Json{ { "lowest", pitches.front() }, { "highest", pitches.back() }, { "count", pitches.size() } };
    json["onset_atoms"] = numOnsetAtoms (source);
    return json;
}

std::string rowsText (const core::Encoder& encoder)
{
    return encoder.rows ? " fed by " + std::to_string (encoder.rows->numUnits()) + " of each row" : "";
}

std::string memoryText (const core::Encoder& encoder)
{
    return encoder.slow ? " and a slow memory of " + std::to_string (encoder.slow->numUnits()) : "";
}

std::string longWindowText (const core::Unfolding& unfolding)
{
    return unfolding.longWindow ? " and a long window on the lowest " +
                                      std::to_string (unfolding.longWindow->numRows()) + " rows"
                                : "";
}

std::string refinerText (const core::Unfolding& unfolding)
{
    if (! unfolding.refiner)
        return "";
    const float boundDb = unfolding.refiner->boundDb;
    return "; masks looked over by " + std::to_string (unfolding.refiner->rows.numUnits()) + " of each row" +
           (boundDb > 0.0f ? ", by " + core::numberText (boundDb) + " dB at most" : "");
}

/** "2 updates, each with a matrix of its own, from what 2 x 192 recurrent units propose". */
std::string unfoldingText (const core::Dictionary& dictionary)
{
    if (! dictionary.unfolding)
        return "none";
    const auto& unfolding = *dictionary.unfolding;
    std::string text = counted (static_cast<std::int64_t> (unfolding.layers.size()), "update") +
                       ", each with a matrix of its own, from ";
    if (! unfolding.encoder)
        return text + "the last frame's activations";
    return text + "what " + std::to_string (unfolding.encoder->layers.size()) + " x " +
           std::to_string (unfolding.encoder->numUnits()) + " recurrent units propose" +
           rowsText (*unfolding.encoder) + memoryText (*unfolding.encoder) + longWindowText (unfolding) +
           refinerText (unfolding);
}

Eigen::Index numTemplates (const core::Dictionary& dictionary)
{
    Eigen::Index count = 0;
    for (Eigen::Index atom = 0; atom < dictionary.numAtoms(); ++atom)
        count += core::hasTail (dictionary, atom) ? 1 : 0;
    return count;
}

/** "12 of 20 atoms go on, for 40 frames of 5 ms". */
std::string tailsText (const core::Dictionary& dictionary)
{
    if (dictionary.tails.empty())
        return "none";
    const double hopMs = 1000.0 * static_cast<double> (dictionary.hop) / dictionary.sampleRateHz;
    return std::to_string (numTemplates (dictionary)) + " of " + std::to_string (dictionary.numAtoms()) +
           " atoms go on, for " + std::to_string (1 + dictionary.tails.size()) + " frames of " +
           fixedPoint (hopMs, 0) + " ms";
}

/** Null for a plain dictionary; 0 units where a part is not there. */
Json unfoldingJson (const core::Dictionary& dictionary)
{
    if (! dictionary.unfolding)
        return nullptr;
    const auto& unfolding = *dictionary.unfolding;
    Json json{ { "updates", unfolding.layers.size() },
               { "floor_atom", unfolding.hasFloorAtom },
               { "skips_unheard_rows", unfolding.skipsUnheardRows },
               { "refiner_units", unfolding.refiner ? unfolding.refiner->rows.numUnits() : 0 } };
    if (unfolding.refiner && unfolding.refiner->boundDb > 0.0f)
        json["refiner_bound_db"] = unfolding.refiner->boundDb;
    if (unfolding.encoder)
        json["encoder"] =
            Json{ { "layers", unfolding.encoder->layers.size() },
                  { "units", unfolding.encoder->numUnits() },
                  { "long_rows", unfolding.longWindow ? unfolding.longWindow->numRows() : 0 },
                  { "slow_units", unfolding.encoder->slow ? unfolding.encoder->slow->numUnits() : 0 },
                  { "row_units", unfolding.encoder->rows ? unfolding.encoder->rows->numUnits() : 0 } };
    return json;
}
} // namespace

std::string geometryText (const core::Dictionary& dictionary)
{
    return number (dictionary.sampleRateHz / 1000.0) + " kHz, window " +
           milliseconds (dictionary.window, dictionary.sampleRateHz) + ", hop " +
           milliseconds (dictionary.hop, dictionary.sampleRateHz);
}

std::string divergenceText (const core::Dictionary& dictionary)
{
    const float beta = dictionary.divergenceBeta;
    return beta == 0.0f   ? "Itakura-Saito"
           : beta == 1.0f ? "Kullback-Leibler"
           : beta == 2.0f ? "Euclidean"
                          : "beta " + number (std::round (1e4 * static_cast<double> (beta)) / 1e4);
}

std::string spectrumText (const core::Dictionary& dictionary)
{
    return dictionary.spectrum == core::Spectrum::power ? "power spectrum" : "magnitude spectrum";
}

std::string asText (const core::Dictionary& dictionary)
{
    std::string text;
    for (size_t s = 0; s < dictionary.sources.size(); ++s)
        text += line (s == 0 ? "sources" : "", sourceText (dictionary.sources[s]));
    for (const auto& branch : dictionary.branches)
        for (const auto& source : branch.dictionary->sources)
            text += line (branch.source, sourceText (source));
    const auto& hz = dictionary.frequenciesHz;
    const double exponent = std::round (1e4 * static_cast<double> (dictionary.maskExponent)) / 1e4;
    text += line ("geometry", geometryText (dictionary) + ", " + dictionary.windowShape);
    text += line (dictionary.rows == core::Rows::bands ? "bands" : "bins",
                  std::to_string (dictionary.numBins()) + ", " + fixedPoint (hz[0], 0) + " to " +
                      fixedPoint (hz[hz.size() - 1], 0) + " Hz");
    text += line ("method", divergenceText (dictionary) + ", " + spectrumText (dictionary) +
                                ", mask exponent " + number (exponent));
    text += line ("dynamics", dictionary.dynamics.values.empty()
                                  ? "none"
                                  : counted (static_cast<std::int64_t> (dictionary.dynamics.values.size()),
                                             "transition"));
    text += line ("unfolded", unfoldingText (dictionary));
    text += line ("convolutive", tailsText (dictionary));
    text += line ("modes", joined (core::servedModes (dictionary)));
    text += line ("mixer", mixerText (dictionary));
    text += line ("licence", dictionary.licence);
    text += line ("trained on", dictionary.trainedOn);
    text += line ("command", dictionary.command);
    return text;
}

Json asJson (const core::Dictionary& dictionary)
{
    const auto& hz = dictionary.frequenciesHz;
    Json json{ { "sample_rate_hz", dictionary.sampleRateHz },
               { "window", dictionary.window },
               { "hop", dictionary.hop },
               { "window_shape", dictionary.windowShape },
               { "spectrum", dictionary.spectrum == core::Spectrum::power ? "power" : "magnitude" },
               { "divergence_beta", dictionary.divergenceBeta },
               { "mask_exponent", dictionary.maskExponent },
               { "rows", dictionary.rows == core::Rows::bands ? "bands" : "bins" },
               { "bins", dictionary.numBins() },
               { "atoms", dictionary.numAtoms() },
               { "lowest_hz", hz[0] },
               { "highest_hz", hz[hz.size() - 1] },
               { "transitions", dictionary.dynamics.values.size() },
               { "unfolded", unfoldingJson (dictionary) },
               { "lags", 1 + dictionary.tails.size() },
               { "templates", numTemplates (dictionary) },
               { "modes", core::servedModes (dictionary) },
               { "mixer", dictionary.mixer },
               { "licence", dictionary.licence },
               { "trained_on", dictionary.trainedOn },
               { "command", dictionary.command } };
    for (const auto& source : dictionary.sources)
        json["sources"].push_back (sourceJson (source));
    for (const auto& branch : dictionary.branches)
        json["branches"][branch.source] = asJson (*branch.dictionary);
    return json;
}

} // namespace unbraid::cli

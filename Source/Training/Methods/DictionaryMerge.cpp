// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Methods/DictionaryMerge.h"

#include "Core/Factorisation/Dictionary/ModelKind.h"
#include "Training/Material/Segment.h"
#include "Training/Methods/LearnedSource.h"

#include <algorithm>

namespace unbraid::training
{

namespace
{
constexpr float frequencyTolerance = 1e-6f; // of the highest: a few roundings to float
constexpr const char* unknownLicence = "learned by its user, no licence stated";

/** Columns of W that make room for others. */
struct Gap
{
    Eigen::Index first = 0;
    Eigen::Index numLeaving = 0;
    Eigen::Index numComing = 0;

    [[nodiscard]] Eigen::Index end() const { return first + numLeaving; }
    [[nodiscard]] Eigen::Index shift() const { return numComing - numLeaving; }
    [[nodiscard]] bool swallows (Eigen::Index atom) const { return atom >= first && atom < end(); }
    [[nodiscard]] int moved (int atom) const { return atom + static_cast<int> (atom < first ? 0 : shift()); }
};

core::Error doesNotFit (const std::string& where, const std::string& found, const std::string& allowed)
{
    return { "the learned source does not fit the dictionary", where, found, allowed };
}

const char* nameOf (core::Spectrum spectrum)
{
    return spectrum == core::Spectrum::power ? "power" : "magnitude";
}

/** The matrices of an unfolded dictionary were trained together and cannot be replaced one by one; learned sources
    have no tails. */
core::Status checkPlain (const core::Dictionary& base)
{
    if (core::modelTraits (base).isExtensible)
        return core::Done{};
    return doesNotFit ("dictionary", core::modelKind (base).withArticle(),
                       "a plain dictionary, such as speech-plain");
}

core::Status checkWindow (const core::Dictionary& base, Eigen::Index window, double sampleRateHz)
{
    const auto text = [] (Eigen::Index length, double rateHz)
    { return std::to_string (length) + " samples at " + core::numberText (rateHz) + " Hz"; };
    if (window == base.window && sampleRateHz == base.sampleRateHz)
        return core::Done{};
    return doesNotFit ("window", text (window, sampleRateHz), text (base.window, base.sampleRateHz));
}

core::Status checkBins (const core::Dictionary& base, const Eigen::VectorXf& frequenciesHz)
{
    const Eigen::VectorXf& rows = base.frequenciesHz;
    if (frequenciesHz.size() != rows.size())
        return doesNotFit ("frequencies", std::to_string (frequenciesHz.size()) + " bins",
                           std::to_string (rows.size()) + ", as the dictionary has");
    Eigen::Index bin = 0;
    if ((frequenciesHz - rows).cwiseAbs().maxCoeff (&bin) > frequencyTolerance * rows.maxCoeff())
        return doesNotFit ("frequencies[" + std::to_string (bin) + "]",
                           core::numberText (frequenciesHz[bin]) + " Hz",
                           core::numberText (rows[bin]) + " Hz, as the dictionary has");
    return core::Done{};
}

core::Status checkFit (const core::Dictionary& base, const core::Dictionary& learned)
{
    if (learned.sources.size() != 1)
        return doesNotFit ("sources", std::to_string (learned.sources.size()), "1");
    if (learned.spectrum != base.spectrum)
        return doesNotFit ("spectrum", nameOf (learned.spectrum), nameOf (base.spectrum));
    if (auto checked = checkWindow (base, learned.window, learned.sampleRateHz); ! checked.ok())
        return checked;
    return checkBins (base, learned.frequenciesHz);
}

/** Replaces the source of the same name by the learned one, or appends it, and moves the ones behind it. */
Gap insertSource (const core::Source& learned, Eigen::Index numAtoms, std::vector<core::Source>& sources)
{
    auto slot = std::find_if (sources.begin(), sources.end(),
                              [&] (const core::Source& source) { return source.name == learned.name; });
    const bool isNew = slot == sources.end();
    const Gap gap{ isNew ? numAtoms : slot->firstAtom, isNew ? 0 : slot->numAtoms, learned.numAtoms };
    const float gainDb = isNew ? learned.defaultGainDb : slot->defaultGainDb;
    if (isNew)
        slot = sources.insert (sources.end(), learned);
    *slot = learned;
    slot->firstAtom = gap.first;
    slot->defaultGainDb = gainDb;
    for (++slot; slot != sources.end(); ++slot)
        slot->firstAtom += gap.shift();
    return gap;
}

Eigen::MatrixXf insertAtoms (const Eigen::MatrixXf& base, const Eigen::MatrixXf& learned, const Gap& gap)
{
    Eigen::MatrixXf atoms (base.rows(), base.cols() + gap.shift());
    const Eigen::Index numBehind = base.cols() - gap.end();
    atoms.leftCols (gap.first) = base.leftCols (gap.first);
    atoms.middleCols (gap.first, gap.numComing) = learned;
    atoms.rightCols (numBehind) = base.rightCols (numBehind);
    return atoms;
}

core::Transitions insertTransitions (const core::Transitions& base, const core::Transitions& learned,
                                     const Gap& gap)
{
    core::Transitions kept;
    for (size_t i = 0; i < base.values.size(); ++i)
    {
        if (gap.swallows (base.rows[i]) || gap.swallows (base.columns[i]))
            continue;
        kept.rows.push_back (gap.moved (base.rows[i]));
        kept.columns.push_back (gap.moved (base.columns[i]));
        kept.values.push_back (base.values[i]);
    }
    append (learned, gap.first, kept);
    return kept;
}

/** Adds what is to be said of a source, once, however often it is learned. */
void extend (const std::string& source, const std::string& added, std::string& text)
{
    const std::string clause = source + ": " + added;
    if (added.empty() || ("; " + text + ";").find ("; " + clause + ";") != std::string::npos)
        return;
    text += (text.empty() ? "" : "; ") + clause;
}
} // namespace

core::Result<TrainingSpec> specToExtend (const core::Dictionary& base)
{
    if (auto checked = checkPlain (base); ! checked.ok())
        return checked.error();
    TrainingSpec spec;
    spec.sampleRateHz = base.sampleRateHz;
    spec.windowSeconds = static_cast<double> (base.window) / base.sampleRateHz;
    spec.spectrum = base.spectrum;
    spec.divergenceBeta = base.divergenceBeta;
    spec.maskExponent = base.maskExponent;
    spec.learnDynamics = base.divergenceBeta == 0.0f && ! base.dynamics.values.empty();
    const auto geometry = trainingGeometry (spec);
    if (! geometry.ok())
        return geometry.error();
    if (auto checked = checkWindow (base, geometry.value().analysis, spec.sampleRateHz); ! checked.ok())
        return checked.error();
    if (auto checked = checkBins (base, core::binFrequencies (geometry.value(), geometry.value().numBins()));
        ! checked.ok())
        return checked.error();
    return spec;
}

core::Result<core::Dictionary> withLearnedSource (const core::Dictionary& base,
                                                  const core::Dictionary& learned)
{
    for (const auto& checked : { checkPlain (base), checkFit (base, learned) })
        if (! checked.ok())
            return checked.error();
    const core::Source& source = learned.sources.front();
    core::Dictionary merged = base;
    const Gap gap = insertSource (source, base.numAtoms(), merged.sources);
    merged.atoms = insertAtoms (base.atoms, learned.atoms, gap);
    merged.dynamics = insertTransitions (base.dynamics, learned.dynamics, gap);
    extend (source.name, learned.licence.empty() ? unknownLicence : learned.licence, merged.licence);
    extend (source.name, learned.trainedOn, merged.trainedOn);
    extend (source.name, learned.command, merged.command);
    if (auto valid = core::validate (merged); ! valid.ok())
        return valid.error();
    return merged;
}

} // namespace unbraid::training

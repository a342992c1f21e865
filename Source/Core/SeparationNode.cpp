// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/SeparationNode.h"

#include "Core/Factorisation/Dictionary/ServedModes.h"
#include "Core/Factorisation/Solvers/AtomAdapter.h"
#include "Core/Factorisation/Solvers/NoiseTracker.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace unbraid::core
{

namespace
{
constexpr Eigen::Index maxChannels = 8;
constexpr Eigen::Index maxResidualAtoms = 256;

Status checkMode (const SeparatorSpec& spec, const Dictionary& dictionary)
{
    if (serves (dictionary, spec.mode))
        return Done{};
    std::string allowed;
    for (const auto& mode : dictionary.modes)
        allowed += (allowed.empty() ? "" : ", ") + mode;
    return Error{ "the dictionary does not serve this latency mode", "mode", toString (spec.mode), allowed };
}

Status check (const SeparatorSpec& spec, const Dictionary& dictionary, const SeparatorSettings& settings)
{
    if (auto checked = validate (dictionary); ! checked.ok())
        return checked;
    if (spec.numChannels < 1 || spec.numChannels > maxChannels)
        return Error{ "the separator cannot be set up", "channels", std::to_string (spec.numChannels),
                      "1 to 8" };
    if (spec.residualAtoms < 0 || spec.residualAtoms > maxResidualAtoms)
        return Error{ "the separator cannot be set up", "residual atoms", std::to_string (spec.residualAtoms),
                      "0 to 256" };
    if (! (spec.stagger >= 0.0 && spec.stagger < 1.0))
        return Error{ "the separator cannot be set up", "stagger", numberText (spec.stagger),
                      "0 to below 1" };
    if (auto served = checkMode (spec, dictionary); ! served.ok())
        return served;
    if (auto checked = checkSettings (settings.adaptation); ! checked.ok())
        return checked;
    if (auto checked = checkSettings (settings.noteAdaptation); ! checked.ok())
        return checked;
    return checkSettings (settings.noiseTracking);
}

std::vector<std::string> namesOf (const Dictionary& dictionary, Eigen::Index numSources)
{
    std::vector<std::string> names;
    for (const auto& source : dictionary.sources)
        names.push_back (source.name);
    if (static_cast<Eigen::Index> (names.size()) < numSources)
        names.emplace_back ("residual");
    return names;
}

/** The source of that name; -1: there is none. */
Eigen::Index placeOf (std::string_view name, const std::vector<std::string>& names)
{
    const auto found = std::find (names.begin(), names.end(), name);
    return found != names.end() ? found - names.begin() : -1;
}

/** What is taken for a source where it is silent is mostly of its nearest relative: a lead guitar for a voice. */
Eigen::Index relativeOf (Eigen::Index source, const std::vector<std::string>& names)
{
    constexpr std::array<std::string_view, 3> ofOther{ "vocals", "guitar", "piano" };
    const Eigen::Index other = placeOf ("other", names);
    const bool hasOne =
        std::find (ofOther.begin(), ofOther.end(), names[static_cast<size_t> (source)]) != ofOther.end();
    return hasOne && other >= 0 ? other : source;
}
} // namespace

Status SeparationNode::prepare (const SeparatorSpec& spec, const Dictionary& dictionary,
                                const SeparatorSettings& settings)
{
    if (auto checked = check (spec, dictionary, settings); ! checked.ok())
        return checked;
    auto made = makeModel (spec, dictionary, settings);
    if (! made.ok())
        return made.error();
    model = std::move (made).value();
    const ModelShape prepared = model->shape();
    names = namesOf (dictionary, prepared.numSources);
    masks.prepare (prepared.geometry.numBins(), prepared.numModelBins, prepared.numSources,
                   prepared.maskExponent, prepared.hopSeconds(), prepared.bands);
    residual.prepare (prepared.geometry.numBins(), numSources(), placeOf ("noise", names),
                      prepared.hopSeconds());
    setMasks (settings);
    isOn.assign (names.size(), true);
    relatives.clear();
    for (Eigen::Index source = 0; source < numSources(); ++source)
    {
        masks.setFloor (source, prepared.shareFloor);
        relatives.push_back (relativeOf (source, names));
    }
    wasFiltered = false;
    frameIsSilent = true;
    return Done{};
}

void SeparationNode::reset() noexcept
{
    model->reset();
    masks.reset();
    residual.reset();
    wasFiltered = false;
    frameIsSilent = true;
}

void SeparationNode::set (const SeparatorSettings& settings) noexcept
{
    model->set (settings);
    setMasks (settings);
}

void SeparationNode::setMasks (const SeparatorSettings& settings) noexcept
{
    masks.setSmoothing (settings.maskSmoothingSeconds);
    residual.setDepth (settings.quieterPausesDb);
}

void SeparationNode::setSourceEnabled (Eigen::Index source, bool shouldBeOn) noexcept
{
    isOn[static_cast<size_t> (source)] = shouldBeOn;
    for (Eigen::Index each = 0; each < numSources(); ++each) // the relatives of this one with it
        if (each == source || relatives[static_cast<size_t> (each)] == source)
            turn (each);
}

void SeparationNode::turn (Eigen::Index source) noexcept
{
    const Eigen::Index relative = relatives[static_cast<size_t> (source)];
    const bool isAlive = isOn[static_cast<size_t> (source)];
    const bool isGiven = ! isAlive && relative != source && isOn[static_cast<size_t> (relative)];
    masks.give (source, isGiven ? relative : source);
    model->setSourceEnabled (source, isAlive || isGiven);
    masks.setFloor (source, isAlive || isGiven ? model->shape().shareFloor : 0.0f);
}

void SeparationNode::explain (Eigen::Index number, const Eigen::MatrixXcf& newest,
                              const Eigen::MatrixXcf& mixture, bool isSilent) noexcept
{
    model->beginFrame (number, newest, isSilent);
    frameIsSilent = isSilent || ! model->explain (mixture);
    if (frameIsSilent)
        return;
    masks.update (model->estimate().sourceModels, model->estimate().binSpectrum);
    wasFiltered = residual.isOn() && isOn[static_cast<size_t> (residual.sourceOfNoise())];
    if (wasFiltered)
        residual.update (masks.gains(), mixture);
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Picture/PictureScope.h"

#include "Editor/Look/Words.h"

#include <algorithm>
#include <cmath>

namespace unbraid::editor
{

namespace
{
constexpr size_t maxEarlier = 8;

bool looksAlike (const plugin::DictionaryInfo& one, const plugin::DictionaryInfo& other)
{
    return one.number == other.number &&
           std::equal (one.sources.begin(), one.sources.end(), other.sources.begin(), other.sources.end(),
                       [] (const auto& a, const auto& b)
                       { return a.colour == b.colour && a.name == b.name; });
}
} // namespace

PictureScope::PictureScope (const PictureHistory& history)
    : past (history)
{
}

void PictureScope::setDictionary (const plugin::DictionaryInfo& dictionary)
{
    const bool isAlike = looksAlike (dictionary, current);
    if (! isAlike && dictionary.number != current.number)
    {
        earlier.push_front (current);
        if (earlier.size() > maxEarlier)
            earlier.pop_back();
        isolated = -1;
    }
    current = dictionary;
    if (! isAlike)
        changed (true);
}

void PictureScope::setAudible (std::vector<bool> audible)
{
    if (audible == lastAudible)
        return;
    lastAudible = std::move (audible);
    changed (true);
}

void PictureScope::isolate (int source)
{
    if (source == isolated)
        return;
    isolated = source;
    changed (true);
}

void PictureScope::setSpan (double wanted)
{
    const double limited = juce::jlimit (minSpan, maxSpan, wanted);
    if (juce::approximatelyEqual (limited, seconds))
        return;
    seconds = limited;
    pan (0.0);
    changed (false);
}

void PictureScope::setFrozen (bool shouldBe)
{
    if (shouldBe == frozen)
        return;
    frozen = shouldBe;
    frozenColumns = frozen ? past.columns() : PictureColumns();
    frozenEpoch = past.epoch();
    shift = 0.0;
    changed (false);
}

void PictureScope::pan (double by)
{
    const auto& shown = columns();
    const double maxShift =
        frozen && ! shown.empty() ? juce::jmax (0.0, now() - shown.front()->begin - seconds) : 0.0;
    const double wanted = juce::jlimit (0.0, maxShift, shift + by);
    if (juce::approximatelyEqual (wanted, shift))
        return;
    shift = wanted;
    changed (false);
}

void PictureScope::setStep (int wanted)
{
    columnStep = juce::jmax (1, wanted);
    changed (false);
}

const PictureColumns& PictureScope::columns() const noexcept
{
    return frozen ? frozenColumns : past.columns();
}

double PictureScope::now() const noexcept
{
    return columns().empty() ? 0.0 : columns().back()->end;
}

const PictureColumn* PictureScope::columnAt (double time) const
{
    const auto& shown = columns();
    const auto found =
        std::upper_bound (shown.begin(), shown.end(), time,
                          [] (double wanted, const auto& column) { return wanted < column->end; });
    return found == shown.end() || (*found)->begin > time ? nullptr : found->get();
}

double PictureScope::rateHz() const
{
    return columns().empty() ? 1.0 : columns().back()->rateHz;
}

std::int64_t PictureScope::positionAt (double time) const
{
    return static_cast<std::int64_t> (std::llround (time * rateHz()));
}

double PictureScope::timeOf (std::int64_t position) const
{
    return static_cast<double> (position) / rateHz();
}

const plugin::DictionaryInfo* PictureScope::infoOf (unsigned number) const
{
    if (current.number == number)
        return &current;
    const auto found = std::find_if (earlier.begin(), earlier.end(),
                                     [number] (const auto& info) { return info.number == number; });
    return found == earlier.end() ? nullptr : &*found;
}

int PictureScope::ownColour (unsigned number, int source) const
{
    const auto* info = infoOf (number);
    const auto index = static_cast<size_t> (source);
    return info != nullptr && index < info->sources.size() ? info->sources[index].colour : source + 1;
}

int PictureScope::shownColour (unsigned number, int source) const
{
    const bool isCurrent = number == current.number;
    if (isolated >= 0 && ! (isCurrent && source == isolated))
        return 0;
    const auto index = static_cast<size_t> (source);
    if (isCurrent && isolated < 0 && index < lastAudible.size() && ! lastAudible[index])
        return 0;
    return ownColour (number, source);
}

juce::String PictureScope::nameOf (unsigned number, int source) const
{
    const auto* info = infoOf (number);
    const auto index = static_cast<size_t> (source);
    return info != nullptr && index < info->sources.size() ? shownName (info->sources[index].name)
                                                           : "Source " + juce::String (source + 1);
}

unsigned PictureScope::look() const noexcept
{
    constexpr unsigned apart = 1u << 16u;
    return looks + apart * (frozen ? frozenEpoch : past.epoch());
}

void PictureScope::changed (bool isAnotherLook)
{
    if (isAnotherLook)
        ++looks;
    sendSynchronousChangeMessage();
}

} // namespace unbraid::editor

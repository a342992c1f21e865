// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Widgets/Dial.h"
#include "Editor/Widgets/Reduction.h"
#include "Plugin/Model/PresetModel.h"

namespace unbraid::editor
{

/** A level that is turned down as a dial: more reduction to the right. *Reduction*, or that of one source. */
class ReductionDial : public Dial
{
public:
    /** [message] */
    explicit ReductionDial (juce::RangedAudioParameter& parameter, const char* purpose = reductionPurpose);

    /** For *Reduction*. */
    void show (const plugin::DictionaryInfo& dictionary);

    /** Sources that it turns down, in words. */
    [[nodiscard]] const juce::String& name() const noexcept { return shownName; }

protected:
    [[nodiscard]] double shareOf (double value) const override
    {
        return shareOfReduction (value, getMinimum());
    }
    [[nodiscard]] double valueAt (double share) const override
    {
        return reductionAtShare (share, getMinimum());
    }

private:
    juce::String shownName;
};

} // namespace unbraid::editor

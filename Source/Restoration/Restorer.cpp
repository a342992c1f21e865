// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Restoration/Restorer.h"

#include "Restoration/ClickRemoval.h"

#include <array>
#include <cmath>

namespace unbraid::restoration
{

namespace
{
using Kind = DamageSettings::Search;

constexpr double off = -std::numeric_limits<double>::infinity(), sure = -off;
constexpr std::array searches{ core::OptionWord{ "off", off }, core::OptionWord{ "auto", sure } };
constexpr bool whole = true;

template <Search RestorationSpec::*search>
void setSearch (RestorationSpec& spec, double value)
{
    spec.*search = value == off    ? Search{ Kind::off, 0.0 }
                   : value == sure ? Search{ Kind::sure, 0.0 }
                                   : Search{ Kind::given, value };
}

template <auto member>
constexpr auto put = core::setMember<RestorationSpec, &RestorationSpec::settings, member>;

// { { name, value, lowest, highest, default, unit, help, whole, words }, member }
constexpr core::OptionRow<RestorationSpec> options[]{
    { { "clipping", "off|auto|DBFS", -60.0, 0.0, sure, "dB",
        "auto: where nothing but clipping explains it, at any level, for each channel and polarity; or all "
        "samples at or above a level are clipped",
        ! whole, searches },
      setSearch<&RestorationSpec::clipping> },
    { { "gaps", "off|auto|MS", 1.0, 1000.0 * longestGapSeconds, sure, "ms",
        "auto: zeros up to 30 ms long in which loud sound breaks off; or all runs of zeros between sound, up "
        "to a length of 250 ms",
        ! whole, searches },
      setSearch<&RestorationSpec::gaps> },
    { { "hum", "off|auto|HZ", 40.0, 70.0, off, "Hz",
        "Remove hum of the mains; auto: of 50 or 60 Hz, where nothing else explains it; or of a frequency",
        ! whole, searches },
      setSearch<&RestorationSpec::hum> },
    { { "clicks", "off|auto|N", 5.0, 1000.0, off, "",
        "Remove clicks; auto: where nothing else explains them; or all of N times the error of prediction, 5 "
        "to 1000",
        ! whole, searches },
      setSearch<&RestorationSpec::clicks> },
    { { "atoms", "K", 1.0, 256.0, 20.0, "", "Atoms learned from each segment of about nine seconds", whole },
      put<&RepairSettings::numAtoms> },
    { { "iterations", "N", 1.0, 1000.0, 30.0, "", "Iterations of the estimation (EM)", whole },
      put<&RepairSettings::iterations> },
};

DamageSettings damageSettings (const RestorationSpec& spec)
{
    return { .clipping = spec.clipping.kind,
             .clipLevel = static_cast<float> (std::pow (10.0, spec.clipping.number / 20.0)),
             .zeros = spec.gaps.kind,
             .zerosSeconds = 0.001 * spec.gaps.number,
             .gaps = spec.knownGaps };
}

/** Removes what lies over a channel's sound, and finds what is damaged in it. */
ChannelFindings examine (Eigen::Ref<Eigen::VectorXf> samples, double rateHz, const RestorationSpec& spec)
{
    ChannelFindings found;
    if (spec.clicks.kind != Kind::off)
    {
        ClickSettings clicks;
        if (spec.clicks.kind == Kind::given)
            clicks = { spec.clicks.number, false };
        found.clicks = findClicks (samples, rateHz, clicks);
        removeClicks (samples, rateHz, found.clicks);
    }
    if (spec.hum.kind != Kind::off)
        found.hum = removeHum (samples, rateHz, spec.hum.number);
    found.damage = findDamage (samples, rateHz, damageSettings (spec));
    return found;
}
} // namespace

std::span<const core::OptionRow<RestorationSpec>> restorationOptions() noexcept
{
    return options;
}

core::Result<std::vector<ChannelFindings>> restore (Eigen::MatrixXf& samples, double sampleRateHz,
                                                    const RestorationSpec& spec,
                                                    const core::Progress& onProgress)
{
    std::vector<ChannelFindings> findings;
    std::vector<SampleStates> states;
    for (Eigen::Index channel = 0; channel < samples.cols(); ++channel)
    {
        findings.push_back (examine (samples.col (channel), sampleRateHz, spec));
        states.push_back (findings.back().damage.states);
    }
    auto settings = spec.settings;
    settings.frameLength = repairFrameLength (sampleRateHz);
    if (auto repaired = repairRecording (samples, states, settings, onProgress); ! repaired.ok())
        return repaired.error();
    return findings;
}

} // namespace unbraid::restoration

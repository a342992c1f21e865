// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unit/Core/SeparatorRun.h"

#include <algorithm>

namespace unbraid::test
{

/** The speech preset's kind of dictionary: Kullback-Leibler, magnitudes, one atom of noise. Its random atoms
    are smooth over Hz, as a window's lobes make real ones, so that they are the same at every rate. */
inline core::Dictionary speechDictionary()
{
    constexpr Eigen::Index width = 8;
    constexpr float contrast = 3.0f; // for what smoothing levels out
    auto dictionary = randomDictionary (1, 1.0f, core::Spectrum::magnitude, 6, 1);
    const Eigen::MatrixXf rough = dictionary.atoms.array().log();
    for (Eigen::Index bin = 0; bin < rough.rows(); ++bin)
    {
        const Eigen::Index first = std::clamp<Eigen::Index> (bin - width / 2, 0, rough.rows() - width);
        dictionary.atoms.row (bin) =
            (contrast * rough.middleRows (first, width).colwise().mean()).array().exp();
    }
    core::normaliseAtoms (dictionary.atoms);
    return dictionary;
}

/** That preset's settings: the noise atom tracks. */
inline core::SeparatorSettings trackingSettings()
{
    core::SeparatorSettings settings;
    settings.solver.updates = 2;
    settings.noiseTracking = { true, 0.3f, 1.5f };
    return settings;
}

/** Settings under which the noise atoms adapt within seconds. */
inline core::SeparatorSettings adaptingSettings()
{
    core::SeparatorSettings settings;
    settings.adaptation = { true, 0.1f, 5.0f };
    return settings;
}

inline core::SeparatorSettings frozen (core::SeparatorSettings settings)
{
    settings.frozen = true;
    return settings;
}

inline Eigen::VectorXf copied (const core::Separator& separator)
{
    Eigen::VectorXf values (separator.adaptedSize());
    separator.copyAdapted (values.data());
    return values;
}

inline core::AdaptedAtoms adapted (const core::Separator& separator)
{
    return separator.adaptedFrom (copied (separator).data());
}

} // namespace unbraid::test

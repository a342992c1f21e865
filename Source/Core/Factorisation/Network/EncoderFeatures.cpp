// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Network/EncoderFeatures.h"

#include <cmath>
#include <numbers>

namespace unbraid::core
{

namespace
{
constexpr double riseSeconds = 0.1; // of the level
constexpr double fallSeconds = 2.0;
constexpr double sinkSeconds = 0.05; // of the floor
constexpr double growthDbPerSecond = 4.0;
constexpr auto decade = static_cast<float> (0.5 / std::numbers::ln10); // log10 (x^2) / 2 of ln (x^2)

float shareIn (double hopSeconds, double timeSeconds)
{
    return static_cast<float> (1.0 - std::exp (-hopSeconds / timeSeconds));
}
} // namespace

FeatureRates featureRates (double hopSeconds)
{
    return { shareIn (hopSeconds, riseSeconds), shareIn (hopSeconds, fallSeconds),
             shareIn (hopSeconds, sinkSeconds),
             static_cast<float> (std::pow (10.0, hopSeconds * growthDbPerSecond / 20.0)) };
}

void compareWithLevel (Eigen::Ref<Eigen::ArrayXXf> values, float level) noexcept
{
    values = ((values / level).square() + minFeatureOverLevel).log() * decade + featureCentre;
}

void EncoderFeatures::prepare (Eigen::Index numRows, Eigen::Index numFeatures, double hopSeconds)
{
    usesFloor = numFeatures > numRows;
    rates = featureRates (hopSeconds);
    floors.setZero (usesFloor ? numRows : 0);
    reset();
}

void EncoderFeatures::reset() noexcept
{
    isFirst = true;
}

void EncoderFeatures::process (const Eigen::VectorXf& rows, float mean, Eigen::VectorXf& features) noexcept
{
    followLevel (mean);
    const Eigen::Index numRows = rows.size();
    features.head (numRows) = rows;
    compareWithLevel (features.head (numRows).array(), level);
    if (usesFloor)
    {
        followFloor (rows);
        features.segment (numRows, numRows) = ((rows.array() / floors).square() + 1.0f).log() * decade;
    }
    isFirst = false;
}

void EncoderFeatures::followLevel (float mean) noexcept
{
    level = isFirst ? mean : level + (mean > level ? rates.rising : rates.falling) * (mean - level);
}

void EncoderFeatures::followFloor (const Eigen::VectorXf& rows) noexcept
{
    const auto values = rows.array();
    if (isFirst)
        floors = values;
    else
        floors = (values < floors)
                     .select (floors + rates.sinking * (values - floors), values.min (floors * rates.growth));
    floors = floors.max (minFeatureFloor * level);
}

} // namespace unbraid::core

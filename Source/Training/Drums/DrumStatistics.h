// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Written by Resources/Dictionaries/Recipes/drum_names.py, from these kits: gogodze, pearlmaster, uzu, electricempire, ludwig, pacific, salamander, sonor, muldjord, sonic-pi-rock, sonic-pi-electric.
#pragma once

#include <array>

namespace unbraid::training
{

// clang-format off
constexpr int numDrums = 5;
constexpr int numDrumFeatures = 24;
constexpr std::array<const char*, numDrums> drumNames{ "kick", "snare", "hi-hat", "toms", "cymbals" };

/** Standard deviation of each feature among hits of one drum of one kit. */
constexpr std::array<float, numDrumFeatures> drumFeatureScales{
    7.03862f, 6.05035f, 5.50036f, 4.9732f, 4.71924f, 4.80647f, 5.42986f, 5.67997f,
    5.23829f, 6.69442f, 6.3697f, 5.76512f, 5.48453f, 5.83662f, 6.56454f, 6.8497f,
    7.08381f, 7.05693f, 0.444165f, 0.678716f, 5.01222f, 2.68128f, 2.47395f, 0.597818f
};

/** A row for each drum: its log likelihood is weights * features + offset, but for a constant, divided by 3.8. */
constexpr std::array<float, numDrums * numDrumFeatures> drumWeights{
    0.00832582f, 0.0146222f, -0.0503787f, -0.0772472f, -0.0827583f, -0.106633f, -0.0920474f, -0.209362f,
    -0.407594f, -0.00212701f, 0.00604628f, -0.00700793f, -0.0140218f, -0.0249192f, -0.0418535f, -0.0499817f,
    -0.0468447f, 0.0333723f, -2.67899f, 3.81868f, -0.0894959f, 0.161236f, -0.0452167f, 1.42119f,
    -0.0717306f, 0.00607414f, -0.0108683f, -0.0458995f, -0.0509602f, -0.0799873f, -0.064638f, -0.178033f,
    -0.391794f, -0.00777369f, -0.0217108f, 0.0025712f, 0.000253433f, -0.00254959f, -0.0304844f, -0.042782f,
    -0.045556f, 0.0200186f, -2.8351f, 4.11848f, -0.0831993f, 0.0877451f, -0.0437445f, 2.05319f,
    -0.0449601f, -0.0540122f, -0.0666671f, -0.0508888f, -0.0710857f, -0.111878f, -0.0558696f, -0.171128f,
    -0.314829f, -0.0207626f, 0.0016703f, 0.0151876f, 0.0193098f, -0.00411984f, -0.0364691f, -0.0426539f,
    -0.0457035f, 0.0302542f, -2.28301f, 4.81154f, -0.0660301f, 0.0290524f, 0.0354185f, 2.37032f,
    -0.0320253f, 0.0261836f, -0.0132139f, -0.0399444f, -0.0559141f, -0.0916881f, -0.0876267f, -0.206481f,
    -0.419503f, 0.00767009f, 0.0316976f, -0.00509365f, -7.17857e-05f, -0.00642451f, -0.0474445f, -0.0636895f,
    -0.05901f, 0.0339873f, -2.37545f, 4.12959f, -0.0827284f, 0.0524874f, -0.0681927f, 1.55847f,
    -0.0448301f, -0.0732743f, -0.051246f, -0.0333867f, -0.0569938f, -0.0873205f, -0.0410567f, -0.153321f,
    -0.326568f, -0.0150989f, -0.0181941f, 0.0146468f, 0.0300588f, 0.023074f, -0.00401136f, -0.0180185f,
    -0.0209487f, 0.0182509f, -1.84166f, 4.66573f, -0.0792874f, -0.0316888f, -0.0849891f, 2.23678f
};
constexpr std::array<float, numDrums> drumOffsets{
    -39.1346f, -40.8584f, -48.6213f, -39.3249f, -44.8809f
};
// clang-format on

} // namespace unbraid::training

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace unbraid::core
{

struct Dictionary;

/** How the activations of a frame may depend on those of the frame before (Fevotte, Le Roux & Hershey 2013). */
enum class Dynamics
{
    none,
    is,   // penalty D_IS (h | A h_prev): with A = I this is smooth IS-NMF (Fevotte 2011)
    gamma // Gamma prior of shape lambda and mean A h_prev; lambda below 1 is sparse
};

/** Settings of the solver; each may change between two frames. */
struct SolverSettings
{
    int updates = 5;       // per frame, 1 to 50
    float exponent = 1.0f; // of the multiplicative step; kept within what is safe for beta
    float leak = 0.05f;    // share of the frame's energy spread evenly over the atoms at the start of a frame
    float sparsity = 0.0f; // mu: L1 weight of the atoms that do not adapt, for a frame of unit mean
    float groupSparsity = 0.0f; // lambda of sum_g log (e + |h_g|_1)
    Dynamics dynamics = Dynamics::none;
    float dynamicsStrength = 0.0f; // lambda of the prior
    float residualSparsity = 0.0f; // mu of the atoms that adapt: what no other atom explains has a price
};

/** How the adaptive atoms (`noise`, `residual`) follow the sound. */
struct AdaptationSettings
{
    bool enabled = true;         // off: the trained atoms stay as they are
    float trustSeconds = 1.0f;   // weight of the trained atoms, as if observed for this long
    float memorySeconds = 10.0f; // time in which what was observed fades to 1/e
};

/** How one atom of `noise` or `residual` follows the steady part of the sound. */
struct NoiseTrackingSettings
{
    bool enabled = false;       // off: the atom is one like the others
    float memorySeconds = 0.3f; // time in which what was observed fades to 1/e, 0.05 to 60
    float weight = 1.0f;        // of the tracked noise in the model, 0 to 4; above 1 it is over-subtracted
};

/** Settings of the spatial filter, which separates sources by their panning as well. */
struct SpatialSettings
{
    bool enabled = false;
    float memorySeconds = 10.0f; // in which a source's old panning fades to 1/e
};

/** Settings of a separator, which may change while it plays. */
struct SeparatorSettings
{
    SolverSettings solver;
    AdaptationSettings adaptation;
    AdaptationSettings noteAdaptation{ true, 0.02f, 30.0f }; // of the atoms that notes guide
    NoiseTrackingSettings noiseTracking;                     // while it is on, the noise atoms do not adapt
    float maskSmoothingSeconds = 0.0f;
    float quieterPausesDb =
        0.0f; // by which what is left of the noise is lowered at most, 0 to 12; 0: not at all
    SpatialSettings spatial;
    bool frozen = false; // adaptation, noise tracking and panning keep what they learned, also over a reset
};

/** The settings a dictionary starts with: the values of its `mixer` by the keys of the engine's settings (see
    EngineSettings.h), the defaults where it has none. Other keys are for the mixer itself and ignored here. Values are
    taken as they are: `Separator::prepare` judges them.
    [worker] */
SeparatorSettings settingsFromMixer (const Dictionary& dictionary);

/** The key residual_atoms of the mixer, which belongs into SeparatorSpec; 0 without it, and for an unfolded
    dictionary, which takes no residual. [worker] */
std::ptrdiff_t residualAtomsFromMixer (const Dictionary& dictionary);

} // namespace unbraid::core

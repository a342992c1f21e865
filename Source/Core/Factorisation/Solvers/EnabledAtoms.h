// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include <vector>

namespace unbraid::core
{

/** Which atoms may sound: those with energy at these bins, of a source that is on, of a note that sounds. Lists them
    in runs, so that the kernels skip the others. */
class EnabledAtoms
{
public:
    /** [worker] allocates */
    void prepare (const PreparedDictionary& dictionary);

    /** All notes enabled; sources stay as they are. [audio] */
    void reset() noexcept;

    /** Turns the atoms of a source on or off from the next frame on. [audio] */
    void setSource (Eigen::Index source, bool isEnabled) noexcept;

    /** Turns one atom on or off from the next frame on, as its note begins and ends.
        atom  packed column
        [audio] */
    void setNote (Eigen::Index atom, bool isEnabled) noexcept;

    /** Lists the runs of enabled atoms, if any changed since the last time. Once a frame, before the views. [audio] */
    void listRuns() noexcept;

    /** 1 where an atom may sound, else 0. [padded atoms] */
    [[nodiscard]] const Eigen::VectorXf& mask() const noexcept { return isEnabled; }

    /** The enabled atoms among those of a view, all or one source's. [audio] */
    [[nodiscard]] PackedAtoms view (const PackedAtoms& atoms) const noexcept;
    [[nodiscard]] PackedAtoms view (const PackedAtoms& atoms, Eigen::Index source) const noexcept;

private:
    std::vector<AtomRange> ranges;
    Eigen::VectorXf isEnabled;     // the product of the next three
    Eigen::VectorXf canSound;      // 0 for padding and for atoms that have nothing on these bins
    Eigen::VectorXf sourceEnabled; // 0 where its source is off
    Eigen::VectorXf noteEnabled;   // 0 where its note does not sound
    bool haveMoved = true;         // since the runs were listed
    std::vector<AtomRun>
        runs; // of enabled atoms, in blocks of atomPadding; none crosses from source to source
};

/** P_j = W_j h_j, of enabled atoms alone.
    atoms        [rows x padded atoms] W
    activations  [padded atoms] h
    models       [rows x sources] written
    [audio] real-time safe. */
void modelSources (const EnabledAtoms& enabled, const PackedAtoms& atoms, const Eigen::VectorXf& activations,
                   Eigen::MatrixXf& models) noexcept;

} // namespace unbraid::core

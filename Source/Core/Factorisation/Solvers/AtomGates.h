// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"

#include <vector>

namespace unbraid::core
{

/** Which atoms may sound: those with energy at these bins, of a source that is on, of a note that sounds. Lists them
    in runs, so that the kernels skip the others. */
class AtomGates
{
public:
    /** [worker] allocates */
    void prepare (const PreparedDictionary& dictionary);

    /** All notes open; sources stay as they are. [audio] */
    void reset() noexcept;

    /** Opens (true) or closes the atoms of a source from the next frame on. [audio] */
    void setSource (Eigen::Index source, bool isOpen) noexcept;

    /** Opens or closes one atom from the next frame on, as its note begins and ends.
        atom  packed column
        [audio] */
    void setNote (Eigen::Index atom, bool isOpen) noexcept;

    /** Lists the runs of open atoms, if any gate moved since the last time. Once a frame, before the views. [audio] */
    void listRuns() noexcept;

    /** 1 where an atom may sound, else 0. [padded atoms] */
    [[nodiscard]] const Eigen::VectorXf& open() const noexcept { return isOpen; }

    /** The open atoms among those of a view, all or one source's. [audio] */
    [[nodiscard]] PackedAtoms view (const PackedAtoms& atoms) const noexcept;
    [[nodiscard]] PackedAtoms view (const PackedAtoms& atoms, Eigen::Index source) const noexcept;

private:
    std::vector<AtomRange> ranges;
    Eigen::VectorXf isOpen;      // the product of the next three
    Eigen::VectorXf canSound;    // 0 for padding and for atoms that have nothing on these bins
    Eigen::VectorXf sourceGates; // 0 where its source is off
    Eigen::VectorXf noteGates;   // 0 where its note does not sound
    bool haveMoved = true;       // since the runs were listed
    std::vector<AtomRun> runs; // of open atoms, in blocks of atomPadding; none crosses from source to source
};

/** P_j = W_j h_j, of open atoms alone.
    atoms        [rows x padded atoms] W
    activations  [padded atoms] h
    models       [rows x sources] written
    [audio] real-time safe. */
void modelSources (const AtomGates& gates, const PackedAtoms& atoms, const Eigen::VectorXf& activations,
                   Eigen::MatrixXf& models) noexcept;

} // namespace unbraid::core

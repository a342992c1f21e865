// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/AtomGates.h"

#include <algorithm>

namespace unbraid::core
{

void AtomGates::prepare (const PreparedDictionary& dictionary)
{
    const Eigen::Index numAtoms = dictionary.numPaddedAtoms();
    ranges = dictionary.sources;
    canSound = (dictionary.columnSums.array() > 0.0f).cast<float>();
    sourceGates.setOnes (numAtoms);
    noteGates.setOnes (numAtoms);
    runs.reserve (static_cast<size_t> (numAtoms / atomPadding));
    reset();
    listRuns();
}

void AtomGates::reset() noexcept
{
    noteGates.setOnes();
    isOpen = canSound.cwiseProduct (sourceGates);
    haveMoved = true;
}

void AtomGates::setSource (Eigen::Index source, bool shouldBeOpen) noexcept
{
    const auto& range = ranges[static_cast<size_t> (source)];
    const float gate = shouldBeOpen ? 1.0f : 0.0f;
    if (sourceGates[range.first] == gate) // as in most blocks: gates are set in each
        return;
    sourceGates.segment (range.first, range.count).setConstant (gate);
    isOpen = canSound.cwiseProduct (sourceGates).cwiseProduct (noteGates);
    haveMoved = true;
}

void AtomGates::setNote (Eigen::Index atom, bool shouldBeOpen) noexcept
{
    const float gate = shouldBeOpen ? 1.0f : 0.0f;
    haveMoved = haveMoved || gate != noteGates[atom];
    noteGates[atom] = gate;
    isOpen[atom] = canSound[atom] * sourceGates[atom] * gate;
}

void AtomGates::listRuns() noexcept
{
    if (! haveMoved)
        return;
    haveMoved = false;
    runs.clear();
    for (const auto& range : ranges)
    {
        bool isInRun = false;
        for (Eigen::Index first = range.first; first < range.first + range.count; first += atomPadding)
        {
            const bool isBlockOpen = isOpen.segment (first, atomPadding).maxCoeff() > 0.0f;
            if (isBlockOpen && isInRun)
                runs.back().count += atomPadding;
            else if (isBlockOpen)
                runs.push_back ({ first, atomPadding });
            isInRun = isBlockOpen;
        }
    }
}

PackedAtoms AtomGates::view (const PackedAtoms& atoms) const noexcept
{
    PackedAtoms opened = atoms;
    opened.runs = runs.data();
    opened.numRuns = static_cast<std::ptrdiff_t> (runs.size());
    return opened;
}

PackedAtoms AtomGates::view (const PackedAtoms& atoms, Eigen::Index source) const noexcept
{
    const auto& range = ranges[static_cast<size_t> (source)];
    const auto isBefore = [] (const AtomRun& run, Eigen::Index atom) { return run.first < atom; };
    const auto first = std::lower_bound (runs.begin(), runs.end(), range.first, isBefore);
    const auto last = std::lower_bound (first, runs.end(), range.first + range.count, isBefore);
    PackedAtoms opened = view (atoms);
    opened.runs += first - runs.begin();
    opened.numRuns = last - first;
    return opened;
}

void modelSources (const AtomGates& gates, const PackedAtoms& atoms, const Eigen::VectorXf& activations,
                   Eigen::MatrixXf& models) noexcept
{
    for (Eigen::Index source = 0; source < models.cols(); ++source)
        nmfKernels().reconstruct (gates.view (atoms, source), activations.data(), 0.0f,
                                  models.col (source).data());
}

} // namespace unbraid::core

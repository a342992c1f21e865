// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/EnabledAtoms.h"

#include <algorithm>

namespace unbraid::core
{

void EnabledAtoms::prepare (const PreparedDictionary& dictionary)
{
    const Eigen::Index numAtoms = dictionary.numPaddedAtoms();
    ranges = dictionary.sources;
    canSound = (dictionary.columnSums.array() > 0.0f).cast<float>();
    sourceEnabled.setOnes (numAtoms);
    noteEnabled.setOnes (numAtoms);
    runs.reserve (static_cast<size_t> (numAtoms / atomPadding));
    reset();
    listRuns();
}

void EnabledAtoms::reset() noexcept
{
    noteEnabled.setOnes();
    isEnabled = canSound.cwiseProduct (sourceEnabled);
    haveMoved = true;
}

void EnabledAtoms::setSource (Eigen::Index source, bool shouldBeEnabled) noexcept
{
    const auto& range = ranges[static_cast<size_t> (source)];
    const float value = shouldBeEnabled ? 1.0f : 0.0f;
    if (sourceEnabled[range.first] == value) // as in most blocks: sources are set in each
        return;
    sourceEnabled.segment (range.first, range.count).setConstant (value);
    isEnabled = canSound.cwiseProduct (sourceEnabled).cwiseProduct (noteEnabled);
    haveMoved = true;
}

void EnabledAtoms::setNote (Eigen::Index atom, bool shouldBeEnabled) noexcept
{
    const float value = shouldBeEnabled ? 1.0f : 0.0f;
    haveMoved = haveMoved || value != noteEnabled[atom];
    noteEnabled[atom] = value;
    isEnabled[atom] = canSound[atom] * sourceEnabled[atom] * value;
}

void EnabledAtoms::listRuns() noexcept
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
            const bool isBlockOpen = isEnabled.segment (first, atomPadding).maxCoeff() > 0.0f;
            if (isBlockOpen && isInRun)
                runs.back().count += atomPadding;
            else if (isBlockOpen)
                runs.push_back ({ first, atomPadding });
            isInRun = isBlockOpen;
        }
    }
}

PackedAtoms EnabledAtoms::view (const PackedAtoms& atoms) const noexcept
{
    PackedAtoms opened = atoms;
    opened.runs = runs.data();
    opened.numRuns = static_cast<std::ptrdiff_t> (runs.size());
    return opened;
}

PackedAtoms EnabledAtoms::view (const PackedAtoms& atoms, Eigen::Index source) const noexcept
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

void modelSources (const EnabledAtoms& enabled, const PackedAtoms& atoms, const Eigen::VectorXf& activations,
                   Eigen::MatrixXf& models) noexcept
{
    for (Eigen::Index source = 0; source < models.cols(); ++source)
        nmfKernels().reconstruct (enabled.view (atoms, source), activations.data(), 0.0f,
                                  models.col (source).data());
}

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/ActivationSolver.h"
#include "Core/Factorisation/Solvers/AtomAdapter.h"
#include "Core/Factorisation/Solvers/NoiseTracker.h"
#include "Core/Models/BinSpectrum.h"
#include "Core/Models/SourceModel.h"

namespace unbraid::core
{

/** The model of a plain dictionary: activations by updates that lower the divergence, noise that adapts or is tracked,
    and notes that open the atoms of their pitch, which adapt where they are not zero. */
class NmfModel : public SourceModel
{
public:
    /** [worker] allocates; errors: see makeModel */
    Status prepare (const SeparatorSpec& spec, const FrameGeometry& geometry, const Dictionary& source,
                    const SeparatorSettings& settings);

    void reset() noexcept override;
    void set (const SeparatorSettings& settings) noexcept override;
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept override
    {
        solver.setSourceEnabled (source, isOn);
    }
    void queueNote (const NoteEvent& event, Eigen::Index position) noexcept override;
    void beginFrame (Eigen::Index number, const Eigen::MatrixXcf& newest, bool isSilent) noexcept override;
    bool explain (const Eigen::MatrixXcf& mixture) noexcept override;
    [[nodiscard]] SourceEstimate estimate() const noexcept override;
    [[nodiscard]] ModelShape shape() const noexcept override { return shapeOf (prepared); }
    [[nodiscard]] std::optional<AtomsView> atoms() const noexcept override
    {
        return AtomsView{ prepared, solver.activations() };
    }

    [[nodiscard]] Eigen::Index adaptedSize() const noexcept override;
    void copyAdapted (float* values) const noexcept override;
    [[nodiscard]] AdaptedAtoms adaptedFrom (const float* values) const override;
    Status restoreAdapted (const AdaptedAtoms& adapted) override;

private:
    Status prepareStages (const SeparatorSpec& spec, const SeparatorSettings& settings);
    void freeze (bool shouldBeFrozen) noexcept;
    void followBand() noexcept;
    void adaptAtoms() noexcept;

    PreparedDictionary prepared;
    BinSpectrum spectrum;
    NoteGates notes;
    NoiseTracker tracker;
    ActivationSolver solver;
    AtomAdapter adapter;          // of noise or the residual
    AtomAdapter noteAdapter;      // of what notes guide
    Eigen::MatrixXf sourceModels; // [rows x sources] P_j
    Eigen::Index numChannels = 0;
    float lastLevel = 0.0f; // of the last frame that sounded; 0: none yet
};

/** The last kind: takes every dictionary that no other recognises. */
extern const ModelKind plainKind;

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Solvers/ConvolutiveSolver.h"
#include "Core/Models/BandSpectrum.h"
#include "Core/Models/SourceModel.h"

namespace unbraid::core
{

/** The model of a dictionary with tails: activations are solved over several frames, those of the look-ahead, and the
    templates follow the sound where adaptation is on. */
class ConvolutiveModel : public SourceModel
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
    void setHitGate (Eigen::Index source, const HitGate& gate) noexcept override
    {
        solver.setHitGate (source, gate.isStruck, gate.rings);
    }
    void beginFrame (Eigen::Index number, const Eigen::MatrixXcf& newest, bool isSilent) noexcept override;
    bool explain (const Eigen::MatrixXcf& mixture) noexcept override;
    [[nodiscard]] SourceEstimate estimate() const noexcept override;
    [[nodiscard]] ModelShape shape() const noexcept override { return shapeOf (prepared); }
    [[nodiscard]] std::optional<AtomsView> atoms() const noexcept override
    {
        return AtomsView{ prepared, activations };
    }

private:
    PreparedDictionary prepared;
    BandSpectrum newestSpectrum; // of the look-ahead
    BandSpectrum spectrum;       // of the frame that is output
    ConvolutiveSolver solver;
    Eigen::VectorXf silence;      // [rows] zeros
    Eigen::VectorXf activations;  // [padded atoms] in units of the frame's level
    Eigen::MatrixXf sourceModels; // [rows x sources] P_j
};

extern const ModelKind convolutiveKind;

} // namespace unbraid::core

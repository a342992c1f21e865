// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Network/ActivationEncoder.h"
#include "Core/Factorisation/Network/ModelRefiner.h"
#include "Core/Factorisation/Solvers/LayeredSolver.h"
#include "Core/Models/BandSpectrum.h"
#include "Core/Models/SourceModel.h"

#include <optional>

namespace unbraid::core
{

/** The model of an unfolded dictionary: an encoder proposes the activations, trained updates improve them, a refiner
    weighs the sources. Of the settings none applies to it, and it does not adapt. */
class UnfoldedModel : public SourceModel
{
public:
    /** [worker] allocates; errors: see makeModel */
    Status prepare (const SeparatorSpec& spec, const FrameGeometry& geometry, const Dictionary& source,
                    const SeparatorSettings& settings);

    void reset() noexcept override;
    void set (const SeparatorSettings&) noexcept override {}
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept override
    {
        solver.setSourceEnabled (source, isOn);
    }
    void beginFrame (Eigen::Index number, const Eigen::MatrixXcf& newest, bool isSilent) noexcept override;
    bool explain (const Eigen::MatrixXcf& mixture) noexcept override;
    [[nodiscard]] SourceEstimate estimate() const noexcept override;
    [[nodiscard]] ModelShape shape() const noexcept override { return shapeOf (prepared.dictionary); }
    [[nodiscard]] std::optional<AtomsView> atoms() const noexcept override
    {
        return AtomsView{ prepared.dictionary, solver.activations() };
    }

private:
    void solve (const Eigen::MatrixXcf& mixture) noexcept;

    PreparedUnfolding prepared;
    BandSpectrum spectrum;
    std::optional<ActivationEncoder> encoder; // none: activations start from those of the last frame
    LayeredSolver solver;
    std::optional<ModelRefiner> refiner; // beside an encoder only
    Eigen::MatrixXf sourceModels;        // [rows x sources] P_j
    Eigen::Index frameNumber = 0;
    float lastLevel = 0.0f; // of the last frame that sounded; 0: none yet
};

extern const ModelKind unfoldedKind;

} // namespace unbraid::core

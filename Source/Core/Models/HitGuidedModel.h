// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Guidance/HitGates.h"
#include "Core/Models/SourceModel.h"

#include <memory>
#include <utility>

namespace unbraid::core
{

/** Another model, guided by the hits of a score: the P_j of a drum is zero where the score has no hit of it that could
    still ring. What no drum explains is one more source, `residual`. Models that can shut activations do so as well, see
    SourceModel::setHitGate. */
class HitGuidedModel : public SourceModel
{
public:
    /** model       of the dictionary
        dictionary  valid, see canFollowHits
        [worker] allocates */
    HitGuidedModel (std::unique_ptr<SourceModel> model, const Dictionary& dictionary);

    void reset() noexcept override;
    void set (const SeparatorSettings& settings) noexcept override { guided->set (settings); }
    void setSourceEnabled (Eigen::Index source, bool isOn) noexcept override;
    void queueNote (const NoteEvent& event, Eigen::Index position) noexcept override
    {
        gates.queue (event, position);
    }
    void beginFrame (Eigen::Index number, const Eigen::MatrixXcf& newest, bool isSilent) noexcept override;
    bool explain (const Eigen::MatrixXcf& mixture) noexcept override;
    [[nodiscard]] SourceEstimate estimate() const noexcept override;
    [[nodiscard]] ModelShape shape() const noexcept override;
    [[nodiscard]] std::optional<AtomsView> atoms() const noexcept override { return guided->atoms(); }
    [[nodiscard]] Eigen::Index adaptedSize() const noexcept override { return guided->adaptedSize(); }
    void copyAdapted (float* values) const noexcept override { guided->copyAdapted (values); }
    [[nodiscard]] AdaptedAtoms adaptedFrom (const float* values) const override
    {
        return guided->adaptedFrom (values);
    }
    Status restoreAdapted (const AdaptedAtoms& adapted) override { return guided->restoreAdapted (adapted); }

private:
    std::unique_ptr<SourceModel> guided;
    HitGates gates;
    Eigen::Index numGated = 0; // sources of the dictionary
    Eigen::MatrixXf weights;   // [sources x (1 + look-ahead)] of the P_j, newest frame first
    Eigen::MatrixXf models;    // [rows x sources] P_j
    bool hasRest = false;      // the last source is what no drum explains
    bool restIsOn = true;
};

} // namespace unbraid::core

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Offline/Deep/EncoderPrior.h"

#include "Core/Factorisation/Dictionary/UnfoldedPart.h"
#include "Core/Models/UnfoldedModel.h"
#include "Offline/Deep/PriorUpdates.h"

namespace unbraid::offline
{

namespace
{
using Eigen::Index;

struct EncoderPrior : core::KindContent
{
    float price = 0.0f;
};

const EncoderPrior* priorOf (const core::Dictionary& dictionary) noexcept
{
    return dynamic_cast<const EncoderPrior*> (dictionary.kindContent.get());
}

class EncoderPriorModel : public core::SourceModel
{
public:
    core::Status prepare (const core::SeparatorSpec& spec, const core::FrameGeometry& geometry,
                          const core::Dictionary& source, const core::SeparatorSettings&)
    {
        auto packed = core::prepareUnfolded (source, geometry, spec.residualAtoms);
        if (! packed.ok())
            return packed.error();
        prepared = std::move (packed).value();
        const auto& dictionary = prepared.dictionary;
        enabled.prepare (dictionary);
        spectrum.prepare (dictionary);
        encoder.prepare (source, geometry, spec.numChannels);
        if (source.unfolding->refiner)
            refiner.emplace().prepare (source, encoder.numCopies(), geometry.sampleRateHz);
        updates.prepare (dictionary, source.divergenceBeta, priorOf (source)->price);
        sourceModels.setZero (dictionary.numRows(), dictionary.numSources());
        return core::Done{};
    }

    void reset() noexcept override
    {
        enabled.reset();
        encoder.reset();
        if (refiner)
            refiner->reset();
    }
    void set (const core::SeparatorSettings&) noexcept override {}
    void setSourceEnabled (Index source, bool isOn) noexcept override { enabled.setSource (source, isOn); }
    void beginFrame (Index number, const Eigen::MatrixXcf&, bool) noexcept override { frameNumber = number; }

    bool explain (const Eigen::MatrixXcf& mixture) noexcept override
    {
        if (! spectrum.measure (mixture, prepared.dictionary.bands))
            return false;
        const auto& proposal =
            encoder.propose (mixture, spectrum.unscaled(), spectrum.level(), frameNumber - 1);
        if (prepared.floorAtom >= 0)
            prepared.moveFloorAtom (encoder.floor());
        enabled.listRuns();
        const auto atoms = prepared.dictionary.view();
        updates.solve (enabled.view (atoms), proposal, enabled.mask(), spectrum.values());
        modelSources (enabled, atoms, updates.activations(), sourceModels);
        if (refiner)
            refiner->refine (encoder.newest(), sourceModels);
        return true;
    }

    [[nodiscard]] core::SourceEstimate estimate() const noexcept override
    {
        return { spectrum.level(), spectrum.values(), spectrum.valuesAtBins(), sourceModels };
    }
    [[nodiscard]] core::ModelShape shape() const noexcept override { return shapeOf (prepared.dictionary); }
    [[nodiscard]] std::optional<core::AtomsView> atoms() const noexcept override
    {
        return core::AtomsView{ prepared.dictionary, updates.activations() };
    }

private:
    core::PreparedUnfolding prepared;
    core::EnabledAtoms enabled;
    core::BandSpectrum spectrum;
    core::ActivationEncoder encoder;
    std::optional<core::ModelRefiner> refiner;
    PriorUpdates updates;
    Eigen::MatrixXf sourceModels; // [rows x sources] P_j
    Index frameNumber = 0;
};
} // namespace

const core::ModelKind encoderPriorKind{
    .name = "encoder prior",
    .summary = "unfolded, its encoder as a prior",
    .recognises = [] (const core::Dictionary& dictionary) noexcept
    { return priorOf (dictionary) != nullptr; },
    .check = core::checkUnfolding,
    .tensors = {},
    .traits = [] (const core::Dictionary& dictionary) noexcept
    { return core::unfoldedKind.traits (dictionary); },
    .make = core::makePrepared<EncoderPriorModel>,
};

core::Result<core::Dictionary> withEncoderPrior (core::Dictionary dictionary, float price)
{
    if (! dictionary.unfolding || ! dictionary.unfolding->encoder)
        return core::Error{ "the dictionary has no encoder that could propose activations",
                            {},
                            {},
                            "an unfolded one, such as speech" };
    if (dictionary.divergenceBeta != 0.0f && dictionary.divergenceBeta != 1.0f)
        return core::Error{
            "an encoder as a prior is for the Itakura-Saito and the Kullback-Leibler divergence",
            {},
            "beta " + core::numberText (static_cast<double> (dictionary.divergenceBeta)),
            {}
        };
    auto prior = std::make_shared<EncoderPrior>();
    prior->price = price;
    dictionary.kindContent = std::move (prior);
    return dictionary;
}

} // namespace unbraid::offline

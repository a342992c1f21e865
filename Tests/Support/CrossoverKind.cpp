// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/CrossoverKind.h"

#include "Core/Models/SourceModel.h"

#include <algorithm>

namespace unbraid::test
{

namespace
{
using Eigen::Index;

constexpr auto cornersTensor = "crossover.hz";
constexpr float floorOfModel = 1e-6f;

const Crossover* crossoverOf (const core::Dictionary& dictionary) noexcept
{
    return dynamic_cast<const Crossover*> (dictionary.kindContent.get());
}

core::Problem check (const core::Dictionary& dictionary)
{
    const auto& corners = crossoverOf (dictionary)->cornersHz;
    if (corners.size() + 1 != static_cast<Index> (dictionary.sources.size()))
        return core::invalid ("crossover.hz, length", core::digitsOf (corners.size()),
                              "one less than the sources");
    if (! std::is_sorted (corners.begin(), corners.end()))
        return core::invalid ("crossover.hz", "falling", "rising");
    return {};
}

std::set<std::string> names (const core::TensorReader& content)
{
    return content.contains (cornersTensor) ? std::set<std::string>{ cornersTensor }
                                            : std::set<std::string>{};
}

core::Status read (const core::TensorReader& content, core::Dictionary& dictionary)
{
    if (! content.contains (cornersTensor))
        return core::Done{};
    auto crossover = std::make_shared<Crossover>();
    if (auto done = content.readList (cornersTensor, crossover->cornersHz); ! done.ok())
        return done;
    dictionary.kindContent = std::move (crossover);
    return core::Done{};
}

void write (const core::Dictionary& dictionary, core::TensorWriter& writer)
{
    if (const auto* crossover = crossoverOf (dictionary))
        writer.addList (cornersTensor, crossover->cornersHz);
}

class CrossoverModel : public core::SourceModel
{
public:
    core::Status prepare (const core::SeparatorSpec&, const core::FrameGeometry& frames,
                          const core::Dictionary& dictionary, const core::SeparatorSettings&)
    {
        geometry = frames;
        const auto& corners = crossoverOf (dictionary)->cornersHz;
        const Index numBins = geometry.numBins();
        rowsHz.resize (numBins);
        bandOfBin.resize (numBins);
        for (Index bin = 0; bin < numBins; ++bin)
        {
            rowsHz[bin] = static_cast<float> (geometry.binHz (bin));
            bandOfBin[bin] = std::upper_bound (corners.begin(), corners.end(), rowsHz[bin]) - corners.begin();
        }
        isOn.setOnes (corners.size() + 1);
        spectrum.setZero (numBins);
        models.setZero (numBins, corners.size() + 1);
        return core::Done{};
    }

    void reset() noexcept override {}
    void set (const core::SeparatorSettings&) noexcept override {}
    void setSourceEnabled (Index source, bool shouldBeOn) noexcept override
    {
        isOn[source] = shouldBeOn ? 1.0f : 0.0f;
    }
    void beginFrame (Index, const Eigen::MatrixXcf&, bool) noexcept override {}

    bool explain (const Eigen::MatrixXcf& mixture) noexcept override
    {
        spectrum = mixture.rowwise().squaredNorm();
        level = spectrum.mean();
        if (! (level > 0.0f))
            return false;
        spectrum = (spectrum.array() / level + floorOfModel).matrix();
        models.setZero();
        for (Index bin = 0; bin < spectrum.size(); ++bin)
            models (bin, bandOfBin[bin]) = isOn[bandOfBin[bin]] * spectrum[bin];
        return true;
    }

    [[nodiscard]] core::SourceEstimate estimate() const noexcept override
    {
        return { level, spectrum, spectrum, models };
    }
    [[nodiscard]] core::ModelShape shape() const noexcept override
    {
        return { geometry, rowsHz.size(), rowsHz, noBands, isOn.size(), core::Spectrum::power,
                 1.0f,     floorOfModel,  0.0f };
    }

private:
    core::FrameGeometry geometry;
    core::BandMap noBands;
    Eigen::VectorXf rowsHz;                            // [bins]
    Eigen::Matrix<Index, Eigen::Dynamic, 1> bandOfBin; // [bins]
    Eigen::VectorXf isOn;                              // [sources] 1 or 0
    Eigen::VectorXf spectrum;                          // [bins]
    Eigen::MatrixXf models;                            // [bins x sources]
    float level = 0.0f;
};
} // namespace

core::Dictionary withCorners (core::Dictionary dictionary, const Eigen::VectorXf& cornersHz)
{
    auto crossover = std::make_shared<Crossover>();
    crossover->cornersHz = cornersHz;
    dictionary.kindContent = std::move (crossover);
    return dictionary;
}

const core::ModelKind crossoverKind{
    .name = "crossover",
    .summary = "crossover",
    .recognises = [] (const core::Dictionary& dictionary) noexcept
    { return crossoverOf (dictionary) != nullptr; },
    .check = check,
    .tensors = { cornersTensor, names, read, write },
    .traits = [] (const core::Dictionary&) noexcept { return core::ModelTraits{ .runsBackwards = true }; },
    .make = core::makePrepared<CrossoverModel>,
};

} // namespace unbraid::test

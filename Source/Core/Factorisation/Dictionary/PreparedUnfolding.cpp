// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Dictionary/PreparedUnfolding.h"

#include "Core/Factorisation/Dictionary/PreparedBands.h"

#include <utility>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

Eigen::VectorXf packedList (const Eigen::VectorXf& list, const std::vector<Index>& positions, Index numPadded)
{
    return packed<Eigen::RowVectorXf> (list.transpose(), positions, numPadded).transpose();
}
} // namespace

Result<PreparedUnfolding> prepareUnfolded (const Dictionary& dictionary, const FrameGeometry& geometry,
                                           Index residualAtoms)
{
    if (residualAtoms > 0)
        return Error{ "an unfolded dictionary takes no residual", "residual atoms",
                      std::to_string (residualAtoms), "0" };
    const Unfolding& unfolding = *dictionary.unfolding;
    auto onBands = prepareBands (dictionary, geometry);
    if (! onBands.ok())
        return onBands.error();
    PreparedUnfolding whole{ std::move (onBands).value(), {}, {} };
    PreparedDictionary& prepared = whole.dictionary;
    prepared.modelFloor = unfoldedModelFloor;
    prepared.shareFloor = unfoldedShareFloor;
    prepared.dynamics = packedDynamics (dictionary);

    const auto positions = packedColumns (dictionary);
    const Index numPadded = numPackedColumns (prepared.sources);
    prepared.atoms = packed<PackedMatrix> (unfolding.outputAtoms, positions, numPadded);
    prepared.columnSums = packedList (Eigen::VectorXf::Ones (dictionary.numAtoms()), positions, numPadded);
    whole.start.setZero (numPadded);
    if (unfolding.start.size() > 0)
        whole.start = packedList (unfolding.start, positions, numPadded);
    for (const UpdateLayer& layer : unfolding.layers)
    {
        PreparedLayer& packedLayer = whole.layers.emplace_back();
        packedLayer.atoms = packed<PackedMatrix> (layer.atoms, positions, numPadded);
        packedLayer.columnSums = packedLayer.atoms.colwise().sum().transpose();
        packedLayer.sparsity = packedList (layer.sparsity, positions, numPadded);
        packedLayer.exponent = layer.exponent;
    }
    if (unfolding.hasFloorAtom)
    {
        whole.floorAtom = positions.back();
        whole.floorScale = prepared.atoms.col (whole.floorAtom).sum();
    }
    return whole;
}

void PreparedUnfolding::share()
{
    if (floorAtom >= 0)
        return;
    dictionary.shareAtoms();
    for (auto& layer : layers)
        layer.sharedAtoms = SharedMatrix (std::exchange (layer.atoms, PackedMatrix()));
}

void PreparedUnfolding::moveFloorAtom (const Eigen::ArrayXf& floor) noexcept
{
    const float unit = 1.0f / floor.sum();
    for (auto& layer : layers)
        layer.atoms.col (floorAtom) = unit * floor;
    dictionary.atoms.col (floorAtom) = floorScale * unit * floor;
}

} // namespace unbraid::core

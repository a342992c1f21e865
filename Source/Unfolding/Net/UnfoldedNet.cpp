// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Unfolding/Net/UnfoldedNet.h"

#include "Core/Factorisation/Dictionary/PreparedDictionary.h"
#include "Unfolding/Kernels/RoundedProducts.h"
#include "Unfolding/Kernels/Tensors.h"
#include "Unfolding/Net/PlainLayers.h"

#include <algorithm>
#include <numeric>

namespace unbraid::unfolding
{

namespace
{
using torch::Tensor;

// As the engine has them: core::ActivationSolver, core::ActivationEncoder, core::WienerMasks.
constexpr auto modelFloor = static_cast<double> (core::unfoldedModelFloor);
constexpr double minStart = 1e-4;
constexpr double maxChange = 1e3;
constexpr auto shareFloor = static_cast<double> (core::unfoldedShareFloor);

/** Matrices of spread log-normal values to begin with. */
Tensor randomLogs (Eigen::Index rows, Eigen::Index columns)
{
    return 0.5 * torch::randn ({ rows, columns }) - 1.0;
}

/** Dropout of a sequence: the same units in all its frames (Gal & Ghahramani 2016), and on all devices. */
Tensor dropped (const Tensor& states, double share)
{
    return torch::dropout (torch::ones ({ states.size (0), 1, states.size (2) }), share, true)
        .to (states.device(), torch::kFloat, true);
}

} // namespace

Eigen::Index NetShape::numAtoms() const
{
    return std::accumulate (atomsPerSource.begin(), atomsPerSource.end(), Eigen::Index{});
}

UnfoldedNet::UnfoldedNet (const NetworkSpec& spec, const NetShape& shape)
    : chosen (spec)
    , sizes (shape)
{
    const Eigen::Index numAtoms = sizes.numAtoms();
    const int numMatrices = chosen.isTied ? std::min (chosen.numUpdates, 1) : chosen.numUpdates;
    if (chosen.encoderUnits > 0)
        addEncoder();
    else
        addTransition();
    for (int i = 0; i < numMatrices; ++i)
        atomLogs.push_back (
            register_parameter ("atoms" + std::to_string (i), randomLogs (sizes.numRows, numAtoms)));
    for (int i = 0; i < chosen.numUpdates; ++i)
        sparsities.push_back (
            register_parameter ("sparsity" + std::to_string (i), torch::full ({ numAtoms }, -3.0)));
    exponents = register_parameter ("exponents", torch::zeros ({ std::max (1, chosen.numUpdates) }));
    if (chosen.hasOwnOutput || atomLogs.empty())
        outputLog = register_parameter ("output", randomLogs (sizes.numRows, numAtoms));
}

void UnfoldedNet::addEncoder()
{
    const Eigen::Index units = chosen.encoderUnits;
    if (chosen.rowUnits > 0)
        addRowEncoder();
    input = register_module ("encoder_input", torch::nn::Linear (chosen.numInputs (sizes.numRows), units));
    recurrence = register_module (
        "encoder_gru",
        torch::nn::GRU (
            torch::nn::GRUOptions (units, units).num_layers (chosen.encoderLayers).batch_first (true)));
    output = register_module ("encoder_output", torch::nn::Linear (units, sizes.numAtoms()));
    if (chosen.slowUnits > 0)
        addSlowMemory();
    if (chosen.refiningUnits > 0)
        addRefiner();
    if (chosen.speakerValues > 0)
        addSpeaker();
}

void UnfoldedNet::addRowEncoder()
{
    const Eigen::Index units = chosen.rowUnits;
    rowInput = register_module (
        "rows_input",
        torch::nn::Linear (core::contextRows * (chosen.featuresOfRow() + chosen.partsOfRow()), units));
    rowRecurrence = register_module (
        "rows_gru", torch::nn::GRU (torch::nn::GRUOptions (units, units).batch_first (true)));
    rowOutput = register_module ("rows_output", torch::nn::Linear (units, chosen.rowValues));
}

void UnfoldedNet::addTransition()
{
    transition = register_parameter ("carried", torch::zeros ({ sizes.numAtoms() }));
    start = register_parameter ("start", torch::full ({ sizes.numAtoms() }, -3.0));
}

std::vector<Tensor> UnfoldedNet::forward (const NetInput& batch, const Pass& way)
{
    pass = way;
    heard = batch.heardRows > 0 ? batch.heardRows : static_cast<int64_t> (sizes.numRows);
    if (chosen.encoderUnits == 0)
    {
        latest = recurOverTime (batch);
        return shares (sourceModels (latest, batch.floor));
    }
    const Encoded encoded = encode (batch);
    latest = runUpdates (propose (encoded), batch.spectrum, batch.floor);
    auto models = sourceModels (latest, batch.floor);
    if (chosen.refiningUnits > 0)
        refine (models, batch, encoded);
    return shares (std::move (models));
}

void UnfoldedNet::shapeFirstAtoms (const Tensor& logs)
{
    const torch::NoGradGuard noGradients;
    constexpr double inactive = -4.0; // before the softplus
    const auto count = logs.size (1);
    for (auto& atoms : atomLogs)
        atoms.narrow (1, 0, count).add_ (logs);
    if (outputLog.defined())
        outputLog.narrow (1, 0, count).add_ (logs);
    if (output)
        output->bias.narrow (0, 0, count).fill_ (inactive);
}

UnfoldedNet::Encoded UnfoldedNet::encode (const NetInput& batch)
{
    std::vector<Tensor> inputs{ batch.features };
    Encoded encoded;
    if (chosen.rowUnits > 0)
    {
        encoded.rowValues = processRows (batch);
        inputs.push_back (encoded.rowByRow());
    }
    if (chosen.longRows > 0)
        inputs.push_back (batch.longWindow.flatten (2));
    const Tensor first = linear (input, inputs.size() > 1 ? torch::cat (inputs, 2) : inputs.front());
    if (chosen.speakerValues > 0)
    {
        encoded.speaker = speakerOf (batch);
        encoded.state = steered (first, encoded.speaker);
    }
    else
        encoded.state = torch::tanh (first);
    for (size_t layer = 0; layer < static_cast<size_t> (chosen.encoderLayers); ++layer)
    {
        encoded.state = recur (recurrence, encoded.state, layer);
        if (pass.dropout > 0.0)
            encoded.state = encoded.state * dropped (encoded.state, pass.dropout);
    }
    if (chosen.slowUnits > 0)
        encoded.state = encoded.state + remembered (encoded.state, batch);
    return encoded;
}

Tensor UnfoldedNet::Encoded::rowByRow() const
{
    return rowValues.transpose (2, 3).reshape ({ rowValues.size (0), rowValues.size (1), -1 });
}

Tensor UnfoldedNet::propose (const Encoded& encoded)
{
    return torch::softplus (linear (output, encoded.state)) + minStart;
}

/** The sub-band network's outputs for each row and its neighbours.
    returns  [batch x frames x values x rows] */
Tensor UnfoldedNet::processRows (const NetInput& batch)
{
    const Tensor& features = batch.features;
    std::vector<Tensor> kinds{ kindsOf (batch) };
    addLongWindow (batch, kinds);
    const Tensor first =
        enterRows (torch::cat (kinds, 2).narrow (3, 0, heard),
                   torch::zeros ({ features.size (0), features.size (1), 1 }, features.options()),
                   rowInput->weight, rowInput->bias);
    const Tensor states = alongTime (first, rowRecurrence->all_weights());
    return toAllRows (torch::tanh (leaveRows (states, heard, rowOutput->weight, rowOutput->bias)));
}

/** The features of each row. [batch x frames x features x rows] */
Tensor UnfoldedNet::kindsOf (const NetInput& batch) const
{
    return batch.features.reshape (
        { batch.features.size (0), batch.features.size (1), -1, static_cast<int64_t> (sizes.numRows) });
}

/** The parts of each row in a long window, zeros above the rows that are seen so. */
void UnfoldedNet::addLongWindow (const NetInput& batch, std::vector<Tensor>& kinds) const
{
    if (chosen.longRows > 0)
        kinds.push_back (torch::constant_pad_nd (
            batch.longWindow, { 0, static_cast<int64_t> (sizes.numRows) - batch.longWindow.size (3) }));
}

/** Zeros for those that are not heard. [.. x rows] */
Tensor UnfoldedNet::toAllRows (const Tensor& ofHeardRows) const
{
    const auto rows = static_cast<int64_t> (sizes.numRows);
    return heard == rows ? ofHeardRows : torch::constant_pad_nd (ofHeardRows, { 0, rows - heard });
}

Tensor UnfoldedNet::linear (torch::nn::Linear& layer, const Tensor& values) const
{
    const Tensor mapped = product (values, layer->weight.t(), pass.roundsProducts);
    return layer->bias.defined() ? mapped + layer->bias : mapped;
}

Tensor UnfoldedNet::recur (const torch::nn::GRU& layers, const Tensor& values, size_t layer) const
{
    constexpr size_t weightsOfLayer = 4;
    const auto all = layers->all_weights();
    const auto own = all.begin() + static_cast<std::ptrdiff_t> (weightsOfLayer * layer);
    if (pass.roundsProducts && values.is_cpu())
        return roundedRecurrence (values, own[0], own[1], own[2], own[3]);
    return plain::recur (values, { own, own + weightsOfLayer });
}

/** h_t = updates of A h_(t-1) + b, frame by frame. */
Tensor UnfoldedNet::recurOverTime (const NetInput& batch)
{
    const Tensor kept = torch::sigmoid (transition);
    const Tensor added = torch::exp (start);
    const auto numFrames = batch.spectrum.size (1);
    Tensor last = torch::ones ({ batch.spectrum.size (0), sizes.numAtoms() }, batch.spectrum.options());
    std::vector<Tensor> frames;
    for (Eigen::Index frame = 0; frame < numFrames; ++frame)
    {
        const Tensor ratio = batch.levelRatios.select (1, frame).unsqueeze (1);
        last = runUpdates (last * ratio * kept + added, batch.spectrum.select (1, frame),
                           batch.floor.select (1, frame));
        frames.push_back (last);
    }
    return torch::stack (frames, 1);
}

Tensor UnfoldedNet::Atoms::model (const Tensor& activations) const
{
    const Tensor made = product (activations, fixed.t(), roundsProducts);
    return moving.defined() ? made + activations.narrow (-1, activations.size (-1) - 1, 1) * moving : made;
}

Tensor UnfoldedNet::Atoms::project (const Tensor& values) const
{
    const Tensor made = product (values, fixed, roundsProducts);
    if (! moving.defined())
        return made;
    const Tensor last = (values * moving).sum (-1, true);
    return torch::cat ({ made.narrow (-1, 0, made.size (-1) - 1), last }, -1);
}

/** The last column keeps its sum, and takes the shape of the floor. */
UnfoldedNet::Atoms UnfoldedNet::withFloor (const Tensor& atoms, const Tensor& floor) const
{
    if (! chosen.hasFloorAtom)
        return { atoms, {}, pass.roundsProducts };
    const auto numFixed = atoms.size (1) - 1;
    const Tensor last = atoms.narrow (1, numFixed, 1);
    return { torch::cat ({ atoms.narrow (1, 0, numFixed), torch::zeros_like (last) }, 1), last.sum() * floor,
             pass.roundsProducts };
}

Tensor UnfoldedNet::runUpdates (Tensor activations, const Tensor& spectrum, const Tensor& floor)
{
    for (size_t i = 0; i < sparsities.size(); ++i)
        activations = update (activations, spectrum, floor, i);
    return activations;
}

Tensor UnfoldedNet::update (const Tensor& activations, const Tensor& spectrum, const Tensor& floor,
                            size_t index)
{
    const Atoms atoms = withFloor (unitAtoms (index), floor);
    const Tensor model = atoms.model (activations) + modelFloor;
    const Tensor penalty = torch::exp (sparsities[index]);
    const auto beta = static_cast<double> (chosen.divergenceBeta);
    Tensor ratio;
    if (beta == 1.0)
        ratio = atoms.project (spectrum / model) / (1.0 + penalty);
    else
    {
        const Tensor weights = beta == 0.0 ? model.pow (-2) : model.pow (beta - 2.0);
        ratio = atoms.project (spectrum * weights) / (atoms.project (weights * model) + penalty);
    }
    const Tensor exponent = torch::sigmoid (exponents[static_cast<Eigen::Index> (index)]);
    return activations * torch::exp (exponent * ratio.clamp (1.0 / maxChange, maxChange).log());
}

std::vector<Tensor> UnfoldedNet::shares (std::vector<Tensor> models)
{
    for (auto& model : models)
        model =
            (chosen.maskExponent == 1.0f ? model : model.pow (static_cast<double> (chosen.maskExponent))) +
            shareFloor;
    const Tensor total = sumOf (models);
    for (auto& model : models)
        model = model / total;
    return models;
}

/** The model of each source at the rows. */
std::vector<Tensor> UnfoldedNet::sourceModels (const Tensor& activations, const Tensor& floor) const
{
    const Atoms atoms = withFloor (outputAtoms(), floor);
    std::vector<Tensor> models;
    Eigen::Index first = 0;
    for (const auto count : sizes.atomsPerSource)
    {
        const bool isLast = first + count == sizes.numAtoms();
        const Atoms own{ atoms.fixed.narrow (1, first, count), isLast ? atoms.moving : Tensor(),
                         pass.roundsProducts };
        models.push_back (own.model (activations.narrow (2, first, count)));
        first += count;
    }
    return models;
}

/** Columns that sum to one. */
Tensor UnfoldedNet::unitAtoms (size_t index) const
{
    return torch::softmax (atomLogs[std::min (index, atomLogs.size() - 1)], 0);
}

/** Normalises the last update's atoms to sum one where the masks use them. */
Tensor UnfoldedNet::outputAtoms() const
{
    return outputLog.defined() ? torch::exp (outputLog) : unitAtoms (atomLogs.size() - 1);
}

} // namespace unbraid::unfolding

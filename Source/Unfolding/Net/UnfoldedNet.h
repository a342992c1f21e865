// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Unfolding/Net/RowLayers.h"
#include "Unfolding/UnfoldingSpec.h"

#include <torch/nn.h>

#include <vector>

namespace unbraid::unfolding
{

/** The sizes that follow from the material. */
struct NetShape
{
    Eigen::Index numRows = 0;
    std::vector<Eigen::Index> atomsPerSource{};

    [[nodiscard]] Eigen::Index numAtoms() const;
};

/** The net's input for a batch. */
struct NetInput
{
    torch::Tensor features;    // [batch x frames x features] of the encoder
    torch::Tensor spectrum;    // [batch x frames x rows] v, unit mean
    torch::Tensor floor;       // [batch x frames x rows] the running noise floor, sum one
    torch::Tensor levelRatios; // [batch x frames] level of the frame before over this one's
    torch::Tensor levels;      // [batch x frames] the running level, in any unit
    double frameSeconds = 0.0; // between two frames
    int64_t heardRows = 0;     // from the lowest, which the networks of the rows process; 0: all
    torch::Tensor
        longWindow{}; // [batch x frames x core::longWindowParts x long rows]; undefined where none is seen
    torch::Tensor voice{};  // [batch x core::numVoiceStatistics] that is told; undefined where none ever is
    torch::Tensor isTold{}; // [batch x 1] 1 where it is told, else 0
};

/** Options of a forward pass for training; the defaults are those of inference. */
struct Pass
{
    double dropout = 0.0;        // share of the encoder's values that are left out, after each of its layers
    bool roundsProducts = false; // see RoundedProducts.h
    double refinerLeftOut = 0.0; // share of the mixtures whose masks are made without the refiner
};

/** The path of one frame as a graph that gradients flow through: encoder (or A h_prev + b), updates, masks. The
    same mathematics as core::ActivationEncoder, core::ActivationSolver and core::WienerMasks; all matrices are
    exponentials of what is learned, so that they stay positive.
    Sources: Hershey, Le Roux & Weninger 2014 (updates as layers), Le Roux, Hershey & Weninger 2015 (matrices of
    their own for each), Wisdom et al. 2017 (activations that recur over time), Smaragdis & Venkataramani 2017
    (encoder). */
class UnfoldedNet : public torch::nn::Module
{
public:
    UnfoldedNet (const NetworkSpec& spec, const NetShape& shape);

    /** The shares of the sources at the rows.
        returns  one [batch x frames x rows] per source; they sum to one */
    std::vector<torch::Tensor> forward (const NetInput& batch, const Pass& way = {});

    /** Puts what tells voices apart in its place, where it stays: no gradient moves it.
        weights  [speaker values x core::numVoiceStatistics]
        bias     [speaker values] */
    void setVoices (const Eigen::MatrixXf& weights, const Eigen::VectorXf& bias);

    /** The activations of the latest `forward`, after its updates.
        returns  [batch x frames x atoms] */
    [[nodiscard]] const torch::Tensor& activations() const noexcept { return latest; }

    /** Shapes the first atoms of all layers, which are nearly inactive at first.
        logs  [rows x those atoms] added to their logarithms */
    void shapeFirstAtoms (const torch::Tensor& logs);

    /** Takes the matrices of a dictionary that `exportTo` filled in, to learn on from there. Where that has no layer of
        each row, no refiner, or fewer of its blocks or units, what this net has more begins with random weights, and
        what it takes goes on as it did.
        error: one of another shape */
    core::Status importFrom (const core::Dictionary& dictionary);

    /** Puts the learned matrices into a dictionary whose sources and rows are set: `unfolding` and `atoms`. */
    void exportTo (core::Dictionary& dictionary) const;

private:
    /** Atoms of which the last may be another one in every frame. */
    struct Atoms
    {
        torch::Tensor fixed;  // [rows x atoms], the last column zero where it moves
        torch::Tensor moving; // [.. x rows] that column; undefined where none moves
        bool roundsProducts = false;

        [[nodiscard]] torch::Tensor model (const torch::Tensor& activations) const;
        [[nodiscard]] torch::Tensor project (const torch::Tensor& values) const;
    };

    /** The encoder's output. */
    struct Encoded
    {
        torch::Tensor
            rowValues; // [batch x frames x values x rows] of each row's network; undefined where none is
        torch::Tensor state; // [batch x frames x units] of the last layer, and what a slow memory adds
        torch::Tensor
            speaker; // [batch x values] of the voice that is told, zeros where none is; undefined without

        [[nodiscard]] torch::Tensor rowByRow() const; // [batch x frames x rows * values]
    };

    Encoded encode (const NetInput& batch);
    [[nodiscard]] torch::Tensor kindsOf (const NetInput& batch) const;
    void addLongWindow (const NetInput& batch, std::vector<torch::Tensor>& kinds) const;
    [[nodiscard]] torch::Tensor speakerOf (const NetInput& batch) const;
    torch::Tensor steered (const torch::Tensor& values, const torch::Tensor& speaker);
    torch::Tensor remembered (const torch::Tensor& states, const NetInput& batch);
    torch::Tensor propose (const Encoded& encoded);
    torch::Tensor recurOverTime (const NetInput& batch);
    torch::Tensor runUpdates (torch::Tensor activations, const torch::Tensor& spectrum,
                              const torch::Tensor& floor);
    torch::Tensor update (const torch::Tensor& activations, const torch::Tensor& spectrum,
                          const torch::Tensor& floor, size_t index);
    std::vector<torch::Tensor> shares (std::vector<torch::Tensor> models);
    [[nodiscard]] std::vector<torch::Tensor> sourceModels (const torch::Tensor& activations,
                                                           const torch::Tensor& floor) const;
    void refine (std::vector<torch::Tensor>& models, const NetInput& batch, const Encoded& encoded);
    [[nodiscard]] torch::Tensor bounded (const torch::Tensor& corrections) const;
    torch::Tensor correctionsOf (const torch::Tensor& kinds, const Encoded& encoded);
    void addRefiner();
    void addBlock (Eigen::Index units);
    void addFold (Eigen::Index units);
    torch::Tensor runBlocks (const torch::Tensor& values, int64_t rows);
    [[nodiscard]] Atoms withFloor (const torch::Tensor& atoms, const torch::Tensor& floor) const;
    [[nodiscard]] torch::Tensor unitAtoms (size_t index) const;
    [[nodiscard]] torch::Tensor outputAtoms() const;
    [[nodiscard]] core::Encoder encoder() const;
    [[nodiscard]] core::SubBandNetwork rowEncoder() const;
    [[nodiscard]] core::SlowMemory slowMemory() const;
    [[nodiscard]] core::LongWindow longWindow() const;
    [[nodiscard]] core::Refiner refiner() const;
    [[nodiscard]] bool hasShapeOf (const core::Refiner& refiner) const;
    [[nodiscard]] bool hasShapeOf (const core::Encoder& encoder) const;
    [[nodiscard]] bool hasShapeOf (const core::LongWindow& seen) const;
    [[nodiscard]] bool hasShapeOf (const core::SpeakerEncoder& encoder) const;
    [[nodiscard]] bool hasShapeOf (const core::Dictionary& dictionary) const;
    void importEncoder (const core::Encoder& encoder);
    void importInput (const Eigen::MatrixXf& weights);
    void importRowEncoder (const core::SubBandNetwork& encoder);
    void importSlowMemory (const core::SlowMemory& slow);
    void importLongWindow (const core::LongWindow& seen);
    void importRefiner (const core::Refiner& refiner);
    [[nodiscard]] core::SpeakerEncoder speakerEncoder() const;
    void importSpeaker (const core::SpeakerEncoder& encoder);
    void beginNewSources (const core::Dictionary& dictionary);
    void addEncoder();
    void addRowEncoder();
    void addSlowMemory();
    void addSpeaker();
    void addTransition();

    [[nodiscard]] torch::Tensor linear (torch::nn::Linear& layer, const torch::Tensor& values) const;
    [[nodiscard]] torch::Tensor recur (const torch::nn::GRU& layers, const torch::Tensor& values,
                                       size_t layer) const;
    /** The parts of a block of recurrence along the rows, see core::RowBlock. */
    struct Block
    {
        torch::nn::GRU time{ nullptr }; // null in the first
        torch::nn::GRU across{ nullptr };
        torch::nn::Linear mixing{ nullptr };
        torch::nn::LayerNorm norm{ nullptr };

        [[nodiscard]] AcrossWeights weights() const;
        [[nodiscard]] core::RowBlock values() const;
        void take (const core::RowBlock& values);
        void quieten();
    };

    torch::Tensor processRows (const NetInput& batch);
    [[nodiscard]] torch::Tensor toAllRows (const torch::Tensor& ofHeardRows) const;

    NetworkSpec chosen;
    NetShape sizes;
    Pass pass{};       // of the latest forward
    int64_t heard = 0; // rows of it
    torch::Tensor latest;
    torch::nn::Linear rowInput{ nullptr };
    torch::nn::GRU rowRecurrence{ nullptr };
    torch::nn::Linear rowOutput{ nullptr };
    torch::nn::Linear refinerInput{ nullptr };
    torch::nn::Linear refinerContext{ nullptr };
    torch::nn::GRU refinerRecurrence{ nullptr };
    torch::nn::Linear refinerOutput{ nullptr };
    std::vector<Block> blocks;
    torch::nn::Linear refinerFold{ nullptr }; // null where the blocks see every row
    torch::nn::Linear refinerUnfold{ nullptr };
    torch::Tensor speakerDirections; // [values x statistics]
    torch::Tensor speakerOffset;     // [values]
    torch::nn::Linear speakerToEncoder{ nullptr };
    torch::nn::Linear speakerToGain{ nullptr };
    torch::nn::Linear speakerToRefiner{ nullptr };
    torch::nn::Linear input{ nullptr };
    torch::nn::GRU recurrence{ nullptr };
    torch::nn::Linear output{ nullptr };
    torch::nn::GRU slowRecurrence{ nullptr };
    torch::nn::Linear slowOutput{ nullptr };
    torch::Tensor transition;              // [atoms] logit of the diagonal of A
    torch::Tensor start;                   // [atoms] log b
    std::vector<torch::Tensor> atomLogs;   // [rows x atoms] of each update, or of all
    std::vector<torch::Tensor> sparsities; // [atoms] log mu of each update
    torch::Tensor exponents;               // [updates] logit of g
    torch::Tensor outputLog;               // [rows x atoms]
};

} // namespace unbraid::unfolding

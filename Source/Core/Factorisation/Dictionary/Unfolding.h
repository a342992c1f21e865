// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <optional>
#include <vector>

namespace unbraid::core
{

/** One multiplicative update with a matrix of its own:  h <- h . (W^T (v . P^(beta-2)) / (W^T P^(beta-1) + mu))^g.
    atoms     [rows x atoms] W, >= 0, columns sum to 1
    sparsity  [atoms] mu >= 0
    exponent  g, above 0 to 1 */
struct UpdateLayer
{
    Eigen::MatrixXf atoms{};
    Eigen::VectorXf sparsity{};
    float exponent = 1.0f;
};

/** A layer of gated recurrent units (Cho et al. 2014). Rows of all four: reset, update, candidate gates, `units`
    rows each.
    inputWeights                    [3 units x inputs], as many as units where nothing else is said
    recurrentWeights                [3 units x units]
    inputBias, recurrentBias        [3 units] */
struct GruLayer
{
    Eigen::MatrixXf inputWeights{};
    Eigen::MatrixXf recurrentWeights{};
    Eigen::VectorXf inputBias{};
    Eigen::VectorXf recurrentBias{};
};

/** Rows that are the input of a row's network: two below, itself, two above. */
constexpr Eigen::Index contextRows = 5;

/** A sub-band network: a small recurrent network that processes each row with a state of its own and the same weights,
    so that what it learns at one frequency holds at all. Its inputs are a few kinds of values of the row and of its
    neighbours: tanh -> recurrent layer -> linear.
    inputWeights   [units x contextRows * kinds]: one kind of the neighbours from below to above, then the next kind
    inputBias      [units]
    outputWeights  [values x units]
    outputBias     [values]
    Source: Hao, Su, Horaud & Li 2021, FullSubNet's sub-band model. */
struct SubBandNetwork
{
    Eigen::MatrixXf inputWeights{};
    Eigen::VectorXf inputBias{};
    GruLayer layer{};
    Eigen::MatrixXf outputWeights{};
    Eigen::VectorXf outputBias{};

    [[nodiscard]] Eigen::Index numUnits() const { return inputWeights.rows(); }
    [[nodiscard]] Eigen::Index numKinds() const { return inputWeights.cols() / contextRows; }
    [[nodiscard]] Eigen::Index numValues() const { return outputWeights.rows(); }
};

/** A recurrent layer that moves on once every `slowFrames` frames, by what the encoder's last layer came to meanwhile, so
    that it remembers seconds: how loud the near voice was, what the background is, whether anybody sings.

        x_L <- x_L + O s,   and every slowFrames frames   s <- GRU (mean of the x_L before that since the last time, l)

    l = log10 (L / M) <= 0 is how far the running level L lies below M, its highest value of late; M falls by
    `nearFallDb` a second.
    layer          [units <- units of the encoder, then l]
    outputWeights  [units of the encoder x units] O
    Source: Koutnik, Greff, Gomez & Schmidhuber 2014 (layers that move on at clocks of their own). */
struct SlowMemory
{
    GruLayer layer{};
    Eigen::MatrixXf outputWeights{};

    [[nodiscard]] Eigen::Index numUnits() const { return outputWeights.cols(); }
};

/** A small causal network that proposes the activations a frame starts from: features of the rows -> tanh ->
    recurrent layers -> softplus. Its features are those of ActivationEncoder.
    rows           optional: a sub-band network whose outputs, bounded by tanh, are inputs beside the features
    inputWeights   [units x inputs], inputs: the features (the rows, or twice as many with those over the running
                   floor), then the outputs of the sub-band network, row by row
    inputBias      [units]
    outputWeights  [atoms x units]
    outputBias     [atoms]
    slow           optional: a memory of seconds, added to the state of the last layer wherever that is used */
struct Encoder
{
    std::optional<SubBandNetwork> rows{};
    Eigen::MatrixXf inputWeights{};
    Eigen::VectorXf inputBias{};
    std::vector<GruLayer> layers{};
    Eigen::MatrixXf outputWeights{};
    Eigen::VectorXf outputBias{};
    std::optional<SlowMemory> slow{};

    [[nodiscard]] Eigen::Index numUnits() const { return inputWeights.rows(); }

    /** Of a frame of so many rows. */
    [[nodiscard]] Eigen::Index numFeatures (Eigen::Index numRows) const
    {
        return inputWeights.cols() - (rows ? rows->numValues() * numRows : 0);
    }
};

/** Recurrence along the rows of one frame, from both ends, added to the values that a refiner has at each row:

        x <- x + GRU_t (x)                                     along time, where the block has such a layer
        x <- x + gain . normalised (M (up (x), down (x)) + m) + offset

    normalised to mean 0 and variance 1 over the units of a row.
    time          [units] of a row's own memory; none in the first block: the refiner's own network stands there
    up, down      [half <- units] from the lowest row to the highest, and back; both start from zero in every frame
    mixing        [units x 2 half] M
    mixingBias, gain, offset  [units]
    Sources: Luo, Chen & Yoshioka 2020 (dual path); Le, Chen, Chen & Lu 2021 (for frames of a spectrum); layer
    normalisation: Ba, Kiros & Hinton 2016. */
struct RowBlock
{
    std::optional<GruLayer> time{};
    GruLayer up{};
    GruLayer down{};
    Eigen::MatrixXf mixing{};
    Eigen::VectorXf mixingBias{};
    Eigen::VectorXf gain{};
    Eigen::VectorXf offset{};
};

/** Halves the rows that the blocks of a refiner process, and maps their output back to all rows:

        y_p = F (x_2p, x_(2p+1)) + f,   the blocks on y,   (x_2p, x_(2p+1)) <- themselves + G y_p + g

    A last row without a neighbour has zeros beside it.
    fold    [units x 2 units] F, foldBias [units]
    unfold  [2 units x units] G, unfoldBias [2 units] */
struct RowFold
{
    Eigen::MatrixXf fold{};
    Eigen::VectorXf foldBias{};
    Eigen::MatrixXf unfold{};
    Eigen::VectorXf unfoldBias{};
};

/** A recurrent network of each row that corrects the result of the updates: the model of a source at a row is
    multiplied by e^c, c from -maxRefined to maxRefined. The model of the last source is not changed.
    rows            inputs, in this order: the encoder's features of the row, the values of the encoder's own network of
                    the row, the shares of all sources but the last; outputs: c of these sources
    contextWeights  [units x units of the encoder]: maps the state of the encoder's last layer to a bias of every row's input
    blocks          recurrence along the rows, between the network's recurrent layer and its output
    fold            optional, with blocks only: they process pairs of rows
    boundDb         decibels that a model is moved by at most, c = b tanh (c' / b); 0: without such a bound
    Source: Hao, Su, Horaud & Li 2021 (a sub-band model behind a full-band one). */
struct Refiner
{
    SubBandNetwork rows{};
    Eigen::MatrixXf contextWeights{};
    std::vector<RowBlock> blocks{};
    std::optional<RowFold> fold{};
    float boundDb = 0.0f;
};

/** The logarithm by which a model of powers or of magnitudes moves with so many decibels. [any] */
constexpr float logOfDb (float decibels, bool isOfPower) noexcept
{
    constexpr float nepersOfDb = 0.115129255f; // ln (10) / 20
    return decibels * nepersOfDb * (isOfPower ? 2.0f : 1.0f);
}

/** Learned whose voice the first source is, from recordings of it (an enrolment): a vector that is the same in every frame
    moves the inputs of the encoder and of the refiner, and scales what the encoder makes of them. Without an enrolment it
    is zero, and all voices are the first source.

        v = tanh (O s + o),   x = (1 + G v) . tanh (e_in + T v),   and of every row of the refiner  R v

    s              [statistics] of the recordings, see VoiceStatistics
    weights        [values x statistics] O: directions that tell voices apart, found before the rest is learned
    bias           [values] o
    toEncoder      [units of the encoder x values] T
    toGain         [units of the encoder x values] G
    toRefiner      [units of the refiner x values] R; empty without a refiner
    Source: Zmolikova et al. 2019 (SpeakerBeam: an extractor that an enrolment steers by factors). */
struct SpeakerEncoder
{
    Eigen::MatrixXf weights{};
    Eigen::VectorXf bias{};
    Eigen::MatrixXf toEncoder{};
    Eigen::MatrixXf toGain{};
    Eigen::MatrixXf toRefiner{};

    [[nodiscard]] Eigen::Index numValues() const { return weights.rows(); }
};

/** What the encoder and the refiner make of low rows as a longer window resolves them, see LongWindowFeatures: further inputs, behind
    all others.
    encoder  [units of the encoder x longWindowParts * long rows]: one part of the rows from the lowest, then the next part
    rows     [units of the encoder's sub-band network x contextRows * longWindowParts], as SubBandNetwork::inputWeights; empty without it
    refiner  [units of the refiner x contextRows * longWindowParts], the same; empty without one */
struct LongWindow
{
    Eigen::MatrixXf encoder{};
    Eigen::MatrixXf rows{};
    Eigen::MatrixXf refiner{};

    /** Rows that are seen so, from the lowest. */
    [[nodiscard]] Eigen::Index numRows() const;
};

/** The part of an unfolded dictionary that a plain one lacks: the few updates of a frame, each with its own matrix, that
    were trained through.
    outputAtoms  [rows x atoms] O >= 0: sources are modelled with these, whatever the columns sum to
    start        [atoms] b >= 0 of the start A h_prev + b without an encoder; empty: zeros
    skipsUnheardRows  at a rate that does not reach them rows take no part in the networks of the rows: the encoder's makes nothing of
                      them, and they are not refined. It was trained so
    hasFloorAtom the last atom of the last source has the shape of the running noise floor that the encoder measures, in
                 each frame anew, as in training. Its columns keep their sums.
    Sources: Hershey, Le Roux & Weninger 2014; Le Roux, Hershey & Weninger 2015; Wisdom et al. 2017. */
struct Unfolding
{
    std::vector<UpdateLayer> layers{};
    Eigen::MatrixXf outputAtoms{};
    Eigen::VectorXf start{};
    std::optional<Encoder> encoder{};
    std::optional<Refiner> refiner{};        // beside an encoder only
    std::optional<SpeakerEncoder> speaker{}; // the same
    std::optional<LongWindow> longWindow{};  // the same
    bool hasFloorAtom = false;
    bool skipsUnheardRows = false;
    bool knowsVoice = false; // made by an enrolment: the first source is one person's voice
};

/** Ceilings of unfolded dictionaries; weights are those of all matrices together, which no processor plays in time
    by far. */
constexpr Eigen::Index maxUpdateLayers = 16;
constexpr Eigen::Index maxGruLayers = 4;
constexpr Eigen::Index maxEncoderUnits = 1024;
constexpr Eigen::Index maxSlowUnits = 256;
constexpr Eigen::Index slowFrames = 8;        // of the encoder, between two steps of a slow memory
constexpr double nearFallDb = 0.5;            // a second, of the level that a slow memory compares with
constexpr Eigen::Index longWindowFrames = 16; // of the encoder, that a long window spans
constexpr Eigen::Index longWindowParts = 4;   // of a row, that it tells apart
constexpr Eigen::Index maxRowUnits = 64;
constexpr Eigen::Index maxRowValues = 16;
constexpr Eigen::Index maxRowBlocks = 4;
constexpr Eigen::Index maxSpeakerValues = 256;
constexpr Eigen::Index numVoiceBands = 28; // whose levels the statistics of a voice compare
constexpr Eigen::Index numVoiceStatistics = numVoiceBands * (numVoiceBands + 1) / 2;
constexpr float rowVarianceFloor = 1e-5f; // added to the variance that a block normalises by
constexpr float maxRefined = 10.0f;
constexpr float maxRefinerBoundDb = 40.0f;

/** Added to P_j^e of an enabled source, so that rows without any model are shared evenly. */
constexpr float unfoldedShareFloor = 1e-8f;
constexpr Eigen::Index maxUnfoldedWeights = 1 << 26;

inline Eigen::Index LongWindow::numRows() const
{
    return encoder.cols() / longWindowParts;
}

} // namespace unbraid::core

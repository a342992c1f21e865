// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Core/Factorisation/Solvers/ConvolutiveSolver.h"

#include "Core/Factorisation/Dictionary/AtomLayout.h"
#include "Core/Factorisation/Solvers/AtomAdapter.h"
#include "Core/Factorisation/Solvers/Divergence.h"

#include <algorithm>
#include <cmath>

namespace unbraid::core
{

namespace
{
using Eigen::Index;

constexpr Index attackLags = 5;         // an atom's activation is its energy in so many frames
constexpr float smallestFloor = 1e-12f; // of a silent frame
constexpr float minEcho = 1e-6f; // of the loudest activation: a fainter one leaves nothing to later frames
constexpr double renewalSeconds = 0.05; // gains need not move faster
constexpr float minGain = 0.05f, maxGain = 20.0f;

/** h . (upper / (lower + mu))^e; what no row holds is zero. */
void multiply (const Eigen::MatrixXf& above, const Eigen::MatrixXf& below, float penalty, float exponent,
               Eigen::MatrixXf& activations) noexcept
{
    if (exponent == 1.0f)
        activations.array() *=
            (below.array() > 0.0f).select (above.array() / (below.array() + penalty), 0.0f);
    else
        activations.array() *=
            (below.array() > 0.0f).select ((above.array() / (below.array() + penalty)).pow (exponent), 0.0f);
}
} // namespace

Status ConvolutiveSolver::prepare (const Dictionary& dictionary, Index lookAhead, double hopSeconds,
                                   const SolverSettings& solverSettings,
                                   const AdaptationSettings& adaptationSettings)
{
    beta = dictionary.divergenceBeta;
    if (auto checked = checkSettings (solverSettings, beta); ! checked.ok())
        return checked;
    hop = hopSeconds;
    ahead = lookAhead;
    numBands = dictionary.numBins();
    framesPerRenewal = std::max (1, static_cast<int> (std::lround (renewalSeconds / hopSeconds)));
    assignSlots (dictionary);
    copyAtoms (dictionary);
    allocateFrames (static_cast<Index> (dictionary.sources.size()),
                    numPackedColumns (layOutSources (dictionary)));
    isFrozen = isForgotten = false;
    set (solverSettings, adaptationSettings);
    reset();
    return Done{};
}

void ConvolutiveSolver::assignSlots (const Dictionary& dictionary)
{
    const auto packed = packedColumns (dictionary);
    slots.clear();
    numPlain = numConvolutive = 0;
    for (size_t s = 0; s < dictionary.sources.size(); ++s)
        for (Index i = 0; i < dictionary.sources[s].numAtoms; ++i)
        {
            const Index atom = dictionary.sources[s].firstAtom + i;
            const bool isConvolutive = hasTail (dictionary, atom);
            Index& count = isConvolutive ? numConvolutive : numPlain;
            slots.push_back (
                { count++, packed[static_cast<size_t> (atom)], static_cast<Index> (s), isConvolutive });
        }
    plainColumns = paddedCount (numPlain);
    movingColumns = paddedCount (numConvolutive);
}

void ConvolutiveSolver::copyAtoms (const Dictionary& dictionary)
{
    plain.setZero (numBands, plainColumns);
    tails.assign (1 + dictionary.tails.size(), Eigen::MatrixXf::Zero (numBands, movingColumns));
    trained.setZero (numBands, plainColumns + movingColumns);
    for (size_t i = 0; i < slots.size(); ++i)
    {
        const AtomSlot& slot = slots[i];
        const auto atom = static_cast<Index> (i);
        trained.col (columnOf (slot)) = dictionary.atoms.col (atom);
        if (! slot.isConvolutive)
        {
            plain.col (slot.column) = dictionary.atoms.col (atom);
            continue;
        }
        tails[0].col (slot.column) = dictionary.atoms.col (atom);
        for (size_t lag = 1; lag < tails.size(); ++lag)
        {
            tails[lag].col (slot.column) = dictionary.tails[lag - 1].col (atom);
            trained.col (columnOf (slot)) += tails[lag].col (slot.column);
        }
        float attack = 0.0f;
        for (size_t lag = 0; lag < std::min<size_t> (attackLags, tails.size()); ++lag)
            attack += tails[lag].col (slot.column).sum();
        for (auto& tail : tails)
            tail.col (slot.column) /= attack;
    }
    normaliseAtoms (trained);
}

void ConvolutiveSolver::allocateFrames (Index numSources, Index numPacked)
{
    const Index window = 1 + ahead, columns = plainColumns + movingColumns;
    stack.setZero (numBands, plainColumns + window * movingColumns);
    plainSums.setZero (plainColumns);
    movingSums.setZero (movingColumns, window);
    spectra.setZero (numBands, window);
    fixedPart.setZero (numBands, window);
    for (auto* values : { &plainActivations, &plainUpper, &plainLower })
        values->setZero (plainColumns, window);
    for (auto* values : { &movingActivations, &movingUpper, &movingLower })
        values->setZero (movingColumns, window);
    lastPlain.setZero (plainColumns);
    for (auto* values : { &stackActivations, &stackUpper, &stackLower })
        values->setZero (stack.cols());
    plainOpen.setZero (plainColumns);
    movingOpen.setZero (movingColumns);
    for (const AtomSlot& slot : slots)
        (slot.isConvolutive ? movingOpen : plainOpen)[slot.column] = 1.0f;
    nextPlainGate.setOnes (plainColumns);
    nextMovingGate.setOnes (movingColumns);
    plainGates.setOnes (plainColumns, window);
    movingGates.setOnes (movingColumns, window);
    echoes.assign (std::max (tails.size(), static_cast<size_t> (window)),
                   Eigen::MatrixXf::Zero (numBands, columns));
    finished.setZero (numPacked);
    models.setZero (numBands, numSources);
    bandGains.setOnes (numBands, columns);
    gainUpper.setZero (numBands, columns);
    gainLower.setZero (numBands, columns);
    ratio.setZero (numBands);
}

void ConvolutiveSolver::set (const SolverSettings& solverSettings,
                             const AdaptationSettings& adaptationSettings) noexcept
{
    chosen = clampedSettings (solverSettings, beta);
    adaptation = clampedSettings (adaptationSettings);
}

void ConvolutiveSolver::reset() noexcept
{
    forgetFrames();
    if (isFrozen)
        return;
    bandGains.setOnes();
    gainUpper.setZero();
    gainLower.setZero();
    defaultLevel = framesInSums = 0.0f;
    framesCounted = 0;
    renewStack();
}

void ConvolutiveSolver::forgetFrames() noexcept
{
    if (isForgotten)
        return; // the ring is long, and silence may be as well
    isForgotten = true;
    for (auto* values : { &spectra, &plainActivations, &movingActivations, &models })
        values->setZero();
    for (auto& echo : echoes)
        echo.setZero();
    finished.setZero();
    now = 0;
}

void ConvolutiveSolver::setSourceEnabled (Index source, bool isOn) noexcept
{
    for (const AtomSlot& slot : slots)
        if (slot.source == source)
            (slot.isConvolutive ? movingOpen : plainOpen)[slot.column] = isOn ? 1.0f : 0.0f;
}

void ConvolutiveSolver::setHitGate (Index source, bool isStruck, bool rings) noexcept
{
    for (const AtomSlot& slot : slots)
        if (slot.source == source)
        {
            const bool isOpen = slot.isConvolutive ? isStruck : rings;
            (slot.isConvolutive ? nextMovingGate : nextPlainGate)[slot.column] = isOpen ? 1.0f : 0.0f;
        }
}

Index ConvolutiveSolver::columnOf (const AtomSlot& slot) const noexcept
{
    return slot.isConvolutive ? plainColumns + slot.column : slot.column;
}

/** The atoms that explain a frame of the window: the plain ones, and the convolutive ones with as many lags as there
    are frames before it in the window. */
PackedAtoms ConvolutiveSolver::viewOf (Index frame) const noexcept
{
    return { stack.data(), stack.cols(), numBands, plainColumns + (1 + ahead - frame) * movingColumns };
}

void ConvolutiveSolver::renewStack() noexcept
{
    stack.leftCols (plainColumns) = plain.cwiseProduct (bandGains.leftCols (plainColumns));
    plainSums = stack.leftCols (plainColumns).colwise().sum().transpose();
    for (Index lag = 0; lag <= ahead; ++lag)
    {
        auto atoms = stack.middleCols (plainColumns + lag * movingColumns, movingColumns);
        if (lag < static_cast<Index> (tails.size()))
            atoms = tails[static_cast<size_t> (lag)].cwiseProduct (bandGains.rightCols (movingColumns));
        movingSums.col (lag) = atoms.colwise().sum().transpose();
        if (lag > 0)
            movingSums.col (lag) += movingSums.col (lag - 1);
    }
}

void ConvolutiveSolver::solve (const Eigen::VectorXf& spectrum) noexcept
{
    moveOn (spectrum);
    beginFrame();
    recall();
    for (int i = 0; i < chosen.updates; ++i)
        update();
    if (isBroken())
        forgetFrames();
    finishFrame();
    modelSources();
    learn();
}

void ConvolutiveSolver::moveOn (const Eigen::VectorXf& spectrum) noexcept
{
    isForgotten = false;
    echoes[now].setZero();
    now = (now + 1) % echoes.size();
    lastPlain = plainActivations.col (0);
    for (auto* frames : { &spectra, &plainActivations, &movingActivations, &plainGates, &movingGates })
        for (Index frame = ahead; frame > 0; --frame)
            frames->col (frame) = frames->col (frame - 1);
    spectra.col (0) = spectrum;
    plainGates.col (0) = nextPlainGate;
    movingGates.col (0) = nextMovingGate;
}

/** Plain activations start from those of the last frame, with a leak; convolutive ones start small in every frame. */
void ConvolutiveSolver::beginFrame() noexcept
{
    const float spread = chosen.leak * spectra.col (0).sum();
    if (numPlain > 0)
        plainActivations.col (0) =
            (1.0f - chosen.leak) * lastPlain.array() + spread / static_cast<float> (numPlain);
    movingActivations.col (0).setConstant (spread / static_cast<float> (std::max<Index> (1, numConvolutive)));
    for (Index frame = 0; frame <= ahead; ++frame)
    {
        plainActivations.col (frame).array() *= plainOpen.array() * plainGates.col (frame).array();
        movingActivations.col (frame).array() *= movingOpen.array() * movingGates.col (frame).array();
    }
}

void ConvolutiveSolver::recall() noexcept
{
    for (Index frame = 0; frame <= ahead; ++frame)
    {
        const float floor = plainModelFloor * spectra.col (frame).mean() + smallestFloor;
        fixedPart.col (frame) = echoAfter (ahead - frame).rowwise().sum().array() + floor;
    }
}

void ConvolutiveSolver::update() noexcept
{
    movingUpper.setZero();
    movingLower.setZero();
    for (Index frame = 0; frame <= ahead; ++frame)
        project (frame);
    if (beta == 1.0f)
    {
        plainLower = plainSums.replicate (1, 1 + ahead);
        movingLower = movingSums;
    }
    const float scale = beta == 1.0f || chosen.sparsity == 0.0f
                            ? 1.0f
                            : std::pow (spectra.mean() + smallestFloor, beta - 1.0f);
    const float exponent = safeExponent (beta, chosen.exponent);
    multiply (plainUpper, plainLower, chosen.sparsity * scale, exponent, plainActivations);
    multiply (movingUpper, movingLower, chosen.sparsity * scale, exponent, movingActivations);
}

void ConvolutiveSolver::gatherActivations (Index frame) noexcept
{
    stackActivations.head (plainColumns) = plainActivations.col (frame);
    for (Index lag = 0; lag <= ahead - frame; ++lag)
        stackActivations.segment (plainColumns + lag * movingColumns, movingColumns) =
            movingActivations.col (frame + lag);
}

void ConvolutiveSolver::project (Index frame) noexcept
{
    gatherActivations (frame);
    nmfKernels().backProject (viewOf (frame), stackActivations.data(), spectra.col (frame).data(), 0.0f, beta,
                              stackUpper.data(), stackLower.data(), fixedPart.col (frame).data());
    plainUpper.col (frame) = stackUpper.head (plainColumns);
    plainLower.col (frame) = stackLower.head (plainColumns);
    for (Index lag = 0; lag <= ahead - frame; ++lag)
    {
        const Index first = plainColumns + lag * movingColumns;
        movingUpper.col (frame + lag) += stackUpper.segment (first, movingColumns);
        movingLower.col (frame + lag) += stackLower.segment (first, movingColumns);
    }
}

bool ConvolutiveSolver::isBroken() const noexcept
{
    return ! std::isfinite (plainActivations.sum() + movingActivations.sum());
}

/** Outputs the oldest frame of the window and adds its tails to the frames that follow. */
void ConvolutiveSolver::finishFrame() noexcept
{
    isForgotten = false;
    const auto g = plainActivations.col (ahead);
    const auto h = movingActivations.col (ahead);
    const float threshold = minEcho * h.maxCoeff();
    for (Index atom = 0; atom < numPlain; ++atom)
        echoes[now].col (atom) = g[atom] * plain.col (atom).cwiseProduct (bandGains.col (atom));
    for (Index atom = 0; atom < numConvolutive; ++atom)
        if (h[atom] > threshold)
            for (size_t lag = 0; lag < tails.size(); ++lag)
                echoAfter (static_cast<Index> (lag)).col (plainColumns + atom) +=
                    h[atom] * tails[lag].col (atom).cwiseProduct (bandGains.col (plainColumns + atom));
    for (const AtomSlot& slot : slots)
        finished[slot.packed] = slot.isConvolutive ? h[slot.column] : g[slot.column];
}

void ConvolutiveSolver::modelSources() noexcept
{
    models.setZero();
    for (const AtomSlot& slot : slots)
        if ((slot.isConvolutive ? movingOpen : plainOpen)[slot.column] > 0.0f)
            models.col (slot.source) += echoes[now].col (columnOf (slot));
}

void ConvolutiveSolver::learn() noexcept
{
    const auto v = spectra.col (ahead);
    const float level = v.sum();
    if (isFrozen || ! adaptation.enabled || ! (level > 0.0f))
        return;
    const float floor = plainModelFloor * v.mean() + smallestFloor;
    ratio = v.array() / (echoes[now].rowwise().sum().array() + floor);
    gainUpper.array() += echoes[now].array().colwise() * ratio.array();
    gainLower.array() += echoes[now].array() / bandGains.array();
    defaultLevel += level;
    if (++framesCounted == framesPerRenewal)
        renewGains();
}

void ConvolutiveSolver::renewGains() noexcept
{
    framesCounted = 0;
    const double frames = static_cast<double> (adaptation.memorySeconds) / hop;
    const auto kept = static_cast<float> (std::exp (-framesPerRenewal / frames));
    framesInSums = kept * framesInSums + static_cast<float> (framesPerRenewal);
    const float trust = defaultLevel / framesInSums * static_cast<float> (adaptation.trustSeconds / hop);
    bandGains = (trust * trained + gainUpper).cwiseQuotient (trust * trained + gainLower);
    bandGains = bandGains.array().isFinite().select (bandGains.array(), 1.0f).max (minGain).min (maxGain);
    gainUpper *= kept;
    gainLower *= kept;
    defaultLevel *= kept;
    renewStack();
}

Eigen::MatrixXf ConvolutiveSolver::gains() const
{
    Eigen::MatrixXf ofAtoms (numBands, static_cast<Index> (slots.size()));
    for (size_t atom = 0; atom < slots.size(); ++atom)
        ofAtoms.col (static_cast<Index> (atom)) = bandGains.col (columnOf (slots[atom]));
    return ofAtoms;
}

double ConvolutiveSolver::divergence() const
{
    double total = 0.0;
    for (Index frame = 0; frame <= ahead; ++frame)
    {
        Eigen::VectorXf model =
            fixedPart.col (frame) + stack.leftCols (plainColumns) * plainActivations.col (frame);
        for (Index lag = 0; lag <= ahead - frame; ++lag)
            model += stack.middleCols (plainColumns + lag * movingColumns, movingColumns) *
                     movingActivations.col (frame + lag);
        total += betaDivergence (spectra.col (frame).array(), model.array(), beta);
    }
    return total;
}

} // namespace unbraid::core

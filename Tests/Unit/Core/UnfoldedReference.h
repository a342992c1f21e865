// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Factorisation/Dictionary/Dictionary.h"
#include "Core/Spectral/Window.h"

#include <Eigen/Core>

#include <complex>
#include <optional>
#include <vector>

namespace unbraid::test
{

/** An unfolded dictionary run in double precision, straight from the formulas of Docs/DictionaryFormat.md; it shares
    nothing with the engine but the window. */
class UnfoldedReference
{
public:
    UnfoldedReference (const core::Dictionary& dictionaryToRun, const core::FrameGeometry& frameGeometry)
        : dictionary (dictionaryToRun)
        , unfolding (*dictionary.unfolding)
        , geometry (frameGeometry)
        , window (core::makeWindowPair (frameGeometry).analysis.cast<double>())
        , last (Eigen::VectorXd::Ones (dictionary.numAtoms()))
        , isOpen (dictionary.sources.size(), true)
    {
        const double trained = static_cast<double> (dictionary.hop) / dictionary.sampleRateHz;
        const double own = static_cast<double> (geometry.hop) / geometry.sampleRateHz;
        copies.resize (static_cast<size_t> (std::max (1.0, std::round (trained / own))));
        hopSeconds = own * static_cast<double> (copies.size());
        for (numBins = 0; numBins < geometry.numBins() && hz (numBins) < frequency (numRows() - 1) + 0.01;)
            ++numBins;
    }

    void setSourceEnabled (size_t source, bool open) { isOpen[source] = open; }

    /** The masks of frame number `t`, [model bins x sources].
        newest  [analysis x channels] samples */
    Eigen::MatrixXd masks (const Eigen::MatrixXd& newest, int t)
    {
        const Eigen::VectorXd v = rows (newest);
        const double lev = v.mean();
        const Eigen::VectorXd scaled = v.array() / lev + 1e-4;
        Eigen::VectorXd h = unfolding.encoder.has_value() ? proposal (newest, v, lev, t) : carriedOver (lev);
        shut (h);
        for (const core::UpdateLayer& layer : unfolding.layers)
            update (layer, scaled, h);
        last = h;
        lastLevel = lev;
        return spread (bandMasks (h, t));
    }

private:
    struct Copy
    {
        std::optional<double> level;
        Eigen::VectorXd floors;
        std::vector<Eigen::VectorXd> states;
        Eigen::VectorXd seen;                // x_L, with what a slow memory adds
        std::vector<Eigen::VectorXd> unseen; // x_L since its last step
        Eigen::VectorXd slow;                // s
        double nearLevel = 0.0;
        std::vector<Eigen::VectorXd> rowStates;
        std::vector<Eigen::VectorXd> refined;
        Eigen::VectorXd input;             // features, then the rows' values
        std::vector<Eigen::MatrixXd> past; // frames, from the newest
        Eigen::MatrixXd parts;             // [rows x 4] in a long window, zeros above those that it sees
    };

    [[nodiscard]] Eigen::Index numRows() const { return dictionary.frequenciesHz.size(); }
    /** Rows that the networks of the rows process. */
    [[nodiscard]] Eigen::Index numHeard() const
    {
        Eigen::Index count = 1;
        while (count < numRows() &&
               (! unfolding.skipsUnheardRows || frequency (count - 1) < 0.5 * geometry.sampleRateHz))
            ++count;
        return count;
    }
    [[nodiscard]] double hz (Eigen::Index bin) const
    {
        return static_cast<double> (bin) * geometry.sampleRateHz / static_cast<double> (geometry.fft);
    }
    [[nodiscard]] double frequency (Eigen::Index row) const
    {
        return static_cast<double> (dictionary.frequenciesHz[row]);
    }

    /** tri_b (f). */
    [[nodiscard]] double triangle (Eigen::Index band, double f) const
    {
        const double centre = frequency (band);
        if (f <= centre)
            return band == 0 ? 1.0
                             : std::max (0.0, (f - frequency (band - 1)) / (centre - frequency (band - 1)));
        return band == numRows() - 1
                   ? 1.0
                   : std::max (0.0, (frequency (band + 1) - f) / (frequency (band + 1) - centre));
    }

    /** |x_f|^2, averaged over the channels: a sinusoid of amplitude 1 has about 1. */
    [[nodiscard]] double power (const Eigen::MatrixXd& newest, Eigen::Index bin) const
    {
        double sum = 0.0;
        for (Eigen::Index channel = 0; channel < newest.cols(); ++channel)
            sum += std::norm (spectrum (newest, bin, channel));
        return sum / static_cast<double> (newest.cols());
    }

    [[nodiscard]] std::complex<double> spectrum (const Eigen::MatrixXd& newest, Eigen::Index bin,
                                                 Eigen::Index channel) const
    {
        std::complex<double> x = 0.0;
        for (Eigen::Index n = 0; n < newest.rows(); ++n)
            x += window[n] * newest (n, channel) *
                 std::polar (1.0, -2.0 * M_PI * static_cast<double> (bin * n % geometry.fft) /
                                      static_cast<double> (geometry.fft));
        return x / (0.5 * window.sum());
    }

    /** The power of part p of row b in a long window, over the copy's frames. */
    [[nodiscard]] double powerOfPart (const Copy& copy, Eigen::Index b, int p) const
    {
        const auto bin = static_cast<Eigen::Index> (std::round (frequency (b) / hz (1)));
        if (2 * bin > geometry.fft) // above half the rate
            return 0.0;
        const double f = frequency (b) + frequency (1) * ((p + 0.5) / 4.0 - 0.5);
        double weights = 0.0, sum = 0.0;
        for (Eigen::Index channel = 0; channel < copy.past.front().cols(); ++channel)
        {
            std::complex<double> z = 0.0;
            weights = 0.0;
            for (int m = 0; m < 16; ++m)
            {
                const double w = std::pow (std::sin (M_PI * std::sqrt ((m + 0.5) / 16.0)), 2);
                weights += w;
                if (m < static_cast<int> (copy.past.size()))
                    z += w * std::polar (1.0, 2.0 * M_PI * f * m * hopSeconds) *
                         spectrum (copy.past[static_cast<size_t> (m)], bin, channel);
            }
            sum += std::norm (z / weights);
        }
        return sum / static_cast<double> (copy.past.front().cols());
    }

    void lookLong (Copy& copy, const Eigen::MatrixXd& newest) const
    {
        copy.past.insert (copy.past.begin(), newest);
        if (copy.past.size() > 16)
            copy.past.pop_back();
        copy.parts.setZero (numRows(), 4);
        for (Eigen::Index b = 0; b < unfolding.longWindow->encoder.cols() / 4; ++b)
            for (int p = 0; p < 4; ++p)
            {
                const double v = powerOfPart (copy, b, p);
                const double own = dictionary.spectrum == core::Spectrum::power ? v : std::sqrt (v);
                copy.parts (b, p) = std::log10 (std::pow (own / *copy.level, 2.0) + 1e-7) / 2.0 + 0.5;
            }
    }

    /** What a layer has from the parts of a long window, nothing without one. */
    [[nodiscard]] static Eigen::MatrixXf beside (const Eigen::MatrixXf& own, const Eigen::MatrixXf& further)
    {
        Eigen::MatrixXf both (own.rows(), own.cols() + further.cols());
        both << own, further;
        return both;
    }

    [[nodiscard]] core::SubBandNetwork withLong (core::SubBandNetwork network,
                                                 const Eigen::MatrixXf& further) const
    {
        network.inputWeights = beside (network.inputWeights, further);
        return network;
    }

    [[nodiscard]] Eigen::MatrixXd withParts (const Copy& copy, const Eigen::MatrixXd& kinds) const
    {
        Eigen::MatrixXd all (kinds.rows(), kinds.cols() + copy.parts.cols());
        all << kinds, copy.parts;
        return all;
    }

    /** v of every row. */
    [[nodiscard]] Eigen::VectorXd rows (const Eigen::MatrixXd& newest) const
    {
        Eigen::VectorXd weighted = Eigen::VectorXd::Zero (numRows()), weights = weighted;
        for (Eigen::Index bin = 0; bin < numBins; ++bin)
        {
            const double p = power (newest, bin);
            for (Eigen::Index band = 0; band < numRows(); ++band)
            {
                weighted[band] += triangle (band, hz (bin)) * p;
                weights[band] += triangle (band, hz (bin));
            }
        }
        Eigen::VectorXd v (numRows());
        for (Eigen::Index band = 0; band < numRows(); ++band)
            v[band] = weights[band] > 0.0 ? weighted[band] / weights[band] : 0.0;
        return dictionary.spectrum == core::Spectrum::power ? v : v.cwiseSqrt();
    }

    [[nodiscard]] Eigen::VectorXd features (Copy& copy, const Eigen::VectorXd& v, double lev) const
    {
        const auto share = [this] (double seconds) { return 1.0 - std::exp (-hopSeconds / seconds); };
        if (copy.level.has_value())
        {
            const double rise = std::pow (10.0, hopSeconds * 4.0 / 20.0);
            copy.level = *copy.level + share (lev > *copy.level ? 0.1 : 2.0) * (lev - *copy.level);
            for (Eigen::Index b = 0; b < v.size(); ++b)
            {
                double& n = copy.floors[b];
                n = v[b] < n ? n + share (0.05) * (v[b] - n) : std::min (v[b], n * rise);
            }
        }
        else
        {
            copy.level = lev;
            copy.floors = v;
        }
        const Eigen::Index numFeatures = unfolding.encoder->numFeatures (numRows());
        Eigen::VectorXd e (numFeatures);
        for (Eigen::Index b = 0; b < v.size(); ++b)
        {
            e[b] = std::log10 (std::pow (v[b] / *copy.level, 2.0) + 1e-7) / 2.0 + 0.5;
            copy.floors[b] = std::max (copy.floors[b], 1e-5 * *copy.level);
            if (numFeatures > v.size())
                e[v.size() + b] = std::log10 (std::pow (v[b] / copy.floors[b], 2.0) + 1.0) / 2.0;
        }
        return e;
    }

    static double sigmoid (double x) { return 1.0 / (1.0 + std::exp (-x)); }

    static Eigen::VectorXd gru (const core::GruLayer& layer, const Eigen::VectorXd& x,
                                const Eigen::VectorXd& h)
    {
        const Eigen::VectorXd in = layer.inputWeights.cast<double>() * x + layer.inputBias.cast<double>();
        const Eigen::VectorXd again =
            layer.recurrentWeights.cast<double>() * h + layer.recurrentBias.cast<double>();
        const Eigen::Index size = h.size();
        Eigen::VectorXd next (size);
        for (Eigen::Index i = 0; i < size; ++i)
        {
            const double r = sigmoid (in[i] + again[i]);
            const double z = sigmoid (in[size + i] + again[size + i]);
            const double n = std::tanh (in[2 * size + i] + r * again[2 * size + i]);
            next[i] = (1.0 - z) * n + z * h[i];
        }
        return next;
    }

    /** One step of a network of each row.
        kinds   [rows x kinds]
        added   [units] to the input of every row
        returns [rows x values] */
    static Eigen::MatrixXd stepRows (const core::SubBandNetwork& network,
                                     std::vector<Eigen::VectorXd>& states, const Eigen::MatrixXd& kinds,
                                     const Eigen::VectorXd& added)
    {
        if (states.empty())
            states.assign (static_cast<size_t> (kinds.rows()), Eigen::VectorXd::Zero (network.numUnits()));
        Eigen::MatrixXd values (kinds.rows(), network.numValues());
        for (Eigen::Index b = 0; b < kinds.rows(); ++b)
        {
            Eigen::VectorXd near = Eigen::VectorXd::Zero (5 * kinds.cols());
            for (Eigen::Index kind = 0; kind < kinds.cols(); ++kind)
                for (Eigen::Index d = -2; d <= 2; ++d)
                    if (b + d >= 0 && b + d < kinds.rows())
                        near[5 * kind + d + 2] = kinds (b + d, kind);
            const Eigen::VectorXd x = (network.inputWeights.cast<double>() * near + added).array().tanh();
            auto& state = states[static_cast<size_t> (b)];
            state = gru (network.layer, x, state);
            values.row (b) = network.outputWeights.cast<double>() * state + network.outputBias.cast<double>();
        }
        return values;
    }

    /** The features, and what every row's own network makes of them. */
    [[nodiscard]] Eigen::VectorXd withRows (const core::SubBandNetwork& rows, Copy& copy,
                                            const Eigen::VectorXd& e) const
    {
        const Eigen::MatrixXd kinds = withParts (copy, e.reshaped (numRows(), e.size() / numRows()));
        Eigen::MatrixXd values = Eigen::MatrixXd::Zero (numRows(), rows.numValues());
        values.topRows (numHeard()) =
            stepRows (rows, copy.rowStates, kinds.topRows (numHeard()), rows.inputBias.cast<double>())
                .array()
                .tanh();
        Eigen::VectorXd all (e.size() + values.size());
        all << e, Eigen::MatrixXd (values.transpose()).reshaped();
        return all;
    }

    /** P_j weighed by what every row's second network makes of the shares. */
    void refine (Eigen::MatrixXd& models, int t)
    {
        Copy& copy = copies[static_cast<size_t> (t) % copies.size()];
        const core::SubBandNetwork rows =
            unfolding.longWindow ? withLong (unfolding.refiner->rows, unfolding.longWindow->refiner)
                                 : unfolding.refiner->rows;
        const Eigen::MatrixXf& contextWeights = unfolding.refiner->contextWeights;
        const Eigen::Index numFeatures = unfolding.encoder->numFeatures (numRows());
        const Eigen::Index features = numFeatures / numRows();
        const Eigen::Index values = (copy.input.size() - numFeatures) / numRows();
        const Eigen::Index others = models.cols() - 1;
        Eigen::MatrixXd kinds (numRows(), features + values + others);
        kinds.leftCols (features) = copy.input.head (numFeatures).reshaped (numRows(), features);
        kinds.middleCols (features, values) =
            copy.input.tail (values * numRows()).reshaped (values, numRows()).transpose();
        const Eigen::MatrixXd some = models.array() + 1e-8;
        for (Eigen::Index j = 0; j < others; ++j)
            kinds.col (features + values + j) = some.col (j).array() / some.rowwise().sum().array();
        const Eigen::VectorXd added =
            contextWeights.cast<double>() * copy.seen + rows.inputBias.cast<double>();
        const Eigen::MatrixXd seen = withParts (copy, kinds);
        const Eigen::MatrixXd c = stepRows (rows, copy.refined, seen.topRows (numHeard()), added);
        models.topLeftCorner (numHeard(), others).array() *= c.array().min (10.0).max (-10.0).exp();
    }

    /** x_L + O s; after eight frames s moves on by their mean and by how far the level lies below its highest. */
    Eigen::VectorXd remember (const core::SlowMemory& slow, Copy& copy, const Eigen::VectorXd& x) const
    {
        if (copy.slow.size() == 0)
            copy.slow.setZero (slow.outputWeights.cols());
        const Eigen::VectorXd seen = x + slow.outputWeights.cast<double>() * copy.slow;
        copy.unseen.push_back (x);
        if (copy.unseen.size() < 8)
            return seen;
        copy.nearLevel =
            std::max (*copy.level, copy.nearLevel * std::pow (10.0, -0.5 * 8.0 * hopSeconds / 20.0));
        Eigen::VectorXd inputs = Eigen::VectorXd::Zero (x.size() + 1);
        for (const auto& state : copy.unseen)
            inputs.head (x.size()) += state / 8.0;
        inputs[x.size()] = std::log10 (*copy.level / copy.nearLevel);
        copy.slow = gru (slow.layer, inputs, copy.slow);
        copy.unseen.clear();
        return seen;
    }

    Eigen::VectorXd proposal (const Eigen::MatrixXd& newest, const Eigen::VectorXd& v, double lev, int t)
    {
        const core::Encoder& encoder = *unfolding.encoder;
        Copy& copy = copies[static_cast<size_t> (t) % copies.size()];
        if (! copy.level.has_value())
            copy.states.assign (encoder.layers.size(), Eigen::VectorXd::Zero (encoder.numUnits()));
        Eigen::VectorXd e = features (copy, v, lev);
        copy.parts.resize (numRows(), 0);
        if (unfolding.longWindow)
            lookLong (copy, newest);
        if (encoder.rows)
            e = withRows (unfolding.longWindow ? withLong (*encoder.rows, unfolding.longWindow->rows)
                                               : *encoder.rows,
                          copy, e);
        copy.input = e;
        floorShape = copy.floors / copy.floors.sum();
        Eigen::VectorXd given = encoder.inputWeights.cast<double>() * e + encoder.inputBias.cast<double>();
        if (const auto& seen = unfolding.longWindow)
            given += seen->encoder.cast<double>() *
                     copy.parts.topRows (seen->encoder.cols() / 4).reshaped (seen->encoder.cols(), 1);
        Eigen::VectorXd x = given.array().tanh();
        for (size_t l = 0; l < encoder.layers.size(); ++l)
        {
            copy.states[l] = gru (encoder.layers[l], x, copy.states[l]);
            x = copy.states[l];
        }
        if (encoder.slow)
            x = remember (*encoder.slow, copy, x);
        copy.seen = x;
        Eigen::VectorXd h = encoder.outputWeights.cast<double>() * x + encoder.outputBias.cast<double>();
        for (double& value : h)
            value = std::log (1.0 + std::exp (value)) + 1e-4;
        return h;
    }

    [[nodiscard]] Eigen::VectorXd carriedOver (double lev) const
    {
        const Eigen::VectorXd previous = lastLevel > 0.0 ? Eigen::VectorXd (last * (lastLevel / lev)) : last;
        const core::Transitions& a = dictionary.dynamics;
        Eigen::VectorXd h = unfolding.start.cast<double>();
        if (a.values.empty())
            h += previous;
        for (size_t i = 0; i < a.values.size(); ++i)
            h[a.rows[i]] += static_cast<double> (a.values[i]) * previous[a.columns[i]];
        return h;
    }

    void shut (Eigen::VectorXd& h) const
    {
        for (size_t s = 0; s < dictionary.sources.size(); ++s)
            if (! isOpen[s])
                h.segment (dictionary.sources[s].firstAtom, dictionary.sources[s].numAtoms).setZero();
    }

    /** The last atom takes the shape of the floor and keeps its sum. */
    [[nodiscard]] Eigen::MatrixXd withFloor (Eigen::MatrixXd w) const
    {
        if (unfolding.hasFloorAtom)
            w.rightCols (1) = w.rightCols (1).sum() * floorShape;
        return w;
    }

    void update (const core::UpdateLayer& layer, const Eigen::VectorXd& v, Eigen::VectorXd& h) const
    {
        const Eigen::MatrixXd w = withFloor (layer.atoms.cast<double>());
        const double beta = static_cast<double> (dictionary.divergenceBeta);
        const Eigen::ArrayXd model = (w * h).array() + 1e-4;
        const Eigen::VectorXd num = w.transpose() * (v.array() * model.pow (beta - 2.0)).matrix();
        const Eigen::VectorXd den =
            w.transpose() * model.pow (beta - 1.0).matrix() + layer.sparsity.cast<double>();
        for (Eigen::Index k = 0; k < h.size(); ++k)
            h[k] *= std::pow (std::clamp (num[k] / den[k], 1e-3, 1e3), static_cast<double> (layer.exponent));
        shut (h);
    }

    [[nodiscard]] Eigen::MatrixXd bandMasks (const Eigen::VectorXd& h, int t)
    {
        const auto e = static_cast<double> (dictionary.maskExponent);
        const Eigen::MatrixXd output = withFloor (unfolding.outputAtoms.cast<double>());
        Eigen::MatrixXd models (numRows(), static_cast<Eigen::Index> (dictionary.sources.size()));
        for (size_t s = 0; s < dictionary.sources.size(); ++s)
        {
            const core::Source& source = dictionary.sources[s];
            models.col (static_cast<Eigen::Index> (s)) =
                output.middleCols (source.firstAtom, source.numAtoms) *
                h.segment (source.firstAtom, source.numAtoms);
        }
        if (unfolding.refiner)
            refine (models, t);
        Eigen::MatrixXd shares = models.array().pow (e);
        for (size_t s = 0; s < dictionary.sources.size(); ++s)
            shares.col (static_cast<Eigen::Index> (s)).array() += isOpen[s] ? 1e-8 : 0.0;
        const Eigen::VectorXd total = shares.rowwise().sum();
        return shares.array().colwise() / total.array();
    }

    [[nodiscard]] Eigen::MatrixXd spread (const Eigen::MatrixXd& ofBands) const
    {
        Eigen::MatrixXd ofBins = Eigen::MatrixXd::Zero (numBins, ofBands.cols());
        for (Eigen::Index bin = 0; bin < numBins; ++bin)
            for (Eigen::Index band = 0; band < numRows(); ++band)
                ofBins.row (bin) += triangle (band, hz (bin)) * ofBands.row (band);
        return ofBins;
    }

    const core::Dictionary& dictionary;
    const core::Unfolding& unfolding;
    core::FrameGeometry geometry;
    Eigen::VectorXd window;
    std::vector<Copy> copies;
    double hopSeconds = 0.0;
    Eigen::Index numBins = 0;
    Eigen::VectorXd last;
    double lastLevel = 0.0;
    Eigen::VectorXd floorShape;
    std::vector<bool> isOpen;
};

} // namespace unbraid::test

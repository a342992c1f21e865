// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What lower ranks could save: the matrices that the encoder of `speech` multiplies by once a frame, whole and as two factors of a
// rank. Beside the hop of SeparatorBenchmark.cpp it bounds what an engine with factors would gain.
#include "Core/Factorisation/Network/PackedLinear.h"
#include "Files/DictionaryFile.h"
#include "Files/DictionaryLibrary.h"
#include "Support/Random.h"

#include <benchmark/benchmark.h>

#include <vector>

using namespace unbraid;
using Eigen::Index;

namespace
{
struct Product
{
    core::PackedLinear matrix;
    Eigen::VectorXf inputs, outputs;

    Product (Index rows, Index columns)
        : inputs (test::Random (2).noise (core::paddedCount (columns)))
        , outputs (core::paddedCount (rows))
    {
        const auto values = test::Random (1).noise (rows * columns);
        matrix.prepare (Eigen::Map<const Eigen::MatrixXf> (values.data(), rows, columns),
                        Eigen::VectorXf::Zero (rows));
    }
};

/** rank  0: whole, as all matrices are whose factors would be no smaller */
std::vector<Product> productsAt (Index rank, const core::Encoder& encoder)
{
    std::vector<Product> products;
    const auto add = [&] (const Eigen::MatrixXf& weights)
    {
        const Index rows = weights.rows(), columns = weights.cols();
        const bool isFactored = rank > 0 && rank * (rows + columns) < rows * columns;
        products.emplace_back (isFactored ? rank : rows, columns);
        if (isFactored)
            products.emplace_back (rows, rank);
    };
    add (encoder.inputWeights);
    for (const auto& layer : encoder.layers)
    {
        add (layer.inputWeights);
        add (layer.recurrentWeights);
    }
    add (encoder.outputWeights);
    return products;
}

void encoderAtRank (benchmark::State& state)
{
    const auto path = files::findDictionary ("speech", files::dictionarySearchPath());
    const auto speech =
        path.ok() ? files::loadDictionary (path.value()) : core::Result<core::Dictionary> (path.error());
    if (! speech.ok())
    {
        state.SkipWithError ("there is no dictionary speech");
        return;
    }
    auto products = productsAt (state.range (0), *speech.value().unfolding->encoder);
    for (auto turn : state)
        for (auto& product : products)
        {
            product.matrix.apply (product.inputs, product.outputs);
            benchmark::DoNotOptimize (product.outputs.data());
        }
}
} // namespace

BENCHMARK (encoderAtRank)->Arg (0)->Arg (48)->Arg (32)->Arg (24)->Arg (16);

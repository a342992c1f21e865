// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Spectral/Frames.h"
#include "Training/Factorisation/Factoriser.h"

#include <string>
#include <utility>
#include <vector>

namespace unbraid::offline
{

/** Which dimensions of a factor are components, whose order is that in which they are reported. */
enum class ComponentAxis
{
    none,
    rows,
    columns,
    both,
    slices // a slice for each
};

/** A factor of a model, by the name that it has in the equations of Docs/Synthesis.md. */
struct ModelFactor
{
    std::string name;                    // "W"
    std::vector<Eigen::MatrixXf> slices; // one, or as many as it has lags or channels
    ComponentAxis components = ComponentAxis::none;
};

/** What a method found beside its sounds, for those who study or plot the factorisation. */
struct ComponentFactors
{
    std::vector<ModelFactor> all;
    Eigen::VectorXd frequenciesHz; // [bins] of the rows of W; empty: they are no frequencies
    Eigen::VectorXd
        timesSeconds; // [frames] of the columns of H, centres of the windows; empty: they are none
    std::vector<double> objectives; // as the method tells them, one an iteration
    bool isSummary = false;         // W and H are mean spectra and levels of its sounds: it told none

    /** Null where there is none of this name. [any] */
    [[nodiscard]] const ModelFactor* find (const std::string& name) const noexcept;

    void add (std::string name, std::vector<Eigen::MatrixXf> slices, ComponentAxis components);
    void add (std::string name, const Eigen::MatrixXf& values, ComponentAxis components);

    /** W and H of V ~ W H. [worker] */
    void add (const training::Factors& factors);

    /** The frequencies and times of all frames of a recording. [worker] */
    void setGrid (const core::Frames& frames, Eigen::Index numFrames);

    /** Puts the components into another order. A factor that has fewer of them, as W beside outliers, has the first.
        order  [components] where each was before
        [worker] */
    void reorder (const std::vector<Eigen::Index>& order);
};

/** Keeps what a method found, where someone asked for it. [worker] */
template <class... Found>
void keep (ComponentFactors* factors, Found&&... found)
{
    if (factors != nullptr)
        factors->add (std::forward<Found> (found)...);
}

} // namespace unbraid::offline

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/OptionRow.h"
#include "Offline/Synthesis/ComponentSpec.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace unbraid::offline
{

/** The most components, of two digits in the names of files. */
constexpr Eigen::Index maxComponents = 99;

/** An option of the methods, declared once. Without a default it has one of each method, or must be given. */
struct ComponentOption : core::NumberOption
{
    void (*set) (ComponentSpec&, double) = nullptr;
    bool isOfAll = false; // else of methods that say so

    [[nodiscard]] constexpr bool isRequired() const noexcept { return isOfAll && usual != usual; }
};

/** An option that a method takes. */
struct MethodOption
{
    const ComponentOption* option = nullptr; // null: none
    double usual = core::noValue;            // its default of this method; none: that of the option
    const char* help = nullptr;              // what it is of this method; null: as of all
};

/** What a method takes apart, and into how many components. */
struct AcceptedRecordings
{
    Eigen::Index fewest = 1, most = maxComponents;
    const char* why = nullptr;    // there are other limits than these: a clause
    bool findsNumber = false;     // of components, where it is not given
    Eigen::Index numChannels = 0; // 0: any number
};

/** What a method says of its results. */
struct PromisedComponents
{
    bool isOfChannels = false;   // they are modelled in each channel, not in their mean
    bool hasOutliers = false;    // the last component is what the others do not explain
    bool sumsToRecording = true; // their sounds do; what those of others leave is shared out by masks
    std::optional<double> descendsFrom{
        0.0
    }; // share of the iterations after which the objective never rises, with default options
};

/** A method that takes a recording apart, declared once: `decompose --model` and `unbraid.decompose` walk the table of them. */
struct ComponentMethod
{
    using Run = core::Result<Eigen::MatrixXf> (const Eigen::MatrixXf& samples, double sampleRateHz,
                                               const ComponentSpec& spec,
                                               const ComponentProgress& onProgress);
    using Factorise = core::Result<training::Factors> (
        const Eigen::MatrixXf& spectra, const training::DecompositionSpec& spec,
        const core::ProgressOf<training::DecompositionProgress>& onProgress);

    const char* name = nullptr;
    const char* help = nullptr; // one line: what a component is

    /** The sounds of the components.
        samples  [samples x channels], not all zero; their mixdown is modelled, but where `isOfChannels`
        returns  [samples x components], where `isOfChannels` [samples x (components x channels)], component by component
        [worker] errors: a window or a length that it does not support, cancelled */
    Run* run = nullptr;

    std::array<MethodOption, 8> options{}; // beside those of all methods
    AcceptedRecordings accepts{};
    PromisedComponents gives{};
    Factorise* factorise =
        nullptr; // at half overlap in place of `run`: masks of its W and H take each channel apart

    /** Null where it does not take the option. [any] */
    [[nodiscard]] const MethodOption* find (const ComponentOption& option) const noexcept;
    [[nodiscard]] bool takes (const ComponentOption& option) const noexcept;

    /** The default of an option; none: it has none. [any] */
    [[nodiscard]] double usual (const ComponentOption& option) const noexcept;
};

/** In the order in which help texts list them; the first is the default. [any] */
std::span<const ComponentMethod> componentMethods() noexcept;

/** In the order in which help texts list them and in which they are set. [any] */
std::span<const ComponentOption> componentOptions() noexcept;

/** Null where there is none of this name. [any] */
const ComponentMethod* componentMethod (std::string_view name) noexcept;

/** What a method does without options. [worker] */
ComponentSpec usualSpec (const ComponentMethod& method, Eigen::Index numComponents);

/** The sounds of the components by the method of `spec`, as `ComponentMethod::run`.
    [worker] errors: as that, and another number of channels than the method is for */
core::Result<Eigen::MatrixXf> componentSounds (const Eigen::MatrixXf& samples, double sampleRateHz,
                                               const ComponentSpec& spec,
                                               const ComponentProgress& onProgress);

} // namespace unbraid::offline

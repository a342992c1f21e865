// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Core/Support/Result.h"

#include <concepts>
#include <stop_token>
#include <string>
#include <type_traits>

namespace unbraid::training
{

/** A method that improves its unknowns in turn:

        update()     changes all of them once
        objective()  of the last update: before it where that is what costs nothing, else after it; optional
        rest()       how far the method is from its end, compared with the tolerance; optional
        result()     asked once, at the end */
template <typename Model>
concept Alternating = requires (Model& model)
{
    model.update();
    model.result();
};

/** How long a method alternates. */
struct Course
{
    int iterations = 0;
    double tolerance = 0.0;            // of `rest`, at which it ends
    std::stop_token enough{};          // asked after each iteration; ends with what is there
    const char* task = "the training"; // which is cancelled
};

/** The error of a course whose callback has cancelled it. [worker] */
core::Error cancelledIn (const Course& course, int iteration);

/** Repeats the updates of a method and returns its result.
    onIteration  called after each update with its number, from 1, and the objective, 0 where the method has none; false cancels
    [worker] errors: cancelled */
template <Alternating Model, std::predicate<int, double> Progress>
auto alternate (Model& model, const Course& course, const Progress& onIteration)
    -> core::Result<std::remove_cvref_t<decltype (model.result())>>
{
    for (int iteration = 1; iteration <= course.iterations; ++iteration)
    {
        if constexpr (requires { model.rest(); })
            if (model.rest() <= course.tolerance)
                break;
        model.update();
        double objective = 0.0;
        if constexpr (requires { model.objective(); })
            objective = model.objective();
        if (! onIteration (iteration, objective))
            return cancelledIn (course, iteration);
        if (course.enough.stop_requested())
            break;
    }
    return model.result();
}

} // namespace unbraid::training

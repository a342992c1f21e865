// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Training/Factorisation/Alternation.h"

namespace unbraid::training
{

core::Error cancelledIn (const Course& course, int iteration)
{
    return {
        std::string (course.task) + " was cancelled", "iteration " + std::to_string (iteration), {}, {}, true
    };
}

} // namespace unbraid::training

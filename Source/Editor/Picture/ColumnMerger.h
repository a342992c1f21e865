// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "Editor/Picture/PictureColumn.h"

namespace unbraid::editor
{

/** Finds what a time span looks like: one column of the history, or the mean of several. */
class ColumnMerger
{
public:
    /** The mean of the columns that end in (begin, end]; where none does, the one that reaches over the middle; nullptr:
        there was no frame then. Powers are averaged as powers, masks by power. What is returned lives until the next call.
        [message] */
    const PictureColumn* merge (const PictureColumns& columns, double begin, double end);

private:
    void sum (const PictureColumns& columns, size_t first, size_t behind);

    PictureColumn merged;
    std::vector<float> power, masks, activations;
};

} // namespace unbraid::editor

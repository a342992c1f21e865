// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace unbraid::plugin
{

/** One frame of the engine's input and results, as a picture needs it. Views of memory that is valid during the
    call that shows it. */
struct PictureFrame
{
    std::int64_t number = 0; // of frames while the feed was open; what is missing was dropped
    std::int64_t position =
        0; // samples that the plugin had processed when the frame was complete, since it was prepared
    double hopSeconds = 0.0;      // from one frame to the next
    double binHz = 0.0;           // from one bin to the next, the first is 0 Hz
    unsigned dictionary = 0;      // DictionaryInfo::number of the dictionary that made it
    std::span<const float> power; // [bins] |x|^2, mean of the channels; a sine of full scale has 1 at its bin
    std::span<const float>
        masks; // [sources x bins] source by source, of one bin they sum to one; those of the
               // last strip together. Empty: no dictionary plays
    std::span<const float>
        activations; // [atoms] h in the order of the dictionary, times the frame's level: what of the
                     // spectrum it explains, in the units of `power`, or their roots
};

} // namespace unbraid::plugin

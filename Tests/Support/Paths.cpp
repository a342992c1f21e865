// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Support/Paths.h"

namespace unbraid::paths
{

const char* const resources = UNBRAID_ROOT "/Resources";
const char* const built = UNBRAID_BUILT;
const char* const testData = UNBRAID_ROOT "/Tests/Data";
const char* const pictures = UNBRAID_ROOT "/Docs/Images/Editor";
const char* const screenshots = UNBRAID_BUILT "/screenshots";
const char* const program = UNBRAID_PROGRAM;
const char* const vst3 = UNBRAID_VST3;
const char* const lv2 = UNBRAID_LV2;
const char* const stereoVst3 = UNBRAID_STEREO_VST3;
const char* const stereoLv2 = UNBRAID_STEREO_LV2;
const char* const clap = UNBRAID_CLAP;

} // namespace unbraid::paths

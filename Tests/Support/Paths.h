// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace unbraid::paths
{

/** Folders of the checkout and what was built there. They are constants of one source, so that what a test is compiled to does
    not depend on where the checkout lies; a bundle that was not built is an empty name. */
extern const char* const resources;   /**< `Resources` */
extern const char* const built;       /**< what the build made */
extern const char* const testData;    /**< `Tests/Data` */
extern const char* const pictures;    /**< the kept pictures of the editor */
extern const char* const screenshots; /**< where tests leave pictures to look at */
extern const char* const program;     /**< the command line */
extern const char* const vst3;
extern const char* const lv2;
extern const char* const stereoVst3;
extern const char* const stereoLv2;
extern const char* const clap;

} // namespace unbraid::paths

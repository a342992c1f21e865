/* SPDX-FileCopyrightText: Unbraid contributors
   SPDX-License-Identifier: GPL-3.0-or-later
   A program in C, as a caller would write it. */
#include "Interface/unbraid.h"

/* Separates silence by "speech"; returns the number of sources, or -1. */
int sources_seen_from_c (void)
{
    static const float silence[64];
    static float speech[64];
    static float noise[64];
    const float* inputs[] = { silence };
    float* outputs[] = { speech, noise };
    char message[256];
    int count = -1;
    unbraid_separator* separator = unbraid_create ("speech", NULL, message, sizeof (message));
    if (separator == NULL)
        return count;
    count = unbraid_sources (separator);
    if (count == 2)
        unbraid_process (separator, inputs, outputs, 64);
    unbraid_free (separator);
    return count;
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// One function over the ITU's reference code of P.862.2, which is not part of this project: README.md says where it is
// and how this is compiled with it.
#include <math.h> // before the ITU's headers, one of which defines `gamma`
#include <string.h>

#include "pesq/pesq.h"
#include "pesq/pesqio.h"
#include "pesq/pesqmain.h"

enum
{
    wideBandFilter = 2
};

static SIGNAL_INFO signal (const char* name, float* samples, long count)
{
    SIGNAL_INFO info;
    memset (&info, 0, sizeof info);
    strcpy (info.path_name, name);
    strcpy (info.file_name, name);
    info.Nsamples = count;
    info.input_filter = wideBandFilter;
    info.data = samples;
    return info;
}

/* Mean opinion score of `estimate` against `reference`, wide band; below 0 where the code refuses the pair. */
double pesq_wide_band (float* reference, long numReference, float* estimate, long numEstimate, long rateHz)
{
    long failure = 0;
    char* kind = "unknown";
    SIGNAL_INFO clean = signal ("reference", reference, numReference);
    SIGNAL_INFO judged = signal ("estimate", estimate, numEstimate);
    ERROR_INFO result;

    memset (&result, 0, sizeof result);
    result.mode = WB_MODE;
    select_rate (rateHz, &failure, &kind);
    if (! failure)
        pesq_measure (&clean, &judged, &result, &failure, &kind);
    return failure ? -1.0 : result.mapped_mos;
}

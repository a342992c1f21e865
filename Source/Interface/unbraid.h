/* SPDX-FileCopyrightText: Unbraid contributors
   SPDX-License-Identifier: GPL-3.0-or-later

   The engine for programs in any language: create a separator from a dictionary, feed it blocks of any size, free it.
   The sources sum to the input delayed by the latency. Within one `unbraid_interface_version` nothing here changes its
   meaning; what is added later is added at the end of structs and of this file. */
#ifndef UNBRAID_H
#define UNBRAID_H

#include <stddef.h>

#ifdef __cplusplus
extern "C"
{
#endif

/* Who includes this to call the shared library needs no macro. UNBRAID_STATIC: the engine is linked statically.
   UNBRAID_BUILD: the shared library itself is compiled. */
#if defined(UNBRAID_STATIC)
#    define UNBRAID_API
#elif defined(_WIN32) && defined(UNBRAID_BUILD)
#    define UNBRAID_API __declspec(dllexport)
#elif defined(_WIN32)
#    define UNBRAID_API __declspec(dllimport)
#else
#    define UNBRAID_API __attribute__ ((visibility ("default")))
#endif

#define UNBRAID_INTERFACE_VERSION 1

/* The version of Unbraid that this header belongs to; `unbraid_version` is that of the library. */
#define UNBRAID_VERSION_MAJOR 0
#define UNBRAID_VERSION_MINOR 3
#define UNBRAID_VERSION_PATCH 0

    /** One separator with its own sound; several may be used at once, on threads of their own. */
    typedef struct unbraid_separator unbraid_separator;

    /** Fixed properties of a separator. Fill it with `unbraid_default_options`, then change what differs. */
    typedef struct unbraid_options
    {
        size_t size;           /* of this struct, as the caller was compiled */
        double sample_rate_hz; /* 8000 to 192000; 48000 by default */
        int channels;          /* 1 to 8, separated by one set of masks; 1 by default */
        /* "low" (8 ms), "balanced" (20 ms) or "high" (42 ms at most); NULL, the default: balanced where the
           dictionary serves it, else the first mode that it serves */
        const char* mode;
    } unbraid_options;

    /** The version of the interface that the library was built with: UNBRAID_INTERFACE_VERSION. [any] */
    UNBRAID_API int unbraid_interface_version (void);

    /** The version of Unbraid, such as "0.2.0". [any] */
    UNBRAID_API const char* unbraid_version (void);

    /** Options as above. [any] */
    UNBRAID_API unbraid_options unbraid_default_options (void);

    /** Loads a dictionary and prepares a separator for it.
    dictionary    a name, such as "speech", or a file, in UTF-8
    options       NULL: the defaults
    message       [message_size] receives one line that says why there is no separator, cut where it is too long; may be
                  NULL
    returns       NULL where there is none
    Allocates and reads files: not for an audio thread. Throws nothing. */
    UNBRAID_API unbraid_separator* unbraid_create (const char* dictionary, const unbraid_options* options,
                                                   char* message, size_t message_size);

    /** The same with the bytes of a dictionary's file; they are not needed afterwards. */
    UNBRAID_API unbraid_separator* unbraid_create_from_memory (const void* bytes, size_t num_bytes,
                                                               const unbraid_options* options, char* message,
                                                               size_t message_size);

    /** The same with sources that other dictionaries split further, in the same frames and at no further latency: a source SOURCE
    that is split is replaced by SOURCE.NAME for each of the branch's. A tree that `unbraid tree` saved needs only unbraid_create.
    dictionary    of all sources, a name or a file
    sources       [num_branches] those that are split, each once
    branches      [num_branches] the dictionary of each, a name or a file */
    UNBRAID_API unbraid_separator* unbraid_create_tree (const char* dictionary, const char* const* sources,
                                                        const char* const* branches, size_t num_branches,
                                                        const unbraid_options* options, char* message,
                                                        size_t message_size);

    /** Frees a separator; NULL is allowed. Not for an audio thread. */
    UNBRAID_API void unbraid_free (unbraid_separator* separator);

    /** What follows does nothing, and returns 0 or NULL, where there is no separator. */

    /** Samples by which the sources are late. [any] */
    UNBRAID_API int unbraid_latency (const unbraid_separator* separator);

    /** Channels, as they were asked for. [any] */
    UNBRAID_API int unbraid_channels (const unbraid_separator* separator);

    /** Number of sources. [any] */
    UNBRAID_API int unbraid_sources (const unbraid_separator* separator);

    /** Name of a source, such as "noise", valid as long as the separator; NULL beyond the last. [any] */
    UNBRAID_API const char* unbraid_source_name (const unbraid_separator* separator, int source);

    /** 1 for a source that is wanted, such as "speech"; 0 for one that `unbraid_clean` attenuates. [any] */
    UNBRAID_API int unbraid_source_is_target (const unbraid_separator* separator, int source);

    /** Clears sound and activations, and takes the dictionary's own atoms where some adapt. Real-time safe. */
    UNBRAID_API void unbraid_reset (unbraid_separator* separator);

    /** Separates a block.
    inputs   [channels] pointers to num_samples samples; NaN and infinity are taken as silence
    outputs  [sources x channels] pointers, source by source: outputs[source * channels + channel]; none of them is an input
    Real-time safe: allocates nothing, takes no lock, cannot fail. */
    UNBRAID_API void unbraid_process (unbraid_separator* separator, const float* const* inputs,
                                      float* const* outputs, size_t num_samples);

    /** Separates a block and mixes it again, with the sources that are not wanted attenuated.
    inputs        [channels] pointers to num_samples samples
    outputs       [channels] pointers; may be the inputs
    reduction_db  level of what is not wanted: 0 leaves the delayed input as it is, -60 and less removes it; above 0: 0
    Real-time safe. A change of the reduction is spread over 10 ms. */
    UNBRAID_API void unbraid_clean (unbraid_separator* separator, const float* const* inputs,
                                    float* const* outputs, size_t num_samples, float reduction_db);

#ifdef __cplusplus
}
#endif

#endif

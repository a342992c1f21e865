/* SPDX-FileCopyrightText: Unbraid contributors
   SPDX-License-Identifier: GPL-3.0-or-later

   clean_voice [DICTIONARY]: mono sound of 48 kHz, 32-bit float samples without a header, from standard input to standard output,
   with its noise 20 dB down:  ffmpeg -i call.mp4 -f f32le -ac 1 -ar 48000 - | clean_voice | aplay -f FLOAT_LE -r 48000
   Built by:  cc clean_voice.c $(pkg-config --cflags --libs unbraid) */
#include <unbraid.h>

#include <stdio.h>

#define BLOCK_SAMPLES 480
#define REDUCTION_DB (-20.0f)

int main (int argc, char** argv)
{
    float block[BLOCK_SAMPLES];
    float* const channels[] = { block };
    const float* const inputs[] = { block };
    char message[256];
    size_t count;
    unbraid_options options = unbraid_default_options();
    options.sample_rate_hz = 48000;
    unbraid_separator* separator =
        unbraid_create (argc > 1 ? argv[1] : "speech", &options, message, sizeof (message));
    if (separator == NULL)
    {
        fprintf (stderr, "%s\n", message); /* one sentence, details in parentheses */
        return 1;
    }
    fprintf (stderr, "%s, %d samples late\n", unbraid_source_name (separator, 0), unbraid_latency (separator));
    while ((count = fread (block, sizeof (float), BLOCK_SAMPLES, stdin)) > 0)
    {
        unbraid_clean (separator, inputs, channels, count, REDUCTION_DB); /* real-time safe */
        if (fwrite (block, sizeof (float), count, stdout) != count)
            break;
    }
    unbraid_free (separator);
    return ferror (stdin) || ferror (stdout) || fflush (stdout) != 0;
}

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Before a function: it is compiled once per instruction set, and the right one is chosen when the program is loaded.
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && ! defined(__clang__)
#    define UNBRAID_FOR_EACH_CPU                                                                             \
        __attribute__ ((target_clones ("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#    define UNBRAID_FOR_EACH_CPU
#endif

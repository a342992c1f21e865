// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Editor/Look/FontData.h"

#ifdef UNBRAID_FONTS

#    if defined(__APPLE__)
#        define UNBRAID_SECTION ".const_data\n"
#        define UNBRAID_SYMBOL(name) "_" #        name
#        define UNBRAID_HIDDEN __attribute__ ((visibility ("hidden")))
#    elif defined(_WIN32)
#        define UNBRAID_SECTION ".section .rdata,\"dr\"\n"
#        define UNBRAID_SYMBOL(name) #        name
#        define UNBRAID_HIDDEN
#    else
#        define UNBRAID_SECTION ".section .rodata\n"
#        define UNBRAID_SYMBOL(name) #        name
#        define UNBRAID_HIDDEN __attribute__ ((visibility ("hidden")))
#    endif

/** The bytes of a file between two symbols of this file alone. */
#    define UNBRAID_EMBED(name, file)                                                                        \
        __asm__(UNBRAID_SECTION                                                                              \
                ".balign 16\n" UNBRAID_SYMBOL (name) "Begin:\n.incbin \"" UNBRAID_FONTS "/" file             \
                                                     "\"\n" UNBRAID_SYMBOL (name) "End:\n.byte 0\n.text\n"); \
        extern "C" const std::byte name##Begin[] UNBRAID_HIDDEN;                                             \
        extern "C" const std::byte name##End[] UNBRAID_HIDDEN;

UNBRAID_EMBED (unbraidRegular, "Inter-Regular.otf")
UNBRAID_EMBED (unbraidMedium, "Inter-Medium.otf")
UNBRAID_EMBED (unbraidSemiBold, "Inter-SemiBold.otf")

namespace unbraid::editor::fontData
{

std::span<const std::byte> regular()
{
    return { unbraidRegularBegin, unbraidRegularEnd };
}

std::span<const std::byte> medium()
{
    return { unbraidMediumBegin, unbraidMediumEnd };
}

std::span<const std::byte> semiBold()
{
    return { unbraidSemiBoldBegin, unbraidSemiBoldEnd };
}

} // namespace unbraid::editor::fontData

#else

namespace unbraid::editor::fontData
{

std::span<const std::byte> regular()
{
    return {};
}

std::span<const std::byte> medium()
{
    return {};
}

std::span<const std::byte> semiBold()
{
    return {};
}

} // namespace unbraid::editor::fontData

#endif

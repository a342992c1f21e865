// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/resource.h>

#include <csignal>

namespace unbraid::test
{

/** While it lives no file can grow beyond `bytes`: a disk that is full. */
class FullDisk
{
public:
    explicit FullDisk (rlim_t bytes)
        : oldHandler (std::signal (SIGXFSZ, SIG_IGN))
    {
        ::getrlimit (RLIMIT_FSIZE, &oldLimit);
        const rlimit limit{ bytes, oldLimit.rlim_max };
        ::setrlimit (RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit (RLIMIT_FSIZE, &oldLimit);
        std::signal (SIGXFSZ, oldHandler);
    }
    FullDisk (const FullDisk&) = delete;
    FullDisk& operator= (const FullDisk&) = delete;

private:
    void (*oldHandler) (int);
    rlimit oldLimit{};
};

} // namespace unbraid::test

// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Learning/CaptureBuffer.h"

#include "Support/Random.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"

#include <catch2/catch.hpp>

#include <array>
#include <limits>
#include <thread>

using namespace unbraid;

namespace
{
/** Adds the rows of a sound, `block` at a time. */
void addAll (const Eigen::MatrixXf& sound, Eigen::Index block, plugin::CaptureBuffer& buffer)
{
    for (Eigen::Index at = 0; at < sound.rows(); at += block)
    {
        const std::array<const float*, 2> channels{ sound.col (0).data() + at, sound.col (1).data() + at };
        buffer.add (channels.data(), std::min (block, sound.rows() - at));
    }
}

Eigen::MatrixXf stereoNoise (Eigen::Index length)
{
    Eigen::MatrixXf sound (length, 2);
    sound << test::Random (1).noise (length), test::Random (2).noise (length);
    return sound;
}
} // namespace

TEST_CASE ("Blocks of any size are captured in order until the buffer is full")
{
    const auto sound = stereoNoise (1000);
    for (const Eigen::Index block : { 1, 7, 64, 999, 1000 })
    {
        plugin::CaptureBuffer buffer (1000.0, 2, 0.7);
        REQUIRE (buffer.capacity() == 700);
        addAll (sound.topRows (350), block, buffer);
        CHECK (buffer.samples() == sound.topRows (350));
        CHECK (buffer.seconds() == 0.35);
        CHECK_FALSE (buffer.isFull());
        addAll (sound.bottomRows (650), block, buffer);
        CHECK (buffer.isFull());
        CHECK (buffer.samples() == sound.topRows (700));
    }
}

TEST_CASE ("The peak is the largest value of all channels so far")
{
    plugin::CaptureBuffer buffer (1000.0, 2, 1.0);
    CHECK (buffer.peak() == 0.0f);
    Eigen::MatrixXf sound = 0.1f * stereoNoise (100);
    sound (40, 1) = -0.75f;
    addAll (sound, 10, buffer);
    CHECK (buffer.peak() == 0.75f);
    addAll (0.1f * stereoNoise (100), 10, buffer);
    CHECK (buffer.peak() == 0.75f);
}

TEST_CASE ("NaN and Inf are captured as silence and are no peak")
{
    plugin::CaptureBuffer buffer (1000.0, 2, 1.0);
    Eigen::MatrixXf sound = Eigen::MatrixXf::Constant (4, 2, 0.25f);
    sound (1, 0) = std::numeric_limits<float>::quiet_NaN();
    sound (2, 1) = -std::numeric_limits<float>::infinity();
    addAll (sound, 4, buffer);
    Eigen::MatrixXf expected = Eigen::MatrixXf::Constant (4, 2, 0.25f);
    expected (1, 0) = 0.0f;
    expected (2, 1) = 0.0f;
    CHECK (buffer.samples() == expected);
    CHECK (buffer.peak() == 0.25f);
}

TEST_CASE ("Capturing allocates nothing and takes no lock also when the buffer is full")
{
    if (test::skippedWithoutTrap())
        return;
    const auto sound = stereoNoise (1000);
    plugin::CaptureBuffer buffer (1000.0, 2, 0.7);
    test::RealtimeTrap trap;
    addAll (sound, 64, buffer);
    trap.disarm();
    INFO (trap.firstViolation());
    CHECK (trap.violations() == 0);
    CHECK (buffer.isFull());
}

TEST_CASE ("What a second thread has seen captured does not change")
{
    constexpr Eigen::Index length = 200000;
    Eigen::MatrixXf ramp (length, 2);
    ramp << Eigen::VectorXf::LinSpaced (length, 0.0f, 1.0f), Eigen::VectorXf::LinSpaced (length, 1.0f, 0.0f);
    plugin::CaptureBuffer buffer (static_cast<double> (length), 2, 1.0);
    std::thread audio ([&] { addAll (ramp, 64, buffer); });
    bool isRight = true;
    while (! buffer.isFull())
    {
        const Eigen::MatrixXf seen = buffer.samples();
        isRight = isRight && seen == ramp.topRows (seen.rows());
    }
    audio.join();
    CHECK (isRight);
    CHECK (buffer.samples() == ramp);
}

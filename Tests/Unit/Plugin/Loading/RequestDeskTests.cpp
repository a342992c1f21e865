// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "Plugin/Loading/RequestDesk.h"
#include "Support/EqualSources.h"

#include <catch2/catch.hpp>

using namespace unbraid;
using plugin::RequestDesk;
using Verdict = RequestDesk::Verdict;

namespace
{
const plugin::EngineChoice ordinary;

plugin::LoadedDictionary named (const std::string& name)
{
    const auto content = std::make_shared<const plugin::SharedDictionary> (
        plugin::SharedDictionary{ name, test::equalSources (2) });
    return { name, false, false, content, name + ".safetensors" };
}

/** A wish whose engine is being built. */
struct Wish
{
    plugin::BuildPlan plan;
    bool isPreset = false;
};

/** As the loader does for a file that is read. */
Wish fileWish (RequestDesk& desk, const std::string& name)
{
    desk.ask (name);
    const auto file = desk.nextFile();
    REQUIRE (file);
    CHECK (file->nameOrFile == name);
    return { desk.plan (file->ticket, named (name), {}, ordinary, {}), true };
}

/** As it does for a session. */
Wish sessionWish (RequestDesk& desk, const std::string& name)
{
    return { desk.plan (desk.take(), named (name), {}, ordinary, 0.25f) };
}

/** As it does for an undo. */
Wish undoWish (RequestDesk& desk, const std::string& name)
{
    desk.adopt (desk.take(), named (name), {}, false);
    return { desk.plan (ordinary) };
}

/** The engine is ready: builds again, publishes it or drops it. Returns the number of builds. */
int finish (RequestDesk& desk, Wish wish)
{
    for (int numBuilds = 1;; ++numBuilds)
    {
        const auto verdict = desk.judge (wish.plan);
        if (verdict == Verdict::again)
        {
            desk.renew (wish.plan);
            continue;
        }
        if (verdict == Verdict::publish)
        {
            if (wish.plan.ticket.number != desk.plan (ordinary).ticket.number)
                desk.publish (wish.plan, wish.isPreset);
            desk.note (wish.plan, {});
        }
        return numBuilds;
    }
}

/** A desk of a host that has prepared, with an engine of the dictionary `first`. */
RequestDesk openDesk()
{
    RequestDesk desk;
    desk.setHost (48000.0, 2, 2);
    desk.setPrepared();
    finish (desk, sessionWish (desk, "first"));
    REQUIRE_FALSE (desk.needsEngine (ordinary));
    return desk;
}

std::vector<core::AdaptedAtoms> someAtoms()
{
    return std::vector<core::AdaptedAtoms> (1);
}
} // namespace

TEST_CASE ("Of two wishes for a dictionary the newer one plays, whichever engine is ready first")
{
    using Make = Wish (*) (RequestDesk&, const std::string&);
    const Make kinds[] = { fileWish, sessionWish, undoWish };
    for (const auto older : kinds)
        for (const auto newer : kinds)
            for (const bool isOlderReadyFirst : { true, false })
            {
                auto desk = openDesk();
                const auto a = older (desk, "older");
                const auto b = newer (desk, "newer");
                finish (desk, isOlderReadyFirst ? a : b);
                finish (desk, isOlderReadyFirst ? b : a);
                CHECK (desk.dictionary().name == "newer");
                CHECK_FALSE (desk.needsEngine (ordinary));
                const auto preset = desk.takePreset();
                CHECK ((preset == nullptr || preset->hash == "newer"));
            }
}

TEST_CASE ("A file that is asked for leaves what is in hand until its engine is there, and voids older files")
{
    auto desk = openDesk();
    const auto session = sessionWish (desk, "session");
    const auto older = fileWish (desk, "older");
    desk.ask ("missing");
    CHECK (desk.judge (older.plan) == Verdict::drop);
    CHECK (desk.judge (session.plan) == Verdict::publish);
    finish (desk, session);
    CHECK (desk.dictionary().name == "session");
    REQUIRE (desk.nextFile()); // that is not found
    CHECK_FALSE (desk.nextFile());
    CHECK (desk.dictionary().name == "session");
    CHECK (desk.stagger() == 0.25f);
}

TEST_CASE ("A file that was asked for before an undo is not read after it")
{
    auto desk = openDesk();
    desk.ask ("tried");
    const auto undo = undoWish (desk, "before");
    CHECK_FALSE (desk.nextFile());
    finish (desk, undo);
    CHECK (desk.dictionary().name == "before");
}

TEST_CASE ("Another host voids no wish, and all that is being built is built once more")
{
    auto desk = openDesk();
    const auto file = fileWish (desk, "file");
    desk.setHost (96000.0, 1, 2);
    CHECK_FALSE (desk.needsEngine (ordinary)); // which the host builds itself
    CHECK (desk.judge (file.plan) == Verdict::again);
    CHECK (finish (desk, file) == 2);
    desk.setPrepared();
    CHECK (desk.dictionary().name == "file");
    CHECK (desk.playing (ordinary).sampleRateHz == 96000.0);
    CHECK_FALSE (desk.needsEngine (ordinary));
}

TEST_CASE ("What is wished for before the host has prepared is built for it afterwards")
{
    RequestDesk desk;
    CHECK_FALSE (desk.needsEngine (ordinary));
    const auto session = sessionWish (desk, "session");
    CHECK_FALSE (session.plan.isPrepared);
    desk.setHost (44100.0, 2, 2);
    desk.setPrepared();
    CHECK (finish (desk, session) == 2);
    CHECK (desk.dictionary().name == "session");
    CHECK_FALSE (desk.needsEngine (ordinary));
}

TEST_CASE ("Atoms that are frozen meanwhile concern the engines of their dictionary alone")
{
    auto desk = openDesk();
    const auto same = desk.plan (ordinary);
    const auto other = fileWish (desk, "other");
    const int number = same.ticket.number;
    desk.setFrozen (true);
    desk.keepFrozen (someAtoms(), number + 1);
    CHECK (desk.frozenAtoms().empty());
    desk.keepFrozen (someAtoms(), number);
    CHECK (desk.frozenAtoms().size() == 1);
    CHECK (desk.judge (same) == Verdict::again);
    CHECK (desk.judge (other.plan) == Verdict::publish);
    desk.setFrozen (false);
    CHECK (desk.frozenAtoms().empty());
}

TEST_CASE ("A dictionary whose engine cannot be built gives way to the one that plays")
{
    auto desk = openDesk();
    const int number = desk.plan (ordinary).ticket.number;
    desk.refuse (undoWish (desk, "unusable").plan, "no engine");
    CHECK (desk.dictionary().name == "first");
    CHECK (desk.message() == "no engine");
    CHECK (desk.plan (ordinary).ticket.number == number);
    CHECK_FALSE (desk.needsEngine (ordinary));
}

TEST_CASE ("A dictionary that comes back has what was frozen of it, unless it was released meanwhile")
{
    for (const bool isReleased : { false, true })
    {
        auto desk = openDesk();
        const int number = desk.plan (ordinary).ticket.number;
        desk.setFrozen (true);
        desk.keepFrozen (someAtoms(), number);
        const auto unusable = undoWish (desk, "unusable");
        CHECK (desk.frozenAtoms().empty()); // of the unusable one
        const auto second = undoWish (desk, "unusable too");
        desk.setFrozen (! isReleased);
        desk.refuse (second.plan, "no engine");
        CHECK (desk.dictionary().name == "first");
        CHECK (desk.frozenAtoms().size() == (isReleased ? 0 : 1));
        auto low = ordinary;
        low.mode = core::LatencyMode::low;
        CHECK (desk.plan (low).adapted.size() == (isReleased ? 0 : 1));
    }
}

TEST_CASE ("What the dictionary that plays freezes while another one is built is its own when it comes back")
{
    auto desk = openDesk();
    const int number = desk.plan (ordinary).ticket.number;
    const auto unusable = undoWish (desk, "unusable");
    desk.setFrozen (true);
    desk.keepFrozen (someAtoms(), number);
    CHECK (desk.frozenAtoms().empty());
    desk.refuse (unusable.plan, "no engine");
    CHECK (desk.frozenAtoms().size() == 1);
    desk.setFrozen (false);
    CHECK (desk.frozenAtoms().empty());
}

TEST_CASE ("An engine that cannot be built is not tried again until another one is wanted")
{
    auto desk = openDesk();
    auto apart = ordinary;
    apart.isStereoLinked = false;
    REQUIRE (desk.needsEngine (apart));
    desk.refuse (desk.plan (apart), "no engine");
    CHECK (desk.dictionary().name == "first");
    CHECK_FALSE (desk.needsEngine (apart));
    auto low = apart;
    low.mode = core::LatencyMode::low;
    CHECK (desk.needsEngine (low));
}

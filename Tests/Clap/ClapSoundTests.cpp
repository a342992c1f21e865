// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Unbraid.clap in a host of our own: sound, events, threads and the rules of the audio thread.
#include "Clap/ClapHost.h"

#include "Files/AudioReader.h"
#include "Support/RealtimeTrap.h"
#include "Support/Skip.h"

#include <filesystem>
#include <memory>
#include <set>

using namespace unbraid;
namespace abi = unbraid::clap::abi;

namespace
{
using Type = abi::EventType;
constexpr float nullAmplitude = 1e-6f; // of noise at 0.5: what rounding leaves, -120 dB of full scale

std::string factoryDictionary (const std::string& name)
{
    return std::string (paths::resources) + "/Dictionaries/" + name + ".safetensors";
}

void loadDictionary (const test::ClapHost& host, const std::string& name)
{
    REQUIRE (
        host.extension<abi::PluginPresetLoad> (abi::id::presetLoad)
            ->fromLocation (host.plugin, abi::PresetPlace::file, factoryDictionary (name).c_str(), nullptr));
}

/** Where an impulse comes out of Mix. */
size_t measuredLatency (test::ClapHost& host)
{
    test::ClapSound impulse (2, std::vector<float> (8192));
    impulse[0][0] = impulse[1][0] = 1.0f;
    host.set (test::knob::reduction, 1.0);
    const auto mix = host.render (impulse)[0];
    const auto largest = [] (float a, float b) { return std::abs (a) < std::abs (b); };
    return static_cast<size_t> (std::max_element (mix.begin(), mix.end(), largest) - mix.begin());
}

/** That a host's sources sum to its input, and a neutral Mix is it. */
void checkNull (test::ClapHost& host, std::uint64_t seed, size_t numSamples)
{
    const auto input = test::clapNoise (numSamples, seed);
    test::Random random (seed);
    host.set (test::knob::reduction, 1.0);
    const auto output = host.render (input, [&] { return static_cast<size_t> (random.integer (1, 512)); });
    for (size_t side = 0; side < 2; ++side)
    {
        CHECK (test::clapDifference (test::clapSum (output, side), input[side], host.latency()) <
               nullAmplitude);
        CHECK (test::clapDifference (output[side], input[side], host.latency()) < nullAmplitude);
    }
    CHECK (*std::max_element (output[4].begin(), output[4].end()) > 0.01f); // noise
    CHECK (*std::max_element (output[2].begin(), output[2].end()) > 1e-5f); // what of it might be speech
}

/** The output from a new start, as bits that can be compared. */
test::ClapSound replay (test::ClapHost& host, const test::ClapSound& input,
                        const std::function<size_t()>& nextBlock,
                        const std::function<void (size_t, test::ClapEvents&)>& eventsAt = {})
{
    host.start();
    return host.render (input, nextBlock, eventsAt);
}

void addNote (test::ClapEvents& events, Type type, int key, std::uint32_t time, double velocity = 0.8,
              int channel = 0)
{
    abi::NoteEvent note;
    note.channel = static_cast<std::int16_t> (channel);
    note.key = static_cast<std::int16_t> (key);
    note.velocity = velocity;
    events.add (note, type, time);
}

void addMidi (test::ClapEvents& events, int status, int first, int second, std::uint32_t time)
{
    abi::MidiEvent message;
    message.data[0] = static_cast<std::uint8_t> (status);
    message.data[1] = static_cast<std::uint8_t> (first);
    message.data[2] = static_cast<std::uint8_t> (second);
    events.add (message, Type::midi, time);
}

test::ClapSound recording (const std::string& name)
{
    constexpr Eigen::Index maxFrames = 1'000'000;
    const auto read =
        files::readRecording (std::filesystem::path (paths::resources) / "Audio" / name, maxFrames);
    REQUIRE (read.ok());
    const auto& samples = read.value().samples;
    test::ClapSound sound;
    for (Eigen::Index side = 0; side < 2; ++side)
    {
        const auto column = samples.col (std::min (side, samples.cols() - 1));
        sound.emplace_back (column.data(), column.data() + column.size());
    }
    return sound;
}
} // namespace

TEST_CASE ("In a CLAP host the sources sum to the input, later by the latency")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.start();
    CHECK (host.latency() > 0);
    CHECK (host.numLatencies == 1); // told while it was activated
    checkNull (host, 3, 24000);
    CHECK (host.extension<abi::PluginTail> (abi::id::tail)->get (host.plugin) > 0);
    host.start(); // anew, without what sounded
    CHECK (measuredLatency (host) == host.latency());
    CHECK (host.numFaults == 0);
}

TEST_CASE ("A CLAP host's input may lie in the memory of the Mix")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const auto input = test::clapNoise (4096);
    const auto apart = replay (host, input, [] { return 512; });
    host.start();
    auto both = input;
    test::ClapSound sources (18, std::vector<float> (4096));
    std::swap (sources[0], both[0]);
    std::swap (sources[1], both[1]);
    for (size_t done = 0; done < 4096; done += 512)
        CHECK (host.process ({ sources[0], sources[1] }, sources, done, done + 512) ==
               abi::ProcessStatus::tail);
    CHECK (sources == apart);
    test::ClapSound mixOnly (2, std::vector<float> (4096)); // a host that gives no other buffers
    host.start();
    for (size_t done = 0; done < 4096; done += 512)
        CHECK (host.process (input, mixOnly, done, done + 512) == abi::ProcessStatus::tail);
    CHECK (mixOnly[0] == apart[0]);
    CHECK (mixOnly[1] == apart[1]);
}

TEST_CASE ("Unbraid Stereo's output in a CLAP host is a sound's Mix")
{
    const test::ClapLibrary library;
    test::ClapHost host (library, "org.unbraid.stereo");
    host.start();
    host.set (test::knob::reduction, 1.0);
    const auto input = test::clapNoise (8192);
    test::ClapSound output (2, std::vector<float> (8192));
    for (size_t done = 0; done < 8192; done += 512)
        CHECK (host.process (input, output, done, done + 512) == abi::ProcessStatus::tail);
    CHECK (test::clapDifference (output[1], input[1], host.latency()) < nullAmplitude);
}

TEST_CASE (
    "A CLAP host's knobs turn at their samples, the last turn of one sample wins, and so does modulation")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const auto input = test::clapNoise (2048);
    const auto type = GENERATE (Type::parameterValue, Type::parameterModulation);
    const auto amount = type == Type::parameterValue ? 0.25 : -0.5;
    const auto inside = replay (
        host, input, [] { return 512; },
        [&] (size_t begin, test::ClapEvents& events)
        {
            if (begin != 1024)
                return;
            events.turn (test::knob::wet, 0.9, 200, type);
            events.turn (test::knob::wet, amount, 200, type);
            events.turn (test::knob::wet, type == Type::parameterValue ? 1.0 : 0.0, 333, type);
        });
    size_t block = 0;
    const std::array<size_t, 6> sizes{ 512, 512, 200, 133, 179, 512 };
    const auto between = replay (
        host, input, [&] { return sizes[block++]; },
        [&] (size_t begin, test::ClapEvents& events)
        {
            if (begin == 1224)
                events.turn (test::knob::wet, amount, 0, type);
            if (begin == 1357)
                events.turn (test::knob::wet, type == Type::parameterValue ? 1.0 : 0.0, 0, type);
        });
    CHECK (inside == between);
    const auto without = replay (host, input, [] { return 512; });
    CHECK (std::equal (without[0].begin(), without[0].begin() + 1224, inside[0].begin()));
    CHECK (without[0] != inside[0]);
}

TEST_CASE ("Modulation in a CLAP host moves the sound and not the knob")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.start();
    const auto input = test::clapNoise (16384);
    const auto dry = host.render (
        input, [] { return 512; },
        [] (size_t begin, test::ClapEvents& events)
        {
            if (begin == 0)
                events.turn (test::knob::wet, -1.0, 0, Type::parameterModulation);
        });
    CHECK (host.value (test::knob::wet) == 1.0);
    for (size_t side = 0; side < 2; ++side) // once the glide from wet is over
    {
        const std::vector<float> end (dry[side].begin() + 8192, dry[side].end());
        const std::vector<float> same (input[side].begin() + 8192 - host.latency(), input[side].end());
        CHECK (test::clapDifference (end, same, 0) < nullAmplitude);
    }
    CHECK (host.said.size() == 0);
}

TEST_CASE ("A change of latency asks a CLAP host for a restart, which knows the new one")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.start();
    const auto before = host.latency();
    host.set (test::knob::latency, 0.0);
    const auto input = test::clapNoise (512);
    CHECK (host.waitUntil (
        [&]
        {
            host.render (input);
            return host.numRestarts > 0;
        }));
    CHECK (host.latency() == before); // as long as it is active
    host.start();
    CHECK (host.numLatencies == 2);
    CHECK (host.latency() < before);
    CHECK (measuredLatency (host) == host.latency());
    CHECK (host.numFaults == 0);
}

TEST_CASE ("A CLAP host that activates or processes wrongly is refused")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const auto input = test::clapNoise (1024);
    test::ClapSound output (18, std::vector<float> (1024));
    CHECK (host.process (input, output, 0, 512) == abi::ProcessStatus::error); // not active
    for (const double rate : { 0.0, -1.0, std::nan (""), std::numeric_limits<double>::infinity() })
        CHECK_FALSE (host.plugin->activate (host.plugin, rate, 1, 512));
    CHECK_FALSE (host.plugin->activate (host.plugin, 48000.0, 1, 0));
    host.start();
    CHECK (host.process (input, output, 0, 1024) == abi::ProcessStatus::error); // more than was promised
    CHECK (host.process (input, output, 0, 0) == abi::ProcessStatus::tail);
    CHECK (host.process (input, output, 0, 512) == abi::ProcessStatus::tail);
    const abi::Process bare{ -1, 512, nullptr, nullptr, nullptr, 0, 0, nullptr, nullptr };
    CHECK (host.plugin->process (host.plugin, &bare) == abi::ProcessStatus::tail); // no buffers, no events
    host.plugin->reset (host.plugin);
}

TEST_CASE ("Notes guide a CLAP plugin alike as notes and as MIDI")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    loadDictionary (host, "piano");
    host.set (test::knob::midiGuide, 1.0);
    const auto input = test::clapNoise (12000);
    const auto block = [] { return 512; };
    const auto without = replay (host, input, block);
    const auto notes =
        replay (host, input, block,
                [] (size_t begin, test::ClapEvents& events)
                {
                    if (begin == 1024)
                        addNote (events, Type::noteOn, 60, 17, 0.0); // a note all the same
                    if (begin == 1024)
                        addNote (events, Type::noteOn, 67, 18);
                    if (begin == 6144)
                        addNote (events, Type::noteOff, 60, 100);
                    if (begin == 7168)
                        addNote (events, Type::noteChoke, -1, 5, 0.0, -1); // all of all channels
                });
    const auto midi = replay (host, input, block,
                              [] (size_t begin, test::ClapEvents& events)
                              {
                                  if (begin == 1024)
                                      addMidi (events, 0x90, 60, 1, 17);
                                  if (begin == 1024)
                                      addMidi (events, 0x90, 67, 100, 18);
                                  if (begin == 6144)
                                      addMidi (events, 0x80, 60, 0, 100);
                                  for (int channel = 0; begin == 7168 && channel < 16; ++channel)
                                      addMidi (events, 0xb0 | channel, 123, 0, 5);
                              });
    CHECK (notes == midi);
    CHECK (notes[2] != without[2]);
}

TEST_CASE ("A CLAP host gets the notes of a piano")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    loadDictionary (host, "piano");
    host.set (test::knob::midiOut, 1.0);
    host.start (44100.0);
    auto input = recording ("four-notes.flac");
    host.render (input);
    std::set<int> sounding;
    int numOn = 0;
    for (size_t index = 0; index < host.said.size(); ++index)
    {
        const auto& event = host.said[index];
        if (event.type != Type::noteOn && event.type != Type::noteOff)
            continue;
        const auto& note = reinterpret_cast<const abi::NoteEvent&> (event);
        CHECK (event.time < 512);
        CHECK (note.channel == 0);
        CHECK (note.noteId == -1);
        if (event.type == Type::noteOn)
        {
            CHECK (note.velocity > 0.0);
            CHECK (note.velocity <= 1.0);
            CHECK (sounding.insert (note.key).second);
            ++numOn;
        }
        else
            CHECK (sounding.erase (note.key) == 1);
    }
    CHECK (numOn >= 4);
}

TEST_CASE ("A CLAP plugin keeps the rules of the audio thread while knobs turn, notes come and go and "
           "dictionaries change")
{
    if (test::skippedWithoutTrap())
        return;
    const test::ClapLibrary library;
    test::ClapHost host (library);
    loadDictionary (host, "piano");
    host.set (test::knob::midiGuide, 1.0);
    host.set (test::knob::midiOut, 1.0);
    host.start();
    std::unique_ptr<test::RealtimeTrap> trap;
    int violations = 0;
    std::string first;
    alignas (test::RealtimeTrap) static std::array<std::byte, sizeof (test::RealtimeTrap)> room;
    test::RealtimeTrap* armed = nullptr;
    host.beforeProcess = [&] { armed = new (room.data()) test::RealtimeTrap; };
    host.afterProcess = [&]
    {
        armed->disarm();
        violations += armed->violations();
        if (first.empty())
            first = armed->firstViolation();
        armed->~RealtimeTrap();
    };
    test::Random random (4);
    const auto input = test::clapNoise (60000);
    host.render (
        input, [&] { return static_cast<size_t> (random.integer (1, 512)); },
        [&] (size_t begin, test::ClapEvents& events)
        {
            events.turn (test::knob::reduction, random.uniform (0.0f, 1.0f));
            events.turn (test::knob::firstGain, random.uniform (-0.5f, 0.5f), 0, Type::parameterModulation);
            addNote (events, begin % 2 == 0 ? Type::noteOn : Type::noteOff, 60, 0);
            if (begin > 20000 && host.numLoaded == 1)
                loadDictionary (host, "drums");
            if (begin > 40000 && host.numLoaded == 2)
                host.set (test::knob::latency, 0.0);
            host.runMainThread();
            host.said.clear();
        });
    INFO (first);
    CHECK (violations == 0);
}

TEST_CASE ("A CLAP plugin plays on one thread while the main thread does what it may")
{
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.start();
    std::atomic<bool> isOver{ false };
    std::atomic<int> numBlocks{ 0 };
    std::thread audio (
        [&]
        {
            const auto input = test::clapNoise (512);
            test::ClapSound output (18, std::vector<float> (512));
            test::ClapEvents events;
            while (! isOver)
            {
                events.clear();
                events.turn (test::knob::reduction, 0.01 * (numBlocks % 100), 100);
                host.said.clear();
                if (host.process (input, output, 0, 512, events) == abi::ProcessStatus::tail)
                    ++numBlocks;
                if (numBlocks % 7 == 0) // it sleeps, is set meanwhile, and starts anew
                {
                    host.plugin->stopProcessing (host.plugin);
                    host.parameters->flush (host.plugin, &events.in, &host.said.out);
                    host.plugin->reset (host.plugin);
                    host.plugin->startProcessing (host.plugin);
                }
                std::this_thread::sleep_for (std::chrono::microseconds (200));
            }
        });
    for (const char* name : { "drums", "speech-light", "speech" })
    {
        loadDictionary (host, name);
        host.runMainThread();
        CHECK (host.value (test::knob::reduction) >= 0.0);
        CHECK (host.parameters->count (host.plugin) > 50);
        CHECK (host.waitUntil ([&, begin = numBlocks.load()] { return numBlocks > begin + 20; }));
    }
    isOver = true;
    audio.join();
    CHECK (host.numFaults == 0);
}

TEST_CASE ("Sixteen CLAP plugins play at once, four on each of four threads, and all null")
{
    const test::ClapLibrary library;
    std::vector<std::unique_ptr<test::ClapHost>> hosts;
    for (int index = 0; index < 16; ++index)
    {
        hosts.push_back (std::make_unique<test::ClapHost> (library));
        hosts.back()->set (test::knob::reduction, 1.0);
        hosts.back()->start();
    }
    std::vector<test::ClapSound> inputs, outputs (16);
    for (size_t index = 0; index < 16; ++index)
        inputs.push_back (test::clapNoise (24000, index + 1));
    std::vector<std::thread> threads;
    for (size_t thread = 0; thread < 4; ++thread)
        threads.emplace_back (
            [&, thread]
            {
                for (size_t index = thread; index < 16; index += 4)
                    outputs[index] = hosts[index]->render (inputs[index], 512);
            });
    for (auto& thread : threads)
        thread.join();
    for (size_t index = 0; index < 16; ++index)
    {
        INFO ("plugin " << index);
        CHECK (test::clapDifference (test::clapSum (outputs[index], 0), inputs[index][0],
                                     hosts[index]->latency()) < nullAmplitude);
        CHECK (test::clapDifference (outputs[index][1], inputs[index][1], hosts[index]->latency()) <
               nullAmplitude);
    }
    while (hosts.size() > 1) // the rest plays on
    {
        hosts.erase (hosts.begin());
        hosts.back()->start();
        CHECK (hosts.back()->render (test::clapNoise (1024)).size() == 18);
    }
}

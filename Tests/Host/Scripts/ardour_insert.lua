-- SPDX-FileCopyrightText: Unbraid contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Ardour without a window: Unbraid Stereo, as VST3 and as LV2, added to strict and to flexible tracks as anybody would add it.
-- White noise from the dummy driver goes in; each track must have two outputs and be heard on the master. Run by ardour.sh.
io.stdout:setvbuf ("no")

local rate, block, seconds = 48000, 512, 2
local numSamples = 8192
local audio = ARDOUR.DataType ("audio")

local function check (isTrue, what)
    print ((isTrue and "ok      " or "FAILED  ") .. what)
    if not isTrue then
        os.exit (1)
    end
end

local backend = AudioEngine:set_backend ("None (Dummy)", "", "")
backend:set_device_name ("Uniform White Noise")
backend:set_sample_rate (rate)
backend:set_buffer_size (block)
local session = create_session (os.getenv ("UNBRAID_ARDOUR_FOLDER") .. "/inserts", "inserts", rate)
check (session ~= nil, "a session on the dummy driver")

-- Not connected to the capture ports, which Ardour would do in a thread of its own, some time later.
local function track (name)
    return session:new_audio_track (2, 2, nil, 1, name, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal,
                                    false):front ()
end

local _, ports = AudioEngine:get_backend_ports ("", audio, ARDOUR.PortFlags.IsOutput | ARDOUR.PortFlags.IsPhysical,
                                                C.StringVector ())
local physical = {}
for name in ports[4]:iter () do
    table.insert (physical, name)
end

-- The same thread connects every track's output to the master.
local function waitForConnection (to)
    for _ = 1, 100 do
        if to:output ():audio (0):connected () and to:output ():audio (1):connected () then
            return
        end
        ARDOUR.LuaAPI.usleep (50000)
    end
    check (false, to:name () .. " is connected to the master")
end
local function feed (to, fromPort)
    for side = 0, 1 do
        to:input ():audio (side):disconnect_all ()
        check (to:input ():audio (side):connect (fromPort (side)) == 0, to:name () .. " hears " .. fromPort (side))
    end
end

-- Hears one pair of ports and no others; heard by nobody, or the master would hear itself.
local function recorderOf (name, fromPort)
    local recorder = track (name .. " recorded")
    waitForConnection (recorder)
    recorder:output ():disconnect_all (nil)
    feed (recorder, fromPort)
    recorder:rec_enable_control ():set_value (1, PBD.GroupControlDisposition.NoGroup)
    return recorder
end

local cases, players = {}, {}
for _, kind in ipairs { { "VST3", ARDOUR.PluginType.VST3, "Unbraid Stereo" },
                        { "LV2", ARDOUR.PluginType.LV2, "https://unbraid.org/plugins/unbraid-stereo" } } do
    for _, isStrict in ipairs { true, false } do
        local name = kind[1] .. (isStrict and " strict" or " flexible")
        local player = track (name)
        waitForConnection (player)
        player:set_strict_io (isStrict)
        local plugin = ARDOUR.LuaAPI.new_plugin (session, kind[3], kind[2], "")
        check (not plugin:isnil (), name .. ": the plugin is found")
        check (player:add_processor_by_index (plugin, 0, nil, true) == 0, name .. ": it is on a track")
        check (player:output ():n_ports ():n_audio () == 2, name .. ": the track has two outputs")
        feed (player, function (side) return physical[side + 1] end)
        player:monitoring_control ():set_value (1, PBD.GroupControlDisposition.NoGroup)
        table.insert (players, player)
        table.insert (cases, { name = name, recorder = recorderOf (
            name, function (side) return player:output ():audio (side):name () end) })
    end
end
table.insert (cases, { name = "master", recorder = recorderOf (
    "master", function (side) return session:master_out ():output ():audio (side):name () end) })

-- What each recorder heard in a take, in dB of full scale: its newest region, without the beginning.
local seen = {}
local function takeOf (recorder)
    local found
    for one in recorder:to_track ():playlist ():region_list ():iter () do
        local id = one:to_stateful ():id ():to_s ()
        if not seen[id] then
            seen[id], found = true, one:to_audioregion ()
        end
    end
    check (found ~= nil, recorder:name () .. ": there is a take")
    local memory = ARDOUR.DSP.DspShm (numSamples)
    found:to_readable ():read (memory:to_float (0), rate, numSamples, 0)
    local sum, samples = 0, memory:to_float (0):array ()
    for i = 1, numSamples do
        sum = sum + samples[i] * samples[i]
    end
    return 10 * math.log (sum / numSamples + 1e-30, 10)
end
local function record ()
    session:maybe_enable_record (false)
    session:request_roll (ARDOUR.TransportRequestSource.TRS_UI)
    ARDOUR.LuaAPI.usleep (seconds * 1000000)
    session:request_stop (false, false, ARDOUR.TransportRequestSource.TRS_UI)
    ARDOUR.LuaAPI.usleep (1000000)
end

record ()
for _, case in ipairs (cases) do
    local db = takeOf (case.recorder)
    check (db > -60, string.format ("%s: it sounds, at %.1f dB", case.name, db))
end

-- The same without an input: a recorder that hears anything else would tell.
for _, player in ipairs (players) do
    player:input ():disconnect_all (nil)
end
record ()
for _, case in ipairs (cases) do
    local db = takeOf (case.recorder)
    check (db < -100, string.format ("%s: silent without an input, at %.1f dB", case.name, db))
end
session = nil
close_session ()

-- SPDX-FileCopyrightText: Unbraid contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Ardour without a window: Unbraid as an insert with all its outputs, white noise from the dummy driver through it, two
-- source buses and the dry input recorded on tracks of their own. Run by ardour.sh.
io.stdout:setvbuf ("no")

local rate, block, seconds = 48000, 512, 4
local expectedLatency = 960
local folder = os.getenv ("UNBRAID_ARDOUR_FOLDER") .. "/session"

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
local session = create_session (folder, "unbraid", rate)
check (session ~= nil, "a session on the dummy driver")

local function track (name)
    return session:new_audio_track (2, 2, nil, 1, name, ARDOUR.PresentationInfo.max_order,
                                    ARDOUR.TrackMode.Normal, false):front ()
end

local player, first, second, dry = track ("player"), track ("first"), track ("second"), track ("dry")

local plugin = ARDOUR.LuaAPI.new_plugin (session, "Unbraid", ARDOUR.PluginType.VST3, "")
check (not plugin:isnil (), "the plugin is found")
check (player:add_processor_by_index (plugin, 0, nil, true) == 0, "the plugin is on a track")
local insert = plugin:to_insert ()
check (insert:natural_output_streams ():n_audio () == 18, "it has 18 outputs")
local audio = ARDOUR.DataType ("audio")
check (player:customize_plugin_insert (plugin, 1, ARDOUR.ChanCount (audio, 18), ARDOUR.ChanCount (audio, 4)),
       "all outputs are on")
for _, one in ipairs { player, first, second, dry } do
    one:panner_shell ():set_bypassed (true)
end
check (player:output ():n_ports ():n_audio () == 18, "the track has 18 outputs")

-- The track plays what the dummy driver sends to its inputs; outputs 3 to 6 are Source 1 and Source 2.
player:monitoring_control ():set_value (1, PBD.GroupControlDisposition.NoGroup)
local function feed (to, fromPort)
    for side = 0, 1 do
        to:input ():audio (side):disconnect_all ()
        check (to:input ():audio (side):connect (fromPort (side)) == 0, to:name () .. " hears " .. fromPort (side))
    end
    to:rec_enable_control ():set_value (1, PBD.GroupControlDisposition.NoGroup)
end
local _, ports = AudioEngine:get_backend_ports ("", audio, ARDOUR.PortFlags.IsOutput | ARDOUR.PortFlags.IsPhysical,
                                                C.StringVector ())
local physical = {}
for name in ports[4]:iter () do
    table.insert (physical, name)
end
for side = 0, 1 do
    player:input ():audio (side):disconnect_all ()
    player:input ():audio (side):connect (physical[side + 1])
end
feed (dry, function (side) return physical[side + 1] end)
feed (first, function (side) return player:output ():audio (2 + side):name () end)
feed (second, function (side) return player:output ():audio (4 + side):name () end)

session:maybe_enable_record (false)
session:request_roll (ARDOUR.TransportRequestSource.TRS_UI)
ARDOUR.LuaAPI.usleep (seconds * 1000000)
session:request_stop (false, false, ARDOUR.TransportRequestSource.TRS_UI)
ARDOUR.LuaAPI.usleep (1000000)
check (insert:signal_latency () == expectedLatency, "its latency is " .. insert:signal_latency () .. " samples")

-- What was recorded, from its middle on.
local numSamples = 8192
local function recorded (from)
    local region
    for one in from:to_track ():playlist ():region_list ():iter () do
        region = one:to_audioregion ()
    end
    check (region ~= nil, from:name () .. " was recorded")
    local memory = ARDOUR.DSP.DspShm (numSamples)
    local start = region:position ():samples ()
    region:to_readable ():read (memory:to_float (0), rate * 2, numSamples, 0)
    local copy, samples = {}, memory:to_float (0):array ()
    for i = 1, numSamples do
        copy[i] = samples[i]
    end
    return copy, start
end

local function level (samples)
    local sum = 0
    for _, sample in ipairs (samples) do
        sum = sum + sample * sample
    end
    return 10 * math.log (sum / #samples + 1e-30, 10)
end

local one, oneStart = recorded (first)
local two = recorded (second)
local input, inputStart = recorded (dry)
print (string.format ("recorded: Source 1 %.1f dB, Source 2 %.1f dB, dry input %.1f dB; starts %d, %d", level (one),
                      level (two), level (input), oneStart, inputStart))
check (level (one) > -60 or level (two) > -60, "a source sounds; white noise is noise to most dictionaries")

-- Recording compensates for latency or not, as the host likes: the shift at which the null is deepest tells.
local bestShift, bestDb = 0, 0
for shift = 0, 2 * expectedLatency do
    local sum = 0
    for i = 2 * expectedLatency + 1, 2 * expectedLatency + 200 do
        local rest = one[i] + two[i] - input[i - shift]
        sum = sum + rest * rest
    end
    local db = 10 * math.log (sum / 200 + 1e-30, 10)
    if db < bestDb then
        bestShift, bestDb = shift, db
    end
end
print (string.format ("Source 1 + Source 2 - dry: %.1f dB, %d samples late", bestDb, bestShift))
check (bestDb < -120, "the sources sum to the input")
close_session ()

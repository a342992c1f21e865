// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <pulse/pulseaudio.h>

namespace unbraid::live
{

// clang-format off
/** Every function of libpulse that is called, without its prefix. */
#define UNBRAID_PULSE_FUNCTIONS(use) \
    use (mainloop_new) use (mainloop_free) use (mainloop_get_api) use (mainloop_prepare) \
    use (mainloop_poll) use (mainloop_dispatch) use (mainloop_wakeup) use (thread_make_realtime) \
    use (operation_get_state) use (operation_cancel) use (operation_unref) \
    use (proplist_new) use (proplist_sets) use (proplist_free) use (context_new_with_proplist) \
    use (context_unref) use (context_connect) use (context_disconnect) use (context_get_state) \
    use (context_get_server_info) use (context_get_sink_info_list) use (context_get_source_info_list) \
    use (context_set_subscribe_callback) use (context_subscribe) use (context_load_module) \
    use (context_unload_module) use (stream_new) use (stream_unref) use (stream_connect_record) \
    use (stream_connect_playback) use (stream_disconnect) use (stream_get_state) \
    use (stream_get_device_name) use (timeval_age) use (stream_get_buffer_attr) \
    use (stream_get_timing_info) use (stream_update_timing_info) use (stream_peek) use (stream_drop) \
    use (stream_writable_size) use (stream_write) use (stream_update_sample_rate) \
    use (stream_set_state_callback) use (stream_set_read_callback) use (stream_set_write_callback) \
    use (stream_set_moved_callback) use (stream_set_overflow_callback) use (stream_set_underflow_callback)
// clang-format on

/** libpulse, opened while the program runs, so that the program starts on systems without it. */
struct PulseLibrary
{
    /** Null where it is not installed or lacks a function. [any but audio] */
    static const PulseLibrary* get();

#define UNBRAID_PULSE_MEMBER(name) decltype (&::pa_##name) name = nullptr;
    UNBRAID_PULSE_FUNCTIONS (UNBRAID_PULSE_MEMBER)
#undef UNBRAID_PULSE_MEMBER
};

} // namespace unbraid::live

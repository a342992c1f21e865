// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/** The binary interface between hosts and plugins that is called CLAP, version 1.2, as far as Unbraid speaks it: layouts, numbers
    and names as its documentation states them, under names of our own. Plain C layouts for processors with 64-bit addresses.
    Every table of functions belongs to whom its name says; a pointer that a table leaves out is null.

    Threads, as CLAP has them: [main] the host's own thread, [audio] one thread at a time that processes, [any]. */
namespace unbraid::clap::abi
{

static_assert (sizeof (void*) == 8, "the layouts below are those of 64-bit addresses");

struct Version
{
    std::uint32_t major = 1, minor = 2, revision = 0;
};

/** Ids of what hosts and plugins may offer beyond the basic tables. */
namespace id
{
constexpr auto pluginFactory = "clap.plugin-factory";
constexpr auto presetFactory = "clap.preset-discovery-factory/2";
constexpr auto draftPresetFactory =
    "clap.preset-discovery-factory/draft-2"; // the same tables, in hosts before 1.2.0
constexpr auto audioPorts = "clap.audio-ports";
constexpr auto portLayouts = "clap.audio-ports-config";
constexpr auto portLayoutInfo = "clap.audio-ports-config-info/1";
constexpr auto draftPortLayoutInfo =
    "clap.audio-ports-config-info/draft-0"; // this and the next drafts: the same tables
constexpr auto portActivation = "clap.audio-ports-activation/2";
constexpr auto draftPortActivation = "clap.audio-ports-activation/draft-2";
constexpr auto configurablePorts = "clap.configurable-audio-ports/1";
constexpr auto draftConfigurablePorts = "clap.configurable-audio-ports.draft1";
constexpr auto notePorts = "clap.note-ports";
constexpr auto parameters = "clap.params";
constexpr auto state = "clap.state";
constexpr auto latency = "clap.latency";
constexpr auto tail = "clap.tail";
constexpr auto gui = "clap.gui";
constexpr auto presetLoad = "clap.preset-load/2";
constexpr auto draftPresetLoad = "clap.preset-load.draft/2"; // the same tables, in hosts before 1.2.0
} // namespace id

constexpr std::uint32_t noId = UINT32_MAX;
constexpr std::size_t nameSize = 256, pathSize = 1024; // bytes, with the zero at the end

// Events -------------------------------------------------------------------------------------------------------------

/** What an event is, where `EventHeader::space` is 0. */
enum class EventType : std::uint16_t
{
    noteOn = 0,
    noteOff = 1,
    noteChoke = 2,
    noteEnd = 3,
    noteExpression = 4,
    parameterValue = 5,
    parameterModulation = 6,
    gestureBegin = 7,
    gestureEnd = 8,
    transport = 9,
    midi = 10,
    midiSysex = 11,
    midi2 = 12
};

/** Beginning of every event. */
struct EventHeader
{
    std::uint32_t size = 0; // bytes of the whole event
    std::uint32_t time = 0; // samples from the block's beginning
    std::uint16_t space = 0;
    EventType type = EventType::noteOn;
    std::uint32_t flags = 0;
};

/** A note begins, ends or is cut off; -1 in an address is "all". */
struct NoteEvent
{
    EventHeader header;
    std::int32_t noteId = -1;
    std::int16_t port = 0, channel = 0, key = 0;
    double velocity = 0.0; // 0 to 1
};

/** A parameter's new value, or the amount that modulation adds to it. */
struct ParameterEvent
{
    EventHeader header;
    std::uint32_t parameter = noId;
    void* cookie = nullptr;
    std::int32_t noteId = -1;
    std::int16_t port = -1, channel = -1, key = -1;
    double value = 0.0;
};

/** A hand takes a knob, or lets go of it. */
struct GestureEvent
{
    EventHeader header;
    std::uint32_t parameter = noId;
};

/** Position and tempo of the host's song; positions in units of 2^-31 beats or seconds. */
struct TransportEvent
{
    static constexpr std::uint32_t hasTempo = 1 << 0, hasBeats = 1 << 1, hasSeconds = 1 << 2,
                                   hasSignature = 1 << 3, isPlaying = 1 << 4, isRecording = 1 << 5,
                                   isLooping = 1 << 6, isPreRoll = 1 << 7;
    EventHeader header;
    std::uint32_t flags = 0;
    std::int64_t beats = 0, seconds = 0;
    double tempo = 0.0, tempoIncrement = 0.0;
    std::int64_t loopStartBeats = 0, loopEndBeats = 0, loopStartSeconds = 0, loopEndSeconds = 0, barStart = 0;
    std::int32_t barNumber = 0;
    std::uint16_t numerator = 4, denominator = 4;
};

/** A MIDI message of up to three bytes. */
struct MidiEvent
{
    EventHeader header;
    std::uint16_t port = 0;
    std::uint8_t data[3] = {};
};

/** The events of a block in the order of their times. */
struct InputEvents
{
    void* context;
    std::uint32_t (*size) (const InputEvents*);
    const EventHeader* (*get) (const InputEvents*, std::uint32_t index);
};

/** Takes copies of events, in the order of their times. */
struct OutputEvents
{
    void* context;
    bool (*tryPush) (const OutputEvents*, const EventHeader*);
};

// Host and plugin ----------------------------------------------------------------------------------------------------

struct Host
{
    Version version;
    void* data;
    const char *name, *vendor, *url, *hostVersion;
    const void* (*getExtension) (const Host*, const char* id); // [any]
    void (*requestRestart) (const Host*);                      // [any]
    void (*requestProcess) (const Host*);                      // [any]
    void (*requestCallback) (const Host*);                     // [any]: calls Plugin::onMainThread soon
};

/** Channels of a port in a block; one of the two kinds of samples is null. */
struct AudioBuffer
{
    float** data32;
    double** data64;
    std::uint32_t numChannels;
    std::uint32_t latency;
    std::uint64_t constantMask;
};

struct Process
{
    std::int64_t steadyTime;
    std::uint32_t numFrames;
    const TransportEvent* transport; // null: the host has none
    const AudioBuffer* inputs;
    AudioBuffer* outputs;
    std::uint32_t numInputs, numOutputs;
    const InputEvents* in;
    const OutputEvents* out;
};

enum class ProcessStatus : std::int32_t
{
    error = 0,
    goOn = 1,
    goOnUnlessQuiet = 2,
    tail = 3, // goes on for as long as the tail after the input has ended
    sleep = 4
};

/** Words that hosts sort plugins by. */
namespace feature
{
constexpr auto audioEffect = "audio-effect";
constexpr auto noteDetector = "note-detector";
constexpr auto restoration = "restoration";
constexpr auto mono = "mono", stereo = "stereo";
} // namespace feature

struct Descriptor
{
    Version version;
    const char *id, *name, *vendor, *url, *manualUrl, *supportUrl, *pluginVersion, *description;
    const char* const* features; // null at the end
};

struct Plugin
{
    const Descriptor* descriptor;
    void* data;
    bool (*init) (const Plugin*);                                                          // [main]
    void (*destroy) (const Plugin*);                                                       // [main]
    bool (*activate) (const Plugin*, double rateHz, std::uint32_t min, std::uint32_t max); // [main]
    void (*deactivate) (const Plugin*);                                                    // [main]
    bool (*startProcessing) (const Plugin*);                                               // [audio]
    void (*stopProcessing) (const Plugin*);                                                // [audio]
    void (*reset) (const Plugin*);                                                         // [audio]
    ProcessStatus (*process) (const Plugin*, const Process*);                              // [audio]
    const void* (*getExtension) (const Plugin*, const char* id);                           // [any]
    void (*onMainThread) (const Plugin*);                                                  // [main]
};

struct PluginFactory
{
    std::uint32_t (*count) (const PluginFactory*);
    const Descriptor* (*descriptor) (const PluginFactory*, std::uint32_t index);
    const Plugin* (*create) (const PluginFactory*, const Host*, const char* pluginId);
};

/** What a library shows, by the name `clap_entry`. */
struct Entry
{
    Version version;
    bool (*init) (const char* path);
    void (*deinit)();
    const void* (*getFactory) (const char* factoryId);
};

// Extensions ---------------------------------------------------------------------------------------------------------

struct AudioPortInfo
{
    static constexpr std::uint32_t isMain = 1 << 0;
    static constexpr auto mono = "mono", stereo = "stereo"; // types
    std::uint32_t id;
    char name[nameSize];
    std::uint32_t flags, numChannels;
    const char* type;
    std::uint32_t inPlacePair; // the port of the other direction that may have the same memory, or `noId`
};

struct PluginAudioPorts // [main]
{
    std::uint32_t (*count) (const Plugin*, bool isInput);
    bool (*get) (const Plugin*, std::uint32_t index, bool isInput, AudioPortInfo*);
};

/** One of the layouts of its ports that a plugin offers. */
struct PortLayoutInfo
{
    std::uint32_t id;
    char name[nameSize];
    std::uint32_t numInputs, numOutputs; // ports
    bool hasMainInput;
    std::uint32_t mainInputChannels;
    const char* mainInputType;
    bool hasMainOutput;
    std::uint32_t mainOutputChannels;
    const char* mainOutputType;
};

struct PluginPortLayouts // [main]
{
    std::uint32_t (*count) (const Plugin*);
    bool (*get) (const Plugin*, std::uint32_t index, PortLayoutInfo*);
    bool (*select) (const Plugin*, std::uint32_t layoutId); // not while active
};

struct PluginPortLayoutInfo // [main]
{
    std::uint32_t (*current) (const Plugin*); // `noId`: none of those that are offered
    bool (*get) (const Plugin*, std::uint32_t layoutId, std::uint32_t index, bool isInput, AudioPortInfo*);
};

struct PluginPortActivation // what the host does not use
{
    bool (*canWhileProcessing) (const Plugin*); // [main]
    bool (*set) (const Plugin*, bool isInput, std::uint32_t index, bool isActive,
                 std::uint32_t sampleBits); // [audio] while active, else [main]; bits 32, 64, or 0: not said
};

/** A width that a host wants a port to have. */
struct PortRequest
{
    bool isInput;
    std::uint32_t index, numChannels;
    const char* type;
    const void* details; // of types beyond stereo
};

struct PluginConfigurablePorts // [main], not while active; all requests together, or none
{
    bool (*canApply) (const Plugin*, const PortRequest*, std::uint32_t count);
    bool (*apply) (const Plugin*, const PortRequest*, std::uint32_t count);
};

struct NotePortInfo
{
    static constexpr std::uint32_t clapNotes = 1 << 0, midi = 1 << 1; // dialects
    std::uint32_t id, dialects, preferredDialect;
    char name[nameSize];
};

struct PluginNotePorts // [main]
{
    std::uint32_t (*count) (const Plugin*, bool isInput);
    bool (*get) (const Plugin*, std::uint32_t index, bool isInput, NotePortInfo*);
};

struct ParameterInfo
{
    static constexpr std::uint32_t isStepped = 1 << 0, isBypass = 1 << 4, isAutomatable = 1 << 5,
                                   isModulatable = 1 << 10, isEnum = 1 << 16;
    std::uint32_t id, flags;
    void* cookie;
    char name[nameSize];
    char module[pathSize]; // groups, with slashes between them
    double min, max, standard;
};

struct PluginParameters
{
    std::uint32_t (*count) (const Plugin*);                            // [main]
    bool (*info) (const Plugin*, std::uint32_t index, ParameterInfo*); // [main]
    bool (*value) (const Plugin*, std::uint32_t id, double*);          // [main]
    bool (*toText) (const Plugin*, std::uint32_t id, double value, char* text,
                    std::uint32_t capacity);                                       // [main]
    bool (*fromText) (const Plugin*, std::uint32_t id, const char* text, double*); // [main]
    void (*flush) (const Plugin*, const InputEvents*,
                   const OutputEvents*); // [audio] while active, else [main]
};

struct HostParameters
{
    static constexpr std::uint32_t values = 1 << 0;                           // of what `rescan` is about
    void (*rescan) (const Host*, std::uint32_t what);                         // [main]
    void (*clear) (const Host*, std::uint32_t parameter, std::uint32_t what); // [main]
    void (*requestFlush) (const Host*);                                       // [any] but audio
};

/** Bytes to read: as many as came, 0 at the end, negative where reading failed. */
struct InputStream
{
    void* context;
    std::int64_t (*read) (const InputStream*, void* bytes, std::uint64_t size);
};

/** Takes bytes: as many as it took, negative where writing failed. */
struct OutputStream
{
    void* context;
    std::int64_t (*write) (const OutputStream*, const void* bytes, std::uint64_t size);
};

struct PluginState // [main]
{
    bool (*save) (const Plugin*, const OutputStream*);
    bool (*load) (const Plugin*, const InputStream*);
};

struct HostState
{
    void (*markDirty) (const Host*); // [main]
};

struct PluginLatency
{
    std::uint32_t (*get) (const Plugin*); // [main], samples
};

struct HostLatency
{
    void (*changed) (const Host*); // [main], within Plugin::activate alone
};

struct PluginTail
{
    std::uint32_t (*get) (const Plugin*); // [main, audio], samples
};

/** A host's window, by the name of its window system. */
struct Window
{
    static constexpr auto x11 = "x11", win32 = "win32", cocoa = "cocoa";
    const char* api;
    union
    {
        void* pointer;
        unsigned long x11Window;
    };
};

struct ResizeHints
{
    bool canResizeHorizontally, canResizeVertically, keepsRatio;
    std::uint32_t ratioWidth, ratioHeight;
};

struct PluginGui // [main]; sizes in pixels, on macOS in points
{
    bool (*isApiSupported) (const Plugin*, const char* api, bool isFloating);
    bool (*getPreferredApi) (const Plugin*, const char** api, bool* isFloating);
    bool (*create) (const Plugin*, const char* api, bool isFloating);
    void (*destroy) (const Plugin*);
    bool (*setScale) (const Plugin*, double scale);
    bool (*getSize) (const Plugin*, std::uint32_t* width, std::uint32_t* height);
    bool (*canResize) (const Plugin*);
    bool (*getResizeHints) (const Plugin*, ResizeHints*);
    bool (*adjustSize) (const Plugin*, std::uint32_t* width, std::uint32_t* height);
    bool (*setSize) (const Plugin*, std::uint32_t width, std::uint32_t height);
    bool (*setParent) (const Plugin*, const Window*);
    bool (*setTransient) (const Plugin*, const Window*);
    void (*suggestTitle) (const Plugin*, const char* title);
    bool (*show) (const Plugin*);
    bool (*hide) (const Plugin*);
};

struct HostGui // [any]
{
    void (*resizeHintsChanged) (const Host*);
    bool (*requestResize) (const Host*, std::uint32_t width, std::uint32_t height);
    bool (*requestShow) (const Host*);
    bool (*requestHide) (const Host*);
    void (*closed) (const Host*, bool wasDestroyed);
};

// Presets ------------------------------------------------------------------------------------------------------------

/** Where a preset lies: in a file, or in the plugin itself. */
enum class PresetPlace : std::uint32_t
{
    file = 0,
    plugin = 1
};

struct PluginPresetLoad
{
    bool (*fromLocation) (const Plugin*, PresetPlace, const char* location, const char* loadKey); // [main]
};

struct HostPresetLoad // [main]
{
    void (*onError) (const Host*, PresetPlace, const char* location, const char* loadKey,
                     std::int32_t systemError, const char* message);
    void (*loaded) (const Host*, PresetPlace, const char* location, const char* loadKey);
};

/** A plugin by the name of its format ("clap") and its id there. */
struct UniversalId
{
    const char *format, *id;
};

constexpr std::uint32_t factoryContent = 1 << 0, userContent = 1 << 1;

/** Is told what a preset file holds. */
struct PresetReceiver
{
    void* data;
    void (*onError) (const PresetReceiver*, std::int32_t systemError, const char* message);
    bool (*beginPreset) (const PresetReceiver*, const char* name, const char* loadKey);
    void (*addPluginId) (const PresetReceiver*, const UniversalId*);
    void (*setSoundpackId) (const PresetReceiver*, const char* id);
    void (*setFlags) (const PresetReceiver*, std::uint32_t flags);
    void (*addCreator) (const PresetReceiver*, const char* creator);
    void (*setDescription) (const PresetReceiver*, const char* description);
    void (*setTimes) (const PresetReceiver*, std::uint64_t created, std::uint64_t modified);
    void (*addFeature) (const PresetReceiver*, const char* feature);
    void (*addExtra) (const PresetReceiver*, const char* key, const char* value);
};

struct PresetFiletype
{
    const char *name, *description, *extension;
};

struct PresetLocation
{
    std::uint32_t flags;
    const char* name;
    PresetPlace place;
    const char* location;
};

struct PresetSoundpack;

struct PresetProviderDescriptor
{
    Version version;
    const char *id, *name, *vendor;
};

struct PresetProvider
{
    const PresetProviderDescriptor* descriptor;
    void* data;
    bool (*init) (const PresetProvider*);
    void (*destroy) (const PresetProvider*);
    bool (*getMetadata) (const PresetProvider*, PresetPlace, const char* location, const PresetReceiver*);
    const void* (*getExtension) (const PresetProvider*, const char* id);
};

/** The host's side: is told where presets lie. */
struct PresetIndexer
{
    Version version;
    const char *name, *vendor, *url, *hostVersion;
    void* data;
    bool (*declareFiletype) (const PresetIndexer*, const PresetFiletype*);
    bool (*declareLocation) (const PresetIndexer*, const PresetLocation*);
    bool (*declareSoundpack) (const PresetIndexer*, const PresetSoundpack*);
    const void* (*getExtension) (const PresetIndexer*, const char* id);
};

struct PresetFactory // [any]
{
    std::uint32_t (*count) (const PresetFactory*);
    const PresetProviderDescriptor* (*descriptor) (const PresetFactory*, std::uint32_t index);
    const PresetProvider* (*create) (const PresetFactory*, const PresetIndexer*, const char* providerId);
};

// The layouts, as compilers of C make them of the published declarations.
static_assert (sizeof (EventHeader) == 16 && offsetof (NoteEvent, velocity) == 32 &&
               sizeof (NoteEvent) == 40);
static_assert (offsetof (ParameterEvent, cookie) == 24 && offsetof (ParameterEvent, value) == 48);
static_assert (sizeof (ParameterEvent) == 56 && sizeof (GestureEvent) == 20 && sizeof (MidiEvent) == 24);
static_assert (offsetof (TransportEvent, tempo) == 40 && sizeof (TransportEvent) == 104);
static_assert (sizeof (AudioBuffer) == 32 && sizeof (Process) == 64 && sizeof (Host) == 88);
static_assert (sizeof (Descriptor) == 88 && sizeof (Plugin) == 96 && sizeof (Entry) == 40);
static_assert (offsetof (AudioPortInfo, type) == 272 && sizeof (AudioPortInfo) == 288);
static_assert (sizeof (NotePortInfo) == 268);
static_assert (offsetof (PortLayoutInfo, numInputs) == 260 &&
               offsetof (PortLayoutInfo, mainInputType) == 280);
static_assert (sizeof (PortLayoutInfo) == 304 && sizeof (PortRequest) == 32);
static_assert (offsetof (ParameterInfo, min) == 1296 && sizeof (ParameterInfo) == 1320);
static_assert (sizeof (Window) == 16 && sizeof (ResizeHints) == 12 && sizeof (PluginGui) == 120);
static_assert (sizeof (PresetLocation) == 32 && sizeof (PresetProviderDescriptor) == 40);
static_assert (sizeof (PresetProvider) == 48 && sizeof (PresetIndexer) == 88 &&
               sizeof (PresetReceiver) == 88);

} // namespace unbraid::clap::abi

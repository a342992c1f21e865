// SPDX-FileCopyrightText: Unbraid contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The editor of Unbraid.clap in a window of a host's, on an X server.
#include "Clap/ClapHost.h"
#include "Clap/ClapSession.h"

#include "Support/Skip.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>

#include <cstdlib>
#include <map>

using namespace unbraid;
namespace abi = unbraid::clap::abi;

namespace
{
/** A window of the host's. X errors are borne, as hosts bear them. */
class HostWindow
{
public:
    HostWindow()
        : display (::XOpenDisplay (nullptr))
    {
        ::XSetErrorHandler ([] (::Display*, ::XErrorEvent*) { return 0; });
        if (display == nullptr)
            return;
        id = ::XCreateSimpleWindow (display, DefaultRootWindow (display), 0, 0, 1400, 1000, 0, 0, 0);
        ::XMapWindow (display, id);
        ::XSync (display, False);
    }
    ~HostWindow()
    {
        if (display != nullptr)
            ::XCloseDisplay (display);
    }
    HostWindow (const HostWindow&) = delete;
    HostWindow& operator= (const HostWindow&) = delete;

    /** The one window inside it, and whether it can be seen; 0: there is none. */
    [[nodiscard]] ::Window child() const
    {
        ::Window root = 0, parent = 0, *children = nullptr;
        unsigned count = 0;
        ::XSync (display, False);
        ::XQueryTree (display, id, &root, &parent, &children, &count);
        const auto found = count == 1 ? children[0] : 0;
        if (children != nullptr)
            ::XFree (children);
        return found;
    }
    [[nodiscard]] ::XWindowAttributes attributes (::Window of) const
    {
        ::XWindowAttributes found{};
        ::XGetWindowAttributes (display, of, &found);
        return found;
    }

    /** The number of colours in it. */
    [[nodiscard]] size_t numColours (::Window of) const
    {
        const auto shape = attributes (of);
        auto* image = ::XGetImage (display, of, 0, 0, static_cast<unsigned> (shape.width),
                                   static_cast<unsigned> (shape.height), AllPlanes, ZPixmap);
        if (image == nullptr)
            return 0;
        std::map<unsigned long, int> colours;
        for (int y = 0; y < shape.height; y += 3)
            for (int x = 0; x < shape.width; x += 3)
                ++colours[XGetPixel (image, x, y)];
        XDestroyImage (image);
        return colours.size();
    }

    ::Display* display;
    ::Window id = 0;
};

/** Shows the plugin's editor in the window. */
const abi::PluginGui* editorIn (const HostWindow& window, const test::ClapHost& host)
{
    const auto* gui = host.extension<abi::PluginGui> (abi::id::gui);
    REQUIRE (gui->create (host.plugin, abi::Window::x11, false));
    abi::Window parent{ abi::Window::x11, {} };
    parent.x11Window = window.id;
    REQUIRE (gui->setParent (host.plugin, &parent));
    REQUIRE (gui->show (host.plugin));
    return gui;
}

/** Drags the mouse from there to the right. */
void drag (int x, int y)
{
    const auto at = [] (int column, int row) { return std::to_string (column) + " " + std::to_string (row); };
    const auto command = "xdotool mousemove " + at (x, y) + " mousedown 1 mousemove " + at (x + 20, y) +
                         " mousemove " + at (x + 40, y) + " mouseup 1";
    REQUIRE (std::system (command.c_str()) == 0);
}
} // namespace

TEST_CASE ("A CLAP host opens the editor in its window, resizes and closes it, and opens it again",
           "[window]")
{
    const HostWindow window;
    if (window.display == nullptr)
        return test::skip ("no display");
    const test::ClapLibrary library;
    test::ClapHost host (library);
    host.start();
    const auto* gui = host.extension<abi::PluginGui> (abi::id::gui);
    const auto* plugin = host.plugin;
    CHECK_FALSE (gui->isApiSupported (plugin, abi::Window::x11, true));
    CHECK_FALSE (gui->isApiSupported (plugin, abi::Window::win32, false));
    const char* api = nullptr;
    bool isFloating = true;
    REQUIRE (gui->getPreferredApi (plugin, &api, &isFloating));
    CHECK (api == std::string ("x11"));
    CHECK_FALSE (isFloating);
    CHECK_FALSE (gui->create (plugin, "wayland", false));
    std::uint32_t width = 0, height = 0;
    CHECK_FALSE (gui->getSize (plugin, &width, &height));
    abi::Window parent{ abi::Window::x11, {} };
    parent.x11Window = window.id;
    CHECK_FALSE (gui->setParent (plugin, &parent)); // no editor
    for (int turn = 0; turn < 2; ++turn)
    {
        REQUIRE (gui->create (plugin, api, false));
        CHECK_FALSE (gui->create (plugin, api, false)); // there is one
        REQUIRE (gui->getSize (plugin, &width, &height));
        CHECK (width > 400);
        CHECK (height > 300);
        REQUIRE (gui->setParent (plugin, &parent));
        REQUIRE (gui->show (plugin));
        CHECK (
            host.waitUntil ([&] { return window.child() != 0 && window.numColours (window.child()) > 20; }));
        const auto shape = window.attributes (window.child());
        CHECK (shape.map_state == IsViewable);
        CHECK (shape.width == static_cast<int> (width));
        CHECK (shape.height == static_cast<int> (height));
        CHECK (gui->canResize (plugin));
        abi::ResizeHints hints{};
        CHECK (gui->getResizeHints (plugin, &hints));
        std::uint32_t tiny = 1, flat = 1;
        REQUIRE (gui->adjustSize (plugin, &tiny, &flat));
        CHECK (tiny > 100);
        CHECK (flat > 100);
        std::uint32_t wider = width + 100, higher = height + 60;
        REQUIRE (gui->adjustSize (plugin, &wider, &higher));
        REQUIRE (gui->setSize (plugin, wider, higher));
        CHECK (host.waitUntil (
            [&] { return window.attributes (window.child()).width == static_cast<int> (wider); }));
        CHECK (host.numResizes == 0); // the host did it itself
        CHECK (gui->hide (plugin));
        CHECK (host.waitUntil ([&] { return window.attributes (window.child()).map_state == IsUnmapped; }));
        REQUIRE (gui->show (plugin));
        host.render (test::clapNoise (4096));
        gui->destroy (plugin);
        CHECK (window.child() == 0);
        REQUIRE (gui->setSize (plugin, 1, 1) == false);
    }
    CHECK (host.numFaults == 0);
}

TEST_CASE ("The editor asks a CLAP host for another size, and goes back where it gets none", "[window]")
{
    const HostWindow window;
    if (window.display == nullptr)
        return test::skip ("no display");
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const auto* gui = editorIn (window, host);
    using Size = std::array<std::uint32_t, 2>;
    const auto size = [&]
    {
        Size found{};
        REQUIRE (gui->getSize (host.plugin, &found[0], &found[1]));
        return found;
    };
    const auto isShown = [&] (Size wanted)
    {
        return host.waitUntil (
            [&]
            {
                const auto shape = window.attributes (window.child());
                return size() == wanted && shape.width == static_cast<int> (wanted[0]) &&
                       shape.height == static_cast<int> (wanted[1]);
            });
    };
    const Size usual = size();
    Size larger{ usual[0] + 100, usual[1] + 60 };
    REQUIRE (gui->adjustSize (host.plugin, &larger[0], &larger[1]));
    REQUIRE (gui->setSize (host.plugin, larger[0], larger[1]));
    REQUIRE (isShown (larger));
    const auto session = test::saved (host); // with the size of its window
    REQUIRE (gui->setSize (host.plugin, usual[0], usual[1]));
    REQUIRE (isShown (usual));
    CHECK (host.numResizes == 0);
    REQUIRE (test::load (host, session));
    CHECK (isShown (larger));
    CHECK (host.numResizes == 1);
    CHECK (host.askedSize == larger);
    REQUIRE (gui->setSize (host.plugin, usual[0], usual[1]));
    host.grantsSizes = false;
    REQUIRE (test::load (host, session));
    CHECK (host.waitUntil ([&] { return host.numResizes == 2; }));
    CHECK (host.askedSize == larger);
    CHECK (isShown (usual));
    std::this_thread::sleep_for (std::chrono::milliseconds (200)); // it does not ask again
    CHECK (host.numResizes == 2);
    CHECK (isShown (usual));
    gui->destroy (host.plugin);
}

TEST_CASE ("A CLAP host hears of a knob that a hand turns in the editor: grip, values, release", "[window]")
{
    const HostWindow window;
    if (window.display == nullptr)
        return test::skip ("no display");
    if (std::system ("xdotool version > /dev/null 2>&1") != 0)
        return test::skip ("no xdotool");
    const test::ClapLibrary library;
    test::ClapHost host (library);
    const auto* gui = editorIn (window, host);
    std::uint32_t width = 0, height = 0;
    REQUIRE (gui->getSize (host.plugin, &width, &height));
    CHECK (host.waitUntil ([&] { return window.child() != 0 && window.numColours (window.child()) > 20; }));
    const auto has = [&] (abi::EventType type)
    {
        for (size_t index = 0; index < host.said.size(); ++index)
            if (host.said[index].type == type)
                return true;
        return false;
    };
    for (int y = 60; y < static_cast<int> (height) && host.numFlushes == 0; y += 16) // wherever the knobs are
        for (int x = static_cast<int> (width) - 60; x > 0 && host.numFlushes == 0; x -= 60)
        {
            drag (x, y);
            std::this_thread::sleep_for (std::chrono::milliseconds (60));
        }
    REQUIRE (host.numFlushes > 0);
    const bool isComplete = host.waitUntil (
        [&]
        {
            const test::ClapEvents none;
            host.parameters->flush (host.plugin, &none.in, &host.said.out);
            return has (abi::EventType::gestureEnd);
        });
    CHECK (isComplete);
    REQUIRE (host.said.size() >= 3);
    CHECK (host.said[0].type == abi::EventType::gestureBegin);
    CHECK (host.said[host.said.size() - 1].type == abi::EventType::gestureEnd);
    const auto& first = reinterpret_cast<const abi::GestureEvent&> (host.said[0]);
    for (size_t index = 1; index + 1 < host.said.size(); ++index)
    {
        REQUIRE (host.said[index].type == abi::EventType::parameterValue);
        const auto& event = reinterpret_cast<const abi::ParameterEvent&> (host.said[index]);
        CHECK (event.parameter == first.parameter);
        CHECK (host.value (event.parameter) == Approx (event.value).margin (1e-6));
    }
    gui->destroy (host.plugin);
}

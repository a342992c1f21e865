# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the page share: sound files, a server, and what a page must not do."""
import array
import contextlib
import functools
import math
import pathlib
import struct
import sys
import threading
import zipfile

ROOT = pathlib.Path (__file__).resolve().parents[2]
sys.path.insert (0, str (ROOT / "web"))
import serve  # noqa: E402

shown = "document.getElementById ('%s')"
is_separated = "! document.getElementById ('play').disabled"


def read_wav (content):
    """Rate, and one array of floats per channel."""
    at, rate, channels = 12, 0, 0
    while content[at : at + 4] != b"data":
        if content[at : at + 4] == b"fmt ":
            kind, channels, rate = struct.unpack_from ("<HHI", content, at + 8)
            assert kind == 3 or struct.unpack_from ("<H", content, at + 32)[0] == 3, "not a file of floats"
        at += 8 + struct.unpack_from ("<I", content, at + 4)[0]
    size = struct.unpack_from ("<I", content, at + 4)[0]
    samples = array.array ("f", content[at + 8 : at + 8 + size])
    return rate, [samples[channel::channels] for channel in range (channels)]


def write_wav (path, rate, samples, channels=1):
    """A file of an array of floats, or of 16-bit integers."""
    size = samples.itemsize
    head = struct.pack ("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + size * len (samples), b"WAVE", b"fmt ", 16, 3 if samples.typecode == "f" else 1,
                        channels, rate, size * channels * rate, size * channels, 8 * size, b"data", size * len (samples))
    pathlib.Path (path).write_bytes (head + samples.tobytes())


def level_db (samples):
    return 10 * math.log10 (math.fsum (x * x for x in samples) / max (1, len (samples)) + 1e-30)


def difference_db (ours, theirs):
    """The level of the difference, below that of theirs."""
    assert len (ours) == len (theirs), f"{len (ours)} samples, not {len (theirs)}"
    return level_db ([a - b for a, b in zip (ours, theirs)]) - level_db (theirs)


def check_quiet (page, origin):
    """Nothing was complained about, and nothing was asked of another host."""
    complaints = page.complaints()
    assert not complaints, complaints
    for event in page.events:
        if event.get ("method") == "Network.requestWillBeSent":
            address = event["params"]["request"]["url"]
            assert address.startswith ((origin, "blob:" + origin)), address


@contextlib.contextmanager
def served (folder, missing=()):
    """The address and the server. missing  words of addresses that are answered with 404 while they are in it"""
    class Handler (serve.Handler):
        def send_head (self):
            if any (word in self.path for word in missing):
                self.send_error (404)
                return None
            return super().send_head()

    server = serve.server_of (str (folder), 0)
    Handler.policy = serve.Handler.policy
    server.RequestHandlerClass = functools.partial (Handler, directory=str (folder))
    threading.Thread (target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/", server
    finally:
        server.shutdown()
        server.server_close()


def saved_by_page (page):
    with zipfile.ZipFile (page.download (shown % "save" + ".click()")) as archive:
        assert archive.testzip() is None
        return {name.split (".")[-2]: read_wav (archive.read (name)) for name in archive.namelist()}

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page by itself in a headless Chromium: what it keeps for when there is no network.

    check_page.py release SITE CHROMIUM"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import browser
from pages import ROOT, check_quiet, served

check, site, chromium = sys.argv[1:4]
site = pathlib.Path (site).resolve()


def change (folder, mark):
    """A new release in a folder: each of two modules says which it is of."""
    for name in ("page.js", "engine.js"):
        text = (site / name).read_text()
        (folder / name).write_text (f"{text}\nglobalThis.release = '{mark}';\n")
    make_release (folder)


def make_release (folder):
    subprocess.run (["cmake", "-D", f"SITE={folder}", "-P", str (ROOT / "web/Release.cmake")], check=True)


def check_release (folder):
    """A page stays of one release; what is no whole release is not taken; a full disk costs no answer."""
    kept = folder / "site"
    shutil.copytree (site, kept)
    change (kept, "first")
    engine = "fetch ('engine.js').then ((answer) => answer.text()).then ((text) => text.match (/release = '(.*)'/)[1])"
    update = "navigator.serviceWorker.getRegistration().then ((one) => one.update().then (() => 'taken', () => 'refused'))"
    waiting = "navigator.serviceWorker.getRegistration().then ((one) => Boolean (one.waiting))"
    with served (kept) as (origin, _), browser.Browser (chromium, folder) as page:
        page.open (origin)
        page.run ("navigator.serviceWorker.ready.then (() => 1)")
        page.wait ("navigator.serviceWorker.controller", 30)
        page.call ("Page.reload")
        page.wait ("globalThis.release === 'first' && navigator.serviceWorker.controller", 30)

        page.call ("Storage.overrideQuotaForOrigin", origin=origin, quotaSize=1)
        size = page.run ("fetch ('dictionaries/drums.safetensors').then ((answer) => answer.arrayBuffer()).then ((all) => all.byteLength)")
        assert size == (kept / "dictionaries/drums.safetensors").stat().st_size
        page.call ("Storage.overrideQuotaForOrigin", origin=origin)

        change (kept, "second")
        (kept / "style.css").write_text ("/* of a third */") # as while a server is being changed
        page.run (update)
        page.wait ("navigator.serviceWorker.getRegistration().then ((one) => ! one.installing)", 30)
        assert not page.run (waiting), "A release that is not whole was taken."
        assert page.run (engine) == "first"

        shutil.copy (site / "style.css", kept / "style.css")
        change (kept, "third")
        page.run (update)
        page.wait (waiting, 30)
        assert page.run (engine) == "first" and page.run ("release") == "first", "One page has files of two releases."
        for _ in range (20): # the browser ends the old worker in its own time
            page.call ("Page.navigate", url="about:blank")
            page.run ("new Promise ((resolve) => setTimeout (resolve, 500))")
            page.open (origin)
            page.wait ("globalThis.release", 30)
            if page.run ("release") == "third":
                break
            assert page.run (engine) == "first"
        assert page.run (engine) == "third"
        check_quiet (page, origin)


with tempfile.TemporaryDirectory (ignore_cleanup_errors=True) as place:
    {"release": check_release}[check] (pathlib.Path (place).resolve())

# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium with a microphone made of a file, driven over a pipe by the DevTools protocol."""
import json
import os
import pathlib
import select
import subprocess
import time


class Browser:
    """Opens one page at a time. folder  for its profile and for what it saves; microphone  a WAV that is played once"""

    def __init__ (self, program, folder, microphone=None):
        self.saved = pathlib.Path (folder, "saved")
        self.saved.mkdir()
        self.number = 0
        self.events = []
        self.waiting = b""
        to_browser, self.writer = os.pipe()
        self.reader, from_browser = os.pipe()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-pipe", "--disable-extensions",
                   "--disable-background-networking", "--autoplay-policy=no-user-gesture-required",
                   "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--user-data-dir={folder}/profile"]
        if microphone:
            options.append (f"--use-file-for-fake-audio-capture={microphone}%noloop")

        def connect(): # the protocol's pipe is 3 in and 4 out
            held = [os.dup (descriptor) for descriptor in (to_browser, from_browser)]
            for descriptor, number in zip (held, (3, 4)):
                os.dup2 (descriptor, number)

        self.process = subprocess.Popen ([program, *options, "about:blank"], preexec_fn=connect, pass_fds=(3, 4, to_browser, from_browser),
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         env={**os.environ, "HOME": str (folder)})
        os.close (to_browser)
        os.close (from_browser)
        self.session = None
        target = next (each for each in self.call ("Target.getTargets")["targetInfos"] if each["type"] == "page")
        self.session = self.call ("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.call (f"{domain}.enable")
        self.call ("Browser.setDownloadBehavior", behavior="allow", downloadPath=str (self.saved))

    def __enter__ (self):
        return self

    def __exit__ (self, *_):
        self.process.terminate()
        self.process.wait (20)
        os.close (self.writer)
        os.close (self.reader)

    def call (self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write (self.writer, json.dumps (message).encode() + b"\0")
        while True:
            answer = self.receive (60)
            if answer is None:
                raise TimeoutError (f"The browser does not answer {method}.")
            if answer.get ("id") == self.number:
                if "error" in answer:
                    raise RuntimeError (f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append (answer)

    def receive (self, seconds):
        """The next message; None where none comes."""
        while b"\0" not in self.waiting:
            if not select.select ([self.reader], [], [], seconds)[0]:
                return None
            read = os.read (self.reader, 1 << 20)
            if not read:
                raise EOFError ("The browser is gone.")
            self.waiting += read
        message, self.waiting = self.waiting.split (b"\0", 1)
        return json.loads (message)

    def open (self, address):
        self.call ("Page.navigate", url=address)
        self.wait ("document.readyState === 'complete' && location.href !== 'about:blank'", 30)

    def run (self, expression):
        """The value of an expression of the page, awaited where it is a promise."""
        result = self.call ("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in result:
            raise RuntimeError (result["exceptionDetails"].get ("exception", {}).get ("description", result["exceptionDetails"]["text"]))
        return result["result"].get ("value")

    def holds (self, condition):
        """Whether a condition of the page, or a promise of one, holds; False while the page changes."""
        try:
            return self.run (f"(async () => Boolean (await ({condition}))) ()")
        except RuntimeError as problem:
            if any (words in str (problem) for words in ("context", "navigated", "collected")):
                return False
            raise

    def wait (self, condition, seconds):
        end = time.monotonic() + seconds
        while not self.holds (condition):
            if time.monotonic() > end:
                raise TimeoutError (f"The page does not come to: {condition}. It says: "
                                    + str (self.run ("document.body?.innerText?.slice (0, 600)")))
            time.sleep (0.1)

    def choose (self, selector, *paths):
        """Puts files into an input."""
        root = self.call ("DOM.getDocument")["root"]["nodeId"]
        node = self.call ("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call ("DOM.setFileInputFiles", nodeId=node, files=[str (path) for path in paths])

    def download (self, click, seconds=60):
        """The file that a click saves."""
        before = set (self.saved.iterdir())
        self.run (click)
        end = time.monotonic() + seconds
        while True:
            new = [path for path in set (self.saved.iterdir()) - before if path.suffix != ".crdownload"]
            if new and new[0].stat().st_size > 0: # its name may stand before it is written
                return new[0]
            if time.monotonic() > end:
                raise TimeoutError ("Nothing was saved.")
            self.run ("1")
            time.sleep (0.1)

    def block (self, *patterns):
        """Lets requests for these addresses fail; for what a service worker keeps, too."""
        self.call ("Network.setBypassServiceWorker", bypass=True)
        self.call ("Network.setBlockedURLs", urls=list (patterns))

    def screenshot (self, path, width, height, scale=1, theme="dark"):
        import base64
        self.call ("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        self.call ("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        time.sleep (0.7)
        pathlib.Path (path).write_bytes (base64.b64decode (self.call ("Page.captureScreenshot")["data"]))

    def complaints (self):
        """What the page's console was told: errors, warnings, broken rules of the policy."""
        self.run ("1")
        told = []
        for event in self.events:
            params = event.get ("params", {})
            if event.get ("method") == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                told.append (details.get ("exception", {}).get ("description", details["text"]))
            elif event.get ("method") == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
                told.append (params["entry"]["text"] + " " + params["entry"].get ("url", ""))
            elif event.get ("method") == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
                told.append (" ".join (str (each.get ("value", each.get ("description"))) for each in params["args"]))
        return told

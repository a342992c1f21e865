# SPDX-FileCopyrightText: Unbraid contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves the page on this computer alone, with the headers that a host should send.

    serve.py SITE [PORT]            port 0: any that is free"""
import functools
import http.server
import pathlib
import re
import sys

types = {".wasm": "application/wasm", ".js": "text/javascript", ".webmanifest": "application/manifest+json",
         ".safetensors": "application/octet-stream", ".flac": "audio/flac"}


class Handler (http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **types}
    policy = ""

    def end_headers (self):
        self.send_header ("Content-Security-Policy", self.policy + "; frame-ancestors 'none'")
        self.send_header ("X-Content-Type-Options", "nosniff")
        self.send_header ("Referrer-Policy", "no-referrer")
        self.send_header ("Cache-Control", "no-cache")
        super().end_headers()

    def log_message (self, *_):
        pass


def server_of (site, port):
    page = (pathlib.Path (site) / "index.html").read_text (encoding="utf-8")
    Handler.policy = re.search (r'Content-Security-Policy"\s+content="([^"]+)"', page)[1]
    return http.server.ThreadingHTTPServer (("localhost", port), functools.partial (Handler, directory=site))


if __name__ == "__main__":
    if len (sys.argv) not in (2, 3) or not (pathlib.Path (sys.argv[1]) / "index.html").is_file():
        sys.exit (__doc__)
    with server_of (sys.argv[1], int (sys.argv[2]) if len (sys.argv) == 3 else 8000) as server:
        print (f"http://localhost:{server.server_port}/ (Ctrl-C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass

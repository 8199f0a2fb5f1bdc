"""A web server of files, on this computer, that knows what it was asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec


class WebServer:
    """Serves a folder.

    Attributes
    ----------
    url : str
        Of the folder.
    sent : list of str
        The paths of what was sent, in order.
    """

    def __init__(self, folder: Path) -> None:
        self.sent: list[str] = []
        handler = partial(_Handler, self.sent, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, sent: list[str], *words: object, **named: object) -> None:
        self._sent = sent
        super().__init__(*words, **named)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._sent.append(self.path)
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[WebServer]:
    """Yield a server of a folder, and forget what fsspec knows of it."""
    server = WebServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        fsspec.filesystem("http").clear_instance_cache()

"""Commands on the embedded sample: sample serve."""
from __future__ import annotations

import sys
import threading

from cyclopts import App

from flows.cli.common import app

sample_app = App(name="sample", help="The embedded sample: three small portals to try everything on.", help_format="plaintext",
                 suppress_keyboard_interrupt=False)
app.command(sample_app)


@sample_app.command
def serve() -> int:
    """Serve the embedded sample's three portals until Ctrl-C, for looking at them in a browser."""
    from corpus.sample.server import serve as serving

    with serving() as server:
        for source in server.sources.values():
            host = source.hosts[0]
            print(f"{source.name}: {source.base_url.replace(host, server.connect_to.get(host, host))}", flush=True)
        print("Ctrl-C stops them.", file=sys.stderr)
        threading.Event().wait()
    return 0

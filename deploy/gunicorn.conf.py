"""How gunicorn serves; what differs between machines (address, workers) is on its command line."""

import os
import signal

# The program is read once and shared: a quicker start and less memory.
preload_app = True
# A paper may take 15 s to print; a worker that is silent for a minute is stuck.
timeout = 60
graceful_timeout = 30
accesslog = None
loglevel = "warning"
control_socket_disable = True


def when_ready(server: object) -> None:
    """At a terminal (`make run`) a closed window ends the server; elsewhere HUP reloads it."""
    if os.environ.get("DEMO") == "on":
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))

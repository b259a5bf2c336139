"""A real server whose process is killed in the middle of sending a request.

``python -m tests.eservices.procedures.dying_server <database> <moment>`` serves on a free
port, which it prints. ``moment`` is "before" the transaction that sends is committed, or
"after" it, the answer not having left.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Print the port alone."""


def _die(*_args: Any, **_kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(database: str, moment: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from eservices.procedures.drafts import submission

    if moment == "before":
        submission.confirmation.write = _die
    else:
        send = submission.submit

        def send_and_die(**kwargs: Any) -> None:
            send(**kwargs)
            _die()

        submission.submit = send_and_die  # type: ignore[assignment]
    with make_server("127.0.0.1", 0, application, handler_class=_Quiet) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])

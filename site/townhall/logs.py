"""What logs say: who asked what, never what a person wrote.

No request body, no answer, no query, no exception text: an exception is named by its
type and by the lines of code it went through, since its message may quote what was typed.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

#: Identifies the request under way in every line that it causes.
request_id: ContextVar[str] = ContextVar("request_id", default="")

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_QUERY = re.compile(r"\?[^\s'\">]*")
_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
#: A link that resumes a draft carries a secret after its uuid.
_TOKEN = re.compile(r"(/(?:reprendre|resume|key)/)[^/\s]+")


def masked(text: str) -> str:
    """Return the text without draft and case identifiers, queries and mail addresses."""
    text = _TOKEN.sub(r"\1***", _UUID.sub("***", text))
    return _MAIL.sub("***", _QUERY.sub("", text))


def where(record: logging.LogRecord) -> list[str]:
    """Return the type of the exception and the code it went through, innermost last."""
    if not record.exc_info or record.exc_info[0] is None:
        return []
    frames = traceback.extract_tb(record.exc_info[2])[-8:]
    return [
        record.exc_info[0].__qualname__,
        *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames),
    ]


class RequestFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class WrongHostFilter(logging.Filter):
    """Anybody can ask for a host that is not ours: one line, and no error of the site."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "refused: a host that the site does not answer for", ()
        record.exc_info = None
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line, with the fields that the writer named beside the words."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        line |= getattr(record, "fields", {})
        if identifier := getattr(record, "request_id", ""):
            line["request"] = identifier
        if code := where(record):
            line["exception"] = code[0]
            line["where"] = " < ".join(reversed(code[1:]))
        return json.dumps(line, ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """Lines for people, with the same silence about persons."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        head = f"{time} {record.levelname.lower()} {record.name}: {masked(record.getMessage())}"
        return "\n    ".join([head, *where(record)])

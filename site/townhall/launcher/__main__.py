"""``make run``: from a bare machine to a running city.

This file alone must be read by any Python 3, to say that it is too old.
"""

import os
import shutil
import sys

OLDEST = (3, 11)


def _newer() -> "str | None":
    """Return the path of another Python that is new enough, or None."""
    for minor in range(19, OLDEST[1] - 1, -1):
        found = shutil.which("python3.{}".format(minor))
        if found:
            return found
    return None


def main() -> int:
    if sys.version_info[:2] < OLDEST:
        newer = _newer()
        if newer:
            os.execv(newer, [newer, "-m", "townhall.launcher", *sys.argv[1:]])
        sys.stderr.write(
            "This project needs Python 3.11 or later; this is {}.{}. Install a newer one"
            " (Debian 12, Ubuntu 24.04 and later have it: apt install python3).\n".format(
                *sys.version_info[:2]
            )
        )
        return 1
    from townhall.launcher.start import main as start

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

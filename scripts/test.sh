#!/bin/sh
# The suite on the embedded default, then on PostgreSQL where it is at hand.
# Usage: scripts/test.sh PYTHON JOBS [pytest arguments]
set -u
python=$1 jobs=$2
shift 2

if [ -f var/services/env ]; then
    . var/services/env
fi
database=${DATABASE_URL:-}
unset DATABASE_URL

"$python" manage.py compile_catalogues || exit 1

echo "== tests on SQLite"
"$python" -m pytest -q -n "$jobs" "$@"
embedded=$?

if [ -z "$database" ]; then
    echo "The pass on PostgreSQL did not run: make services starts one."
    if [ "${TOWNHALL_REQUIRE_SERVICES:-}" = 1 ]; then exit 1; fi
    exit $embedded
fi

echo "== tests on PostgreSQL"
DATABASE_URL=$database "$python" -m pytest -q -n "$jobs" "$@"
distributed=$?
if [ $embedded -ne 0 ]; then exit $embedded; fi
exit $distributed

#!/bin/sh
# The suite on the embedded default, then on PostgreSQL where it is at hand. With both, what does
# not differ runs once: browsers walk on PostgreSQL (the main job on both), and tests that ask
# no database need no second one.
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
if [ -z "$database" ]; then
    "$python" -m pytest -q -n "$jobs" "$@"
    embedded=$?
    echo "The pass on PostgreSQL did not run: make services starts one."
    if [ "${TOWNHALL_REQUIRE_SERVICES:-}" = 1 ]; then exit 1; fi
    exit $embedded
fi
"$python" -m pytest -q -n "$jobs" -m "not browser or main_job" "$@"
embedded=$?

echo "== tests on PostgreSQL"
DATABASE_URL=$database "$python" -m pytest -q -n "$jobs" --second-database "$@"
distributed=$?

# 5: none of the tests asked for belongs to that pass.
if [ $embedded -eq 5 ]; then exit $distributed; fi
if [ $embedded -ne 0 ] || [ $distributed -eq 5 ]; then exit $embedded; fi
exit $distributed

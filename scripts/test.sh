#!/bin/sh
# The suite on the embedded default, then on PostgreSQL where it is at hand. With both, what does
# not differ runs once: browsers walk on PostgreSQL (the main job on both), and tests that ask
# no database need no second one. That pass waits for servers and browsers: it takes one process
# more than there are cores.
# Usage: scripts/test.sh PYTHON JOBS [pytest arguments]
set -u
python=$1 jobs=$2
shift 2
if [ "$jobs" = auto ]; then
    jobs=$("$python" -c 'import os; print(os.cpu_count())')
    more=$((jobs + 1))
fi

run() { # number of processes, pytest arguments
    processes=$1
    shift
    "$python" -m pytest -q -n "$processes" --dist worksteal "$@"
}

if [ -f var/services/env ]; then
    . var/services/env
fi
database=${DATABASE_URL:-}
unset DATABASE_URL

"$python" manage.py compile_catalogues || exit 1

echo "== tests on SQLite"
if [ -z "$database" ]; then
    run "$jobs" "$@"
    embedded=$?
    echo "The pass on PostgreSQL did not run: make services starts one."
    if [ "${TOWNHALL_REQUIRE_SERVICES:-}" = 1 ]; then exit 1; fi
    exit $embedded
fi
run "$jobs" -m "not browser or main_job" "$@"
embedded=$?

echo "== tests on PostgreSQL"
export DATABASE_URL="$database"
run "${more:-$jobs}" --second-database "$@"
distributed=$?

# 5: none of the tests asked for belongs to that pass.
if [ $embedded -eq 5 ]; then exit $distributed; fi
if [ $embedded -ne 0 ] || [ $distributed -eq 5 ]; then exit $embedded; fi
exit $distributed

#!/bin/sh
# Every check that needs no running service; all run, the failed ones are named at the end.
# Usage: scripts/check.sh PYTHON
python=$1
bin=$(dirname "$python")
failed=

check() {
    name=$1
    shift
    echo "== $name"
    "$@" || failed="$failed, $name"
}

templates=$(find content eservices search site/townhall -type d -name templates)
# Checks must not touch the data of make run.
TOWNHALL_VAR=$(mktemp -d)
export TOWNHALL_VAR
trap 'rm -rf "$TOWNHALL_VAR"' EXIT

check "lint" "$bin/ruff" check .
check "format" "$bin/ruff" format --check .
check "types" "$bin/mypy" content eservices search site/townhall scripts
check "import contracts" "$bin/lint-imports"
check "migrations" "$python" -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
check "system checks" "$python" manage.py check --fail-level WARNING
check "templates" "$bin/djlint" --lint --quiet $templates
check "messages, layout" "$python" -m pytest -q -p no:randomly tests/meta

if [ -n "$failed" ]; then
    echo "FAILED: ${failed#, }"
    exit 1
fi
echo "All checks passed."

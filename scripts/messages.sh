#!/bin/sh
# Extract messages for each language, fill the English ones, compile.
# Usage: scripts/messages.sh PYTHON [folder that holds the catalogues]
set -eu
python=$1
if ! command -v xgettext >/dev/null; then
    echo "gettext is missing: apt install gettext" >&2
    exit 1
fi
"$python" manage.py makemessages --verbosity 0 --no-obsolete --no-location --no-wrap \
    --locale fr --locale en --extension py,html,txt \
    --ignore '.venv/*' --ignore 'node_modules/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'docs/*'
"$python" manage.py fill_english
"$python" manage.py compile_catalogues

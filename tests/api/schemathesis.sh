#!/bin/sh
# Every operation of the API against its own OpenAPI document, by schemathesis. Exit 77: skipped,
# where schemathesis cannot be had.
#
# Not asked: that whatever fits the schema is accepted, since the rules of a partnership (a
# reference must lead somewhere, a date must follow another) are not the schema's to say.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
venv=$WEFT_SOURCE/.venv/schemathesis
serving=
trap '[ -z "$serving" ] || kill "$serving"; rm -rf "$folder"' EXIT

if ! [ -x "$venv/bin/schemathesis" ]; then
    { python3 -m venv "$venv" && "$venv/bin/pip" install -q -r "$here/requirements.txt"; } || {
        echo "skipped: schemathesis is not here and cannot be fetched"
        exit 77
    }
fi

export WEFT_STORE="$folder/store"
"$WEFT_PROGRAM" init >/dev/null
"$WEFT_PROGRAM" user add ann --role governance-lead >/dev/null
token=$("$WEFT_PROGRAM" user token ann | sed -n 's/^token: //p')
"$WEFT_PROGRAM" serve --listen 127.0.0.1:0 >"$folder/address" &
serving=$!
while ! [ -s "$folder/address" ]; do kill -0 "$serving"; sleep 0.1; done

cd "$folder"
"$venv/bin/schemathesis" run "$(cat address)/api/v1/openapi.json" \
    --header "Authorization: Bearer $token" --exclude-checks positive_data_acceptance \
    --request-timeout 120 --suppress-health-check too_slow \
    --phases examples,coverage,fuzzing --max-examples 5 --seed 20100401 --no-color
"$WEFT_PROGRAM" check
"$WEFT_PROGRAM" log verify

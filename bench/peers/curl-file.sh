#!/bin/sh
# One file by curl, then what it takes for the same promise: its hash, and the bytes on disk. Arguments: URL FILE.
set -eu
curl -sSf -o "$2" "$1"
sha256sum "$2" >"$2.sha256"
sync "$2" "$2.sha256" "$(dirname "$2")"

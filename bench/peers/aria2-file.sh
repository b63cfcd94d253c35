#!/bin/sh
# One file by aria2 over four connections, then what it takes for the same promise. Arguments: URL FILE.
set -eu
aria2c --no-conf --quiet -x 4 -s 4 -k 1M --file-allocation=none -d "$(dirname "$2")" -o "$(basename "$2")" "$1"
sha256sum "$2" >"$2.sha256"
sync "$2" "$2.sha256" "$(dirname "$2")"

#!/bin/sh
# Files by aria2, eight at once, one connection each. Arguments: PREFIX of the URLs, a file of NAMES, DIR.
set -eu
sed "s|.*|$1&\n out=&|" "$2" >"$2.aria2"
exec aria2c --no-conf --quiet -i "$2.aria2" -j 8 -x 1 --file-allocation=none --allow-overwrite=true -d "$3"

#!/bin/sh
# Files by rclone, eight at once, to a folder or a bucket. Arguments: PREFIX of the URLs, a file of NAMES, DESTINATION.
set -eu
prefix=$1 names=$2 to=$3
shift 3
export RCLONE_CONFIG=
if rclone copyurl --help | grep -q -- ' --urls'; then
  sed "s|.*|$prefix&,&|" "$names" >"$names.csv"
  exec rclone copyurl --urls --transfers 8 "$@" "$names.csv" "$to"
fi
# Before 1.72 copyurl takes one URL: this is the same for many, without asking for a listing.
exec rclone copy --http-url "$prefix" --files-from-raw "$names" --no-traverse --no-check-dest --transfers 8 --checkers 8 \
  "$@" :http: "$to"

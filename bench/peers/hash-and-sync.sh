#!/bin/sh
# What a downloaded folder still lacks for the same promise: a hash of each file, and the bytes on disk. Arguments: DIR, and
# how many files a process takes at most.
set -eu
find "$1" -type f -print0 | xargs -0 -P "$(nproc)" -n "${2:-4}" sha256sum >"$1/.sha256"
find "$1" -type f -print0 | xargs -0 -P 8 -n "${2:-4}" sync
sync "$1"

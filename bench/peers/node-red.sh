#!/bin/sh
# Node-RED without its editor, in a new folder of its own. It runs on. Arguments: API TOKEN DROP PORT.
set -eu
home=$3/.node-red
mkdir -p "$home"
cp "$(dirname "$0")/node-red.json" "$home/flows.json"
API=$1 TOKEN=$2 DROP=$3 exec node-red --no-telemetry --userDir "$home" -D httpAdminRoot=false -D uiHost=127.0.0.1 --port "$4" \
  flows.json

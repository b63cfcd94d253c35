#!/bin/sh
# Runs the connector of airbyte-cdk.yaml as Airbyte does, with its records in a file. Arguments: API TOKEN DROP.
set -eu
api=$1 token=$2 drop=$3
cat >"$drop/.config.json" <<END
{"api": "$api", "token": "$token"}
END
cat >"$drop/.catalog.json" <<END
{"streams": [{"sync_mode": "full_refresh", "destination_sync_mode": "append", "include_files": true,
  "stream": {"name": "results", "json_schema": {}, "supported_sync_modes": ["full_refresh"], "is_file_based": true}}]}
END
AIRBYTE_STAGING_DIRECTORY=$drop exec source-declarative-manifest read --manifest-path "$(dirname "$0")/airbyte-cdk.yaml" \
  --config "$drop/.config.json" --catalog "$drop/.catalog.json" >"$drop/.records"

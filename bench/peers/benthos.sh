#!/bin/sh
# Benthos, then what its files lack for the same promise. Arguments: API TOKEN DROP.
set -eu
API=$1 TOKEN=$2 DROP=$3 benthos -c "$(dirname "$0")/benthos.yaml"
exec "$(dirname "$0")/hash-and-sync.sh" "$3" 100

psql -X "postgresql://postgres@$POSTGRES/postgres" -c 'CREATE DATABASE nodes'
export CONVERTLY_TOKEN=key JOBDROP_LEDGER_URL=jdbc:postgresql://$POSTGRES/nodes JOBDROP_LEDGER_USER=postgres
export JOBDROP_CLUSTER_KEY="{{file:$PWD/cluster-key}}" JOBDROP_DROP_DIR=$READER/drop
cp "$DISTRIBUTION"/../jobdrop-jms.zip .

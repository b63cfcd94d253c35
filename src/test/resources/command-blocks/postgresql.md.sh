export CONVERTLY_TOKEN=key JOBDROP_LEDGER_URL=jdbc:postgresql://$POSTGRES/jobdrop
export JOBDROP_LEDGER_USER=jobdrop JOBDROP_LEDGER_PASSWORD=...
## before export JOBDROP_LEDGER_JNDI=
jobdrop run --once
## before jobdrop ledger copy
unset JOBDROP_LEDGER_URL
jobdrop run --once
psql -X "postgresql://postgres@$POSTGRES/jobdrop" -c 'DROP SCHEMA jobdrop CASCADE; CREATE SCHEMA jobdrop AUTHORIZATION jobdrop'

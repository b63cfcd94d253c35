export CONVERTLY_TOKEN=key
jobdrop run

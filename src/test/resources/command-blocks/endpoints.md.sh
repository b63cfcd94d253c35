export CONVERTLY_TOKEN=key JOBDROP_CONFIG=$READER/sftp.properties
# The settings of the page, for the server that the reader has.
awk '/^    convertly-jobs.drop = /, /^$/' "$SOURCE/docs/endpoints.md" | sed \
  -e "s#files.example.com#127.0.0.1:$SFTP_PORT#" \
  -e "s#username=jobdrop#username=$SFTP_USER#" \
  -e "s#/etc/ssh/ssh_known_hosts#$READER/known_hosts#" >"$JOBDROP_CONFIG"

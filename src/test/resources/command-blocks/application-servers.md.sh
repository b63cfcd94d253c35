export CONVERTLY_TOKEN=key CATALINA_BASE=$READER/tomcat
mkdir "$CATALINA_BASE"
jobdrop run --once --home "$CATALINA_BASE/jobdrop"
cd "$DISTRIBUTION"

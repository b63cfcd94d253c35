export ACME_URL=$VENDOR ACME_TOKEN=key
mkdir feeds recorded
sed -n '/^# yaml-language-server/,/^```/p' "$SOURCE/docs/feeds.md" | sed '/^```/,$d' >feeds/acme-exports.camel.yaml
sed -n '/^# Acme: two pages/,/^```/p' "$SOURCE/docs/feed-tests.md" | sed '/^```/,$d' >feeds/acme-exports.test.yaml

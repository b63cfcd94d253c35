export ACME_TOKEN=key
## before jobdrop check
# The draft is completed: it becomes the feed and the test that the pages show.
sed -n '/^# yaml-language-server/,/^```/p' "$SOURCE/docs/feeds.md" | sed '/^```/,$d' >feeds/acme-exports.camel.yaml
sed -n '/^# Acme: two pages/,/^```/p' "$SOURCE/docs/feed-tests.md" | sed '/^```/,$d' >feeds/acme-exports.test.yaml

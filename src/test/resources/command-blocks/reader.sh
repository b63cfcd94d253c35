# The habits of a reader, before each block: goes on where the last block ended, and has the service in another window.
[ ! -e "$READER/state" ] || . "$READER/state"

remember() {
  { export -p; printf 'cd %q\n' "$PWD"; } >"$READER/state"
}

start_service() {
  rm -f "$READER/service.exit"
  (
    exit=0
    sh -c 'echo $$ >"$READER/service.pid"; exec jobdrop "$@"' sh "$@" || exit=$?
    echo $exit >"$READER/service.exit"
  ) </dev/null >"$READER/service.log" 2>&1 &
  until curl -sf "http://127.0.0.1:$JOBDROP_HTTP_PORT/observe/health/ready" >/dev/null; do
    [ ! -e "$READER/service.exit" ] || { rm "$READER/service.pid"; cat "$READER/service.log"; return 1; }
    sleep 0.1
  done
}

stop_service() {
  [ -e "$READER/service.pid" ] || return 0
  kill "$(cat "$READER/service.pid")"
  rm "$READER/service.pid"
  until [ -s "$READER/service.exit" ]; do sleep 0.1; done
  [ "$(cat "$READER/service.exit")" = 0 ] || { cat "$READER/service.log"; return 1; }
}

jobdrop() {
  case "$1 $* " in
    run*" --once "* | "ledger ledger copy "*) stop_service ;;
    "run "*)
      stop_service
      start_service "$@"
      return
      ;;
  esac
  command jobdrop "$@"
}

#!/usr/bin/env bash
# Starts one stock FreeSWITCH 1.10 with the profiles beside this file, on loopback, and waits until its event socket
# answers. For local use and the live tests; README.md says how to use the profiles with a packaged FreeSWITCH.
# Usage: start.sh [DIR]    DIR (default: a new temporary folder) gets log, db, run, certs, recordings, sounds, pid; prints DIR.
# Environment: FREESWITCH_HOME (/opt/freeswitch); DUNWELL_ESL_PASSWORD (default: a random one, written to DIR/esl-password);
#   SWITCH_* as in vars.xml; SWITCH_RECORDINGS and SWITCH_SOUNDS (default DIR/recordings, DIR/sounds);
#   SWITCH_LANGUAGE (zh, or en) of the stand-in messages; SWITCH_CERTS (default DIR/certs): the folder with wss.pem.
# Stop it with: kill "$(cat DIR/pid)"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${FREESWITCH_HOME:-/opt/freeswitch}
[[ -x $home/bin/freeswitch ]] || { echo "no FreeSWITCH at $home/bin/freeswitch: set FREESWITCH_HOME" >&2; exit 1; }
dir=$(realpath -m "${1:-$(mktemp -d)}")
ip=${SWITCH_ESL_IP:-127.0.0.1} port=${SWITCH_ESL_PORT:-8021}
recordings=${SWITCH_RECORDINGS:-$dir/recordings} sounds=${SWITCH_SOUNDS:-$dir/sounds} certs=${SWITCH_CERTS:-$dir/certs}
mkdir -p "$dir"/{log,db,run,storage} "$certs" "$recordings" "$sounds"
if (exec 3<>"/dev/tcp/$ip/$port") 2>/dev/null; then echo "port $port is taken: another switch runs, or set SWITCH_ESL_PORT" >&2; exit 1; fi
if [[ -z ${DUNWELL_ESL_PASSWORD:-} ]]; then
  (umask 077; head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$dir/esl-password")
  DUNWELL_ESL_PASSWORD=$(cat "$dir/esl-password")
fi
export DUNWELL_ESL_PASSWORD
if command -v espeak-ng >/dev/null && command -v sox >/dev/null; then "$here/make-sounds.sh" "$sounds" "${SWITCH_LANGUAGE:-zh}"
else echo "no espeak-ng or sox: put your own messages into $sounds (see make-sounds.sh)" >&2; fi
# Without -nonat the switch asks the router for open ports.
"$home/bin/freeswitch" -nf -nc -nonat -conf "$here" -log "$dir/log" -db "$dir/db" -run "$dir/run" -certs "$certs" \
  -recordings "$recordings" -storage "$dir/storage" -sounds "$sounds" -mod "$home/lib/freeswitch/mod" >"$dir/console.log" 2>&1 </dev/null &
echo $! >"$dir/pid"
for _ in $(seq 1 150); do
  if (exec 3<>"/dev/tcp/$ip/$port") 2>/dev/null; then sleep 0.5; echo "$dir"; exit 0; fi
  kill -0 "$(cat "$dir/pid")" 2>/dev/null || { echo "FreeSWITCH ended: see $dir/console.log and $dir/log" >&2; exit 1; }
  sleep 0.2
done
kill "$(cat "$dir/pid")" 2>/dev/null || true
echo "no event socket on $ip:$port after 30 s: see $dir/log" >&2; exit 1

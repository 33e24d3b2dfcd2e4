#!/usr/bin/env bash
# Ends what a live run started, should the run be killed before it could. Usage: reaper.sh OWNER-PID PIDS-FILE
owner=$1 pids=$2
trap '' HUP INT
while kill -0 "$owner" 2>/dev/null && [[ -e $pids ]]; do sleep 1; done
[[ -e $pids ]] || exit 0
while read -r pid; do kill -9 "$pid" 2>/dev/null; done <"$pids"
rm -rf "$(dirname "$pids")"

#!/usr/bin/env bash
# Exit 0 when the service on this machine is ready (`/health/ready` answers 200), 1 otherwise.
# With bash alone, so that an image needs no other program.
#
#     ready.sh [PORT]
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${1:-8080}"
printf 'GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
IFS= read -r -t 4 status <&3 || exit 1
[[ $status == "HTTP/1.1 200"* ]]

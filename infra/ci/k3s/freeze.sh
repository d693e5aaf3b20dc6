#!/usr/bin/env bash
# Stops everything in the container that `up.sh DIR` started; its connections stay open.
set -euo pipefail
docker pause "$(cat "${1:?usage: freeze.sh DIR}/container")"

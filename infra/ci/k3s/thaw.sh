#!/usr/bin/env bash
# Lets the container go on that `freeze.sh DIR` stopped.
set -euo pipefail
docker unpause "$(cat "${1:?usage: thaw.sh DIR}/container")"

#!/usr/bin/env bash
# Removes the container that `up.sh DIR` started, with all that it kept, and DIR.
set -euo pipefail
dir=${1:?usage: down.sh DIR}
if [ -f "$dir/container" ]; then
  name=$(cat "$dir/container")
  docker rm --force --volumes "$name" >/dev/null 2>&1 || ! docker inspect "$name" >/dev/null 2>&1
fi
rm -rf -- "$dir"

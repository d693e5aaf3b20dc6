#!/bin/sh
# The entry point of the image botfleet, installed on the PATH as botfleet. Its arguments are the program's.
#
# The program takes secrets from files that only its user can read. A mounted Secret is its group's too (Kubernetes gives it
# to fsGroup), so each file of BOTFLEET_MOUNTED_SECRETS is copied to BOTFLEET_SECRETS, which a pod has in memory, mode 0600.
# Java then takes this process's place, so that SIGTERM reaches it. No secret reaches an argument, a log or the environment.
# Exits with 66 where a secret can't be read; otherwise with what the program says.
set -eu
umask 077

mounted=${BOTFLEET_MOUNTED_SECRETS:-/run/secrets/botfleet}
private=${BOTFLEET_SECRETS:-/run/botfleet/secrets}
installed=${BOTFLEET_INSTALLED:-/opt/botfleet}

if [ -d "$mounted" ]; then
  mkdir -p "$private"
  for file in "$mounted"/*; do
    [ -f "$file" ] || continue
    # Renamed into place, since a start that was killed may have left a part of one.
    if ! cat "$file" >"$private/.new"; then
      printf 'botfleet: %s cannot be read\n' "$file" >&2
      exit 66
    fi
    mv "$private/.new" "$private/${file##*/}"
  done
fi

# No heap dump and no core: both would hold keys. What runs out of memory is started anew.
exec java \
  -XX:MaxRAMPercentage="${BOTFLEET_MEMORY_PERCENT:-70}" -XX:+ExitOnOutOfMemoryError -XX:-HeapDumpOnOutOfMemoryError \
  -XX:-CreateCoredumpOnCrash -XX:+DisableAttachMechanism -XX:ErrorFile=/tmp/java-error.log \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "$installed/own/*:$installed/dependencies/*" io.botfleet.bootstrap.Main "$@"

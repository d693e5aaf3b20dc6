#!/bin/sh
# Lays out what the image botfleet runs from the jars of a build: the folder `dependencies`, which changes with a version in
# a POM, and the folder `own`, which changes with every commit. An image keeps the first as a layer of its own.
#
#   production-jars.sh bootstrap/target/lib TO
#
# What only one machine's stand-ins need is left out: the local adapter with paperbot, Helm, and PostgreSQL's binaries.
set -eu

[ $# -eq 2 ] || {
  printf 'usage: production-jars.sh FROM TO\n' >&2
  exit 64
}
from=$1
to=$2
mkdir -p "$to/dependencies" "$to/own"
for jar in "$from"/*.jar; do
  case ${jar##*/} in
    adapters-local-*) ;;
    helm-java-* | lib-api-* | linux-amd64-* | jna-jpms-* | jna-platform-jpms-*) ;;
    embedded-postgres-binaries-* | commons-compress-* | xz-*) ;;
    domain-* | application-* | adapters-* | bootstrap-*) cp "$jar" "$to/own/" ;;
    *) cp "$jar" "$to/dependencies/" ;;
  esac
done
# A build that is not there, or of other names than these, makes no image.
for part in domain application bootstrap adapters-blockchain adapters-git adapters-k8s adapters-postgres adapters-rest; do
  set -- "$to/own/$part"-*.jar
  [ -f "$1" ] || {
    printf 'production-jars: there is no jar of %s in %s; run mvn package first\n' "$part" "$from" >&2
    exit 66
  }
done

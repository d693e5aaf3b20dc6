#!/usr/bin/env bash
# A control plane for tests in a container: k3s without an agent is an API server with its controllers and its store, and
# runs no container of its own. Who starts it stands in for scheduler and node.
# usage: up.sh DIR    DIR receives kubeconfig, tokens.csv, certs/apiserver.crt, crds, and the container's name.
# KUBE_PORT (default 26443) is the API server's; it and the four ports after it, on loopback, have to be free.
# Needs Linux, where a container may use the machine's own loopback, and Docker, curl and sha256sum.
set -euo pipefail

image=rancher/k3s:v1.31.5-k3s1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
port=${KUBE_PORT:-26443}
patience=90
cache="${XDG_CACHE_HOME:-$HOME/.cache}/botfleet/crds"
umask 077
mkdir -p "${1:?usage: up.sh DIR}/certs" "$1/crds" "$cache"
dir=$(cd "$1" && pwd)
name="botfleet-k3s-$port-$$"

# The definitions, each fetched once and looked at every time.
grep -v '^#' "$here/crds.txt" | while read -r sum url; do
  kept="$cache/$sum.yaml"
  if ! sha256sum --check --status <<<"$sum  $kept" 2>/dev/null; then
    fetched=$(mktemp "$cache/fetching.XXXXXX")
    curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$fetched" "$url"
    sha256sum --check --quiet <<<"$sum  $fetched" || { rm "$fetched"; echo "another file than expected: $url" >&2; exit 1; }
    mv "$fetched" "$kept"
  fi
  cp "$kept" "$dir/crds/"
done

token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s,admin,admin,"system:masters"\n' "$token" >"$dir/tokens.csv"

# - No agent, so no kubelet, needs no privilege either. The API server goes to the node itself, not through an agent's tunnel,
#   and takes whatever certificate the stand-in for one shows, as Kubernetes does by default.
# - The port after the API server's own is its inner one; the controller manager gets the next instead of a fixed one, so
#   that several control planes fit on one machine. With the load balancer for services, the cloud controller goes too.
server=(
  server
  --disable-agent
  --disable-scheduler
  --disable-cloud-controller
  --disable-helm-controller
  --disable-network-policy
  --flannel-backend=none
  "--disable=coredns,local-storage,metrics-server,servicelb,traefik"
  --egress-selector-mode=disabled
  --bind-address=127.0.0.1
  "--https-listen-port=$port"
  --kube-apiserver-arg=token-auth-file=/etc/botfleet-tokens.csv
  --kube-apiserver-arg=kubelet-certificate-authority=
  "--kube-controller-manager-arg=secure-port=$((port + 2))"
)
printf '%s\n' "$name" >"$dir/container"
docker create --name "$name" --label io.botfleet=control-plane --network host "$image" "${server[@]}"
docker cp "$dir/tokens.csv" "$name:/etc/botfleet-tokens.csv"
docker start "$name"
SECONDS=0

until docker cp "$name:/var/lib/rancher/k3s/server/tls/server-ca.crt" "$dir/certs/apiserver.crt" >/dev/null 2>&1 &&
  [ "$(docker exec "$name" kubectl get --raw /readyz 2>/dev/null)" = ok ]; do
  if [ "$(docker inspect --format '{{.State.Running}}' "$name")" != true ] || [ "$SECONDS" -gt "$patience" ]; then
    echo 'the API server of k3s does not get ready:' >&2
    docker logs --tail 40 "$name" >&2
    exit 1
  fi
  sleep 0.5
done

cat >"$dir/kubeconfig" <<Y
apiVersion: v1
kind: Config
clusters:
  - name: test
    cluster: {server: "https://127.0.0.1:$port", certificate-authority-data: "$(base64 -w0 "$dir/certs/apiserver.crt")"}
users: [{name: admin, user: {token: "$token"}}]
contexts: [{name: test, context: {cluster: test, user: admin}}]
current-context: test
Y

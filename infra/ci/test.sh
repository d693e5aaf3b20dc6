#!/usr/bin/env bash
# Everything that the project tests. Called by `./botfleet test`, which has found JDK 25, Maven, Node and psql and installed the Node packages.
set -uo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
logs="$home/target/test"
mkdir -p "$logs"
passed=0
failed=0
skipped=0
begun=$SECONDS

# step NAME COMMAND… : runs it with its output in a file, and says how it ended.
step() {
  local name=$1 log started code=0
  shift
  log="$logs/${name//[^a-z0-9]/-}.log"
  started=$SECONDS
  printf '%-50s ' "$name"
  "$@" >"$log" 2>&1 || code=1
  ended "$log" "$code" $((SECONDS - started))
}

# ended LOG CODE SECONDS : says how a step ended, and the worst of its output where it failed.
ended() {
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
    printf 'passed (%d s)\n' "$3"
  else
    failed=$((failed + 1))
    printf 'FAILED (%d s)\n' "$3"
    grep -E '^\[ERROR\]|FAIL|✗|not ok|error' "$1" | head -30
    printf 'All of it is in %s\n' "$1"
  fi
}

# What is skipped on somebody's machine has to be there where every change is checked.
skip() {
  skipped=$((skipped + 1))
  if [ "$CI" = true ]; then failed=$((failed + 1)); fi
  printf '%-50s skipped: %s\n' "$1" "$2"
}

contracts() {
  (cd "$home/adapters-blockchain/contracts" && npm test)
}

java_modules() {
  (cd "$home" && mvn -B -ntp -T5 -fae verify) && "$home/botfleet" built
}

lint_scripts() {
  (cd "$home" && git ls-files -z 'botfleet' '.ci/run' '*.sh' '*/entrypoint.sh' | sort -zu | xargs -0 shellcheck)
}

lint_yaml() {
  (cd "$home" && git ls-files -z '*.yml' '*.yaml' ':!infra/charts/*/templates/*' | xargs -0 yamllint -d relaxed)
}

# The linter is a Node package of this folder; it is installed once, and again when another version is asked for.
lint_dockerfiles() {
  local folder="$home/infra/ci"
  if [ ! "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ]; then
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error) || return 1
  fi
  (cd "$home" && git ls-files -z 'infra/docker/Dockerfile.*' ':!*.dockerignore' |
    xargs -0 "$folder/node_modules/.bin/dockerfilelint")
}

# What the image is made of starts, and nothing of one machine's stand-ins is in it.
image_jars() {
  local jars="$home/target/image"
  rm -rf "$jars"
  "$home/infra/docker/production-jars.sh" "$home/bootstrap/target/lib" "$jars" || return 1
  # A jar names its files in the clear.
  if grep -lE 'io/botfleet/adapters/local/|com/marcnuri/helm/|postgres-linux-' "$jars"/*/*.jar; then
    echo 'error: these belong to one machine'
    return 1
  fi
  PATH="$JAVA_HOME/bin:$PATH" BOTFLEET_INSTALLED="$jars" BOTFLEET_MOUNTED_SECRETS="$jars/none" \
    "$home/infra/docker/platform-entrypoint.sh" --help
}

# Where a control plane was given, the tests on it have run.
control_plane_was_asked() {
  local report
  for report in "$home"/adapters-local/target/surefire-reports/TEST-*.ControlPlaneTest.xml \
    "$home"/adapters-k8s/target/surefire-reports/TEST-*.KubernetesWorkloadsTest.xml \
    "$home"/bootstrap/target/failsafe-reports/TEST-*.KubernetesIT.xml; do
    report=$(grep -h '<testsuite ' "$report") || return 1
    echo "$report"
    [[ $report == *' skipped="0"'* && $report != *' tests="0"'* ]] || return 1
  done
}

export CI="${CI:-}"
# Maven's first modules have no use for a second core.
contracts_log="$logs/contracts.log"
contracts_begun=$SECONDS
(
  contracts >"$contracts_log" 2>&1
  code=$?
  printf '%d\n' $((SECONDS - contracts_begun)) >"$logs/contracts.seconds"
  exit "$code"
) &
contracts_pid=$!
step 'java: every module, and the platform end to end' java_modules
code=0
wait "$contracts_pid" || code=1
printf '%-50s ' 'contracts: forge, staleness, gas'
ended "$contracts_log" "$code" "$(cat "$logs/contracts.seconds")"
if [ -n "${BOTFLEET_KUBE:-}" ]; then
  step 'kubernetes: a control plane was asked' control_plane_was_asked
else
  # Somebody else's CI may have none either.
  CI='' skip 'kubernetes: a control plane was asked' 'BOTFLEET_KUBE names none'
fi
step 'image: its jars start, without the local parts' image_jars
step 'dockerfilelint' lint_dockerfiles
if command -v shellcheck >/dev/null; then
  step 'shellcheck' lint_scripts
else
  skip 'shellcheck' 'it is not installed'
fi
if command -v yamllint >/dev/null; then
  step 'yamllint' lint_yaml
else
  skip 'yamllint' 'it is not installed'
fi

java_tests=$(grep -hE '^\[(INFO|ERROR|WARNING)\] Tests run: .*[0-9]$' "$logs"/java-*.log 2>/dev/null |
  sed -E 's/.*Tests run: ([0-9]+).*/\1/' | awk '{n += $1} END {print n + 0}')
printf '\n%s Java tests in all; %d s.\n' "$java_tests" $((SECONDS - begun))
printf 'steps: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]

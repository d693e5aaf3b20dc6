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
  local name=$1 code=0
  shift
  printf '%-50s ' "$name"
  timed "$name" "$@" || code=1
  ended "$name" "$code"
}

# timed NAME COMMAND… : runs it with its output in a file, and notes how many seconds it took.
timed() {
  local log started=$SECONDS code=0
  log=$(log_of "$1")
  shift
  "$@" >"$log" 2>&1 || code=1
  printf '%d\n' $((SECONDS - started)) >"$log.seconds"
  return "$code"
}

# beside NAME COMMAND… : runs it while others run; `joined NAME` waits for it and says how it ended.
beside() {
  timed "$@" &
  printf '%d\n' $! >"$(log_of "$1").pid"
}

joined() {
  local code=0
  printf '%-50s ' "$1"
  wait "$(cat "$(log_of "$1").pid")" || code=1
  ended "$1" "$code"
}

log_of() {
  printf '%s/%s.log' "$logs" "${1//[^a-z0-9]/-}"
}

# ended NAME CODE : says how a step ended, and the worst of its output where it failed.
ended() {
  local log
  log=$(log_of "$1")
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
    printf 'passed (%d s)\n' "$(cat "$log.seconds")"
    sed -n '/^\[WARNING\] Flakes:/,/^\[\(INFO\|WARNING\|ERROR\)\] *$/s/^\[WARNING\] \(io\.botfleet\..*\)$/  failed at first, and passed when it was run again: \1/p' "$log"
  else
    failed=$((failed + 1))
    printf 'FAILED (%d s)\n' "$(cat "$log.seconds")"
    grep -E '^\[ERROR\]|FAIL|✗|not ok|error' "$log" | head -30
    printf 'All of it is in %s\n' "$log"
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

# Everything is built once: the core, one module after the other, then what needs it. The tests of the core, those of the
# other modules and the end-to-end tests need what was built but nothing of each other, and go on beside each other: Maven
# alone would let each wait for the ones before. The core's do nothing but compute, in two threads, and have begun when the
# others, which start a hundred processes, are built.
build_core() {
  (cd "$home" && mvn -B -ntp -T3 -DskipTests -pl testkit -am package)
}

build_all() {
  (cd "$home" && mvn -B -ntp -T3 -DskipTests package) && "$home/botfleet" built
}

core_tests() {
  (cd "$home" && mvn -B -ntp -pl testkit -am test)
}

# What a step leaves behind is looked for in what Maven said: a module whose tests fail does not keep those after it from
# being tested. These tests wait for real processes, and one that fails is run once more: a machine that stood still for
# seconds is no fault of the code. `ended` names those that passed only then.
modules() {
  local log
  log=$(log_of "$1")
  shift
  (cd "$home" && nice mvn -B -ntp -Dcore-tests.skip=true -Dsurefire.rerunFailingTestsCount=1 -Dmaven.test.failure.ignore=true "$@" test) &&
    ! grep -qE '^\[ERROR\] (There (are|was) |.*forked VM|ExecutionException)' "$log"
}

end_to_end() {
  (cd "$home" && nice mvn -B -ntp -T3 -Dunit-tests.skip=true verify)
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

# As the tests decide: the tools that are named, or k3s where Docker answers.
control_plane_is_to_be_had() {
  case "${BOTFLEET_KUBE:-}" in
    none) return 1 ;;
    '') [ "$(uname -s)" = Linux ] && timeout 10 docker version >/dev/null 2>&1 ;;
  esac
}

# Where a control plane is to be had, the tests on it have run.
control_plane_was_asked() {
  local report
  for report in "$home"/testkit/target/surefire-reports/TEST-*.StandInNodeTest.xml \
    "$home"/adapters-local/target/surefire-reports/TEST-*.ControlPlaneTest.xml \
    "$home"/adapters-k8s/target/surefire-reports/TEST-*.KubernetesWorkloadsTest.xml \
    "$home"/bootstrap/target/failsafe-reports/TEST-*.KubernetesIT.xml; do
    report=$(grep -h '<testsuite ' "$report") || return 1
    echo "$report"
    [[ $report == *' skipped="0"'* && $report != *' tests="0"'* ]] || return 1
  done
}

export CI="${CI:-}"
core_begun=false
local_parts='java: the parts of one machine'
others='java: every other module'
# Maven's first modules have no use for a second core.
beside 'contracts: forge, staleness, gas' contracts
step 'build: the core' build_core
if [ "$failed" = 0 ]; then
  beside 'java: domain, application, simulation' core_tests
  core_begun=true
  step 'build: everything' build_all
fi
if [ "$failed" = 0 ]; then
  beside "$local_parts" modules "$local_parts" -pl adapters-local -am
  beside "$others" modules "$others" -T2 -Dlocal-tests.skip=true
  step 'the platform end to end' end_to_end
  joined "$local_parts"
  joined "$others"
fi
if [ "$core_begun" = true ]; then
  joined 'java: domain, application, simulation'
fi
joined 'contracts: forge, staleness, gas'
if control_plane_is_to_be_had; then
  step 'kubernetes: a control plane was asked' control_plane_was_asked
else
  # Somebody else's CI may have none either.
  CI='' skip 'kubernetes: a control plane was asked' 'BOTFLEET_KUBE names none, and no Docker answers on Linux'
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

java_tests=$(grep -hE '^\[(INFO|ERROR|WARNING)\] Tests run: .*[0-9]$' "$logs"/java-*.log "$(log_of 'the platform end to end')" 2>/dev/null |
  sed -E 's/.*Tests run: ([0-9]+).*/\1/' | awk '{n += $1} END {print n + 0}')
printf '\n%s Java tests in all; %d s.\n' "$java_tests" $((SECONDS - begun))
printf 'steps: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]

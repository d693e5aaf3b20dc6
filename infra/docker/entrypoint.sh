#!/bin/sh
# The entry point of the image freqtrade-platform, installed on the PATH as botfleet-entrypoint.
#
#   botfleet-entrypoint trade
#   botfleet-entrypoint backtest --timerange 20250101-20250601 --timeframe 5m
#   botfleet-entrypoint hyperopt --timerange … --timeframe … --hyperopt-loss … --epochs … --spaces …
#
# Freqtrade does not read the variables the platform is asked for, so this turns them into the files Freqtrade does read.
# Every path is relative to the working directory:
#   config/config.json       what to trade, without a secret (read only)
#   config/parameters.json   the strategy's parameters, where the command sets any (read only)
#   secrets/NAME             one file for each secret; where one is missing, the variable NAME is used (read only)
#   strategies/              the image's strategies (read only)
#   private/                 written here, mode 0600: the configuration with the secrets
#   user_data/               Freqtrade's own
# From the environment: FREQTRADE_STRATEGY; FREQTRADE_SCHEMA, which becomes the search path of the database's URL where that
# has none; FREQTRADE_LISTEN_ADDRESS (0.0.0.0) and FREQTRADE_LISTEN_PORT (8080).
# FREQTRADE__INITIAL_STATE, which Freqtrade itself reads, says whether the bot comes up running, as without it, or paused.
# Secrets: DATABASE_URL, API_USERNAME, API_PASSWORD, JWT_SECRET, and BINANCE_API_KEY with BINANCE_SECRET_KEY, which a dry
# run does without. No secret reaches an argument, a log, or Freqtrade's environment.
# A backtest's result leaves the pod by its log: when Freqtrade has ended with 0, botfleet-result prints it, and exits with 65
# where there is none, as after a configuration error, with which Freqtrade succeeds.
# Exits with 64 when something it needs is missing or malformed, with 143 when it was told to stop between two programs;
# otherwise with what Freqtrade or botfleet-result says.
set -eu
umask 077

say() { printf 'botfleet-entrypoint: %s\n' "$1" >&2; }
fail() {
  say "$1"
  exit 64
}

# Prints a secret, or nothing. Newlines at its end are dropped: they come from an editor, not from an exchange.
secret() {
  if [ -e "secrets/$1" ]; then
    cat "secrets/$1" || fail "secrets/$1 cannot be read"
  else
    eval "printf '%s' \"\${$1:-}\""
  fi
}

# Writes its argument as a JSON string (RFC 8259). The value goes through a pipe, never through an argument of a process.
json() {
  printf '%s' "$1" | LC_ALL=C awk '
    BEGIN {
      for (code = 1; code < 32; code++) escaped[sprintf("%c", code)] = sprintf("\\u%04x", code)
      escaped["\""] = "\\\""
      escaped["\\"] = "\\\\"
      printf "\""
    }
    {
      if (NR > 1) printf "\\n"
      length_of_line = length($0)
      for (i = 1; i <= length_of_line; i++) {
        byte = substr($0, i, 1)
        printf "%s", (byte in escaped) ? escaped[byte] : byte
      }
    }
    END { printf "\"" }'
}

# Class names and search spaces as plain words, so that none can pass for an option.
is_identifier() (
  LC_ALL=C
  case $1 in
    '' | [!A-Za-z_]* | *[!A-Za-z0-9_]*) return 1 ;;
    *) return 0 ;;
  esac
)

is_port() {
  case $1 in
    '' | *[!0-9]* | ??????*) return 1 ;;
    *) [ "$1" -ge 1024 ] && [ "$1" -le 65535 ] ;;
  esac
}

# Freqtrade knows no schema, and libpq no parameter search_path: it goes into the URL as a setting of the session.
set_search_path() {
  [ -n "${FREQTRADE_SCHEMA:-}" ] || return 0
  is_identifier "$FREQTRADE_SCHEMA" || fail "FREQTRADE_SCHEMA is not the name of a schema"
  case $database_url in
    postgres://* | postgresql://* | postgresql+*://*) ;;
    *) fail "DATABASE_URL is not a PostgreSQL URL" ;;
  esac
  case ${database_url#*\?} in
    "$database_url") database_url="$database_url?options=-csearch_path%3D$FREQTRADE_SCHEMA" ;;
    options=* | *"&options="*)
      options=${database_url#*[?\&]options=}
      case ${options%%&*} in
        "-csearch_path%3D$FREQTRADE_SCHEMA" | "-csearch_path%3d$FREQTRADE_SCHEMA") ;;
        *) fail "DATABASE_URL sets other options than the search path $FREQTRADE_SCHEMA" ;;
      esac
      case ${options#"${options%%&*}"} in
        *"&options="*) fail "DATABASE_URL sets its options twice" ;;
      esac
      unset options
      ;;
    *) database_url="$database_url&options=-csearch_path%3D$FREQTRADE_SCHEMA" ;;
  esac
}

# What the bot must be told beside the client's configuration; given last, it wins over it.
write_private_config() {
  database_url=$(secret DATABASE_URL)
  username=$(secret API_USERNAME)
  password=$(secret API_PASSWORD)
  jwt_secret=$(secret JWT_SECRET)
  key=$(secret BINANCE_API_KEY)
  key_secret=$(secret BINANCE_SECRET_KEY)
  [ -n "$database_url" ] || fail "DATABASE_URL is missing"
  set_search_path
  [ -n "$username" ] || fail "API_USERNAME is missing"
  [ -n "$password" ] || fail "API_PASSWORD is missing"
  [ "${#jwt_secret}" -ge 32 ] || fail "JWT_SECRET is missing or shorter than 32 characters"
  if [ -n "$key" ]; then
    [ -n "$key_secret" ] || fail "BINANCE_API_KEY is set without BINANCE_SECRET_KEY"
    key=$(json "$key")
    key_secret=$(json "$key_secret")
  else
    [ -z "$key_secret" ] || fail "BINANCE_SECRET_KEY is set without BINANCE_API_KEY"
  fi
  address=${FREQTRADE_LISTEN_ADDRESS:-0.0.0.0}
  port=${FREQTRADE_LISTEN_PORT:-8080}
  is_port "$port" || fail "FREQTRADE_LISTEN_PORT is not a port from 1024 to 65535"

  database_url=$(json "$database_url")
  username=$(json "$username")
  password=$(json "$password")
  jwt_secret=$(json "$jwt_secret")
  address=$(json "$address")

  mkdir -p private
  {
    printf '{\n  "initial_state": "running",\n'
    printf '  "db_url": %s,\n' "$database_url"
    [ -z "$key" ] || printf '  "exchange": {"key": %s, "secret": %s},\n' "$key" "$key_secret"
    printf '  "api_server": {\n    "enabled": true,\n'
    printf '    "listen_ip_address": %s,\n    "listen_port": %s,\n' "$address" "$port"
    printf '    "username": %s,\n    "password": %s,\n' "$username" "$password"
    printf '    "jwt_secret_key": %s\n  }\n}\n' "$jwt_secret"
  } >private/secret.json.new
  mv private/secret.json.new private/secret.json
  unset database_url username password jwt_secret key key_secret
}

# Freqtrade looks for a strategy's parameters beside its source, and the image's strategies cannot be written to.
lay_out_strategies() {
  strategies=strategies
  [ -f config/parameters.json ] || return 0
  rm -rf user_data/commanded-strategies
  mkdir -p user_data/commanded-strategies
  cp -R strategies/. user_data/commanded-strategies/
  strategies=user_data/commanded-strategies
  for source in "$strategies"/*.py; do
    if grep -Eq "^class[[:space:]]+${FREQTRADE_STRATEGY}[[:space:]]*[(]" "$source"; then
      cat config/parameters.json >"${source%.py}.json"
      return 0
    fi
  done
  say "no strategy $FREQTRADE_STRATEGY to give parameters to"
}

# Runs a program and returns with its exit code. A shell that is the first process of a container is deaf to a signal that it
# does not trap, so SIGTERM and SIGINT are passed on, both as SIGTERM: what a shell runs in the background ignores SIGINT.
attended() {
  [ -z "$stopped" ] || exit 143
  trap 'stopped=yes cut_short=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || :' TERM INT
  "$@" &
  child=$!
  [ -z "$stopped" ] || kill -TERM "$child" 2>/dev/null || :
  status=0
  cut_short=
  # Without the shell's own word for a program that a signal ended: the last words are to be the program's.
  wait "$child" 2>/dev/null || status=$?
  # A signal ends the waiting, not the program. Where both ended at once, there is nothing left to wait for (127).
  while [ -n "$cut_short" ]; do
    cut_short=
    again=0
    wait "$child" 2>/dev/null || again=$?
    [ "$again" -eq 127 ] || status=$again
  done
  child=
  return "$status"
}

option() {
  wanted=$1
  shift
  while [ $# -gt 1 ]; do
    if [ "$1" = "$wanted" ]; then
      printf '%s' "$2"
      return 0
    fi
    shift
  done
  fail "$wanted is missing"
}

FREQTRADE_STRATEGY=${FREQTRADE_STRATEGY:-}
is_identifier "$FREQTRADE_STRATEGY" || fail "FREQTRADE_STRATEGY is not the name of a Python class"
[ -f config/config.json ] || fail "config/config.json is missing"
mode=${1:-}
[ $# -eq 0 ] || shift
lay_out_strategies

case $mode in
  trade)
    [ $# -eq 0 ] || fail "trade takes no further arguments"
    write_private_config
    unset DATABASE_URL API_USERNAME API_PASSWORD JWT_SECRET BINANCE_API_KEY BINANCE_SECRET_KEY
    exec freqtrade trade --config config/config.json --config private/secret.json \
      --strategy "$FREQTRADE_STRATEGY" --strategy-path "$strategies"
    ;;
  backtest | hyperopt)
    # Neither trades nor serves, so neither is given a secret.
    unset DATABASE_URL API_USERNAME API_PASSWORD JWT_SECRET BINANCE_API_KEY BINANCE_SECRET_KEY
    timerange=$(option --timerange "$@")
    timeframe=$(option --timeframe "$@")
    stopped=
    child=
    attended freqtrade download-data --config config/config.json --timerange "$timerange" --timeframes "$timeframe"
    if [ "$mode" = backtest ]; then
      # What is there now is of an earlier run.
      rm -rf user_data/backtest_results/.last_result.json
      attended freqtrade backtesting --config config/config.json --strategy "$FREQTRADE_STRATEGY" \
        --strategy-path "$strategies" --export trades --cache none "$@"
      exec botfleet-result
    fi
    [ -z "$stopped" ] || exit 143
    exec freqtrade hyperopt --config config/config.json --strategy "$FREQTRADE_STRATEGY" \
      --strategy-path "$strategies" "$@"
    ;;
  *) fail "the first argument is not trade, backtest or hyperopt" ;;
esac

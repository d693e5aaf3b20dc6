#!/bin/sh
# Prepares the client's PostgreSQL schema, with the client's own role, before Freqtrade starts.
#
# Reads FREQTRADE_SCHEMA from the environment, and DATABASE_URL (SQLAlchemy's form) from the file secrets/DATABASE_URL or,
# where that is not there, from the environment. Creates the schema when it is missing and the role may, and refuses to let
# the bot start on one that is not its own. No secret reaches an argument or a log.
#
# Exit codes, so that a failure can be told apart without reading words:
#   0   the schema is ready
#   64  a setting is missing or malformed
#   69  the database does not answer, or takes no connection now
#   73  the schema is missing and the role may not create it
#   77  the database refuses the login
#   78  the schema belongs to another role
#   79  the connection's search_path is not the schema
#   70  anything else
set -eu

say() { printf 'init-schema: %s\n' "$1" >&2; }
fail() {
  say "$2"
  exit "$1"
}

# Undoes percent-encoding. The x guards a trailing newline against the command substitution that calls this.
decoded() {
  rest=$1
  result=
  while :; do
    case $rest in
      *%*) ;;
      *) break ;;
    esac
    result=$result${rest%%\%*}
    rest=${rest#*%}
    case $rest in
      00*) fail 64 "DATABASE_URL: %00 cannot be part of a name or password" ;;
      [0-9A-Fa-f][0-9A-Fa-f]*) ;;
      *) fail 64 "DATABASE_URL: a % is not followed by two hexadecimal digits" ;;
    esac
    tail=${rest#??}
    byte=$(printf '%bx' "\\0$(printf '%03o' "0x${rest%"$tail"}")")
    result=$result${byte%x}
    rest=$tail
  done
  printf '%sx' "$result$rest"
}

# In a query string, SQLAlchemy reads + as a space.
query_decoded() {
  text=$1
  spaced=
  while :; do
    case $text in
      *+*)
        spaced=$spaced${text%%+*}%20
        text=${text#*+}
        ;;
      *) break ;;
    esac
  done
  decoded "$spaced$text"
}

# Turns the URL into libpq's environment, which only this user can read: an argument would be world-readable.
connect_as() {
  url=$1
  unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGOPTIONS PGSSLMODE PGSSLROOTCERT PGCONNECT_TIMEOUT PGAPPNAME
  case $url in
    postgresql://* | postgresql+psycopg://* | postgres://*) ;;
    *) fail 64 "DATABASE_URL is not a PostgreSQL URL" ;;
  esac
  url=${url#*://}
  case $url in
    *:*@*/*) ;;
    *) fail 64 "DATABASE_URL lacks a user, a password, a host or a database" ;;
  esac
  login=${url%%@*}
  place=${url#*@}
  address=${place%%/*}
  path=${place#*/}
  PGUSER=$(decoded "${login%%:*}")
  PGPASSWORD=$(decoded "${login#*:}")
  PGUSER=${PGUSER%x}
  PGPASSWORD=${PGPASSWORD%x}
  PGDATABASE=${path%%\?*}
  case $address in
    \[*\]*)
      PGHOST=${address#\[}
      PGHOST=${PGHOST%%\]*}
      PGPORT=${address#*\]}
      PGPORT=${PGPORT#:}
      ;;
    *:*)
      PGHOST=${address%%:*}
      PGPORT=${address#*:}
      ;;
    *)
      PGHOST=$address
      PGPORT=
      ;;
  esac
  PGPORT=${PGPORT:-5432}
  case $PGPORT in
    *[!0-9]*) fail 64 "DATABASE_URL: the port is not a number" ;;
  esac
  case "$PGUSER,$PGHOST,$PGDATABASE" in
    ,* | *,,* | *,) fail 64 "DATABASE_URL: the user, host or database is empty" ;;
  esac
  PGPASSFILE=/dev/null
  LC_ALL=C
  export PGUSER PGPASSWORD PGHOST PGPORT PGDATABASE PGPASSFILE LC_ALL
  case $path in
    *\?*) parameters=${path#*\?}\& ;;
    *) parameters= ;;
  esac
  while [ -n "$parameters" ]; do
    parameter=${parameters%%&*}
    parameters=${parameters#*&}
    [ -n "$parameter" ] || continue
    value=$(query_decoded "${parameter#*=}")
    value=${value%x}
    case ${parameter%%=*} in
      options) export PGOPTIONS="$value" ;;
      sslmode) export PGSSLMODE="$value" ;;
      sslrootcert) export PGSSLROOTCERT="$value" ;;
      connect_timeout) export PGCONNECT_TIMEOUT="$value" ;;
      application_name) export PGAPPNAME="$value" ;;
      *) fail 64 "DATABASE_URL: parameter ${parameter%%=*} is not supported" ;;
    esac
  done
  export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-10}"
}

# A database that restarts is waited for; one that is away for good is said to be.
await_database() {
  command -v pg_isready >/dev/null 2>&1 || return 0
  left=${BOTFLEET_DATABASE_WAIT_SECONDS:-30}
  until pg_isready --quiet --timeout=5; do
    [ "$left" -gt 0 ] || fail 69 "the database at $PGHOST:$PGPORT does not answer"
    [ "$left" -eq "${BOTFLEET_DATABASE_WAIT_SECONDS:-30}" ] && say "waiting for the database at $PGHOST:$PGPORT"
    left=$((left - 1))
    sleep 1
  done
}

# Whether psql's words are of a login that stays refused. A server that speaks another language than English is taken for one that
# is not available: what is tried again for nothing costs less than what is given up for a moment's trouble.
refused() {
  case $1 in
    *"authentication failed"* | *"pg_hba.conf"* | *"no password supplied"*) ;;
    *"FATAL:  role \""*"\" does not exist"* | *"is not permitted to log in"*) ;;
    *"FATAL:  database \""*"\" does not exist"* | *"permission denied for database"*) ;;
    *) return 1 ;;
  esac
}

# Runs the statement with the schema's name as a psql variable, which quotes it as literal or as identifier.
ask() {
  status=0
  words=$(mktemp)
  answer=$(printf '%s\n' "$1" | psql --no-psqlrc --no-password --quiet --tuples-only --no-align \
    --set=ON_ERROR_STOP=1 --set=schema="$FREQTRADE_SCHEMA" 2>"$words") || status=$?
  said=$(cat "$words")
  rm -f "$words"
  [ -z "$said" ] || printf '%s\n' "$said" >&2
  case $status in
    0) ;;
    # Whatever there is no connection for, or none any more.
    2)
      refused "$said" && fail 77 "the database refuses the login of role $PGUSER on $PGDATABASE"
      fail 69 "the database at $PGHOST:$PGPORT takes no connection of role $PGUSER now"
      ;;
    *) return "$status" ;;
  esac
}

find_schema() {
  ask "SELECT CASE
      WHEN octet_length(:'schema') > 63 THEN 'too long'
      WHEN EXISTS (SELECT FROM pg_namespace
        WHERE nspname = :'schema' AND pg_has_role(current_user, nspowner, 'USAGE')) THEN 'ours'
      WHEN EXISTS (SELECT FROM pg_namespace WHERE nspname = :'schema') THEN 'foreign'
      WHEN has_database_privilege(current_database(), 'CREATE') THEN 'creatable'
      ELSE 'missing' END;" || fail 70 "the database could not be asked for the schema"
}

FREQTRADE_SCHEMA=${FREQTRADE_SCHEMA:-}
[ -n "$FREQTRADE_SCHEMA" ] || fail 64 "FREQTRADE_SCHEMA is not set"
if [ -f secrets/DATABASE_URL ]; then
  DATABASE_URL=$(cat secrets/DATABASE_URL) || fail 64 "secrets/DATABASE_URL cannot be read"
fi
[ -n "${DATABASE_URL:-}" ] || fail 64 "DATABASE_URL is not set"
command -v psql >/dev/null 2>&1 || fail 64 "psql is not installed"
# Not left in the environment of what runs below: psql needs the parts, not the whole.
database_url=$DATABASE_URL
unset DATABASE_URL

connect_as "$database_url"
await_database
find_schema
if [ "$answer" = creatable ]; then
  say "schema $FREQTRADE_SCHEMA is missing: creating it"
  # Another start of the same client may have been quicker; what counts is what is there afterwards.
  ask 'CREATE SCHEMA IF NOT EXISTS :"schema";' || say "schema $FREQTRADE_SCHEMA could not be created"
  find_schema
fi
case $answer in
  ours) ;;
  foreign) fail 78 "schema $FREQTRADE_SCHEMA belongs to another role than $PGUSER" ;;
  "too long") fail 64 "FREQTRADE_SCHEMA is longer than the 63 bytes PostgreSQL keeps of a name" ;;
  *) fail 73 "schema $FREQTRADE_SCHEMA is missing and role $PGUSER may not create it in $PGDATABASE" ;;
esac

# Exactly this schema: with another one on the path, Freqtrade would read or create its tables there.
ask "SELECT current_schemas(false) = ARRAY[:'schema']::name[];" || fail 70 "the search_path could not be read"
[ "$answer" = t ] || fail 79 "the search_path of role $PGUSER is not $FREQTRADE_SCHEMA alone"
say "schema $FREQTRADE_SCHEMA is ready"

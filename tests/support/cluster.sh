# Runs one throw-away PostgreSQL cluster for as long as standard input stays open; the kernel closes that however
# the test process ends. Says "ready" on standard output, or "failed" after its log on standard error. Arguments:
# the folder of the PostgreSQL programs, and an empty folder of its own for data, socket and log.
bin=$1
dir=$2
server=
trap : HUP INT TERM
trap '' PIPE

create() {
    "$bin/initdb" -D "$dir/data" -U plumbline --auth=trust --encoding=UTF8 --no-sync "$@"
}

start() {
    # Text sorts as on a council's own server, not by bytes; before PostgreSQL 15 only by bytes.
    create --locale=C --locale-provider=icu --icu-locale=en-GB || create --locale=C || return
    # fsync and full_page_writes guard against power loss, which no test causes; synchronous_commit stays on.
    "$bin/postgres" -D "$dir/data" -k "$dir" -p 5432 -c listen_addresses= \
        -c fsync=off -c full_page_writes=off -c max_connections=400 </dev/null &
    server=$!
    until grep -qs '^ready' "$dir/data/postmaster.pid"; do
        kill -0 "$server" && sleep 0.02 || return
    done
}

if start >"$dir/log" 2>&1; then echo ready; else cat "$dir/log" >&2; echo failed; fi
cat >/dev/null
if [ "$server" ]; then kill -QUIT "$server" && wait "$server"; fi
cd / && rm -rf "$dir"

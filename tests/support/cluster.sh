# Runs one throw-away PostgreSQL cluster for as long as standard input stays open; the kernel closes that however
# the test process ends. Says "ready" on standard output, or "failed" after its log on standard error. Told "stop" or
# "start" on standard input, it stops the server or starts it again, and says "ready" when that is done. Arguments:
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
    # fsync and full_page_writes guard against power loss, which no test causes; synchronous_commit stays on.
    "$bin/postgres" -D "$dir/data" -k "$dir" -p 5432 -c listen_addresses= \
        -c fsync=off -c full_page_writes=off -c max_connections=400 </dev/null &
    server=$!
    until grep -qs '^ready' "$dir/data/postmaster.pid"; do
        kill -0 "$server" && sleep 0.02 || return
    done
}

# As a server that crashes, or whose machine goes down: nobody's work is waited for.
stop() {
    [ "$server" ] || return 0
    kill -QUIT "$server" && wait "$server"
    server=
}

# Text sorts as on a council's own server, not by bytes; before PostgreSQL 15 only by bytes.
first() {
    create --locale=C --locale-provider=icu --icu-locale=en-GB || create --locale=C || return
    start
}

# What is to be done, and whether it was.
said() {
    if "$@" >>"$dir/log" 2>&1; then echo ready; else cat "$dir/log" >&2; echo failed; fi
}

said first
while read -r told; do
    case $told in
    stop) said stop ;;
    start) said start ;;
    esac
done
stop
cd / && rm -rf "$dir"

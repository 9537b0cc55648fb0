#!/usr/bin/env bash
# FleetPrompt as several nodes over one PostgreSQL, behind nginx: what the profile `scale` of docker-compose.yml does, on this machine alone and without Docker.
# Needs nginx and setpriv (package util-linux). docs/scaling.md says more.
set -euo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
nodes='' data=${FLEETPROMPT_DATA:-$root/.fleetprompt} port=5080 demo=--no-demo
# A built FleetPrompt.Web.dll to run; unset: ./fleet, which builds it when needed.
if [ -n "${FLEETPROMPT_PROGRAM:-}" ]; then host=(dotnet "$FLEETPROMPT_PROGRAM"); else host=("$root/fleet"); fi
nginx='' run='' mark=''
declare -A process=() url=() # of each node, and of nginx

stop() {
    printf 'cluster: %s\n' "$*" >&2
    exit 2
}

usage() {
    cat <<'USAGE'
Usage: deploy/cluster-local.sh N [--data DIR] [--port P] [--demo]

Starts N nodes of FleetPrompt over one PostgreSQL and nginx in front of them, at http://127.0.0.1:5080 unless --port says otherwise.
Ctrl-C drains and stops everything. A node that dies is started again; one that is stopped (kill PROCESS) stays away.

  --data DIR   the data directory, as of ./fleet up; logs and nginx's configuration are in DIR/cluster
  --demo       make the demo organisations

FLEETPROMPT_DB and the other settings of ./fleet apply (./fleet help).
USAGE
}

arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
            --help | -h) usage; exit ;;
            --demo) demo=--demo ;;
            --data | --port)
                [ $# -ge 2 ] || stop "$1 needs a value"
                if [ "$1" = --data ]; then data=$2; else port=$2; fi
                shift ;;
            *) [[ -z $nodes && $1 =~ ^[1-9][0-9]?$ ]] || stop "'$1' is not understood: say how many nodes, from 1 to 99 (see --help)"; nodes=$1 ;;
        esac
        shift
    done
    [ -n "$nodes" ] || { usage >&2; exit 2; }
    [[ $port =~ ^[1-9][0-9]{0,4}$ ]] || stop "--port $port is not a port"
}

require_tools() {
    command -v setpriv >/dev/null || stop 'setpriv is missing. Install with: apt-get install util-linux'
    # /usr/sbin is not on everybody's PATH.
    nginx=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx) || stop 'nginx is missing. Install with: apt-get install nginx-light'
}

# launch NAME COMMAND…: in the background, with a log of its own; ends when this script ends, however that happens.
launch() {
    local name=$1
    shift
    : >>"$run/$name.log"
    setpriv --pdeathsig TERM "$@" >>"$run/$name.log" 2>&1 </dev/null 9>&- &
    process[$name]=$!
}

# launch_node NAME URL DEMO
launch_node() { FLEETPROMPT_PROXIES=127.0.0.1 launch "$1" "${host[@]}" up --urls "$2" --data "$data" "$3"; }

launch_nginx() {
    local user=''
    [ "$(id -u)" -ne 0 ] || user=' user nobody nogroup;'
    # A session of its own: what a killed nginx leaves (its workers, and with them its port) can be found and ended.
    launch nginx setsid "$nginx" -e stderr -p "$run" -c "$run/nginx.conf" -g "daemon off; pid nginx.pid;$user"
}

configure_nginx() {
    local name servers=''
    for name in "${!url[@]}"; do servers+="server ${url[$name]#http://} max_fails=3 fail_timeout=5s; "; done
    sed -e "s|\${FLEETPROMPT_LISTEN}|127.0.0.1:$port|" -e "s|\${FLEETPROMPT_SERVERS}|$servers|" -e "s|\${FLEETPROMPT_FRONT}|255.255.255.255|" \
        -e "s|\${FLEETPROMPT_TEMP}|temp|" -e "s|\${FLEETPROMPT_TELL}|\$upstream_addr|" "$root/deploy/nginx/nginx.conf.template" >"$run/nginx.conf"
}

# until_true NAME COMMAND…: waits for the command to hold; gives up when what has that name has ended.
until_true() {
    local name=$1
    shift
    until "$@"; do
        kill -0 "${process[$name]}" 2>/dev/null || { tail -n 5 "$run/$name.log" >&2; stop "$name ended before it was ready; $run/$name.log tells more"; }
        sleep 0.2
    done
}

# A node says where it serves when it is ready.
served() { url[$1]=$(sed -n 's/^FleetPrompt is ready at //p' "$run/$1.log") && [ -n "${url[$1]}" ]; }

# As curl --fail would: nginx leads to a node that is ready.
answers() (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
    printf 'GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
    read -r -t 10 status <&3
    [[ $status == *' 200 '* ]]
) 2>/dev/null

stop_all() {
    local name
    trap '' INT TERM HUP
    for name in "${!process[@]}"; do [ "$name" = nginx ] || kill -TERM "${process[$name]}" 2>/dev/null || true; done
    for name in "${!process[@]}"; do [ "$name" = nginx ] || wait "${process[$name]}" 2>/dev/null || true; done
    if [ -n "${process[nginx]:-}" ]; then
        kill -TERM "${process[nginx]}" 2>/dev/null || true
        wait "${process[nginx]}" 2>/dev/null || true
    fi
    [ -z "$mark" ] || rm -rf "$run/nginx.conf" "$run/nginx.pid" "$run/temp"
}

start_all() {
    local i
    mkdir -p "$data/cluster"
    run=$(cd -P "$data/cluster" && pwd)
    exec 9>"$run/lock"
    flock -n 9 || stop "another cluster runs on $data"
    mark=mine
    rm -rf "$run"/*.log "$run/temp"
    mkdir -p "$run/temp"
    printf 'Starting %s nodes; their logs are in %s\n' "$nodes" "$run"
    # The first makes the database and the demo; the others find them.
    launch_node node-1 http://127.0.0.1:0 "$demo"
    until_true node-1 served node-1
    for ((i = 2; i <= nodes; i++)); do launch_node "node-$i" http://127.0.0.1:0 --no-demo; done
    for ((i = 2; i <= nodes; i++)); do until_true "node-$i" served "node-$i"; done
    configure_nginx
    launch_nginx
    until_true nginx answers
    for ((i = 1; i <= nodes; i++)); do printf 'node-%s at %s, process %s\n' "$i" "${url[node-$i]}" "${process[node-$i]}"; done
    printf 'nginx, process %s\n' "${process[nginx]}"
    sed -n '/^Demo accounts/p' "$run/node-1.log"
    printf 'FleetPrompt is ready at http://127.0.0.1:%s (%s nodes)\n' "$port" "$nodes"
}

# Until nobody is left but nginx: who dies is started again where it was.
watch_over() {
    local name status was
    while [ ${#process[@]} -gt 1 ]; do
        sleep 0.5
        for name in "${!process[@]}"; do
            was=${process[$name]} status=0
            ! kill -0 "$was" 2>/dev/null || continue
            wait "$was" || status=$?
            if [ "$status" -eq 0 ] && [ "$name" != nginx ]; then
                unset "process[$name]"
                printf '%s (process %s) was stopped\n' "$name" "$was"
                continue
            fi
            if [ "$name" = nginx ]; then kill -KILL -- "-$was" || true; launch_nginx; else launch_node "$name" "${url[$name]}" --no-demo; fi
            printf '%s (process %s) died (%s) and was started again, process %s\n' "$name" "$was" "$status" "${process[$name]}"
        done
    done
}

arguments "$@"
require_tools
trap 'exit 0' INT TERM HUP
trap stop_all EXIT
start_all
# Without what bash itself says of processes that were killed.
watch_over 2>/dev/null

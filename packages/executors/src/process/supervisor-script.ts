/**
 * The parent of one attempt's command: plain POSIX sh (dash, bash, macOS), called as
 * `sh -c SCRIPT plx-supervisor {scratch} {command} {args...}` with the working folder and environment already set.
 *
 * - `supervisor` is created with O_EXCL (`set -C`): it is lock and identity in one, so a second start of the attempt ends with
 *   75 before executing anything. A builtin does it, because each process the shell would fork for it costs a start.
 *   First line: boot id. Second line: `/proc/{pid}/stat` on Linux, `{pid} {start time}` elsewhere.
 * - Signals are trapped, not ignored: the command starts with default dispositions, and a signal to the whole group leaves
 *   the supervisor alive to record how the command ended.
 * - `exec` in a subshell never runs a shell builtin that happens to carry the command's name.
 * - `exit` holds the code and a newline; without the newline it is not written yet. On a full disk it is tried again until
 *   there is room: an exit code is never lost, and never taken for a supervisor that was killed.
 * - Variables carry a prefix because an assignment would change an exported variable of the same name.
 */
export const SUPERVISOR_SCRIPT = `_plx_d=$1
shift
trap : HUP INT QUIT TERM USR1 USR2
if [ -r /proc/sys/kernel/random/boot_id ]
then
  read -r _plx_b </proc/sys/kernel/random/boot_id
  read -r _plx_s </proc/$$/stat
else
  _plx_b=$(sysctl -n kern.bootsessionuuid 2>/dev/null || sysctl -n kern.boottime)
  _plx_s="$$ $(LC_ALL=C ps -o lstart= -p $$)"
fi
set -C
{ printf '%s\\n%s\\n' "$_plx_b" "$_plx_s" >"$_plx_d/supervisor"; } 2>/dev/null || exit 75
set +C
(exec "$@") </dev/null >>"$_plx_d/output.log" 2>&1
_plx_x=$?
until { printf '%s\\n' "$_plx_x" >"$_plx_d/exit"; } 2>/dev/null
do
  [ -d "$_plx_d" ] || exit 1
  sleep 1 || exit 1
done
`;

/** Exit code of a supervisor that found the attempt already started. */
export const ALREADY_STARTED = 75;

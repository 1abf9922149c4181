import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Names this machine so that a server can tell whether a submission came from the machine it runs on: a folder path
 * means something only there. The host's name, and systemd's machine id where there is one; both, because images of
 * containers often carry one machine id for all of them.
 */
export function hostIdentity(): string {
  return [machineId(), hostname()].filter((part) => part !== null).join("/");
}

function machineId(): string | null {
  for (const path of ["/etc/machine-id", "/var/lib/dbus/machine-id"]) {
    try {
      const id = readFileSync(path, "utf8").trim();
      if (/^[0-9a-f]{32}$/.test(id)) return id;
    } catch {
      // Not a systemd machine.
    }
  }
  return null;
}

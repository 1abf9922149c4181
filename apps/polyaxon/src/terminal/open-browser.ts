import { spawn } from "node:child_process";

/** Opens an address in the person's browser. False where there is no program for it, or nothing to show it on. */
export async function openBrowser(url: string, env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const program = programFor(process.platform, env);
  if (program === null) return false;
  return await new Promise((resolve) => {
    const child = spawn(program, [url], { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    // It may stay as long as the browser does.
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

/** On Linux a window system has to be there: otherwise some terminal browser would take the terminal over. */
export function programFor(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  if (platform === "darwin") return "open";
  if (platform === "win32") return "explorer";
  return env["DISPLAY"] || env["WAYLAND_DISPLAY"] ? "xdg-open" : null;
}

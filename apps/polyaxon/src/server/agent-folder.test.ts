import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { type AgentFolder, openAgentFolder } from "./agent-folder.ts";

const machine = { boot: "boot-1", addresses: ["00:16:3e:00:00:01"] };
const restarted = { ...machine, boot: "boot-2" };
const clone = { boot: "boot-3", addresses: ["00:16:3e:00:00:02"] };

function newFolder(): string {
  const root = mkdtempSync(join(tmpdir(), "plx-agent-folder-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

/** Starts and ends a process in the folder; `admitted`: a server takes it. */
function visit(root: string, on: typeof machine, then: (folder: AgentFolder) => void = () => {}) {
  const folder = openAgentFolder(root, on);
  then(folder);
  folder.release();
  return { before: folder.before, mayBeCopy: folder.mayBeCopy };
}
const admit = (folder: AgentFolder): void => folder.admitted();

const KNOWN = { before: "ended", mayBeCopy: false };
const IN_DOUBT = { before: "unknown", mayBeCopy: true };

it("knows that the process before it has ended, from the first start on", () => {
  const root = newFolder();
  expect(visit(root, machine)).toEqual(KNOWN);
  expect(visit(root, machine)).toEqual(KNOWN);
});

it("knows its machine after a restart of that: its process may be doubted, the folder is no copy", () => {
  const root = newFolder();
  visit(root, machine);
  const doubted = { before: "unknown", mayBeCopy: false };
  expect(visit(root, restarted)).toEqual(doubted);
  expect(visit(root, restarted, admit)).toEqual(doubted);
  expect(visit(root, restarted)).toEqual(KNOWN);
});

it("I4: doubts a clone of its machine at every start, until a server has taken it", () => {
  const root = newFolder();
  visit(root, machine);
  expect(visit(root, clone)).toEqual(IN_DOUBT);
  expect(visit(root, clone)).toEqual(IN_DOUBT);
  expect(visit(root, clone, admit)).toEqual(IN_DOUBT);
  expect(visit(root, clone)).toEqual(KNOWN);
});

it("I4: the same where no network card is to be seen, and where an earlier version worked", () => {
  const bare = newFolder();
  visit(bare, { boot: "boot-1", addresses: [] });
  expect(visit(bare, { boot: "boot-2", addresses: [] })).toEqual(IN_DOUBT);

  const old = newFolder();
  visit(old, machine);
  rmSync(join(old, "here.json"));
  expect(visit(old, machine)).toEqual(IN_DOUBT);
  expect(visit(old, machine)).toEqual(IN_DOUBT);
});

it("I4: doubts what a server took another process for", () => {
  const root = newFolder();
  visit(root, machine, (folder) => folder.superseded());
  expect(visit(root, machine)).toEqual(IN_DOUBT);
  expect(visit(root, machine, admit)).toEqual(IN_DOUBT);
  expect(visit(root, machine)).toEqual(KNOWN);
});

it("I4: names the sessions that asked for the name from it, so that those of a copy are told apart", () => {
  const root = newFolder();
  const sessions: string[] = [];
  const start = (then?: (folder: AgentFolder) => void): readonly string[] | null => {
    let earlier: readonly string[] | null = null;
    visit(root, machine, (folder) => {
      ({ earlier } = folder);
      sessions.push(folder.session);
      then?.(folder);
    });
    return earlier;
  };
  expect(start()).toEqual([]);
  expect(start(), "a session is noted before a server hears of it").toEqual(sessions.slice(0, 1));
  expect(start(admit)).toEqual(sessions.slice(0, 2));
  expect(start((folder) => folder.superseded())).toEqual(sessions.slice(0, 3));
  for (let times = 0; times < 30; times += 1) start();
  expect(start()).toEqual(sessions.slice(-21, -1));
  expect(sessions).toHaveLength(35);
});

it("says that the sessions of an earlier version are not known, until a server took one that is", () => {
  const root = newFolder();
  visit(root, machine);
  const here = JSON.parse(readFileSync(join(root, "here.json"), "utf8")) as Record<string, unknown>;
  const { sessions: _, ...older } = here;
  writeFileSync(join(root, "here.json"), JSON.stringify(older));
  const earlier = (then?: (folder: AgentFolder) => void): readonly string[] | null => {
    const folder = openAgentFolder(root, machine);
    then?.(folder);
    folder.release();
    return folder.earlier;
  };
  expect(earlier()).toBeNull();
  expect(earlier(admit)).toBeNull();
  expect(earlier()).toHaveLength(1);
});

it("refuses a copy, and leaves no doubt in the original", () => {
  const root = newFolder();
  visit(root, machine);
  const copy = join(newFolder(), "copy");
  cpSync(root, copy, { recursive: true });
  expect(() => openAgentFolder(copy, machine)).toThrow("is a copy of another one");
  expect(() => openAgentFolder(copy, machine)).toThrow("is a copy of another one");
  expect(visit(root, machine)).toEqual(KNOWN);
});

import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ArtifactError } from "./artifact-store.ts";
import { type Member, tarOf } from "./artifact-store-contract.ts";
import { folderArtifactStore } from "./folder-artifact-store.ts";

/*
 * Whatever is uploaded under whatever path: it is refused in words of ours, or lands inside its run. A canary beside the
 * root, and one in a neighbour's folder, are never touched, and nothing but files and folders is ever there.
 */
const RUN = "0123456789abcdef0123456789abcdef";
const NEIGHBOUR = "fedcba9876543210fedcba9876543210";
const LONG = process.env["POLYAXON_TEST_LONG"] === "1";
const RUNS = LONG ? 2_000 : 40;

let outside: string;
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), "artifacts-hostile-"));
  await mkdir(join(outside, "root", NEIGHBOUR), { recursive: true });
  await writeFile(join(outside, "canary"), "alive");
  await writeFile(join(outside, "root", NEIGHBOUR, "canary"), "alive");
});
afterEach(() => rm(outside, { recursive: true, force: true }));

const part = fc.constantFrom(
  "..",
  ".",
  "",
  "a",
  "canary",
  NEIGHBOUR,
  "\u00fc\u0301",
  "\u{1f600}",
  "a\0b",
  "..\\..",
  "C:",
  "a\nb",
  "~",
  "%2e%2e",
  "\u202e",
  "\uff0e\uff0e",
  "x".repeat(260),
);
const path = fc
  .tuple(fc.boolean(), fc.array(part, { minLength: 1, maxLength: 5 }))
  .map(([absolute, parts]) => (absolute ? "/" : "") + parts.join("/"));
const type = fc.constantFrom(
  "file",
  "file",
  "directory",
  "symlink",
  "link",
  "fifo",
  "character-device",
  "block-device",
);
const member: fc.Arbitrary<Member> = fc.record({
  // A tar library of ours cannot write these two; the reader's own tests damage archives byte by byte.
  name: path.map((name) => name.replaceAll("\0", "0") || "a"),
  type: type as fc.Arbitrary<NonNullable<Member["type"]>>,
  linkname: path.map((name) => name.replaceAll("\0", "0") || "a"),
  mode: fc.constantFrom(0o644, 0o777, 0o4755, 0),
  content: fc.constant(""),
});

async function expectIntact(): Promise<void> {
  expect((await readdir(outside)).toSorted()).toEqual(["canary", "root"]);
  expect(await readFile(join(outside, "canary"), "utf8")).toBe("alive");
  expect(await readdir(join(outside, "root", NEIGHBOUR))).toEqual(["canary"]);
  expect(await readFile(join(outside, "root", NEIGHBOUR, "canary"), "utf8")).toBe("alive");
  for (const entry of await readdir(join(outside, "root"), { recursive: true })) {
    const found = await lstat(join(outside, "root", entry));
    expect(found.isFile() || found.isDirectory(), entry).toBe(true);
    expect(found.mode & 0o7000, entry).toBe(0);
  }
}

const refusedOrDone = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: unknown) => expect(error).toBeInstanceOf(ArtifactError));

it("no path leaves the run's folder", async () => {
  const store = folderArtifactStore(join(outside, "root"));
  await fc.assert(
    fc.asyncProperty(path, async (hostile) => {
      const read = store.open(RUN, hostile).then(async (opened) => {
        const bytes = await opened?.read(0, 10);
        await opened?.close();
        expect(Buffer.from(bytes ?? []).toString()).not.toBe("alive");
      });
      await refusedOrDone(read);
      await refusedOrDone(store.write(RUN, hostile, [Buffer.from("x")], { maxBytes: 10 }));
      await refusedOrDone(store.delete(RUN, hostile));
      await expectIntact();
    }),
    { numRuns: RUNS },
  );
});

it("no archive writes outside of the run's folder, or anything but files and folders into it", async () => {
  const store = folderArtifactStore(join(outside, "root"));
  const limits = { maxEntries: 20, maxBytes: 10_000, maxRatio: 100 };
  await fc.assert(
    fc.asyncProperty(fc.array(member, { maxLength: 4 }), path, async (members, into) => {
      const received = await store.receive([await tarOf(members)], { maxBytes: 100_000 });
      await refusedOrDone(received.unpackInto(RUN, into, limits));
      await expectIntact();
      await rm(join(outside, "root", RUN), { recursive: true, force: true });
    }),
    { numRuns: RUNS },
  );
});

it("no damage to an archive does either", async () => {
  const store = folderArtifactStore(join(outside, "root"));
  const whole = await tarOf([
    { name: "a/b", content: "one" },
    { name: "c", content: "two" },
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 }), async (damage) => {
      const bytes = Buffer.from(whole);
      for (const [at, value] of damage) bytes[at] = value;
      const received = await store.receive([bytes], { maxBytes: 100_000 });
      await refusedOrDone(received.unpackInto(RUN, "in", { maxEntries: 20, maxBytes: 10_000, maxRatio: 1_000 }));
      await expectIntact();
    }),
    { numRuns: RUNS },
  );
  if (LONG) console.info(`hostile input: ${3 * RUNS} paths and archives, nothing was touched outside`);
});

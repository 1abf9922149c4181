import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Processes, sockets and disks of a machine that CI shares. Here a failure is looked into at once; there it is run again, and the
 * summary says of every test that needed it what it failed with.
 */
const RETRIES = process.env["CI"] === "true" ? 1 : 0;

/** Unit and contract tests stand beside the code; whole-system tests stand in tests/ and need the built binary. */
export default defineConfig({
  test: {
    globalSetup: ["./scripts/postgres-for-tests.mjs"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["{apps,packages}/*/{src,test}/**/*.test.ts", "bench/**/*.test.ts", "scripts/*.test.mjs"],
          // Vitest leaves one core to itself, which on two cores is half of the machine; and some tests wait for disks.
          maxWorkers: availableParallelism() + 1,
          // Loading the packages anew for each of the files took a third of the suite. Tests keep nothing in modules.
          isolate: false,
          // Only what hangs takes this long: a machine that others use as well may be twenty times as slow as a quiet one.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 60_000 } },
          retry: RETRIES,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["tests/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          retry: RETRIES,
        },
      },
    ],
  },
});

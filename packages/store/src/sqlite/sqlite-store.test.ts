import { describeStore } from "../contract/describe-store.ts";
import { sqliteHarness } from "./sqlite-harness.ts";

describeStore("SQLite", sqliteHarness);

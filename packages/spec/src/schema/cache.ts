import type { z } from "zod";
import { listOf, templatedBoolean, templatedInteger, text, words } from "./scalars.ts";
import { section } from "./section.ts";

export const cache = section({
  disable: templatedBoolean.optional(),
  ttl: templatedInteger.optional(),
  io: listOf(text).optional(),
  sections: listOf(words("init", "containers", "connections")).optional(),
});
export type Cache = z.output<typeof cache>;

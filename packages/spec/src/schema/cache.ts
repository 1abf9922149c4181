import type { z } from "zod";
import { templatedBoolean, templatedInteger, templatedList, text, words } from "./scalars.ts";
import { section } from "./section.ts";

export const cache = section({
  disable: templatedBoolean.optional(),
  ttl: templatedInteger.optional(),
  io: templatedList(text).optional(),
  sections: templatedList(words("init", "containers", "connections")).optional(),
});
export type Cache = z.output<typeof cache>;

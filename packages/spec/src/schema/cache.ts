import { templatedBoolean, templatedInteger, templatedList, text, words } from "./scalars.ts";
import { section } from "./section.ts";
import type { Output } from "./schema.ts";

export const cache = section({
  disable: templatedBoolean.optional(),
  ttl: templatedInteger.optional(),
  io: templatedList(text).optional(),
  sections: templatedList(words("init", "containers", "connections")).optional(),
});
export type Cache = Output<typeof cache>;

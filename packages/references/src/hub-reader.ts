import { suggest } from "@polyaxon/spec";
import type { Hub } from "./folder-hub.ts";
import { problem, type ReferenceReader } from "./reference-reader.ts";

/**
 * `name[:tag]` and `polyaxon/name[:tag]` are components of the hub that is shipped; `owner/project[:version]` is a version in a
 * project's registry. A dot stands for the slash. The tag is `latest` where none is given.
 */
export function hubReader(hub: Hub): ReferenceReader {
  return async (reference) => {
    const match = REFERENCE.exec(reference);
    if (match === null) {
      const expected = "expected `component`, `component:tag` or `owner/project:version`";
      return problem("reference.unknown", `${expected}, found \`${reference}\``);
    }
    const [, owner = SHIPPED, name = "", tag = "latest"] = match;
    if (owner !== SHIPPED) {
      const message = `\`${owner}/${name}:${tag}\` is a version in the registry of a project, and this version of Polyaxon keeps no registry yet`;
      return problem(
        "reference.refused",
        message,
        "put the component into the file (`component`), or beside it (`pathRef`)",
      );
    }
    const names = await hub.names();
    if (!names.includes(name)) {
      const near = suggest(name, names);
      const hint = near === null ? `it has: ${names.join(", ")}` : `did you mean \`${near}\`?`;
      return problem("reference.unknown", `the hub has no component \`${name}\``, hint);
    }
    const tags = await hub.tags(name);
    if (!tags.includes(tag)) {
      return problem(
        "reference.unknown",
        `the hub's component \`${name}\` has no version \`${tag}\``,
        `it has: ${tags.map((each) => `\`${name}:${each}\``).join(", ")}`,
      );
    }
    const identity = `hub:${name}:${tag}`;
    const bytes = await hub.text(name, tag);
    return { ok: true, text: { identity, bytes, filename: `${name}:${tag}`, origin: { kind: "hub" } } };
  };
}

const SHIPPED = "polyaxon";
const REFERENCE = /^(?:([\w-]{1,128})[/.])?([\w-]{1,128})(?::([\w][\w.-]{0,127}))?$/;

import type { Param } from "@polyaxon/spec";
import { bareReference } from "./bare-reference.ts";

const BARE: ReadonlySet<string> = new Set(["inputs", "outputs", "io", "artifacts"]);
const TWO_PARTS: ReadonlySet<string> = new Set(["inputs", "outputs", "artifacts", "globals"]);
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** Whether a param's `ref` and value are well-formed; null when they are. Says nothing about what they point at. */
export function refProblem(param: Param): string | null {
  const { ref, value } = param;
  if (ref === undefined) return null;
  const parts = ref.split(".");
  const [head, target] = parts;
  const known =
    (ref === "dag" && parts.length === 1) ||
    (parts.length === 2 && target !== "" && (head === "ops" || (head === "runs" && UUID.test(target ?? ""))));
  if (!known) return `expected \`ref\` to be \`ops.<name>\`, \`runs.<uuid>\` or \`dag\`, found \`${ref}\``;
  return pathProblem(String(value ?? ""), ref === "dag");
}

function pathProblem(value: string, isDag: boolean): string | null {
  const bare = bareReference(value);
  const parts = bare.split(".");
  const [head = ""] = parts;
  const allowed =
    parts.length === 1
      ? BARE.has(head) && !(isDag && head === "outputs")
      : parts.length === 2
        ? TWO_PARTS.has(head) && !(isDag && head === "outputs")
        : parts.length === 3 && head === "artifacts";
  if (allowed && parts.every((part) => part !== "")) return null;
  return `\`${bare}\` is nothing a run has: expected \`outputs.<name>\`, \`inputs.<name>\`, \`artifacts.<name>\` or \`globals.<name>\``;
}

import { stringify } from "yaml";

/**
 * Plain data as YAML that this reader, and every reader of YAML 1.1, reads back as the same: text that looks like a number, a
 * date or a boolean is quoted. Undefined fields are left out; ends with a line break.
 */
export function toYaml(value: unknown): string {
  return stringify(value, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

import { describe, expect, it } from "vitest";
import { GROUPS, SECTIONS, UNIONS } from "./sections.ts";

describe("the sections of the language", () => {
  it("have every field described, and nothing else", () => {
    for (const { description, name, shape } of SECTIONS)
      expect({ name, fields: Object.keys(description.fields).toSorted() }).toEqual({
        name,
        fields: Object.keys(shape).toSorted(),
      });
  });

  it("stand on exactly one page each", () => {
    expect(GROUPS.flatMap(({ sections }) => sections).toSorted()).toEqual(SECTIONS.map(({ name }) => name).toSorted());
  });

  it("name every kind of every union", () => {
    for (const { kinds, name, schema } of UNIONS) {
      const declaration = schema.accepts;
      expect([name, Object.keys(kinds)]).toEqual([
        name,
        declaration.is === "kinds" ? Object.keys(declaration.kinds) : [],
      ]);
    }
  });
});

import { describe, expect, it } from "vitest";
import { secretForms } from "./secret-forms.ts";

const SECRET = "tök3n/with+odd=chars&more";

describe("secret forms (I8)", () => {
  const secrets = secretForms([SECRET]);

  it("masks the secret as it is and in URL form", () => {
    expect(secrets.mask(`Authorization: Token ${SECRET}.`)).toBe("Authorization: Token ***.");
    expect(secrets.mask(`?token=${encodeURIComponent(SECRET)}&x=1`)).toBe("?token=***&x=1");
  });

  it("masks it inside base64, wherever it stands", () => {
    for (const before of ["", "u", "us", "user:"]) {
      const encoded = Buffer.from(`${before}${SECRET}:after`).toString("base64");
      expect(secrets.mask(encoded), before).toContain("***");
      expect(secrets.occursIn(Buffer.from(encoded)), before).toBe(true);
    }
    expect(secrets.mask(Buffer.from(SECRET).toString("base64url"))).toContain("***");
  });

  it("leaves other text alone, and never takes short values for secrets", () => {
    expect(secrets.mask("nothing here")).toBe("nothing here");
    expect(secretForms(["1", ""]).needles).toEqual([]);
  });
});

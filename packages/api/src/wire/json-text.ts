import type { WirePage } from "./page.ts";

/** An answer that is JSON text already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A page whose items are JSON texts. */
export const pageText = ({ results, ...links }: WirePage<string>): JsonText =>
  new JsonText(`${JSON.stringify(links).slice(0, -1)},"results":[${results.join(",")}]}`);

/** Injected values are replaced by this in shipped logs (I8). */
const MASK = "***";
/** Shorter pieces of an encoding are too common to be taken for a secret. */
const SHORTEST = 8;

/** The texts under which injected secrets may appear in a log. */
export interface SecretForms {
  readonly needles: readonly Buffer[];
  /** Whether any of them occurs; far cheaper than masking line by line. */
  occursIn(bytes: Buffer): boolean;
  mask(text: string): string;
  /** How many bytes at the end could be the beginning of a secret that continues. */
  openTail(bytes: Buffer): number;
}

/** Each secret plain, in URL form, and in base64 wherever it stands inside a longer encoded text (three alignments). */
export function secretForms(secrets: readonly string[]): SecretForms {
  const texts = new Set<string>();
  for (const secret of secrets.filter((value) => value.length >= SHORTEST)) {
    texts.add(secret);
    texts.add(encodeURIComponent(secret));
    for (const shift of [0, 1, 2]) {
      const core = base64Core(Buffer.from(secret), shift);
      if (core.length < SHORTEST) continue;
      texts.add(core);
      texts.add(core.replaceAll("+", "-").replaceAll("/", "_"));
    }
  }
  // Longest first: a form that contains another is replaced whole.
  const ordered = [...texts].toSorted((a, b) => b.length - a.length);
  const needles = ordered.map((text) => Buffer.from(text));
  return {
    needles,
    occursIn: (bytes) => needles.some((needle) => bytes.includes(needle)),
    mask: (text) => ordered.reduce((masked, form) => masked.replaceAll(form, MASK), text),
    openTail: (bytes) => Math.max(0, ...needles.map((needle) => overlap(bytes, needle))),
  };
}

/** The characters that depend on the secret's bytes alone when `shift` other bytes stand before it. */
function base64Core(secret: Buffer, shift: number): string {
  const encoded = Buffer.concat([Buffer.alloc(shift), secret])
    .toString("base64")
    .replace(/=+$/, "");
  const from = Math.ceil((shift * 8) / 6);
  const to = Math.floor(((shift + secret.length) * 8) / 6);
  return encoded.slice(from, to);
}

/** Length of the longest end of `bytes` that is a beginning of `needle`, the whole needle excluded. */
function overlap(bytes: Buffer, needle: Buffer): number {
  for (let length = Math.min(bytes.length, needle.length - 1); length > 0; length--) {
    if (bytes.subarray(bytes.length - length).equals(needle.subarray(0, length))) return length;
  }
  return 0;
}

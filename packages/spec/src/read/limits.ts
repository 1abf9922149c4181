/** Bounds on what a file may ask of the reader. Each is checked before the work it bounds. */
export interface ReadLimits {
  /** Bytes (or characters, of text) of the file. Default 10 MB. */
  readonly maxBytes: number;
  /** Mappings, lists and scalars, counting again whatever an alias repeats. Default 250,000. */
  readonly maxNodes: number;
  /** Mappings and lists inside each other. Default 100. */
  readonly maxDepth: number;
}

export const DEFAULT_LIMITS: ReadLimits = { maxBytes: 10_000_000, maxNodes: 250_000, maxDepth: 100 };

/** How many issues are listed; a file with more is wrong as a whole. */
export const MAX_ISSUES = 100;

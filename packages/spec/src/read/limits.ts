/** Bounds on what a file may ask of the reader. Each is checked before the work it bounds. */
export interface ReadLimits {
  /** Bytes (or characters, of text) of the file. Default 5 MB. */
  readonly maxBytes: number;
  /** Mappings, lists, keys and scalars, counting again whatever an alias repeats. Default 200,000: twenty for each of 10,000 operations. */
  readonly maxNodes: number;
  /** Mappings and lists inside each other. Default 100. */
  readonly maxDepth: number;
  /**
   * Of a file that needs the full reader, which takes ten times as long for each value. Default 75,000.
   */
  readonly maxSlowNodes: number;
}

/** So that the worst file of this size is answered in less than a second of processor time, and in less than 256 MB. */
export const DEFAULT_LIMITS: ReadLimits = {
  maxBytes: 5_000_000,
  maxNodes: 200_000,
  maxDepth: 100,
  maxSlowNodes: 75_000,
};

/** Of JSON that was written by a machine: what was read from a file is longer once defaults and escapes are written out. */
export const STORED_LIMITS: ReadLimits = { ...DEFAULT_LIMITS, maxBytes: 10_000_000, maxNodes: 400_000 };

/** Characters of a key. YAML and PyYAML want longer ones to be marked as such (1,024 with what is around them). */
export const MAX_KEY_CHARACTERS = 1_000;

/** How many issues are listed; a file with more is wrong as a whole. */
export const MAX_ISSUES = 100;

export const NUL_MESSAGE =
  "a text of the operation holds a NUL character (\\u0000), which neither a command line nor the environment can carry: take it out";

/** In JSON text: the escape itself, not a backslash that is followed by its letters. */
export const holdsNul = (json: string): boolean => /(?<!\\)(?:\\\\)*\\u0000/.test(json);

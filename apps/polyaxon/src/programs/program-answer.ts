/** What a program's process says in the end, as one JSON text on its fourth stream. Both languages speak it. */
export type ProgramAnswer =
  | {
      readonly ok: true;
      /** The document, as plain data. */
      readonly value: unknown;
      /** Where parts of it were made, the outermost first. */
      readonly places: readonly ProgramPlace[];
    }
  | {
      readonly ok: false;
      readonly message: string;
      readonly place?: SourcePlace;
      readonly hints?: readonly string[];
    };

/** A place in a file, 1-based. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ProgramPlace extends SourcePlace {
  readonly path: readonly (string | number)[];
}

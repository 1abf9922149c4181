/** A query or sort that cannot be understood. The message names what was found, where, and what was expected. */
export class QueryError extends Error {
  readonly code = "query-invalid";
  /** Offset in the text, in UTF-16 units. */
  readonly position: number;
  /** The field at fault, where one is known. */
  readonly field: string | null;

  constructor(message: string, position: number, field: string | null = null) {
    super(message);
    this.name = "QueryError";
    this.position = position;
    this.field = field;
  }
}

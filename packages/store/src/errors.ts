/** Why the store cannot do what it was asked; `code` is stable. Causes of one call only (a bug in a unit) are `unit`. */
export type StoreErrorCode =
  | "locked"
  | "newer-schema"
  /** Servers are working that could not go on with the schema that is to be made. */
  | "older-servers"
  | "disk-full"
  | "read-only"
  | "corrupt"
  | "cannot-open"
  /** The address of a database server is none, or nobody answers there. */
  | "bad-address"
  | "unreachable"
  /** The database server does not let this user in, or not do what is needed. */
  | "refused"
  | "wrong-version"
  /** The connection was lost while an import was made final, and nobody answers who could tell whether it is. */
  | "in-doubt"
  /** It holds something where nothing may be. */
  | "not-empty"
  | "too-slow"
  /** An answer would hold more than whoever asked takes. */
  | "too-large"
  | "closed"
  | "unit";

/** Every failure of the store that is not an answer. The message says what was found and what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  /** The store has said in the log what is wrong; whoever meets this error need not say it again. */
  readonly told: boolean;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions & { readonly told?: boolean }) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
    this.told = options?.told ?? false;
  }
}

/** Who holds a data folder, as written beside it. `details` is what its opener passed, such as its address. */
export interface LockHolder {
  readonly pid: number;
  /** ISO time at which it opened the folder. */
  readonly started: string;
  readonly details: Readonly<Record<string, string>>;
}

/** Another process has the data folder open. */
export class StoreLockedError extends StoreError {
  readonly holder: LockHolder | null;

  constructor(folder: string, holder: LockHolder | null) {
    super("locked", lockedMessage(folder, holder));
    this.name = "StoreLockedError";
    this.holder = holder;
  }
}

function lockedMessage(folder: string, holder: LockHolder | null): string {
  if (holder === null)
    return `The data folder ${folder} is in use by another server; stop it or choose another folder.`;
  const details = Object.entries(holder.details).map(([name, value]) => `, ${name} ${value}`);
  return (
    `The data folder ${folder} is in use by another server: process ${holder.pid}, ` +
    `started ${holder.started}${details.join("")}. Stop it or choose another folder.`
  );
}

import { StoreError } from "../errors.ts";

/** A database address as given, and as it may be shown. */
export interface Address {
  readonly url: string;
  /** `host:port/database`, never with the password. */
  readonly place: string;
}

/** @throws StoreError `bad-address` */
export function parseAddress(url: string): Address {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (error) {
    throw badAddress("it is no URL", { cause: error });
  }
  if (parsed.protocol !== "postgres:" && parsed.protocol !== "postgresql:") {
    throw badAddress(`it begins with "${parsed.protocol}"`);
  }
  const database = decodeURIComponent(parsed.pathname.slice(1));
  if (database === "") throw badAddress("it names no database");
  const host = parsed.searchParams.get("host") ?? (parsed.hostname === "" ? "localhost" : parsed.hostname);
  const port = parsed.port === "" ? (parsed.searchParams.get("port") ?? "5432") : parsed.port;
  return { url, place: `${host}:${port}/${database}` };
}

const badAddress = (found: string, options?: ErrorOptions): StoreError =>
  new StoreError(
    "bad-address",
    `The database address cannot be used: ${found}. Expected postgresql://user:password@host:5432/database.`,
    options,
  );

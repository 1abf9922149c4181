export { type AddressPolicy, addressPolicy } from "./address-policy.ts";
export { type BoundedFetch, type Fetched, fetchBounded, OutgoingError } from "./fetch-bounded.ts";

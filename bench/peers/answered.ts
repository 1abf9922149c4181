/** The body of an answer that must be a good one. */
export function answered<T>(
  { status, body }: { readonly status: number; readonly body: string },
  as: "json" | "text" = "json",
): T {
  if (status < 200 || status > 299) throw new Error(`answered ${status}: ${body.slice(0, 500)}`);
  return (body === "" ? null : as === "json" ? JSON.parse(body) : body) as T;
}

/** The body of an answer that must be a good one. */
export function answered<T>(
  { asked, status, body }: { readonly asked: string; readonly status: number; readonly body: string },
  as: "json" | "text" = "json",
): T {
  if (status < 200 || status > 299) throw new Error(`${asked} answered ${status}: ${body.slice(0, 500)}`);
  return (body === "" ? null : as === "json" ? JSON.parse(body) : body) as T;
}

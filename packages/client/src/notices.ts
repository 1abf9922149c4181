/** What a server has to say beside its answer, a sentence each (header `X-Polyaxon-Notices`); none where it is no list of texts. */
export function noticesOf(response: Response): readonly string[] {
  const header = response.headers.get("x-polyaxon-notices");
  if (header === null) return [];
  try {
    const notices: unknown = JSON.parse(header);
    return Array.isArray(notices) ? notices.filter((notice) => typeof notice === "string") : [];
  } catch {
    return [];
  }
}

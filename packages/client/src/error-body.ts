/**
 * The people-readable messages of an error body, in every shape the API has (reference/api.md §4): `{"detail": ...}`,
 * `{"field": ["message"]}`, `{"non_field_errors": [...]}`, `["message"]`, `{"errors": ...}`, plain text, or nothing.
 * Field messages are prefixed with the field's name. Empty when the body says nothing.
 */
export function messagesOf(body: unknown): readonly string[] {
  if (typeof body === "string") return textMessages(body);
  if (Array.isArray(body)) return body.flatMap(messagesOf);
  if (typeof body === "object" && body !== null)
    return Object.entries(body).flatMap(([key, value]) => fieldMessages(key, value));
  return body === null || body === undefined ? [] : [String(body)];
}

/** Keys that carry a message about the whole request rather than about a field. */
const UNNAMED = new Set(["detail", "errors", "non_field_errors", "message"]);

function fieldMessages(key: string, value: unknown): readonly string[] {
  const messages = messagesOf(value);
  return UNNAMED.has(key) ? messages : messages.map((message) => `${key}: ${message}`);
}

function textMessages(text: string): readonly string[] {
  const trimmed = text.trim();
  // A proxy's HTML page says less than the status code does.
  return trimmed === "" || trimmed.startsWith("<") ? [] : [trimmed];
}

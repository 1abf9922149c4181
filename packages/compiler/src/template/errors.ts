/** Where the fault lies: the author's text, a value used wrongly, or a limit that protects the server. */
export type TemplateErrorKind = "syntax" | "undefined" | "type" | "limit";

/** A template that cannot be rendered. `offset` counts UTF-16 units from the start of `template`. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly code: `template.${TemplateErrorKind}`;
  readonly kind: TemplateErrorKind;
  readonly offset: number | null;
  readonly template: string | null;
  /** What is wrong, without the place. */
  readonly detail: string;

  constructor(kind: TemplateErrorKind, detail: string, offset: number | null = null, template: string | null = null) {
    super(offset === null || template === null ? detail : `${detail} (at offset ${offset} of ${excerpt(template)})`);
    this.kind = kind;
    this.code = `template.${kind}`;
    this.detail = detail;
    this.offset = offset;
    this.template = template;
  }

  /** The same error with its place; one that knows its place already keeps it. */
  at(offset: number, template: string): TemplateError {
    return this.offset === null ? new TemplateError(this.kind, this.detail, offset, template) : this;
  }
}

function excerpt(template: string): string {
  return JSON.stringify(template.length > 120 ? `${template.slice(0, 117)}...` : template);
}

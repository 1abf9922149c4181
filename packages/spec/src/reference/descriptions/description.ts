/** What a section is for, and each of its fields: one line of Markdown, as an editor shows it. */
export interface Description {
  readonly about: string;
  readonly fields: Readonly<Record<string, string>>;
}

export type Descriptions = Readonly<Record<string, Description>>;

/** A generated page. The same code must give the same text: no dates, no machine names. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  render(): string | Promise<string>;
}

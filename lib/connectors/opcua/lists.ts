/** The members of a list in a field of a form: what stands between spaces, line breaks or commas. */
export const listOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

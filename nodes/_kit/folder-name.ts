/** An id comes with an imported flow: as a folder it must not lead anywhere but below its parent. */
export const folderName = (id: string): string =>
  id.replace(/[^A-Za-z0-9-]/g, (character) => `_${character.charCodeAt(0).toString(16)}`);

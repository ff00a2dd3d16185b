/** Hands a text to the browser's downloads; it is made here and travels nowhere. */
export const download = (name: string, type: string, text: string): void => {
  downloadBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
};

export function downloadBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its copy by the next turn.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 0);
}

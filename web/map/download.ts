/** Hands a text to the browser's downloads; it is made here and travels nowhere. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its copy by the next turn.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 0);
}

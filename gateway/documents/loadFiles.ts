import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentFile } from './registry.ts';

/** Screens, commands, and earlier versions of both that stay valid until they are retired. */
const folders = ['', 'commands', 'registered'];

/** Reads every document below the screens' folder, bytes as they are: their hash is their id. */
export function loadDocumentFiles(screens: string): readonly DocumentFile[] {
  return folders.flatMap((folder) => {
    const path = join(screens, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.graphql'))
      .map(({ name }) => ({
        file: join(folder, name),
        text: readFileSync(join(path, name), 'utf8'),
      }));
  });
}

import { readFileSync } from 'node:fs';
import { projectFile } from '../../../../lib/projectRoot.ts';

/** A file of published vectors; its reader says what it holds. */
export const golden = (name: string): unknown =>
  JSON.parse(readFileSync(projectFile('tests', 'golden', 'log', `${name}.json`), 'utf8'));

export const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex');
export const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

import { parseLogPath } from '../../../audit/tree/tiles.ts';
import { storeNames } from '../../../lib/storeName.ts';

/** A file of the log that may be asked for. */
export interface ServedPath {
  readonly path: string;
  /** Whether it never changes once it is there. */
  readonly isFinal: boolean;
  readonly type: string;
}

const binary = 'application/octet-stream';
const text = 'text/plain; charset=utf-8';
const json = 'application/json; charset=utf-8';
const jsonLines = 'application/jsonl; charset=utf-8';

const single: readonly (readonly [RegExp, Omit<ServedPath, 'path'>])[] = [
  [/^checkpoint$/, { isFinal: false, type: text }],
  // Cosignatures may still come.
  [/^checkpoints\/(0|[1-9]\d{0,15})$/, { isFinal: false, type: text }],
  [
    new RegExp(`^receipts/(${storeNames.join('|')})/[0-9a-f]{32}/\\d{12}\\.json$`),
    { isFinal: true, type: json },
  ],
  [/^locks\/policy\/[0-9a-f]{64}\.json$/, { isFinal: true, type: json }],
  [/^locks\/(?:installation|acts)\/[1-9]\d{0,8}\.json$/, { isFinal: true, type: json }],
];

/** The log's files by name, and nothing else: what is not written in one of these ways is not there. */
export function servedPath(path: string): ServedPath | undefined {
  const found = single.find(([shape]) => shape.test(path));
  if (found !== undefined) return { path, ...found[1] };
  if (parseLogPath(path) !== undefined) return { path, isFinal: true, type: binary };
  // A subject body may lawfully be removed.
  const [, bundle] = /^body\/(.+)\.jsonl$/.exec(path) ?? [];
  if (bundle === undefined || parseLogPath(`tile/entries/${bundle}`) === undefined)
    return undefined;
  return { path, isFinal: false, type: jsonLines };
}

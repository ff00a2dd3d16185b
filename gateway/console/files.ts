import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** One file of the built console. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same, compressed; undefined where that saves nothing. Nobody's values are in these files. */
  readonly gzipped: Buffer | undefined;
}

export interface ConsoleBuild {
  readonly page: ConsoleFile;
  /** By path; each name holds a hash of what it holds. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the built console once; undefined where it was not built. */
export function readConsoleBuild(folder: string): ConsoleBuild | undefined {
  const page = join(folder, 'index.html');
  const assets = join(folder, 'assets');
  if (!existsSync(page) || !existsSync(assets)) return undefined;
  const names = readdirSync(assets).filter((name) => Object.hasOwn(types, extname(name)));
  return {
    page: readConsoleFile(page),
    assets: new Map(names.map((name) => [`/assets/${name}`, readConsoleFile(join(assets, name))])),
  };
}

function readConsoleFile(path: string): ConsoleFile {
  const bytes = readFileSync(path);
  const gzipped = gzipSync(bytes, { level: 9 });
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    bytes,
    gzipped: gzipped.length < bytes.length ? gzipped : undefined,
  };
}

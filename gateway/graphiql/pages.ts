import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { projectFile } from '../../lib/projectRoot.ts';
import { securityHeaders, type HeaderList } from '../http/headers.ts';
import type { Pages } from '../http/handler.ts';

interface File {
  readonly path: string;
  readonly type: string;
}

const html = 'text/html; charset=utf-8';
const script = 'text/javascript; charset=utf-8';
const style = 'text/css; charset=utf-8';

const own = (name: string): string => projectFile('gateway', 'graphiql', 'page', name);
const packaged = (...path: readonly string[]): string => projectFile('node_modules', ...path);

/** Prebuilt files of packages: nothing is bundled, and nothing comes from another host. */
const files: Readonly<Record<string, File>> = {
  '/graphiql': { path: own('index.html'), type: html },
  '/graphiql/explorer.js': { path: own('explorer.js'), type: script },
  '/graphiql/plan.js': { path: own('plan.js'), type: script },
  '/graphiql/explorer.css': { path: own('explorer.css'), type: style },
  '/graphiql/graphiql.js': { path: packaged('graphiql', 'graphiql.min.js'), type: script },
  '/graphiql/graphiql.css': { path: packaged('graphiql', 'graphiql.min.css'), type: style },
  '/graphiql/react.js': {
    path: packaged('graphiql-react', 'umd', 'react.production.min.js'),
    type: script,
  },
  '/graphiql/react-dom.js': {
    path: packaged('graphiql-react-dom', 'umd', 'react-dom.production.min.js'),
    type: script,
  },
};

/** Own files alone, with the icons and fonts that stand inside the style sheet. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: HeaderList = [
  ...securityHeaders,
  ...['content-security-policy', contentSecurityPolicy],
  ...['cross-origin-opener-policy', 'same-origin'],
];

/**
 * GraphiQL for developers, at `/graphiql`. Undefined where its packages are not installed, as in a
 * production image.
 */
export function explorerPages(): Pages | undefined {
  if (Object.values(files).some(({ path }) => !existsSync(path))) return undefined;
  return async (path, request, response) => {
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (file === undefined || request.method !== 'GET') return false;
    const bytes = await readFile(file.path);
    const own = ['content-type', file.type, 'content-length', String(bytes.length)];
    response.writeHead(200, [...headers, ...own]).end(bytes);
    return true;
  };
}

import type { GraphQLSchema } from 'graphql';
import { errorFields, type Log } from '../../lib/log.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { parseScreen } from '../../policies/screen.ts';
import type { DocumentLimits } from '../bounds.ts';
import type { CallerRights, CompiledDocument, DocumentCompiler } from './compileDocument.ts';
import { checkShape, checkText } from './limits.ts';
import { validateDocument } from './parseText.ts';
import { roleSets } from './roleSets.ts';
import { servedScreen, type ServedDocument } from './servedDocument.ts';

/** The text of one file below `screens/`. */
export interface DocumentFile {
  readonly file: string;
  readonly text: string;
}

/** A file whose document can't be answered, and why. */
export interface UnavailableDocument {
  readonly file: string;
  readonly reason: 'not published' | 'needs a store that is not there' | 'not a screen';
}

export interface Registry {
  readonly find: (hash: string) => ServedDocument | undefined;
  /**
   * The document as this caller may have it; kept, since a mask never changes while the policy
   * stands. Nothing is waited for where it is there already.
   */
  readonly compiled: (
    served: ServedDocument,
    rights: CallerRights,
  ) => CompiledDocument | Promise<CompiledDocument>;
  readonly add: (served: ServedDocument) => void;
  readonly documents: () => readonly ServedDocument[];
  readonly unavailable: readonly UnavailableDocument[];
}

export interface RegistryOptions {
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly compiler: DocumentCompiler;
  readonly limits: DocumentLimits;
  readonly files: readonly DocumentFile[];
  readonly defaultRegion: string;
  readonly log: Log;
}

const masksMax = 5_000;

/** Loads, validates, masks and plans every published document before the first request. */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const { lock, compiler, log } = options;
  const byHash = new Map<string, ServedDocument>();
  const masks = new Map<string, CompiledDocument>();
  const unavailable: UnavailableDocument[] = [];
  const compile = async (
    key: string,
    served: ServedDocument,
    rights: CallerRights,
  ): Promise<CompiledDocument> => {
    const fresh = compiler.compile(served, rights);
    await fresh.programs.prepare();
    if (masks.size >= masksMax) masks.delete(masks.keys().next().value ?? '');
    masks.set(key, fresh);
    return fresh;
  };
  const compiled: Registry['compiled'] = (served, rights) => {
    const key = `${served.hash} ${rights.region} ${[...rights.roles].sort().join(' ')}`;
    return masks.get(key) ?? compile(key, served, rights);
  };
  const regions = regionsOf(lock, options.defaultRegion);
  for (const file of options.files) {
    const loaded = loadFile(options, file);
    if ('reason' in loaded) {
      unavailable.push(loaded);
      log.warn('documents.unavailable', { ...loaded });
      continue;
    }
    byHash.set(loaded.hash, loaded);
    for (const roles of roleSets(loaded.roles)) {
      for (const region of regions) await compiled(loaded, { roles, region });
    }
  }
  log.info('documents.loaded', { documents: byHash.size, masks: masks.size });
  return {
    find: (hash) => byHash.get(hash),
    compiled,
    add: (served) => {
      byHash.set(served.hash, served);
    },
    documents: () => [...byHash.values()],
    unavailable,
  };
}

function loadFile(
  { lock, schema, limits, log }: RegistryOptions,
  { file, text }: DocumentFile,
): ServedDocument | UnavailableDocument {
  try {
    checkText(text, limits);
    const screen = parseScreen(text);
    const published = lock.screens[screen.name]?.documents.includes(screen.hash) ?? false;
    if (!published) return { file, reason: 'not published' };
    checkShape(screen.document, limits);
    try {
      validateDocument(schema, screen.document);
    } catch {
      return { file, reason: 'needs a store that is not there' };
    }
    return servedScreen(lock, schema, screen);
  } catch (error) {
    log.error('documents.faulty', { file, ...errorFields(error) });
    return { file, reason: 'not a screen' };
  }
}

const regionsOf = (lock: PolicyLock, defaultRegion: string): readonly string[] => [
  ...new Set([defaultRegion, ...Object.values(lock.stores).flatMap(({ residency }) => residency)]),
];

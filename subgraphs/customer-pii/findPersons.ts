import { AppError } from '../../lib/errors/appError.ts';
import type { ReadContext } from '../host/definition.ts';
import type { Vault } from '../host/vault/vault.ts';
import { indexPlaces } from './encryption/indexPlaces.ts';
import { vaultOf } from './encryption/sealed.ts';
import type { PersonRow } from './entities/person.ts';
import { normaliseEmail, normalisePhone } from './normalise.ts';
import { rowsOf } from './rowsOf.ts';

interface FindPersonsArguments {
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly first?: number | null;
}

const firstDefault = 10;
const firstMax = 100;

/** Exact look-up by what was typed, through keyed indexes alone; a text without the shape of an address or number finds nobody. */
export async function findPersons(
  _root: unknown,
  sought: FindPersonsArguments,
  read: ReadContext,
): Promise<object> {
  const limit = limitOf(sought.first ?? firstDefault);
  const vault = vaultOf(read);
  const indexed = (kind: 'EMAIL' | 'PHONE', text: string | null | undefined) =>
    soughtOf(vault, indexPlaces[kind], text ?? null, normalise[kind]);
  const [email, phone] = await Promise.all([
    indexed('EMAIL', sought.email),
    indexed('PHONE', sought.phone),
  ]);
  if (email === null && phone === null) {
    throw new AppError('INVALID_INPUT', { subject: 'email, phone' });
  }
  const found = await read.db.query<{ readonly id: string }>(
    `select p.id from person p
     where ($1::text[] is null or p.id in (
         select c.person_id from contact_point c where c.kind = 'EMAIL' and c.normalised = any($1)))
       and ($2::text[] is null or p.id in (
         select c.person_id from contact_point c where c.kind = 'PHONE' and c.normalised = any($2)))
     order by p.id limit $3`,
    [email, phone, limit + 1],
  );
  const nodes = await rowsOf(
    read,
    'Person',
    found.slice(0, limit).map(({ id }) => id),
  );
  return {
    edges: nodes.map((node) => ({ cursor: cursorOf(node), node })),
    pageInfo: {
      hasNextPage: found.length > limit,
      hasPreviousPage: false,
      startCursor: cursorOf(nodes[0]),
      endCursor: cursorOf(nodes.at(-1)),
    },
  };
}

function limitOf(first: number): number {
  if (first < 1 || first > firstMax) throw new AppError('INVALID_INPUT', { subject: 'first' });
  return first;
}

const cursorOf = (node: object | undefined): string | null =>
  node === undefined ? null : Buffer.from((node as PersonRow).id).toString('base64url');

const normalise = { EMAIL: normaliseEmail, PHONE: normalisePhone } as const;

/** What rows may hold of it; null where nothing is sought, nothing at all where it has not the shape. */
async function soughtOf(
  vault: Vault,
  place: string,
  text: string | null,
  normaliseText: (text: string) => string | undefined,
): Promise<readonly string[] | null> {
  if (text === null) return null;
  const normalised = normaliseText(text);
  return normalised === undefined ? [] : vault.sought(place, normalised);
}

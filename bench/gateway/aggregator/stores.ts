import { Pool } from 'undici';

/** One store, asked the way a careful programmer asks it: a pool of its own, ready-made texts. */
export interface Store {
  readonly ask: <Data>(query: string, variables: unknown, authorization: string) => Promise<Data>;
  readonly close: () => Promise<void>;
}

export function connectStore(url: string): Store {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 64 });
  return {
    ask: async <Data>(query: string, variables: unknown, authorization: string): Promise<Data> => {
      const { statusCode, body } = await pool.request({
        path: pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query, variables }),
      });
      const answer = (await body.json()) as { readonly data?: Data };
      if (statusCode !== 200 || answer.data === undefined) throw new Error(`no data from ${url}`);
      return answer.data;
    },
    close: () => pool.close(),
  };
}

export interface Entities<Entity> {
  readonly _entities: readonly Entity[];
}

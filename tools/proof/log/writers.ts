import { randomBytes, randomFillSync } from 'node:crypto';
import pg from 'pg';
import { createEntryMaker, type Entry } from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { systemClock } from '../../../lib/clock.ts';
import { createUlids } from '../../../lib/ulids.ts';
import { pause } from '../../start/processes.ts';

export interface Writers {
  /** Ids whose insert was confirmed. */
  readonly written: ReadonlySet<string>;
  /** Entries a second at most, of all writers; Infinity: as many as find room. */
  pace: number;
  readonly stop: () => Promise<void>;
}

const batch = 250;
/** Entries that may wait; beyond it writers pause, as a gateway's callers would. */
const waitingMax = 8_000;

/** Writes as gateways do: each of its own incarnation, numbered, in groups, over its own connection. */
export async function startWriters(
  url: string,
  count: number,
  sequenced: () => number,
): Promise<Writers> {
  const written = new Set<string>();
  let isStopped = false;
  const writers = { written, pace: Infinity };
  const running = Array.from({ length: count }, async (_, at) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const make = makerOf(`gateway-${String(at + 1)}`);
    try {
      while (!isStopped) {
        if (written.size - sequenced() > waitingMax) {
          await pause(10);
          continue;
        }
        const begun = performance.now();
        const entries = Array.from({ length: batch }, make);
        await client.query({ ...statement, values: columnsOf(entries) });
        for (const { entryId } of entries) written.add(entryId);
        const spentMs = performance.now() - begun;
        await pause(Math.max(0, (1_000 * batch * count) / writers.pace - spentMs));
      }
    } finally {
      await client.end();
    }
  });
  await pause(0);
  return Object.assign(writers, {
    stop: async () => {
      isStopped = true;
      await Promise.all(running);
    },
  });
}

function makerOf(node: string): () => Entry {
  const make = createEntryMaker({
    ...{ node, incarnation: randomBytes(16).toString('hex'), clock: systemClock },
    newEntryId: createUlids(systemClock, (pool) => randomFillSync(pool)),
    newSalt: () => randomBytes(32),
  });
  const decision = canonicalJson({ screen: 'customer-360', purpose: 'billing', roles: ['clerk'] });
  return () =>
    make({
      type: 'release',
      decision,
      subject: {
        ...{ actor: 'u-1', team: null, evidence: null, reason: null, trace: null },
        subjects: [{ store: 'crm', refs: [randomBytes(16).toString('hex')] }],
      },
    });
}

const statement = {
  name: 'append',
  text: `insert into audit_inbox (entry_id, type, at, node, incarnation, node_seq, decision_commit,
      subject_commit, decision, decision_salt, subject, subject_salt)
    select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[],
      $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
    on conflict do nothing`,
};

const members = [
  ...(['entryId', 'type', 'at', 'node', 'incarnation', 'nodeSeq', 'decisionCommit'] as const),
  ...(['subjectCommit', 'decision', 'decisionSalt', 'subject', 'subjectSalt'] as const),
] satisfies (keyof Entry)[];

const columnsOf = (entries: readonly Entry[]): unknown[] =>
  members.map((name) => entries.map((entry) => entry[name]));

import { rootOf, treeFromTiles } from '../../../audit/tree/tree.ts';
import { createTileReader } from '../../../audit/tree/tiles.ts';
import type { FindingCode } from '../../../audit/verify/core/findings.ts';
import { syntheticLog, type SyntheticLog } from './syntheticLog.ts';
import { checkpointOf } from './syntheticFolder.ts';
import type { Attack, AttackInput, AttackResult } from './attack.ts';
import { onContent } from './contentAttacks.ts';
import { verifying, type Change } from './verifying.ts';

/** Attacks by somebody who holds no key, and by somebody who holds them all but the auditor's memory. */
export async function attacks(input: AttackInput): Promise<readonly AttackResult[]> {
  const results: AttackResult[] = [];
  const all = [...onFiles(input), ...(await withKeys(input)), ...onContent(input)];
  for (const { attack, expected, at, run } of all) {
    const { findings } = await run();
    const isFound = findings.some(
      ({ code, examples }) =>
        expected.includes(code) && (at === undefined || examples.some(({ index }) => index === at)),
    );
    const found = findings.map(({ code, first }) => `${code} at ${String(first.index)}`);
    results.push({ attack, expected, at: at ?? null, found, isFound });
  }
  return results;
}

function onFiles({ log, check }: AttackInput): readonly Attack[] {
  const { files } = log;
  const bytes = (path: string): Uint8Array => files.get(path) ?? new Uint8Array();
  const changed = (path: string, after: Uint8Array | null): Change => new Map([[path, after]]);
  const body = 'body/002.jsonl';
  const lines = Buffer.from(bytes(body)).toString('utf8').split('\n');
  const [one = '', two = ''] = lines;
  const segment = [...files.keys()].find((path) => /^receipts\/.*\/0{11}1\.json$/.test(path)) ?? '';
  const swapped: Change = new Map([
    ['tile/entries/001', bytes('tile/entries/002')],
    ['tile/entries/002', bytes('tile/entries/001')],
  ]);
  const file = (attack: string, expected: readonly FindingCode[], change: Change): Attack => ({
    ...{ attack, expected, run: () => check(change) },
  });
  return [
    file('entries deleted', ['tree.entries-missing'], changed('tile/entries/001', null)),
    file('bodies deleted', ['body.missing'], changed(body, null)),
    file('a tile deleted', ['tree.tile-missing'], changed('tile/0/002', null)),
    file('receipts deleted', ['segment.chain'], changed(segment, null)),
    file('a policy deleted', ['policy.missing'], changed(pathLike(files, /^locks\/policy/), null)),
    file(
      'the first installation lock deleted',
      ['lock.genesis'],
      changed('locks/installation/1.json', null),
    ),
    file('entries reordered', ['entry.seq', 'tree.root'], swapped),
    file(
      'bodies reordered',
      ['body.altered'],
      changed(body, Buffer.from([two, one, ...lines.slice(2)].join('\n'))),
    ),
    file(
      'entries cut off',
      ['tree.entries-malformed'],
      changed('tile/entries/002', bytes('tile/entries/002').subarray(0, 5_000)),
    ),
    file('bodies cut off', ['body.malformed'], changed(body, bytes(body).subarray(0, 9_000))),
    file('a file that no log has', ['file.unknown'], changed('notes.txt', Buffer.from('x'))),
    file(
      'garbage for a policy',
      ['policy.hash'],
      changed(pathLike(files, /^locks\/policy/), Buffer.from([0xff, 0xfe, 0])),
    ),
  ];
}

const pathLike = (files: ReadonlyMap<string, unknown>, shape: RegExp): string =>
  [...files.keys()].find((path) => shape.test(path)) ?? '';

async function withKeys({ log, policy, seed, check }: AttackInput): Promise<readonly Attack[]> {
  const { keys, entries } = log;
  const size = entries.length;
  const older = [...log.files.keys()]
    .filter((path) => path.startsWith('checkpoints/'))
    .map((path) => Number(path.slice('checkpoints/'.length)))
    .sort((left, right) => left - right)
    .at(-2);
  const old = log.files.get(`checkpoints/${String(older)}`) ?? new Uint8Array();
  const newest = log.files.get('checkpoint') ?? new Uint8Array();
  const fork = syntheticLog({ entries: size, seed: seed + 1, policy, keys });
  const short = syntheticLog({ entries: Math.floor(size / 2), seed, policy, keys });
  const stranger = syntheticLog({ entries: Math.floor(size / 4), seed, policy });
  const forged = await forgedCheckpoint(log);
  return [
    {
      attack: 'an old checkpoint shown as the newest',
      expected: ['checkpoint.newest', 'tree.beyond-size'],
      run: () => check(new Map([['checkpoint', old]])),
    },
    {
      attack: 'a log that was cut short and signed anew, to an auditor who has seen more',
      expected: ['history.shrank'],
      run: () => verifying(short)(undefined, { last: newest, trust: log.trust }),
    },
    {
      attack: 'a fork for one reader, to an auditor who has seen the other branch',
      expected: ['history.forked'],
      run: () => verifying(fork)(undefined, { last: old, trust: log.trust }),
    },
    {
      attack: 'a whole log under keys of its own',
      expected: ['checkpoint.log-signature', 'lock.genesis'],
      run: () => verifying(stranger)(undefined, { trust: log.trust }),
    },
    {
      attack: 'a checkpoint signed over another root',
      expected: ['tree.root'],
      run: () => check(new Map([['checkpoint', forged]])),
    },
  ];
}

/** Signed by the right keys, over a tree that the log does not have. */
async function forgedCheckpoint({
  files,
  keys,
  trust,
  entries,
}: SyntheticLog): Promise<Uint8Array> {
  const { genesis } = JSON.parse(trust) as { genesis: string };
  const size = entries.length;
  const read = createTileReader((path) => Promise.resolve(files.get(path)));
  const root = Buffer.from(rootOf(await treeFromTiles(size, read)));
  root[0] = (root[0] ?? 0) ^ 1;
  return checkpointOf(keys, genesis, size, root, 1_795_000_000);
}

import { describe, expect, test } from '@jest/globals';
import { checkpointText } from '../../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../../audit/note/signedNote.ts';
import { parseNote, verifyNote } from '../../../audit/note/signedNote.ts';
import { emptyRoot } from '../../../audit/tree/hashing.ts';
import { addCheckpointText, parseAddCheckpoint } from '../../../audit/witness/addCheckpoint.ts';
import { cosign, openRequest, type Latest } from '../../../audit/witness/cosign.ts';
import type { WitnessDecision } from '../../../audit/witness/cosign.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { golden } from './support/golden.ts';
import { sampleLog, type SampleLog } from './support/sampleLog.ts';

const { body: published } = golden('addCheckpoint') as { readonly body: string };

const origin = 'referent/0123456789abcdef';
const logKeys = generateProcessKeys();
const signer = noteSigner(logKeys, origin);
const cosigner = noteCosigner(generateProcessKeys(), `${origin}/witness/crm`);
const time = 1_790_000_000;
const logs = [{ origin, keys: [signer.key] }];
const log = sampleLog(20);
const fork = sampleLog(20, (at) => (at === 3 ? 'forged' : `leaf ${String(at)}`));

interface Asked {
  readonly latest: Latest | undefined;
  readonly oldSize: number;
  readonly size: number;
  readonly of: SampleLog;
  readonly signer: typeof signer;
  readonly origin: string;
  readonly alter: (body: string) => string;
}

const latestAt = (size: number): Latest => ({ size, root: log.roots[size] ?? emptyRoot });

const base: Asked = {
  ...{ latest: latestAt(9), oldSize: 9, size: 20, of: log, signer, origin },
  alter: (body) => body,
};

async function ask(change: Partial<Asked>): Promise<WitnessDecision> {
  const asked = { ...base, ...change };
  const { oldSize, size, of } = asked;
  const root = of.roots[size] ?? emptyRoot;
  const text = checkpointText({ origin: asked.origin, size, root, extensions: [] });
  const proof = oldSize > size ? [] : await of.prover.consistencyProof(oldSize, size);
  const checkpoint = noteText(text, [asked.signer.sign(text)]);
  const body = asked.alter(addCheckpointText({ oldSize, proof, checkpoint }));
  const opened = openRequest(Buffer.from(body), logs);
  if (!('request' in opened)) return { answer: opened, cosigned: undefined, inconsistent: false };
  return cosign(asked.latest, opened, { cosigner, time });
}

describe('a witness', () => {
  test.each<[guarantee: string, change: Partial<Asked>, status: number]>([
    ['does not know another origin', { origin: 'referent/other' }, 404],
    [
      'does not take a key of the same name for the log’s',
      { signer: noteSigner(generateProcessKeys(), origin) },
      403,
    ],
    [
      'does not take an altered checkpoint of the log',
      { alter: (body) => body.replace('\n20\n', '\n19\n') },
      403,
    ],
    ['refuses an old size over the new one', { latest: latestAt(20), oldSize: 20, size: 9 }, 400],
    ['refuses to roll back', { latest: latestAt(20), oldSize: 9, size: 15 }, 409],
    ['refuses an old size that it did not cosign', { oldSize: 8 }, 409],
    ['refuses to begin anew', { oldSize: 0 }, 409],
    ['refuses an old size before its first cosignature', { latest: undefined }, 409],
    ['refuses a fork that grew', { of: fork }, 422],
    ['refuses a fork of equal size', { of: fork, size: 9 }, 409],
    [
      'refuses a proof that lacks a line',
      { alter: (body) => body.replace(/^(old 9\n)[^\n]+\n/, '$1') },
      422,
    ],
    [
      'refuses a proof where none is due',
      {
        ...{ latest: undefined, oldSize: 0 },
        alter: (body) => body.replace('old 0\n', `old 0\n${Buffer.alloc(32).toString('base64')}\n`),
      },
      422,
    ],
    [
      'refuses 64 lines of proof',
      { alter: (body) => body.replace(/^(old 9\n)/, `$1${'x\n'.repeat(64)}`) },
      400,
    ],
    ['refuses an old size with a leading zero', { alter: (body) => `old 0${body.slice(4)}` }, 400],
    ['refuses a request without an old size', { alter: (body) => body.slice(6) }, 400],
    [
      'refuses a checkpoint without signatures',
      { alter: (body) => body.slice(0, body.indexOf('\n— ')) },
      400,
    ],
    ['refuses what is no text', { alter: () => '' }, 400],
  ])('%s, and stores nothing', async (_guarantee, change, status) => {
    const { answer, cosigned } = await ask(change);
    expect(answer.status).toBe(status);
    expect(cosigned).toBeUndefined();
    expect(answer.body).not.toContain('—');
  });

  test('calls inconsistent what the log signed against its word, and no mere mistake', async () => {
    expect((await ask({ of: fork })).inconsistent).toBe(true);
    expect((await ask({ of: fork, size: 9 })).inconsistent).toBe(true);
    expect((await ask({ oldSize: 8 })).inconsistent).toBe(false);
    expect((await ask({})).inconsistent).toBe(false);
  });

  test('says which size it cosigned last, where another was assumed', async () => {
    const { answer } = await ask({ oldSize: 8 });
    expect(answer).toEqual({ status: 409, contentType: 'text/x.tlog.size', body: '9\n' });
    expect((await ask({ latest: undefined })).answer.body).toBe('0\n');
  });

  test('refuses a body that is too long, or not UTF-8', () => {
    for (const body of [Buffer.alloc(65_537, 'a'), Buffer.of(0xff, 0xfe)]) {
      expect(openRequest(body, logs)).toMatchObject({ status: 400 });
    }
  });

  test.each<[string, Partial<Asked>]>([
    ['its first checkpoint', { latest: undefined, oldSize: 0 }],
    ['an empty log', { latest: undefined, oldSize: 0, size: 0 }],
    ['one that grew', {}],
    ['the same one again', { size: 9 }],
  ])('cosigns %s', async (_what, change) => {
    const { answer, cosigned } = await ask(change);
    const size = change.size ?? 20;
    expect(answer.status).toBe(200);
    expect(cosigned).toMatchObject({ size, root: log.roots[size] });
    const note = parseNote(cosigned?.note ?? '');
    const verified = verifyNote(note, [signer.key, cosigner.key]);
    expect(verified.map(({ key, time: at }) => [key, at])).toEqual([
      [signer.key, undefined],
      [cosigner.key, time],
    ]);
    expect(answer.body).toBe(verified[1]?.line);
  });
});

test('the published request is read as it was written', () => {
  const request = parseAddCheckpoint(Buffer.from(published));
  expect(request.oldSize).toBe(20_852_014);
  expect(request.proof).toHaveLength(4);
  expect(request.checkpoint.size).toBe(20_852_163);
  const { oldSize, proof, source } = request;
  expect(addCheckpointText({ oldSize, proof, checkpoint: source })).toBe(published);
});

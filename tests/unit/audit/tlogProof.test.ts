import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { MalformedError } from '../../../audit/malformed.ts';
import { checkpointText } from '../../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../../audit/note/signedNote.ts';
import { parseTlogProof, tlogProofText, verifyTlogProof } from '../../../audit/note/tlogProof.ts';
import { emptyRoot } from '../../../audit/tree/hashing.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { sampleLog } from './support/sampleLog.ts';

const sha = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('the text of a tlog-proof', () => {
  const hash = sha('hash1');

  test('is written as the specification has it', () => {
    const checkpoint = 'checkpoint data\n';
    const extra = Buffer.from('extra information');
    expect(tlogProofText({ index: 10, proof: [hash], checkpoint, extra })).toBe(
      `c2sp.org/tlog-proof@v1\nextra ${base64(extra)}\nindex 10\n${base64(hash)}\n\n${checkpoint}`,
    );
    expect(tlogProofText({ index: 0, proof: [], checkpoint, extra: undefined })).toBe(
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`,
    );
  });

  test.each<[string, string]>([
    ['another header', 'wrong-header\nindex 0\n\ncheckpoint\n'],
    ['extra data that is not base64', 'c2sp.org/tlog-proof@v1\nextra !!no!!\nindex 0\n\nc\n'],
    ['no index', 'c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n'],
    ['an index that is no number', 'c2sp.org/tlog-proof@v1\nindex no\n\ncheckpoint\n'],
    ['a negative index', 'c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n'],
    ['an index with a leading zero', 'c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n'],
    ['a hash that is not base64', 'c2sp.org/tlog-proof@v1\nindex 0\n!!no!!\n\ncheckpoint\n'],
    [
      'a hash of 64 bytes',
      `c2sp.org/tlog-proof@v1\nindex 0\n${base64(Buffer.alloc(64))}\n\ncheckpoint\n`,
    ],
    ['no checkpoint', 'c2sp.org/tlog-proof@v1\nindex 0\n'],
    [
      '64 hashes',
      `c2sp.org/tlog-proof@v1\nindex 0\n${`${base64(sha('a'))}\n`.repeat(64)}\ncheckpoint\n`,
    ],
  ])('a proof with %s is refused', (_what, text) => {
    expect(() => parseTlogProof(text)).toThrow(MalformedError);
  });
});

describe('a tlog-proof', () => {
  const log = sampleLog(300);
  const signer = noteSigner(generateProcessKeys(), 'example.com/log');
  const witnesses = ['w1', 'w2', 'w3'].map((name) => noteCosigner(generateProcessKeys(), name));
  const root = log.roots[300] ?? emptyRoot;
  const body = checkpointText({ origin: 'example.com/log', size: 300, root, extensions: [] });
  const cosignatures = witnesses.slice(0, 2).map((witness) => witness.cosign(body, 1_700_000_000));
  const checkpoint = noteText(body, [signer.sign(body), ...cosignatures]);
  const leaf = log.leaves[256] ?? emptyRoot;
  const trust = {
    ...{ origin: 'example.com/log', log: signer.key, quorum: 2 },
    witnesses: witnesses.map(({ key }) => key),
  };
  const write = async (): Promise<string> =>
    tlogProofText({
      ...{ index: 256, checkpoint, extra: undefined },
      proof: await log.prover.inclusionProof(256, 300),
    });

  test('is refused for another leaf, origin, log key, or with too few witnesses', async () => {
    const text = await write();
    expect(verifyTlogProof(text, log.leaves[255] ?? emptyRoot, trust)).toBe(false);
    expect(verifyTlogProof(text, leaf, { ...trust, origin: 'example.com/other' })).toBe(false);
    expect(verifyTlogProof(text, leaf, { ...trust, quorum: 3 })).toBe(false);
    const stranger = noteSigner(generateProcessKeys(), 'example.com/log').key;
    expect(verifyTlogProof(text, leaf, { ...trust, log: stranger })).toBe(false);
    expect(verifyTlogProof(text.replace('index 256', 'index 257'), leaf, trust)).toBe(false);
  });

  test('proves a leaf without the log', async () => {
    expect(verifyTlogProof(await write(), leaf, trust)).toBe(true);
  });
});

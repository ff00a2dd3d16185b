import { describe, expect, test } from '@jest/globals';
import { createPrivateKey } from 'node:crypto';
import { MalformedError } from '../../../audit/malformed.ts';
import { checkpointText, parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import { parseCheckpointText } from '../../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../../audit/note/signedNote.ts';
import { parseNote, verifyNote } from '../../../audit/note/signedNote.ts';
import { parseVerifierKey, verifierKey, verifierKeyText } from '../../../audit/note/verifierKey.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { golden } from './support/golden.ts';

interface SignedNoteVectors {
  readonly text: string;
  readonly peter: { readonly key: string; readonly seed: string; readonly line: string };
  readonly enoch: { readonly key: string; readonly line: string };
  readonly badKeys: readonly string[];
}
interface CosignedVectors {
  readonly note: string;
  readonly log: string;
  readonly witness: string;
  readonly time: number;
}

const { text, peter, enoch, badKeys } = golden('signedNote') as SignedNoteVectors;
const cosigned = golden('cosignedCheckpoint') as CosignedVectors;
const peterKey = parseVerifierKey(peter.key);
const enochKey = parseVerifierKey(enoch.key);
const refused = (run: () => unknown): void => {
  expect(run).toThrow(MalformedError);
};

describe('verifier keys', () => {
  test.each(badKeys)('%s is refused', (key) => {
    refused(() => parseVerifierKey(key));
  });

  test('no piece of a key and no key with a letter changed is a key', () => {
    for (let from = 0; from <= peter.key.length; from += 1) {
      for (let to = from + 1; to <= peter.key.length; to += 1) {
        if (from === 0 && to === peter.key.length) continue;
        refused(() => parseVerifierKey(peter.key.slice(from, to)));
      }
      const changed = Buffer.from(peter.key);
      if (from < changed.length) changed[from] = (changed[from] ?? 0) + 1;
      if (from < changed.length) refused(() => parseVerifierKey(changed.toString()));
    }
  });

  test('published keys are written as they were read', () => {
    for (const key of [peter.key, enoch.key, cosigned.log, cosigned.witness]) {
      expect(verifierKeyText(parseVerifierKey(key))).toBe(key);
    }
  });

  test('a name with a space or a plus sign is refused', () => {
    const keys = generateProcessKeys();
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\nb', 'a\u0085b']) {
      expect(() => verifierKey(keys.public, name, 1)).toThrow(TypeError);
    }
  });
});

describe('signed notes', () => {
  const both = `${text}\n${peter.line}${enoch.line}`;

  test('the published key signs the published text with the published line', () => {
    const seed = Buffer.from(peter.seed, 'base64').subarray(1);
    const signing = createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const ed25519 = Buffer.from(peterKey.publicKey).toString('base64url');
    const signer = noteSigner(
      { signing, public: { kid: 'irrelevant', x25519: '', ed25519 } },
      'PeterNeumann',
    );
    expect(signer.key).toEqual(peterKey);
    expect(signer.sign(text)).toBe(peter.line);
    expect(noteText(text, [signer.sign(text)])).toBe(`${text}\n${peter.line}`);
  });

  test('signatures of unknown keys are passed over, those of known keys are named', () => {
    expect(parseNote(both).text).toBe(text);
    expect(verifyNote(parseNote(both), []).map(({ key }) => key)).toEqual([]);
    expect(verifyNote(parseNote(both), [peterKey]).map(({ key }) => key)).toEqual([peterKey]);
    const keys = [enochKey, peterKey];
    expect(verifyNote(parseNote(both), keys).map(({ line }) => line)).toEqual([
      peter.line,
      enoch.line,
    ]);
  });

  test('one key counts once, however often it signs', () => {
    const note = parseNote(`${text}\n${peter.line}${peter.line}`);
    expect(verifyNote(note, [peterKey])).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['another text', `${text.replace('problem', 'Problem')}\n${peter.line}`],
    ['a good line and a bad one', `${both}${peter.line.slice(0, 60)}ABCD${peter.line.slice(60)}`],
  ])('%s under a known key is refused', (_what, note) => {
    refused(() => verifyNote(parseNote(note), [peterKey]));
  });

  test.each<[string, string | Uint8Array]>([
    ['without signatures', text],
    ['with an empty signature part', `${text}\n`],
    ['without its last line break', `${text}\n${peter.line.slice(0, -1)}`],
    ['with a control character', `\u0001${text}\n${peter.line}`],
    ['with a carriage return', `${text}\r\n\n${peter.line}`],
    ['that is not UTF-8', Buffer.concat([Buffer.of(0xff), Buffer.from(`${text}\n${peter.line}`)])],
    ['with half a character', `\ud800${text}\n${peter.line}`],
    ['with a space in a key name', `${text}\n${peter.line.replace('Peter', 'Peter ')}`],
    ['with a plus sign in a key name', `${text}\n${peter.line.replace('Peter', 'Peter+')}`],
    ['with a hyphen for the dash', `${text}\n${peter.line.replace('—', '-')}`],
    ['with a line that is no signature', `${text}\n${peter.line}Unexpected line.\n`],
    ['with base64 that is not canonical', `${text}\n${peter.line.replace('M=\n', 'N=\n')}`],
    ['with a signature of a key id alone', `${text}\n— PeterNeumann x08gow==\n`],
    ['with 101 signatures', `${text}\n${peter.line.repeat(101)}`],
  ])('a note %s is refused', (_what, note) => {
    refused(() => parseNote(note));
  });
});

describe('checkpoints and cosignatures', () => {
  const log = parseVerifierKey(cosigned.log);
  const witness = parseVerifierKey(cosigned.witness);

  test('a checkpoint of a public log verifies, with its witness and the time it signed', () => {
    const { note, checkpoint } = parseCheckpointNote(cosigned.note);
    expect(checkpoint.origin).toBe('arche2025h1.staging.ct.transparency.dev');
    expect(checkpoint.size).toBe(1_432_088_532);
    expect(checkpointText(checkpoint)).toBe(note.text);
    const verified = verifyNote(note, [log, witness]);
    expect(verified.map(({ key, time }) => [key, time])).toEqual([
      [log, undefined],
      [witness, cosigned.time],
    ]);
  });

  test('that witness did not sign another size', () => {
    const { note } = parseCheckpointNote(cosigned.note.replace('1432088532', '1432088533'));
    refused(() => verifyNote(note, [witness]));
    refused(() => verifyNote(note, [log]));
  });

  test('a cosignature covers its time and every line of the checkpoint', () => {
    const cosigner = noteCosigner(generateProcessKeys(), 'witness.example/w1');
    const body = checkpointText({
      ...{ origin: 'example.com/log', size: 1, root: Buffer.alloc(32, 7), extensions: ['more'] },
    });
    const line = cosigner.cosign(body, 1_679_315_147);
    const good = verifyNote(parseNote(noteText(body, [line])), [cosigner.key]);
    expect(good.map(({ time }) => time)).toEqual([1_679_315_147]);
    refused(() =>
      verifyNote(parseNote(noteText(body.replace('more', 'less'), [line])), [cosigner.key]),
    );
    const at = line.lastIndexOf(' ') + 1;
    const value = Buffer.from(line.slice(at), 'base64');
    value[11] = (value[11] ?? 0) ^ 1;
    const later = `${line.slice(0, at)}${value.toString('base64')}\n`;
    refused(() => verifyNote(parseNote(noteText(body, [later])), [cosigner.key]));
  });

  test('a plain signature of a key is no cosignature of it, nor the other way round', () => {
    const keys = generateProcessKeys();
    const [signer, cosigner] = [noteSigner(keys, 'a'), noteCosigner(keys, 'a')];
    expect(signer.key.keyId).not.toBe(cosigner.key.keyId);
    const signed = parseNote(noteText('text\n', [signer.sign('text\n')]));
    expect(verifyNote(signed, [cosigner.key])).toEqual([]);
  });

  const root = Buffer.alloc(32, 7).toString('base64');
  test.each<[string, string]>([
    ['no origin', `\n1\n${root}\n`],
    ['a size with a leading zero', `o\n01\n${root}\n`],
    ['a negative size', `o\n-1\n${root}\n`],
    ['a size beyond what is exact', `o\n9007199254740993\n${root}\n`],
    ['a short root', `o\n1\n${root.slice(4)}\n`],
    ['an unpadded root', `o\n1\n${root.slice(0, -1)}\n`],
    ['an empty extension line', `o\n1\n${root}\n\n`],
    ['no last line break', `o\n1\n${root}`],
    ['two lines', 'o\n1\n'],
  ])('a checkpoint with %s is refused', (_what, body) => {
    refused(() => parseCheckpointText(body));
  });
});

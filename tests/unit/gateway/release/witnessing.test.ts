import { afterEach, describe, expect, test } from '@jest/globals';
import { logKeysOf } from '../../../../audit/logKeys.ts';
import { createWitnessing, mayHold, quorumTime } from '../../../../gateway/release/witnessing.ts';
import type { Witnessing } from '../../../../gateway/release/witnessing.ts';
import { silentLog } from '../../../../lib/log.ts';
import { eventually } from '../../../../tools/start/processes.ts';
import { checkpointNote, type Cosigning } from '../../../support/checkpoints.ts';
import { createTestInstallation } from '../../../support/installation.ts';

const installation = createTestInstallation('a'.repeat(64));
const stranger = createTestInstallation('a'.repeat(64));
const keys = logKeysOf(installation.lock);
const second = 1_800_000_000;
const minute = 60;

const timeOf = (cosigning: Cosigning): number =>
  quorumTime(checkpointNote(installation, cosigning), keys, 2) / 1_000;

describe('a quorum may come to be', () => {
  const url = 'http://127.0.0.1:1';
  test.each<[guarantee: string, stores: Parameters<typeof mayHold>[0], expected: boolean]>([
    ['of no store: never', {}, false],
    ['of one witness: never', { crm: url }, false],
    ['of a witness and a store that is none: never', { crm: url, ...{ governance: url } }, false],
    ['of two', { crm: url, 'supply-chain': url }, true],
    ['of all', { crm: url, finance: url, 'supply-chain': url }, true],
  ])('%s', (_guarantee, stores, expected) => {
    expect(mayHold(stores, 2)).toBe(expected);
  });
});

describe('a quorum', () => {
  test.each<[guarantee: string, Cosigning['times'], number]>([
    ['nobody is none', {}, Number.NEGATIVE_INFINITY],
    ['one is none', { crm: second }, Number.NEGATIVE_INFINITY],
    ['two are one, as of the earlier', { crm: second, finance: second + 9 }, second],
    [
      'of three the second newest counts',
      { crm: second, finance: second + 9, 'supply-chain': second + 5 },
      second + 5,
    ],
  ])('%s', (_guarantee, times, expected) => {
    expect(timeOf({ times })).toBe(expected);
  });

  test('of keys that the installation’s lock does not name is none', () => {
    const origin = keys.origin;
    const times = { crm: second, finance: second };
    const forged = checkpointNote(stranger, { times, origin });
    expect(() => quorumTime(forged, keys, 2)).toThrow('its log did not sign');
    expect(() => timeOf({ times, origin: 'referent/0000000000000000' })).toThrow('another log');
    // A known witness's line under another's text.
    const good = checkpointNote(installation, { times });
    expect(() => quorumTime(good.replace('\n1\n', '\n2\n'), keys, 2)).toThrow('does not verify');
  });
});

describe('the gate is open', () => {
  let witnessing: Witnessing | undefined;
  afterEach(() => witnessing?.close());

  const watch = (times: Cosigning['times'], now: () => number): (() => boolean) => {
    let fetched = 0;
    const made = createWitnessing({
      ...{ keys, quorum: 2, log: silentLog, pollMs: 5 },
      clock: { now: () => new Date(now() * 1_000) },
      fetchNote: () => {
        fetched += 1;
        return Promise.resolve(checkpointNote(installation, { times }));
      },
    });
    witnessing = made;
    looked = () => eventually(() => fetched > 1, 5_000, 5);
    return made.holds;
  };
  let looked: () => Promise<boolean>;

  test('never before a quorum was seen', async () => {
    const holds = watch({ crm: second }, () => second);
    expect(holds()).toBe(false);
    await looked();
    expect(holds()).toBe(false);
  });

  test('for five minutes after a quorum signed, and no longer, however often its note is served', async () => {
    let now = second;
    const holds = watch({ crm: second, finance: second }, () => now);
    expect(await eventually(holds, 5_000, 5)).toBe(true);
    now = second + 5 * minute;
    expect(holds()).toBe(true);
    now += 1;
    await looked();
    expect(holds()).toBe(false);
  });

  test('not begun by what was signed before the installation last ended, but soon by what is new', async () => {
    let times: Cosigning['times'] = { crm: second, finance: second };
    let fetched = 0;
    const made = createWitnessing({
      ...{ keys, quorum: 2, log: silentLog, pollMs: 60_000 },
      clock: { now: () => new Date((second + 60 * minute) * 1_000) },
      fetchNote: () => {
        fetched += 1;
        return Promise.resolve(checkpointNote(installation, { times }));
      },
    });
    witnessing = made;
    let begun = false;
    void made.begun.then(() => {
      begun = true;
    });
    expect(await eventually(() => fetched > 1, 5_000, 5)).toBe(true);
    expect(begun).toBe(false);
    times = { crm: second + 60 * minute, finance: second + 60 * minute };
    expect(await eventually(() => begun, 5_000, 5)).toBe(true);
    expect(made.holds()).toBe(true);
  });

  test('no longer where witnesses say that they signed tomorrow', async () => {
    let now = second;
    const tomorrow = second + 24 * 60 * minute;
    const made = createWitnessing({
      ...{ keys, quorum: 2, log: silentLog, pollMs: 10_000 },
      clock: { now: () => new Date(now * 1_000) },
      fetchNote: () =>
        Promise.resolve(
          checkpointNote(installation, { times: { crm: tomorrow, finance: tomorrow } }),
        ),
    });
    witnessing = made;
    await made.begun;
    now = second + 5 * minute + 1;
    expect(made.holds()).toBe(false);
  });
});

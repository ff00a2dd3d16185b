import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hashOfInstallationLock, readInstallationLock } from '../../../lib/installationLock.ts';
import { dataFolder, makeDataFolder, type DataFolder } from '../../../tools/start/dataFolder.ts';
import { ensureInstallation } from '../../../tools/start/installation.ts';
import { lastLines, openLogFile } from '../../../tools/start/logFile.ts';
import { runningSupervisor, takeSupervisorLock } from '../../../tools/start/supervisorLock.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = dataFolder(mkdtempSync(join(tmpdir(), 'referent-files-')));
  makeDataFolder(folder);
});
afterEach(() => {
  rmSync(folder.root, { recursive: true });
});

describe('the installation', () => {
  const first = 'a'.repeat(64);
  const second = 'b'.repeat(64);
  const processes = ['gateway', 'crm'];

  test('is made once, and stays as it is while the policy does', () => {
    const made = ensureInstallation(folder, processes, first);
    expect(made).toMatchObject({ epoch: 1, change: 'made' });
    const text = readFileSync(folder.installationLock, 'utf8');
    expect(ensureInstallation(folder, processes, first)).toMatchObject({
      genesis: made.genesis,
      change: 'unchanged',
    });
    expect(readFileSync(folder.installationLock, 'utf8')).toBe(text);
  });

  test('goes on with a chained, signed epoch when the policy in force is another', () => {
    const { genesis } = ensureInstallation(folder, processes, first);
    const before = readInstallationLock(folder.installationLock, genesis);
    expect(ensureInstallation(folder, processes, second)).toEqual({
      genesis,
      epoch: 2,
      change: 'new epoch',
    });
    const after = readInstallationLock(folder.installationLock, genesis);
    expect(after).toMatchObject({
      policy: second,
      previous: hashOfInstallationLock(before),
      genesis,
      processes: before.processes,
    });
  });

  test('takes a further process in, without new keys for the others', () => {
    const { genesis } = ensureInstallation(folder, processes, first);
    const before = readInstallationLock(folder.installationLock, genesis).processes;
    ensureInstallation(folder, [...processes, 'finance'], first);
    const after = readInstallationLock(folder.installationLock, genesis).processes;
    expect(after).toMatchObject(before);
    expect(Object.keys(after).sort()).toEqual(['crm', 'finance', 'gateway']);
  });

  test('is refused where its lock was changed or comes from another installation', () => {
    ensureInstallation(folder, processes, first);
    const text = readFileSync(folder.installationLock, 'utf8');
    writeFileSync(folder.installationLock, text.replace(first, second));
    expect(() => ensureInstallation(folder, processes, first)).toThrow(/not signed/);
  });

  test('keeps each private key in a file of its own, for its owner alone', () => {
    ensureInstallation(folder, processes, first);
    for (const name of ['gateway', 'crm', 'signer']) {
      expect(statSync(folder.keyFile(name)).mode & 0o777).toBe(0o600);
    }
  });
});

describe('the lock of a data folder', () => {
  test('is held by one living process', () => {
    const held = takeSupervisorLock(folder.supervisorFile, process.pid);
    expect(held.taken).toBe(true);
    expect(takeSupervisorLock(folder.supervisorFile, process.pid)).toEqual({
      taken: false,
      by: process.pid,
    });
    expect(runningSupervisor(folder.supervisorFile)).toBe(process.pid);
    if (held.taken) held.release();
    expect(existsSync(folder.supervisorFile)).toBe(false);
  });

  test.each<[guarantee: string, left: string]>([
    ['a process that has gone', '{"pid": 4194300, "startedAt": "1"}'],
    ['a process whose id another has now', `{"pid": ${String(process.pid)}, "startedAt": "1"}`],
    ['nobody: the file is broken', '{"pid": '],
  ])('is taken from %s', (_guarantee, left) => {
    writeFileSync(folder.supervisorFile, left);
    expect(runningSupervisor(folder.supervisorFile)).toBeUndefined();
    expect(takeSupervisorLock(folder.supervisorFile, process.pid).taken).toBe(true);
  });
});

describe('a log file', () => {
  const path = (): string => folder.logFile('crm');
  const write = (bytesMax: number, ...chunks: readonly string[]): void => {
    const file = openLogFile({ path: path(), bytesMax, keep: 2 });
    for (const chunk of chunks) file.write(Buffer.from(chunk));
    file.close();
  };

  test('never grows over its bound, and never cuts a line', () => {
    write(20, ...Array.from({ length: 9 }, (_, index) => `line ${String(index)}\n`));
    const files = [path(), `${path()}.1`, `${path()}.2`];
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      expect(text.length).toBeLessThanOrEqual(20);
      expect(text).toMatch(/^(line \d\n)+$/);
    }
    expect(existsSync(`${path()}.3`)).toBe(false);
  });

  test('joins the parts of a line', () => {
    write(1_000, '{"a"', ': 1}\n{"b"', ': 2}\n');
    expect(readFileSync(path(), 'utf8')).toBe('{"a": 1}\n{"b": 2}\n');
  });

  test('takes words that come after its end for nothing', () => {
    const file = openLogFile({ path: path(), bytesMax: 100, keep: 1 });
    file.close();
    expect(() => {
      file.write(Buffer.from('late\n'));
      file.close();
    }).not.toThrow();
  });

  test('tells the last words of a process as it said them', () => {
    const words = (text: string): string =>
      `${JSON.stringify({ event: 'process.stderr', text })}\n`;
    write(1_000, '{"event":"ready"}\n', words('PORT: is missing'), words('KEY_FILE: is missing'));
    expect(lastLines(path(), 10)).toEqual(['PORT: is missing', 'KEY_FILE: is missing']);
    expect(lastLines(join(folder.logs, 'nobody.jsonl'), 10)).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { processingRecord } from '../../../../policies/processing/processingRecord.ts';
import { csvCell, recordCsv } from '../../../../policies/processing/recordCsv.ts';
import { recordPage } from '../../../../policies/processing/recordPage.ts';
import { english } from '../../../../policies/processing/wordsEnglish.ts';
import { french } from '../../../../policies/processing/wordsFrench.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const record = processingRecord({
  lock,
  version: 1,
  madeAt: new Date('2026-11-24T12:00:00.000Z'),
  observation: {
    from: '2026-10-25T12:00:00.000Z',
    to: '2026-11-24T12:00:00.000Z',
    uses: [
      {
        purpose: 'collections',
        screen: '<script>alert(1)</script>',
        roles: ['collections-clerk'],
        region: 'EU',
        document: 'd'.repeat(64),
        policy: lock.hash,
        forms: { 'domain-only': ['EmailAddress.value'] },
        releases: 7,
        firstAt: '2026-11-01T08:00:00.000Z',
        lastAt: '2026-11-02T08:00:00.000Z',
      },
    ],
  },
});

test.each([
  ['=1+1', "'=1+1"],
  ['@sum', "'@sum"],
  ['a "b", c', '"a ""b"", c"'],
  ['two\nlines', '"two\nlines"'],
  ['plain', 'plain'],
])('a cell %j is written %j', (given, written) => {
  expect(csvCell(given)).toBe(written);
});

describe.each([english, french])('in $language', (words) => {
  const page = recordPage(record, words);

  test('the table has a line for each purpose and as many cells in each', () => {
    const lines = recordCsv(record, words).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + record.activities.length);
    expect(lines[0]?.split(',')).toHaveLength(19);
  });

  test('the page shows what comes from the log as text, and needs nothing beside it', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain(`<html lang="${words.language}">`);
  });

  test('the page has a part for each purpose, named by it, and says what is not declared', () => {
    for (const { purpose } of record.activities) {
      expect(page).toContain(`<section aria-labelledby="${purpose}">`);
      expect(page).toContain(`<h3 id="${purpose}">${purpose}</h3>`);
    }
    expect(page).toContain(words.undeclaredKind.SCREEN);
  });

  test('no table is without heads, and no term without words', () => {
    expect(page.match(/<table>/g)?.length).toBe(
      (page.match(/<thead>/g)?.length ?? 0) + record.activities.length,
    );
    for (const { is, legalBasis, data } of record.activities) {
      expect(words.term(is)).not.toBe(is);
      expect(words.basis[legalBasis]).toBeDefined();
      for (const { category } of data)
        if (category !== null) expect(words.term(category)).not.toBe(category);
    }
  });
});

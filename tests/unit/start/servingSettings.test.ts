import { expect, test } from '@jest/globals';
import { servingSettings } from '../../../tools/postgres/servingSettings.ts';

const gigabyte = 1024 ** 3;

test.each([
  [0.25, 'shared_buffers=128MB', 'effective_cache_size=256MB'],
  [2, 'shared_buffers=512MB', 'effective_cache_size=1024MB'],
  [64, 'shared_buffers=1024MB', 'effective_cache_size=16384MB'],
])('a machine of %d GB gives the server its share, within bounds', (memory, buffers, cache) => {
  const settings = servingSettings(memory * gigabyte);
  expect(settings).toContain(buffers);
  expect(settings).toContain(cache);
});

test('no setting makes a commit less durable', () => {
  const weakened = servingSettings(8 * gigabyte).filter((setting) =>
    /^(fsync|synchronous_commit|full_page_writes|wal_level)=/.test(setting),
  );
  expect(weakened).toEqual([]);
});

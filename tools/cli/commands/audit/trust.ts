import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { trustOf } from '../../../../audit/watch/trust.ts';
import { readLockChain } from '../../../audit/lockChain.ts';
import { dataFolder } from '../../../start/dataFolder.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { dataFolderText, dataOption, json, noWords, outOption } from '../../options.ts';

const input = z
  .object({
    words: noWords,
    json,
    locks: z.string().min(1).optional(),
    genesis: z
      .string()
      .regex(/^[0-9a-f]{64}$/, { message: 'must be a SHA-256 in hex' })
      .optional(),
    operator: z.string().min(1).default('the operator of the log'),
    out: z.string().min(1).optional(),
    data: dataFolderText,
  })
  .refine(({ locks, genesis }) => locks === undefined || genesis !== undefined, {
    path: ['genesis'],
    message: 'say the hash of the genesis lock, which you were told by another road',
  });

export const command = defineCommand({
  name: 'audit trust',
  summary: 'Writes trust.json: the keys that an auditor pins.',
  details: [
    'From the signed locks of an installation. Compare the genesis hash with what you were told by',
    'another road: whoever forges the locks forges all keys in them.',
  ],
  options: {
    locks: {
      type: 'string',
      value: 'DIR',
      says: "The installation's locks, a file an epoch; those of the data folder unless said.",
    },
    genesis: { type: 'string', value: 'HASH', says: 'Hash of the genesis lock.' },
    operator: { type: 'string', value: 'NAME', says: 'Who runs the witnesses.' },
    out: outOption,
    data: dataOption,
  },
  input,
  run,
});

function run(given: z.output<typeof input>, context: CommandContext): void {
  const folder = dataFolder(given.data);
  const locks = given.locks ?? join(folder.root, 'installation.locks');
  if (!existsSync(locks)) throw new UsageError(`there is no folder ${locks}`);
  const genesis = given.genesis ?? readFileSync(join(folder.keys, 'genesis'), 'utf8').trim();
  const trust = trustOf(chainIn(locks, genesis), given.operator);
  const text = JSON.stringify(trust, null, 2);
  if (given.out === undefined) {
    context.print(text);
    return;
  }
  writeFileSync(given.out, `${text}\n`);
  if (given.json) context.print(JSON.stringify({ out: given.out, genesis, origin: trust.origin }));
  else context.print(`Written to ${given.out}. Genesis lock: ${genesis}`);
}

function chainIn(locks: string, genesis: string): ReturnType<typeof readLockChain> {
  try {
    return readLockChain(locks, genesis);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'they cannot be read';
    throw new CommandFailure(`The locks of ${locks} are not to be trusted: ${why}.`, { cause });
  }
}

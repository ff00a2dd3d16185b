import { z } from 'zod';
import { isStoreName, storeNames, type StoreName } from '../../lib/storeName.ts';
import { personaById, personas } from '../issuer/personas.ts';
import { defaultDataFolder } from '../start/dataFolder.ts';
import type { OptionSpec } from './command.ts';

/** Options that several commands share, and how their values are read. */
export const dataOption: OptionSpec = {
  type: 'string',
  value: 'DIR',
  says: `The data folder; ${defaultDataFolder} unless said.`,
};
export const urlOption: OptionSpec = {
  type: 'string',
  value: 'URL',
  says: "The gateway's address; that of the installation in the data folder unless said.",
};
export const personaOption: OptionSpec = {
  type: 'string',
  value: 'PERSONA',
  says: `Whom to ask as: ${personas.map(({ id }) => id).join(', ')}.`,
};

export const logOption: OptionSpec = {
  type: 'string',
  value: 'DIR',
  says: "A copy of the log's folder; that of the installation, or the gateway, unless said.",
};
export const outOption: OptionSpec = {
  type: 'string',
  value: 'FILE',
  says: 'Where to write; to the output unless said.',
};
export const daysOption: OptionSpec = {
  type: 'string',
  value: 'N',
  says: 'How many days the log is looked back; 30 unless said.',
};

export const dataFolderText = z.string().min(1).default(defaultDataFolder);
export const json = z.boolean();
export const url = z
  .url({ message: 'must be an address such as http://127.0.0.1:4000' })
  .optional();
export const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, { message: 'must be a port number' })
  .transform(Number)
  .refine((port) => port <= 65_535, { message: 'must be a port number' });

export const persona = z
  .string({ error: 'say whom to ask as (a persona)' })
  .refine((id) => personaById(id) !== undefined, {
    message: `there is no such persona; personas: ${personas.map(({ id }) => id).join(', ')}`,
  });

export const stores = z
  .string()
  .transform((text) => [...new Set(text.split(',').map((name) => name.trim()))])
  .refine((names) => names.length > 0 && names.every(isStoreName), {
    message: `must be a list of ${storeNames.join(', ')}`,
  })
  .transform((names): StoreName[] => storeNames.filter((store) => names.includes(store)));

export const count = (name: string, max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,6}$/, { message: `must be a number of ${name}` })
    .transform(Number)
    .refine((number) => number >= 1 && number <= max, {
      message: `must be from 1 to ${String(max)}`,
    });

/** No words behind the command's name. */
export const noWords = z.array(z.string()).max(0, { message: 'takes no words, options alone' });
export const oneWord = (what: string): z.ZodTuple<[z.ZodString], null> =>
  z.tuple([z.string().min(1)], { error: `takes one word: ${what}` });

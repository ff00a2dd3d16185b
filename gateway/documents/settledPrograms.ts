import type { DocumentNode } from 'graphql';
import type { Program } from '../execute/compiled/program.ts';
import { conditionVariables, settle, type Booleans } from '../plan/conditions.ts';

/** A document's programs, one for each setting of the variables that its conditions look at. */
export interface SettledPrograms {
  /** Nothing is waited for where the setting came before. `variables` are coerced. */
  readonly under: (variables: Booleans) => Program | Promise<Program>;
  /** Makes the programs of all settings ahead, where they are few. */
  readonly prepare: () => Promise<void>;
}

/** Settings of a document that are kept, and conditions up to which all settings are made ahead. */
const settingsMax = 64;
const preparedMax = 3;

/** `compile` plans and compiles the document as it reads under one setting. */
export function createSettledPrograms(
  document: DocumentNode | null,
  compile: (settled: DocumentNode | null) => Promise<Program>,
): SettledPrograms {
  const names = document === null ? [] : conditionVariables(document);
  const known = new Map<string, Program>();
  const make = async (setting: string, variables: Booleans): Promise<Program> => {
    // A condition without a value is false, as it is where it stands in the document.
    const booleans = Object.fromEntries(names.map((name) => [name, variables[name] === true]));
    const fresh = await compile(document === null ? null : settle(document, booleans));
    if (known.size >= settingsMax) known.delete(known.keys().next().value ?? '');
    known.set(setting, fresh);
    return fresh;
  };
  const under: SettledPrograms['under'] = (variables) => {
    let setting = '';
    for (const name of names) setting += variables[name] === true ? '1' : '0';
    return known.get(setting) ?? make(setting, variables);
  };
  return {
    under,
    prepare: async () => {
      if (names.length > preparedMax) return;
      for (let setting = 0; setting < 2 ** names.length; setting += 1) {
        await under(Object.fromEntries(names.map((name, at) => [name, (setting >> at) % 2 === 1])));
      }
    },
  };
}

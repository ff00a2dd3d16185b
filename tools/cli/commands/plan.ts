import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectFile } from '../../../lib/projectRoot.ts';
import { createDocumentCompiler } from '../../../gateway/documents/compileDocument.ts';
import { servedScreen } from '../../../gateway/documents/servedDocument.ts';
import { createApolloPlanner } from '../../../gateway/plan/apolloPlanner.ts';
import { loadSupergraph } from '../../../gateway/plan/supergraph.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { parseScreen } from '../../../policies/screen.ts';
import { defineCommand, type CommandContext } from '../command.ts';
import { camelCase, documentNames, localDocument } from '../documents.ts';
import { json, oneWord } from '../options.ts';
import { textTable } from '../textTable.ts';

const input = z.object({ words: oneWord('a screen or command'), json });

export const command = defineCommand({
  name: 'plan',
  positionals: 'NAME',
  summary: 'Shows which stores a screen or command asks, and for what.',
  options: {},
  input,
  run,
});

function run(given: z.output<typeof input>, context: CommandContext): void {
  const [name] = given.words;
  const isCommand = documentNames('command').includes(camelCase(name));
  const document = localDocument(isCommand ? 'command' : 'screen', name);
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  const file = projectFile('schema', 'supergraph.graphql');
  const graph = loadSupergraph(existsSync(file) ? readFileSync(file, 'utf8') : '');
  const compiler = createDocumentCompiler({
    lock,
    schema: graph.apiSchema,
    planner: createApolloPlanner(graph.supergraph),
  });
  const served = servedScreen(lock, graph.apiSchema, parseScreen(document.text));
  const compiled = compiler.compile(served, { roles: served.roles, region: 'EU' });
  const fetches = compiled.execution?.plan.fetches ?? [];
  if (given.json) {
    context.print(JSON.stringify({ fetches, requests: fetches.length }, null, 2));
    return;
  }
  const rows = fetches.map(({ store, kind, entities }) => [store, kind, entities.join(', ')]);
  for (const line of textTable(['STORE', 'KIND', 'TYPES'], rows)) context.print(line);
  context.print(`${String(fetches.length)} sub-requests`);
}

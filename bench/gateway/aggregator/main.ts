import { listen, readBody, sendJson } from '../../../lib/httpServer.ts';
import type { Workload } from '../graphs/benchGraph.ts';
import { answerNested, type NestedStores } from './nested.ts';
import { answerScreen, type ScreenStores } from './screen.ts';
import { connectStore } from './stores.ts';

/**
 * The service that a team writes when it does without a gateway: one process for one screen, its
 * joins written out. Called with: workload, port, and the stores' URLs as JSON.
 */
const [workload = '', port = '', urls = '{}'] = process.argv.slice(2);
const stores = Object.fromEntries(
  Object.entries(JSON.parse(urls) as Record<string, string>).map(([name, url]) => [
    name,
    connectStore(url),
  ]),
);

const answers: Readonly<
  Record<Workload, (variables: unknown, authorization: string) => Promise<unknown>>
> = {
  nested: (_variables, authorization) => answerNested(stores as NestedStores, authorization),
  screen: (variables, authorization) =>
    answerScreen(stores as ScreenStores, variables, authorization),
};
const answer = answers[workload as Workload];

process.on('SIGTERM', () => process.exit(0));

await listen(
  async (request, response) => {
    try {
      const body = await readBody(request, 65_536);
      const { query, variables } = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
      if (query === '{ __typename }') {
        sendJson(response, 200, { data: { __typename: 'Query' } });
        return;
      }
      const data = await answer(variables, request.headers.authorization ?? '');
      sendJson(response, 200, { data });
    } catch (error) {
      sendJson(response, 500, { errors: [{ message: String(error) }] });
    }
  },
  '127.0.0.1',
  Number(port),
);

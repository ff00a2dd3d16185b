import { Agent, request } from 'node:http';
import { CommandFailure } from '../../cli/command.ts';

/** What a client has of one response, whole or cut off. */
export interface Received {
  /** The answer's `x-request-id`: the id of its intent. */
  readonly intent: string;
  readonly text: string;
  readonly isWhole: boolean;
}

export interface Load {
  /** Ends when the gateway is gone; everything of which a byte came. */
  readonly received: Promise<readonly Received[]>;
}

export interface Question {
  readonly authorization: string;
  /** Asked in turn. */
  readonly bodies: readonly string[];
}

/** Clients that ask one after the other until the gateway is gone. */
export function startLoad(url: string, { authorization, bodies }: Question, clients: number): Load {
  const received: Received[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  let next = 0;
  const client = async (): Promise<void> => {
    for (;;) {
      next += 1;
      const body = bodies[next % bodies.length] ?? '';
      const answer = await ask(url, authorization, body, agent);
      if (answer !== undefined && answer.text !== '') received.push(answer);
      if (answer?.isWhole !== true) return;
    }
  };
  return {
    received: Promise.all(Array.from({ length: clients }, client)).then(() => {
      agent.destroy();
      return received;
    }),
  };
}

/** Undefined where nothing came at all. */
const ask = (
  url: string,
  authorization: string,
  body: string,
  agent: Agent,
): Promise<Received | undefined> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...{ authorization, 'content-type': 'application/json' },
      'content-length': Buffer.byteLength(body),
    };
    const asked = request(`${url}/graphql`, { method: 'POST', headers, agent });
    asked.once('error', () => {
      resolve(undefined);
    });
    asked.once('response', (response) => {
      const chunks: Buffer[] = [];
      const done = (): void => {
        // A client that is turned away proves nothing, however long it asks.
        if (response.statusCode !== 200) {
          reject(new CommandFailure(`The gateway answered ${String(response.statusCode)}.`));
          return;
        }
        const intent = response.headers['x-request-id'];
        resolve({
          intent: typeof intent === 'string' ? intent : '',
          text: Buffer.concat(chunks).toString('utf8'),
          isWhole: response.complete,
        });
      };
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', done);
      response.once('end', done);
      response.once('close', done);
    });
    asked.end(body);
  });

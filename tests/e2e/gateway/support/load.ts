import { Agent, request, type IncomingMessage } from 'node:http';

export interface Asked {
  readonly status: number | undefined;
  readonly text: string;
  /** True where the answer said that the connection ends with it. */
  readonly isLast: boolean;
}

export interface Question {
  readonly url: string;
  readonly token: string;
  readonly body: string;
}

/** One client with one connection that it keeps, as a browser or a proxy does. */
export class Client {
  readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  ask({ url, token, body }: Question): Promise<Asked> {
    return new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        authorization: `Bearer ${token}`,
      };
      const sent = request(
        `${url}/graphql`,
        { method: 'POST', agent: this.agent, headers },
        (response: IncomingMessage) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
          response.once('error', reject);
          response.once('end', () => {
            const isLast = response.headers.connection === 'close';
            resolve({ status: response.statusCode, text, isLast });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

export interface LoadResult {
  readonly answered: number;
  /** Requests that reached a server and were not answered in full, and why. */
  readonly failed: readonly string[];
  /** Connections that were refused: nothing was accepted there. */
  readonly refused: number;
}

export interface Load {
  readonly answered: () => number;
  readonly stop: () => void;
  readonly ended: Promise<LoadResult>;
}

/** Clients that ask one after the other until told to stop, or until they are let in no more. */
export function startLoad(question: Question, clients: number, pauseMs: () => number): Load {
  let answered = 0;
  let refused = 0;
  let stopping = false;
  const failed: string[] = [];
  const run = async (): Promise<void> => {
    const client = new Client();
    while (!stopping) {
      try {
        const { status, text } = await client.ask(question);
        const errors = (JSON.parse(text) as { errors?: unknown }).errors;
        if (status === 200 && errors === undefined) answered += 1;
        else failed.push(`${String(status)} ${text}`);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ECONNREFUSED') {
          refused += 1;
          break;
        }
        failed.push(code ?? message);
      }
      const pause = pauseMs();
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    client.close();
  };
  const ended = Promise.all(Array.from({ length: clients }, run)).then(() => ({
    ...{ answered, failed, refused },
  }));
  return {
    answered: () => answered,
    stop: () => {
      stopping = true;
    },
    ended,
  };
}

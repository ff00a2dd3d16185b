import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { referent, testFolder, type TestFolder } from './support/commandLine.ts';

const folders: TestFolder[] = [];
const folder = (): string => {
  const made = testFolder();
  folders.push(made);
  return made.path;
};
afterEach(async () => {
  for (const made of folders.splice(0)) await made.remove();
});

const listenAnywhere = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });

describe('start refuses in a sentence, before anything runs', () => {
  test('production mode names every part that is for development', async () => {
    const words = ['start', '--mode', 'production', '--stores', 'crm,finance', '--data', folder()];
    const { code, output, errors } = await referent(words);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors.trim().split('\n')).toEqual([
      'Not started in production mode: 5 problems.',
      '  - the embedded database of crm is for development: set CRM_DATABASE_URL',
      '  - the embedded database of finance is for development: set FINANCE_DATABASE_URL',
      '  - the embedded database of governance is for development: set GOVERNANCE_DATABASE_URL',
      '  - the demonstration issuer is for development: set ISSUER_URL and JWKS_URL',
      '  - --stores is for development: production serves the committed graph, with every store',
    ]);
  });

  test('personas and a database of one’s own do not go together', async () => {
    const { code, errors } = await referent(['start', '--data', folder()], {
      CRM_DATABASE_URL: 'postgresql://crm_service:secret@127.0.0.1:5432/crm',
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/the demonstration issuer works on embedded databases alone/);
  });

  test('plain addresses of other hosts are refused, all at once, and no secret is shown', async () => {
    const { code, errors } = await referent(['start', '--data', folder()], {
      CRM_DATABASE_URL: 'postgresql://crm_service:verysecret@db.example.test:5432/crm',
      ISSUER_URL: 'http://issuer.example.test',
      JWKS_URL: 'http://issuer.example.test/jwks',
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/3 problems/);
    expect(errors).toMatch(/CRM_DATABASE_URL must be .* sslmode=verify-full/);
    expect(errors).toMatch(/ISSUER_URL must be https/);
    expect(errors).toMatch(/JWKS_URL must be https/);
    expect(errors).not.toContain('verysecret');
  });

  test('a taken port is named, with the way around it', async () => {
    const holder = await listenAnywhere();
    const port = String((holder.address() as AddressInfo).port);
    const { code, errors } = await referent(['start', '--port', port, '--data', folder()]);
    holder.close();
    expect(code).toBe(1);
    expect(errors.split('\n')[0]).toBe(
      `Port ${port} is taken by another program. Free it, or choose another with --port N.`,
    );
  });
});

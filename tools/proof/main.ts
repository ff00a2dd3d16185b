import { createContext } from '../cli/context.ts';
import { runCommandLine } from '../cli/run.ts';
import { backupProof } from './backup/command.ts';
import { canariesProof } from './canaries/command.ts';
import { exposureProof } from './exposure/command.ts';
import { logProof } from './log/command.ts';
import { ordersProof } from './orders/command.ts';
import { releaseProof } from './release/command.ts';
import { resilienceProof } from './resilience/command.ts';
import { restrictProof } from './restrict/command.ts';
import { scanProof } from './scan/command.ts';
import { tamperProof } from './tamper/command.ts';

const backup = 'A backup tells nothing of who was erased, and in time nothing at all.';
const canaries = 'No value of a person is met outside of customer-pii.';
const exposure = 'An incident among a million entries is named exactly.';
const log = 'The audit log never forks, and loses no entry, whoever is killed.';
const orders = 'Every order arrives once, however often CRM is killed.';
const release = 'No byte of a value leaves before its release is durable.';
const resilience = 'A store that fails costs its own fields alone.';
const restrict = 'Nothing of a field leaves once its restriction is in effect.';
const scan = 'Every planted copy of a personal value is found, and nothing else.';
const tamper = 'Whatever is changed in the audit log is found.';

process.exitCode = await runCommandLine(process.argv.slice(2), createContext(process), [
  {
    ...{ name: 'proof:backup', summary: backup },
    load: () => Promise.resolve({ command: backupProof }),
  },
  {
    ...{ name: 'proof:orders', summary: orders },
    load: () => Promise.resolve({ command: ordersProof }),
  },
  {
    ...{ name: 'proof:release', summary: release },
    load: () => Promise.resolve({ command: releaseProof }),
  },
  {
    ...{ name: 'proof:exposure', summary: exposure },
    load: () => Promise.resolve({ command: exposureProof }),
  },
  {
    ...{ name: 'proof:resilience', summary: resilience },
    load: () => Promise.resolve({ command: resilienceProof }),
  },
  {
    ...{ name: 'proof:log', summary: log },
    load: () => Promise.resolve({ command: logProof }),
  },
  {
    ...{ name: 'proof:canaries', summary: canaries },
    load: () => Promise.resolve({ command: canariesProof }),
  },
  {
    ...{ name: 'proof:restrict', summary: restrict },
    load: () => Promise.resolve({ command: restrictProof }),
  },
  {
    ...{ name: 'proof:scan', summary: scan },
    load: () => Promise.resolve({ command: scanProof }),
  },
  {
    ...{ name: 'proof:tamper', summary: tamper },
    load: () => Promise.resolve({ command: tamperProof }),
  },
]);
